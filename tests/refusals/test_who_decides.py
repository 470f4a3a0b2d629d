"""Does nobody approve what is their own, or twice, or by a link, whatever way they try?"""

import pytest
from django.urls import reverse

from applications.models import Approval, Decision
from applications.models.decision import Outcome
from applications.services import submissions
from applications.states import Status, WrongState
from events.models import Event
from reviews import services
from reviews.models import Mark
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory
from tests.refusals.attempts import RATE, WAYS, at, browser, by_page, give_lease, without_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return ReviewerFactory()


def made_it(application, person):
    """Began the application once, and left the organisation."""
    with without_triggers():
        type(application).objects.filter(pk=application.pk).update(created_by=person)


def submitted_it(application, person):
    with without_triggers():
        application.revisions.update(submitted_by=person)


def joined(application, person):
    """The organisation, after claiming and marking: the lease still holds."""
    MembershipFactory(organisation=application.organisation, user=person, role="viewer")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("part", [made_it, submitted_it, joined])
def test_nobody_approves_for_their_own_organisation(reviewer, part, way):
    application = cases.submitted()
    cases.mark_all(application, by=reviewer)
    part(application, reviewer)

    way(application, reviewer)

    application.refresh_from_db()
    assert application.status == Status.IN_REVIEW
    assert not Decision.objects.exists()
    assert not Approval.objects.exists()


@pytest.mark.parametrize("way", WAYS)
def test_the_first_reviewer_is_never_the_second(reviewer, way):
    application = cases.submitted(cases.HIGH)
    cases.approve(application, cases.HIGH, by=reviewer, tier="high")
    give_lease(application, reviewer)

    way(application, reviewer)

    application.refresh_from_db()
    assert application.status == Status.AWAITING_SECOND
    assert Decision.objects.count() == 1
    assert not Approval.objects.exists()


@pytest.mark.parametrize("way", WAYS)
def test_whoever_may_approve_does_by_each_of_these_ways(reviewer, way):
    """The attempts above would succeed if nothing stood in their way."""
    application = cases.submitted()
    cases.mark_all(application, by=reviewer)

    way(application, reviewer)

    assert Decision.objects.filter(reviewer=reviewer, outcome="approve").count() == 1


FAVOURABLE = RATE | {
    "revision": "1",
    "outcome": "approve",
    "action": "approve",
    "note": "Yes.",
    "mark-CK-01": "meets",
    "note-CK-01": "",
    "body": "Yes.",
    "csrfmiddlewaretoken": "x",
}


def pages_of(application):
    """Every address of the queue and the desk that can be opened or sent to."""
    plain = (
        *("desk", "exchanges", "claim", "release", "marks", "reveal", "message"),
        *("changes", "approve", "express", "decline"),
    )
    yield from (at(name, application) for name in plain)
    yield at("approval", application, "revoke")
    yield reverse("admin:reviews_selected") + f"?selected={application.reference}/1"


def test_a_link_with_a_favourable_decision_in_it_decides_nothing(reviewer):
    application = cases.submitted()
    cases.mark_all(application, by=reviewer)
    client = browser(reviewer)
    before = (Event.objects.count(), Mark.objects.count())

    answered = [client.get(address, FAVOURABLE).status_code for address in pages_of(application)]

    application.refresh_from_db()
    assert set(answered) <= {200, 302, 404, 405}
    assert application.status == Status.IN_REVIEW
    assert not Decision.objects.exists()
    assert (Event.objects.count(), Mark.objects.count()) == before


def test_a_form_sent_to_such_a_link_holds_only_what_is_in_the_form(reviewer):
    application = cases.submitted()
    cases.mark_all(application, by=reviewer)
    client = browser(reviewer)

    for name in ("approve", "express", "decline"):
        client.post(at(name, application), {}, query_params=FAVOURABLE | {"clause": "GP-11@1.0.0"})

    application.refresh_from_db()
    assert application.status == Status.IN_REVIEW
    assert not Decision.objects.exists()


def test_a_page_opened_by_such_a_link_has_nothing_filled_in(reviewer):
    application = cases.submitted()
    cases.mark_all(application, by=reviewer)

    plain = browser(reviewer).get(at("approve", application)).context
    led = browser(reviewer).get(at("approve", application), FAVOURABLE | {"CO-RATE.rpm": "999"})

    assert led.context["conditions"] == plain["conditions"]
    assert 'value="999"' not in led.content.decode()


def test_a_decision_sent_twice_is_one(reviewer):
    application = cases.submitted()
    cases.mark_all(application, by=reviewer)

    for _ in range(2):
        by_page(application, reviewer)

    assert Decision.objects.count() == Approval.objects.count() == 1
    assert Event.objects.filter(kind="application.approve").count() == 1


def test_an_application_sent_twice_is_one_submission():
    draft = cases.draft()
    client = browser(draft.created_by)
    address = reverse("applications:submit", args=[draft.reference])

    for _ in range(2):
        client.post(address, {"version": draft.version})

    draft.refresh_from_db()
    assert draft.revisions.count() == Event.objects.filter(kind="application.submit").count() == 1


@pytest.mark.parametrize("way", WAYS[:-1])
def test_a_revision_that_was_replaced_is_not_approved(reviewer, way):
    """The page stayed open while the applicant was asked and answered."""
    application = cases.submitted()
    cases.mark_all(application, by=reviewer)
    services.request_changes(application, {"B2": "Who?"}, by=reviewer, note="Say.", revision=1)
    owner = application.created_by
    answers = {**application.given_answers(), "B2": "Clerks of our own organisation read it."}
    with without_triggers():
        type(application).objects.filter(pk=application.pk).update(answers=answers)
    application.refresh_from_db()
    submissions.submit(application, by=owner)
    cases.mark_all(application, by=reviewer)

    way(application, reviewer, revision=1)

    application.refresh_from_db()
    assert application.revision.number == 2
    assert application.status == Status.IN_REVIEW
    assert not Decision.objects.exists()


def test_a_replaced_revision_takes_no_decision_in_the_database_either(reviewer):
    application = cases.submitted()
    cases.mark_all(application, by=reviewer)
    services.request_changes(application, {"B2": "Who?"}, by=reviewer, note="Say.", revision=1)

    WAYS[-1](application, reviewer, revision=1)

    assert not Decision.objects.exists()


@pytest.mark.parametrize("outcome", Outcome)
def test_a_finished_application_is_not_decided_again(reviewer, outcome):
    application = cases.approved(by=reviewer)
    other = ReviewerFactory()
    give_lease(application, other)

    with pytest.raises(WrongState):
        services.decide(
            application, outcome, by=other, revision=1, note="No.", clauses=cases.CLAUSES
        )

    assert Decision.objects.count() == 1
