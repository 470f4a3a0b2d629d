"""Do the pages after a decision begin what may be begun, and send everybody else back?"""

import re

import pytest

from accounts.models import Membership
from applications import jobs, queries
from applications.models import Application
from applications.services import appeals
from applications.states import ApprovalAction, ApprovalStatus, Kind, Status
from reviews import services as reviews
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    return cases.approved(by=ReviewerFactory())


@pytest.fixture
def owner(application, client):
    client.force_login(application.created_by)
    return application.created_by


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def page(application, name):
    return f"{application.get_absolute_url()}{name}/"


def test_an_amendment_is_begun_once_however_often_it_is_clicked(client, application, owner):
    asked = client.get(page(application, "amend"))
    began_by_looking = Application.objects.filter(concerns=application).count()
    first = client.post(page(application, "amend"))
    second = client.post(page(application, "amend"))

    amendment = Application.objects.get(concerns=application)
    assert (asked.status_code, began_by_looking) == (200, 0)
    assert amendment.kind == Kind.AMENDMENT
    assert first.url == second.url == amendment.get_absolute_url()
    assert client.get(page(application, "amend")).url == amendment.get_absolute_url()


def test_a_recertification_is_not_begun_a_year_early(client, application, owner):
    assert client.get(page(application, "recertify")).url == application.get_absolute_url()
    assert client.post(page(application, "recertify")).url == application.get_absolute_url()

    assert not Application.objects.filter(concerns=application).exists()


def test_a_recertification_is_begun_near_the_end(client, application, owner, time_machine):
    time_machine.move_to(application.approvals.get().valid_until)
    client.force_login(owner)

    client.post(page(application, "recertify"))

    assert Application.objects.get(concerns=application).kind == Kind.RECERTIFICATION


def test_an_approval_is_given_up_after_asking_once(client, application, owner):
    asked = client.get(page(application, "relinquish"))
    still = application.approvals.get().status
    client.post(page(application, "relinquish"))

    assert (asked.status_code, still) == (200, ApprovalStatus.ACTIVE)
    assert application.approvals.get().status == ApprovalStatus.REVOKED
    assert client.get(page(application, "relinquish")).status_code == 302
    assert client.post(page(application, "relinquish")).status_code == 302


@pytest.mark.parametrize("name", ["amend", "recertify", "relinquish"])
def test_who_only_reads_does_nothing_there(client, application, name):
    viewer = UserFactory()
    MembershipFactory(
        organisation=application.organisation, user=viewer, role=Membership.Role.VIEWER
    )
    client.force_login(viewer)

    assert client.get(page(application, name)).url == application.get_absolute_url()
    client.post(page(application, name))

    assert not Application.objects.filter(concerns=application).exists()
    assert application.approvals.get().status == ApprovalStatus.ACTIVE


@pytest.mark.parametrize("name", ["amend", "recertify", "relinquish", "appeal"])
def test_strangers_find_nothing(client, application, name):
    client.force_login(UserFactory())

    assert client.get(page(application, name)).status_code == 404
    assert client.post(page(application, name)).status_code == 404


def test_what_was_never_approved_has_no_approval_to_give_up(client):
    application = cases.submitted()
    client.force_login(application.created_by)

    assert client.get(page(application, "relinquish")).status_code == 404


def test_an_appeal_is_filed_on_its_page_and_an_empty_one_is_not(client):
    application = cases.declined(by=ReviewerFactory())
    client.force_login(application.created_by)

    asked = client.get(page(application, "appeal"))
    empty = client.post(page(application, "appeal"), {"statement": " "})
    status = Application.objects.get(pk=application.pk).status
    filed = client.post(page(application, "appeal"), {"statement": "Look again."})

    assert (asked.status_code, empty.status_code, status) == (200, 422, Status.DECLINED)
    assert filed.url == application.get_absolute_url()
    assert Application.objects.get(pk=application.pk).status == Status.APPEALED
    assert client.get(page(application, "appeal")).url == application.get_absolute_url()
    assert client.get(application.get_absolute_url()).status_code == 200


