"""Do an owner, an editor and a viewer work on one application, each in a browser of their own?"""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import queries
from accounts.models import Invitation, Membership
from applications.models import Application
from applications.services import assignments
from tests import cases
from tests.browser import browsing
from tests.factories import PASSWORD, MembershipFactory, OrganisationFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def owner():
    return UserFactory(name="Odile")


@pytest.fixture
def organisation(owner):
    return OrganisationFactory(owner=owner, name="Vacantio")


@pytest.fixture
def draft(owner, organisation):
    return cases.draft(owner=owner, organisation=organisation)


@pytest.fixture
def eda(organisation):
    """An editor."""
    return MembershipFactory(organisation=organisation, user=UserFactory(name="Eda"))


@pytest.fixture
def vito(organisation):
    """A viewer."""
    role = Membership.Role.VIEWER
    return MembershipFactory(organisation=organisation, user=UserFactory(name="Vito"), role=role)


@pytest.fixture
def opened(new_page, live_server):
    """A browser in which somebody is signed in."""

    def open_for(user):
        page = new_page()
        browsing.sign_in(page, user, url=live_server.url)
        return page

    return open_for


def of(application, name="detail", *args):
    return reverse(f"applications:{name}", args=[application.reference, *args])


def answers(application):
    return Application.objects.get(pk=application.pk).given_answers()


def main(page):
    return page.locator("main").inner_text()


def faults(page):
    wide = browsing.overflow(page)
    return [*browsing.axe(page), *([f"{wide} too wide"] if wide else [])]


def invite(page, organisation, email, role):
    page.goto(organisation.get_absolute_url())
    page.get_by_label("E-mail address").fill(email)
    page.locator("#id_role").select_option(role)
    browsing.follow(page.get_by_role("button", name="Send invitation"))
    page.get_by_text(f"We have invited {email}.").wait_for()


def accept(page, mailoutbox, person):
    """Follow the link in the mail, sign in on the way, and accept."""
    [mail] = [mail for mail in mailoutbox if mail.to == [person.email]]
    page.goto(re.search(r"/invitations/[\w-]+/", mail.body)[0])
    browsing.follow(page.get_by_role("main").get_by_role("link", name="Sign in"))
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", PASSWORD)
    browsing.follow(page.locator("[name=password]"), key="Enter")
    browsing.follow(page.get_by_role("button", name="Accept"))
    page.get_by_text("You now belong to Vacantio.").wait_for()


def test_people_join_by_mail_in_the_role_of_their_invitation(
    opened, new_page, organisation, owner, mailoutbox
):
    eda, vito = UserFactory(name="Eda"), UserFactory(name="Vito")
    owners, editors, viewers = opened(owner), new_page(), new_page()

    invite(owners, organisation, eda.email, "editor")
    invite(owners, organisation, vito.email, "viewer")
    accept(editors, mailoutbox, eda)
    accept(viewers, mailoutbox, vito)

    roles = [queries.role_in(person, organisation) for person in (eda, vito)]
    assert roles == [Membership.Role.EDITOR, Membership.Role.VIEWER]


def test_a_section_is_put_on_a_colleague_who_is_told_and_answers_it(
    opened, draft, eda, vito, owner, mailoutbox
):
    owners, editors = opened(owner), opened(eda.user)

    owners.goto(of(draft, "section", "B"))
    offered = owners.get_by_label("Colleague").inner_text()
    owners.get_by_label("Colleague").select_option("Eda")
    browsing.follow(owners.get_by_role("button", name="Save who is on it"))
    owners.get_by_text("Eda is on this section now.").wait_for()
    editors.goto(reverse("applications:list"))
    found = faults(editors)
    browsing.follow(editors.locator("#own-sections + ul a"))
    editors.locator("#q-B1").fill("A name by Eda")
    editors.get_by_text(re.compile(r"^Saved \d")).wait_for()

    told = [(mail.to, mail.subject) for mail in mailoutbox]
    assert "Vito" not in offered  # who may only read is put on no section
    assert told == [([eda.user.email], f"You were put on a section ({draft.reference})")]
    assert answers(draft)["B1"] == "A name by Eda"
    assert found == []


