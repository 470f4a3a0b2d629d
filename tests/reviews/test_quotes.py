"""Are words of an answer pinned to a check as they stand, by whom it may be, and by nobody else?"""

import json

import pytest
from django.db import DatabaseError, transaction

from applications.models import Application
from applications.services import drafts, submissions
from applications.services.moves import DecidedAlready
from events.models import Event
from reviews import queries, quotes, services
from reviews.models import Quote
from reviews.quoting import Fate
from reviews.services import (
    AnswerSealed,
    NotHeld,
    NotInAnswer,
    NotOnChecklist,
    NotWritten,
    QuoteRefused,
    StaleRevision,
)
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def application(reviewer):
    application = cases.submitted()
    services.claim(application, by=reviewer)
    return application


def words_of(application, start=10, end=40, question="B3"):
    return application.revision.answers[question][start:end].strip()


def pin(application, by, **changed):
    given = {"question": "B3", "words": words_of(application), "revision": 1, "near": 10}
    return services.quote(application, "CK-01", by=by, **{**given, **changed})


def events_of(application, kind):
    return Event.objects.filter(subject=application.subject, kind=kind)


def test_words_are_kept_with_their_place_and_what_stands_around_them(application, reviewer):
    text = application.revision.answers["B3"]

    pinned = pin(application, reviewer)

    assert (pinned.exact, pinned.revision) == (words_of(application), application.revision)
    assert text[pinned.start : pinned.end] == pinned.exact
    assert text.startswith(pinned.prefix + pinned.exact + pinned.suffix)
    assert (pinned.reviewer, pinned.check_id, pinned.question) == (reviewer, "CK-01", "B3")


def test_the_log_says_where_the_words_stand_and_never_what_they_are(application, reviewer):
    pinned = pin(application, reviewer)

    recorded = events_of(application, "review.quoted").get()

    assert recorded.data == {
        "check": "CK-01",
        "question": "B3",
        "revision": 1,
        "start": pinned.start,
        "end": pinned.end,
    }
    assert pinned.exact not in json.dumps(
        list(Event.objects.filter(subject=application.subject).values_list("data", flat=True))
    )


def test_the_same_words_pinned_twice_are_one_quote(application, reviewer):
    first, second = pin(application, reviewer), pin(application, reviewer)

    assert first == second
    assert events_of(application, "review.quoted").count() == 1


def test_words_of_a_sensitive_answer_are_refused_by_the_service_and_the_database(
    application, reviewer
):
    secret = application.revision.all_answers()["B8"]
    assert secret

    with pytest.raises(AnswerSealed):
        pin(application, reviewer, question="B8", words=secret)
    with pytest.raises(DatabaseError, match="not sealed"), transaction.atomic():
        Quote.objects.create(
            revision=application.revision,
            reviewer=reviewer,
            check_id="CK-02",
            question="B8",
            start=0,
            end=len(secret),
            exact=secret,
        )


def test_the_database_keeps_no_words_that_do_not_stand_there(application, reviewer):
    with pytest.raises(DatabaseError, match="not sealed"), transaction.atomic():
        Quote.objects.create(
            revision=application.revision,
            reviewer=reviewer,
            check_id="CK-01",
            question="B3",
            start=0,
            end=6,
            exact="Forged",
        )


def test_a_quote_never_changes(application, reviewer):
    pin(application, reviewer)

    with pytest.raises(DatabaseError), transaction.atomic():
        Quote.objects.update(check_id="CK-02")


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"words": "nothing of the kind"}, NotInAnswer),
        ({"words": " "}, NotInAnswer),
        ({"question": "B10", "words": "none"}, NotWritten),
        ({"question": "Z9"}, NotWritten),
        ({"revision": 2}, StaleRevision),
    ],
)
def test_what_is_no_quote_is_refused(application, reviewer, changed, refusal):
    with pytest.raises(refusal):
        pin(application, reviewer, **changed)

    assert not Quote.objects.exists()


def test_a_check_that_is_not_on_the_checklist_takes_no_quote(application, reviewer):
    for check in ("CK-GP07b", "CK-99"):
        with pytest.raises(NotOnChecklist):
            services.quote(
                application,
                check,
                question="B3",
                words=words_of(application),
                by=reviewer,
                revision=1,
            )


def test_a_quote_has_an_end_and_so_has_their_number(application, reviewer, monkeypatch):
    monkeypatch.setattr("reviews.services.quotes.QUOTES_MAX", 1)
    pin(application, reviewer)

    with pytest.raises(QuoteRefused, match="at most 1 quotes"):
        pin(application, reviewer, words=words_of(application, 0, 9))
    assert Quote.objects.count() == 1
    monkeypatch.setattr("reviews.services.quotes.QUOTE_MAX", 5)
    with pytest.raises(QuoteRefused, match="at most 5 characters"):
        pin(application, reviewer)


def test_only_the_holder_quotes_and_takes_quotes_off(application, reviewer):
    pinned, other = pin(application, reviewer), ReviewerFactory()

    with pytest.raises(NotHeld):
        pin(application, other)
    with pytest.raises(NotHeld):
        services.unquote(pinned, by=other)


def test_whoever_joined_the_applicant_quotes_nothing(application, reviewer):
    MembershipFactory(organisation=application.organisation, user=reviewer)

    with pytest.raises(Exception, match="You belong to the organisation"):
        pin(application, reviewer)


def test_a_quote_is_taken_off_once(application, reviewer):
    pinned = pin(application, reviewer)
    again = Quote.objects.get(pk=pinned.pk)

    services.unquote(pinned, by=reviewer)
    services.unquote(again, by=reviewer)

    assert not Quote.objects.exists()
    assert events_of(application, "review.quote_removed").count() == 1


