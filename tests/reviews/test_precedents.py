"""Are earlier decisions on a check found, those on similar answers first, and nothing hidden?"""

import pytest

from applications.services import drafts, submissions
from reviews import precedents, queries, services
from reviews.services import MarkInput
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory

pytestmark = pytest.mark.django_db
BIRDS = "The model counts ringed storks on photographs that volunteers take of their nests. " * 6
SHIPS = "Harbour pilots dictate reports about container vessels and the model sorts them. " * 6


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def judge():
    return ReviewerFactory()


def submitted(text=BIRDS, **more):
    application = cases.draft(**more)
    drafts.save_answers(application, {"B3": text}, by=application.created_by)
    submissions.submit(application, by=application.created_by)
    return application


def approved(text=BIRDS, *, by, **more):
    application = submitted(text, **more)
    cases.approve(application, by=by)
    return application


def found(application, by, check="CK-01"):
    known = queries.pack_of(application).check(check)
    return precedents.of_check(application, known, by=by)


def references(application, by, **more):
    return [one.reference for one in found(application, by, **more)]


def test_similar_answers_come_first_then_the_newest(reviewer, judge):
    birds = approved(BIRDS, by=judge)
    ships = approved(SHIPS, by=judge)
    ships_too = approved(SHIPS, by=judge)

    assert references(submitted(BIRDS), reviewer)[0] == birds.reference
    about_ships = references(submitted(SHIPS), reviewer)
    assert about_ships == [ships_too.reference, ships.reference, birds.reference]


def test_a_precedent_tells_mark_outcome_and_conditions_and_not_who_decided(reviewer, judge):
    judge.pseudonym = "Reviewer Ibis"
    judge.save()
    earlier = approved(by=judge)

    (one,) = found(submitted(), reviewer)

    decision = earlier.decisions.get()
    assert (one.reference, one.title) == (earlier.reference, earlier.title)
    assert (str(one.mark_word), one.outcome) == ("meets", "Approve")
    assert len(one.conditions) == len(decision.conditions)
    assert one.decided_at == decision.decided_at
    assert "Ibis" not in repr(one)
    assert judge.email not in repr(one)


def test_a_refusal_is_a_precedent_with_its_clauses(reviewer, judge):
    earlier = submitted()
    services.claim(earlier, by=judge)
    services.mark(earlier, {"CK-01": MarkInput("violates")}, by=judge, revision=1)
    cases.decline(earlier, by=judge)

    (one,) = found(submitted(), reviewer)

    assert (one.clauses, str(one.mark_word)) == (cases.CLAUSES, "violates")


def test_a_check_without_a_mark_is_no_precedent(reviewer, judge):
    cases.declined(by=judge)
    approved(by=judge)

    assert found(submitted(), reviewer, check="CK-GP07b") == ()


def test_an_application_is_no_precedent_for_itself(reviewer):
    application = approved(by=reviewer)

    assert found(application, reviewer) == ()


def test_what_one_has_decided_oneself_is_a_precedent(reviewer):
    earlier = approved(by=reviewer)

    assert references(submitted(), reviewer) == [earlier.reference]


def test_nothing_of_an_organisation_in_conflict_is_a_precedent(reviewer, judge):
    earlier = submitted()
    cases.approve(earlier, by=judge)
    MembershipFactory(organisation=earlier.organisation, user=reviewer)
    application = submitted()

    assert references(application, reviewer) == []
    assert references(application, ReviewerFactory()) == [earlier.reference]


def test_a_first_verdict_that_waits_for_a_blind_second_is_no_precedent(reviewer, judge):
    waiting = cases.submitted(cases.HIGH)
    cases.approve(waiting, cases.HIGH, by=judge, tier="high")
    waiting.refresh_from_db()
    assert waiting.status == "awaiting_second"

    assert found(submitted(), reviewer) == ()


def test_there_are_ten_at_most(reviewer, judge, monkeypatch):
    monkeypatch.setattr(precedents, "SHOWN_MAX", 2)
    for _ in range(3):
        approved(by=judge)

    assert len(found(submitted(), reviewer)) == 2


def test_a_rare_check_is_found_among_older_decisions_too(reviewer, judge, monkeypatch):
    earlier = submitted()
    services.claim(earlier, by=judge)
    services.open_checks(earlier, ["CK-GP07b"], reason="Ranks?", by=judge, revision=1)
    services.mark(earlier, {"CK-GP07b": MarkInput("meets")}, by=judge, revision=1)
    cases.approve(earlier, by=judge)
    approved(by=judge)
    monkeypatch.setattr(precedents, "NEWEST", 1)

    assert references(submitted(), reviewer, check="CK-GP07b") == [earlier.reference]


def test_a_common_check_is_looked_for_among_the_newest_alone(reviewer, judge, monkeypatch):
    approved(by=judge)
    newest = approved(by=judge)
    monkeypatch.setattr(precedents, "NEWEST", 1)
    monkeypatch.setattr(precedents, "RARE", 1)

    assert references(submitted(), reviewer) == [newest.reference]


def test_sealed_answers_take_no_part_in_what_is_similar(reviewer, judge):
    approved(by=judge)

    assert len(found(submitted(), reviewer, check="CK-02")) == 1  # looks at B7 and B8, sealed