def test_a_viewer_reads_everything_and_is_told_who_can_change_it(opened, draft, vito):
    viewers = opened(vito.user)
    before = answers(draft)

    viewers.goto(of(draft))
    said, found = main(viewers), faults(viewers)
    viewers.goto(of(draft, "section", "B"))
    found += faults(viewers)
    shown = main(viewers)
    status = viewers.evaluate(
        """async (body) => (await fetch(location.href, {method: "POST", redirect: "manual",
             headers: {"X-CSRFToken": JSON.parse(document.body.getAttribute("hx-headers"))
               ["X-CSRFToken"], "Content-Type": "application/x-www-form-urlencoded"},
             body})).type""",
        "B1=Mine",
    )
    viewers.goto(of(draft))

    assert "Its owners and editors can change" in said
    assert draft.title in shown
    assert "Its owners and editors can change" in shown
    assert viewers.get_by_role("main").get_by_role("button").count() == 0
    assert status == "opaqueredirect"
    assert "Only owners and editors of the organisation can change" in viewers.content()
    assert answers(draft) == before
    assert found == []


def test_an_editor_sees_their_sections_before_leaving(opened, draft, organisation, eda, owner):
    assignments.assign(draft, "B", membership=eda, by=owner)
    editors = opened(eda.user)

    editors.goto(organisation.get_absolute_url())
    browsing.follow(editors.get_by_role("link", name="Leave Vacantio"))
    left_behind = editors.locator("#own-sections + ul").inner_text()
    found = faults(editors)
    browsing.follow(editors.get_by_role("button", name="Leave Vacantio"))
    editors.get_by_text("You have left Vacantio.").wait_for()
    gone = editors.goto(of(draft)).status

    assert draft.title in left_behind
    assert gone == 404
    assert found == []


def test_the_owner_hands_over_and_leaves_and_the_next_one_stays(opened, organisation, owner, vito):
    owners, viewers = opened(owner), opened(vito.user)

    owners.goto(reverse("applications:leave", args=[organisation.public_id]))
    browsing.follow(owners.get_by_role("button", name="Hand over and leave"))
    owners.get_by_role("link", name="Choose who becomes the owner in your place").wait_for()
    found = faults(owners)
    owners.get_by_label("Vito").check()
    browsing.follow(owners.get_by_role("button", name="Hand over and leave"))
    owners.get_by_text("Vito is an owner now, and you have left Vacantio.").wait_for()
    viewers.goto(reverse("applications:leave", args=[organisation.public_id]))
    found += faults(viewers)

    assert "You are the only member" in main(viewers)
    assert viewers.get_by_role("main").get_by_role("button").count() == 0
    assert queries.is_last_owner(vito.user, organisation)
    assert found == []


def test_an_expired_invitation_leads_to_a_new_one(opened, page, organisation, owner, mailoutbox):
    guest, owners = UserFactory(name="Gil"), opened(owner)
    invite(owners, organisation, guest.email, "editor")
    Invitation.objects.update(expires_at=timezone.now())
    [mail] = mailoutbox

    page.goto(re.search(r"/invitations/[\w-]+/", mail.body)[0])
    said, found = main(page), faults(page)
    owners.reload()
    browsing.follow(
        owners.get_by_role("button", name=f"Send again the invitation to {guest.email}")
    )
    owners.get_by_text("The old one no longer works.").wait_for()
    del mailoutbox[0]
    accept(page, mailoutbox, guest)

    assert "This invitation could be accepted until" in said
    assert guest.email not in said
    assert found == []
    assert queries.role_in(guest, organisation) == Membership.Role.EDITOR


def test_an_owner_takes_somebody_out_by_a_page_that_is_in_order(
    opened, draft, organisation, owner, eda
):
    assignments.assign(draft, "B", membership=eda, by=owner)
    owners = opened(owner)

    owners.goto(organisation.get_absolute_url())
    browsing.follow(owners.get_by_role("link", name="Remove Eda"))
    found = faults(owners)
    browsing.follow(owners.get_by_role("button", name="Remove this person"))
    owners.get_by_text("Eda no longer belongs to the organisation.").wait_for()

    assert found == []
    assert not queries.is_member(eda.user, organisation)