def test_another_reviewer_who_holds_it_cannot_take_off_what_is_not_theirs(application, reviewer):
    pinned = pin(application, reviewer)
    services.release(application, by=reviewer)
    other = ReviewerFactory()
    services.claim(application, by=other)

    with pytest.raises(services.NotYourQuote):
        services.unquote(pinned, by=other)


def test_what_a_decision_quotes_stays(reviewer):
    application = cases.submitted(cases.HIGH)
    services.claim(application, by=reviewer)
    pinned = pin(application, reviewer)

    cases.approve(application, cases.HIGH, by=reviewer, tier="high")

    assert Application.objects.get(pk=application.pk).status == "awaiting_second"
    with pytest.raises(DecidedAlready):
        services.unquote(pinned, by=reviewer)
    with pytest.raises(DatabaseError, match="decision quotes"), transaction.atomic():
        pinned.delete()


def resubmitted(application, by, **answers):
    """Asked about some answers, changed and submitted again, and claimed by the same reviewer."""
    number = application.revision.number
    wanted = dict.fromkeys(answers, "Say more.")
    services.request_changes(application, wanted, by=by, note="One.", revision=number)
    drafts.save_answers(application, answers, by=application.created_by)
    submissions.submit(application, by=application.created_by)
    services.claim(application, by=by)


def rows_of(application, by):
    work, revision = queries.work_on(application, by=by), application.revision
    found = quotes.rows(work.quotes, revision.answers, revision=revision)
    return [(row.fate, row.quote.exact, row.now) for row in found.get("CK-01", ())]


def test_quotes_are_carried_to_where_their_words_stand_in_the_next_revision(application, reviewer):
    text = application.revision.answers["B3"]
    pinned = pin(application, reviewer)
    words = pinned.exact

    resubmitted(application, reviewer, B3="In short: " + text)

    carried = Quote.objects.get(revision=application.revision)
    assert rows_of(application, reviewer) == [(Fate.MOVED, words, "")]
    assert (carried.start, carried.came_from) == (pinned.start + len("In short: "), pinned.start)
    assert quotes.of_decision(application.revision, by=reviewer) == (carried,)


def test_words_in_the_same_place_of_the_next_revision_stay_there(application, reviewer):
    words = pin(application, reviewer).exact

    resubmitted(application, reviewer, B2="Nurses use it.")

    assert rows_of(application, reviewer) == [(Fate.SAME, words, "")]


def test_words_that_changed_are_told_until_the_new_ones_are_quoted(application, reviewer):
    text = application.revision.answers["B3"]
    old = "The model fills a template with four headings"
    assert old in text
    pin(application, reviewer, words=old)
    resubmitted(application, reviewer, B3=text.replace("fills a template", "fills in a form"))

    ((fate, exact, now),) = rows_of(application, reviewer)
    assert (fate, exact) == (Fate.CHANGED, old)
    assert not Quote.objects.filter(revision=application.revision).exists()
    pin(application, reviewer, words=now, revision=2)

    assert rows_of(application, reviewer) == [(Fate.SAME, now, "")]


def test_words_that_are_gone_are_told_and_are_no_ground_for_a_decision(application, reviewer):
    words = pin(application, reviewer).exact

    resubmitted(application, reviewer, B3="Entirely different. " * 20)

    assert rows_of(application, reviewer) == [(Fate.GONE, words, "")]
    assert quotes.of_decision(application.revision, by=reviewer) == ()


def test_what_was_taken_off_does_not_come_back_with_the_next_claim(application, reviewer):
    pin(application, reviewer)
    resubmitted(application, reviewer, B2="Nurses use it.")
    services.unquote(Quote.objects.get(revision=application.revision), by=reviewer)
    services.release(application, by=reviewer)

    services.claim(application, by=reviewer)

    assert rows_of(application, reviewer) == []


def test_a_quote_of_an_earlier_revision_stays_as_it_is(application, reviewer):
    pinned = pin(application, reviewer)
    resubmitted(application, reviewer, B2="Nurses use it.")

    with pytest.raises(StaleRevision):
        services.unquote(pinned, by=reviewer)


def test_a_blind_second_reviewer_sees_no_quote_of_the_first(reviewer):
    application = cases.submitted(cases.HIGH)
    services.claim(application, by=reviewer)
    words = pin(application, reviewer).exact
    cases.approve(application, cases.HIGH, by=reviewer, tier="high")
    second = ReviewerFactory()

    services.claim(application, by=second)

    assert rows_of(application, second) == []
    assert quotes.of_decision(application.revision, by=second) == ()
    (ground,) = quotes.of_decision(application.revision, by=reviewer)
    assert ground.exact == words


def test_all_that_stands_at_the_desk_is_one_query(application, reviewer, django_assert_num_queries):
    pin(application, reviewer)
    pin(application, reviewer, words=words_of(application, 0, 9))
    services.open_checks(application, ["CK-GP07b"], reason="Why?", by=reviewer, revision=1)
    services.mark(application, {"CK-01": services.MarkInput("gap", "No.")}, by=reviewer, revision=1)
    queries.pack_of(application)

    with django_assert_num_queries(1):
        work = queries.work_on(application, by=reviewer)

    assert [one.exact for one in work.quotes] == [
        words_of(application),
        words_of(application, 0, 9),
    ]
    assert [one.check_id for one in work.openings] == ["CK-GP07b"]
    assert (work.marks["CK-01"].mark, work.marks["CK-01"].note) == ("gap", "No.")
