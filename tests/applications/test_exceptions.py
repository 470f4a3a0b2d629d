"""Research exceptions and escalation: how many people it takes, and every other way stays shut."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from applications.escalation import ForPolicyOwners
from applications.models import Application, Approval, Decision
from applications.models.decision import Outcome
from applications.services.judging import ExceptionEndRefused, NoException, NotApprovable
from applications.states import NoteMissing, Status
from common.errors import DomainError
from guidelines import exceptions
from reviews import eligibility, queries
from reviews import services as reviews
from reviews.services import MarkInput
from tests import cases
from tests.factories import PolicyOwnerFactory, ReviewerFactory

pytestmark = pytest.mark.django_db
GP07 = "GP-07@1.0.0"


def fresh(application):
    return Application.objects.get(pk=application.pk)


def soon(days=90):
    return timezone.now().date() + timedelta(days=days)


def in_hand(application, *, by, worst="CK-GP07a"):
    """Claimed by a reviewer who finds nothing against it but the clause that is excepted."""
    application = fresh(application)
    reviews.claim(application, by=by)
    shown = queries.assess(application, by=by).shown
    marks = {check.id: MarkInput("meets") for check in shown}
    reviews.mark(application, marks | {worst: MarkInput("violates")}, by=by, revision=1)
    return application


def except_it(application, *, by, until=None, **changed):
    given = {"note": "For one study.", "clauses": (GP07,), "until": until or soon()} | changed
    return reviews.decide(fresh(application), Outcome.EXCEPTION, by=by, revision=1, **given)


@pytest.fixture
def people():
    return [ReviewerFactory() for _ in range(6)]


@pytest.fixture
def prohibited():
    return cases.submitted(cases.PROHIBITED)


def test_two_people_record_an_exception_which_ends_on_the_earlier_of_their_days(prohibited, people):
    for person, days in zip(people[:2], (120, 60), strict=True):
        in_hand(prohibited, by=person)
        except_it(prohibited, by=person, until=soon(days))

    application = fresh(prohibited)
    approval = application.approvals.get()
    assert (application.status, application.tier) == (Status.APPROVED, "prohibited")
    assert application.exception_until == soon(60)
    assert approval.tier == "high"
    assert approval.valid_until.date() == soon(61)


def test_one_person_alone_records_no_exception(prohibited, people):
    in_hand(prohibited, by=people[0])

    except_it(prohibited, by=people[0])

    assert fresh(prohibited).status == Status.AWAITING_SECOND
    assert not Approval.objects.exists()


def test_the_same_person_does_not_sign_twice(prohibited, people):
    in_hand(prohibited, by=people[0])
    except_it(prohibited, by=people[0])

    with pytest.raises(DomainError):
        except_it(prohibited, by=people[0])

    assert Decision.objects.count() == 1


def test_a_second_person_who_declines_makes_no_exception_of_it(prohibited, people):
    in_hand(prohibited, by=people[0])
    except_it(prohibited, by=people[0])
    in_hand(prohibited, by=people[1])

    decline(prohibited, by=people[1])

    assert fresh(prohibited).status == Status.IN_REVIEW
    assert not Approval.objects.exists()


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"until": timezone.now().date()}, ExceptionEndRefused),
        ({"until": timezone.now().date() + timedelta(days=181)}, ExceptionEndRefused),
        ({"note": " "}, NoteMissing),
    ],
    ids=["today", "too long", "without a reason"],
)
def test_an_exception_has_a_reason_and_an_end_in_time(prohibited, people, changed, refusal):
    in_hand(prohibited, by=people[0])

    with pytest.raises(refusal):
        except_it(prohibited, by=people[0], **changed)


def test_what_is_not_prohibited_gets_no_exception(people):
    application = cases.submitted()
    cases.mark_all(application, by=people[0])

    with pytest.raises(NoException):
        except_it(application, by=people[0])


def test_a_clause_that_allows_none_stops_the_exception_of_another(prohibited, people):
    in_hand(prohibited, by=people[0], worst="CK-GP01a")

    with pytest.raises(NoException):
        except_it(prohibited, by=people[0])


def test_the_rest_of_the_checklist_has_to_hold(prohibited, people):
    application = in_hand(prohibited, by=people[0])
    reviews.mark(application, {"CK-01": MarkInput("gap")}, by=people[0], revision=1)

    with pytest.raises(NotApprovable):
        except_it(prohibited, by=people[0])


def test_the_clauses_concerned_are_found_without_being_named(prohibited, people):
    in_hand(prohibited, by=people[0])

    assessment = queries.assess(fresh(prohibited), by=people[0])

    assert [clause.id for clause in exceptions.clauses(assessment)] == ["GP-07"]


def signed_once(application, person):
    in_hand(application, by=person)
    except_it(application, by=person)
    return fresh(application)


@pytest.mark.parametrize("until", [None, 30])
def test_the_database_opens_for_nothing_but_two_signatures(prohibited, people, until):
    application = signed_once(prohibited, people[0])
    moved = {"status": "approved", "exception_until": until and soon(until)}

    with pytest.raises(DatabaseError, match="enough different reviewers"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(**moved)


def test_the_database_takes_no_approval_and_no_lowered_tier_in_its_place(prohibited, people):
    application = signed_once(prohibited, people[0])
    values = Decision.objects.values().get()
    del values["id"]
    values |= {"reviewer_id": people[1].pk, "outcome": "approve", "exception_until": None}

    with pytest.raises(DatabaseError, match="prohibited"), transaction.atomic():
        Decision.objects.create(**values)
    with pytest.raises(DatabaseError, match="below the floor"), transaction.atomic():
        Decision.objects.create(
            **values | {"outcome": "decline", "lowered_to": "low", "override_reason": "!"}
        )
    with pytest.raises(DatabaseError, match="enough different"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(status="approved", tier="low")


def test_the_end_of_an_exception_is_not_moved(prohibited, people):
    for person in people[:2]:
        signed_once(prohibited, person)

    with pytest.raises(DatabaseError, match="keeps it"), transaction.atomic():
        Application.objects.filter(pk=prohibited.pk).update(exception_until=soon(170))


# --- escalation -----------------------------------------------------------------------------------


def senior():
    """A reviewer who owns the policy."""
    person = ReviewerFactory()
    person.groups.add(*PolicyOwnerFactory().groups.all())
    return type(person).objects.get(pk=person.pk)


def approve(application, *, by):
    application = fresh(application)
    cases.mark_all(application, cases.HIGH, by=by)
    names = cases.example(cases.HIGH)["review"]["conditions"]
    given = cases.conditions(queries.pack_of(application), tier="high", names=names)
    reviews.decide(application, Outcome.APPROVE, by=by, revision=1, conditions=given)


def decline(application, *, by):
    application = fresh(application)
    reviews.claim(application, by=by)
    reviews.decide(
        application, Outcome.DECLINE, by=by, revision=1, note="No.", clauses=cases.CLAUSES
    )


def disputed(people, times=2):
    """A high-tier application on which so many pairs have disagreed."""
    application = cases.submitted(cases.HIGH)
    for number in range(times):
        approve(application, by=people[2 * number])
        decline(application, by=people[2 * number + 1])
    return fresh(application)


def test_after_one_disagreement_other_reviewers_go_on(people):
    senior()

    application = disputed(people, times=1)

    assert (application.round, application.is_escalated) == (2, False)


def test_after_the_second_a_policy_owner_decides_with_those_who_decided_so_before(people):
    owner = senior()
    application = disputed(people)
    assert application.is_escalated

    approve(application, by=owner)

    assert fresh(application).status == Status.APPROVED
    assert application.approvals.count() == 1


def test_a_policy_owner_can_decline_it_too(people):
    owner = senior()
    application = disputed(people)

    decline(application, by=owner)

    assert fresh(application).status == Status.DECLINED


def test_other_reviewers_are_neither_offered_nor_given_what_is_escalated(people):
    owner = senior()
    application = disputed(people)
    everything = Application.objects.filter(pk=application.pk)

    offered = [
        eligibility.workable(everything, by=person).exists() for person in (people[5], owner)
    ]

    assert offered == [False, True]
    with pytest.raises(ForPolicyOwners):
        reviews.claim(application, by=people[5])


def test_without_a_policy_owner_who_may_other_reviewers_go_on(people):
    application = disputed(people)
    everything = Application.objects.filter(pk=application.pk)

    assert (application.round, application.is_escalated) == (3, False)
    assert eligibility.workable(everything, by=people[5]).exists()


def test_the_database_lets_nobody_escalate_before_two_disagreements(people):
    application = disputed(people, times=1)

    with pytest.raises(DatabaseError, match="After two disagreements"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(escalated_round=application.round)