def test_an_appeal_is_withdrawn_on_the_page_of_the_application(client):
    application = cases.declined(by=ReviewerFactory())
    appeals.file(application, "Look again.", by=application.created_by)
    client.force_login(application.created_by)

    asked = client.get(page(application, "withdraw"))
    client.post(page(application, "withdraw"))

    assert asked.status_code == 200
    assert Application.objects.get(pk=application.pk).status == Status.DECLINED


@pytest.mark.parametrize("others", [1, 3])
def test_the_pages_cost_a_constant_number_of_queries(
    client, application, owner, others, django_assert_num_queries
):
    for _ in range(others):
        cases.draft(owner=owner, organisation=application.organisation)
    client.get("/account/")  # the first page of a session notes its beginning

    for name in ("amend", "relinquish"):
        with django_assert_num_queries(6):  # person, application, approval, follow-up, role, news
            assert client.get(page(application, name)).status_code == 200


# --- beginning again ------------------------------------------------------------------------------
def test_a_declined_application_is_begun_again_with_its_answers_and_files_once(client):
    application = cases.declined(by=ReviewerFactory())
    client.force_login(application.created_by)
    asked = client.get(page(application, "again"))
    form = {"key": str(asked.context["key"])}

    first = client.post(page(application, "again"), form)
    second = client.post(page(application, "again"), form)

    draft = Application.objects.exclude(pk=application.pk).get()
    assert first.url == second.url == draft.get_absolute_url()
    assert (draft.kind, draft.concerns, draft.status) == (Kind.NEW, None, Status.DRAFT)
    before, copied = application.given_answers(), draft.given_answers()
    agreed = {q.id for q in queries.pack_of(draft).questions if q.type == "attestation"}
    assert copied == {q: value for q, value in before.items() if q not in agreed}
    assert draft.attachments.count() == application.attachments.count()


@pytest.mark.parametrize("make", [cases.draft, cases.submitted])
def test_what_is_not_over_is_not_begun_again(client, make):
    application = make()
    client.force_login(application.created_by)

    assert client.get(page(application, "again")).status_code == 302
    client.post(page(application, "again"))

    assert Application.objects.get() == application


def test_neither_viewers_nor_strangers_begin_again(client):
    application = cases.declined(by=ReviewerFactory())
    viewer = MembershipFactory(organisation=application.organisation, role="viewer").user
    client.force_login(viewer)
    client.post(page(application, "again"))
    client.force_login(UserFactory())

    assert client.post(page(application, "again")).status_code == 404
    assert Application.objects.get() == application


# --- no dead ends ---------------------------------------------------------------------------------
STANDINGS = [
    (ApprovalAction.SUSPEND, "The approval is suspended", "Write to the reviewers"),
    (ApprovalAction.REVOKE, "ended for good", "Begin a new application"),
]


@pytest.mark.parametrize(("action", "sentence", "step"), STANDINGS)
def test_an_approval_that_a_reviewer_stopped_says_what_to_do(
    client, application, action, sentence, step
):
    reviews.move_approval(application, action, by=ReviewerFactory(), note="Misuse.")
    client.force_login(application.created_by)

    text = text_of(client.get(application.get_absolute_url()))

    assert sentence in text
    assert step in text
    assert "You can issue API keys now" not in text


def test_an_approval_whose_time_is_over_is_recertified_before_and_after_the_clock_marks_it(
    client, application, time_machine
):
    time_machine.move_to(application.approvals.get().valid_until)
    client.force_login(application.created_by)

    before = text_of(client.get(application.get_absolute_url()))
    jobs.expire_approvals()
    after = text_of(client.get(application.get_absolute_url()))

    for text in (before, after):
        assert "The time of the approval is over" in text
        assert f'href="{page(application, "recertify")}"' in text


def test_a_decline_after_an_appeal_is_final_and_offers_a_new_application(client):
    application = cases.declined(by=ReviewerFactory())
    appeals.file(application, "Look again.", by=application.created_by)
    cases.decline(application, by=ReviewerFactory())
    client.force_login(application.created_by)

    text = text_of(client.get(application.get_absolute_url()))

    assert "have heard your appeal" in text
    assert page(application, "again") in text
    assert f'href="{page(application, "appeal")}"' not in text
