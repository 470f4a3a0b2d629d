"""Are marks kept as given, refused when they make no sense, and carried to what did not change?"""

import pytest

from applications.services import drafts, submissions
from reviews import queries, services
from reviews.models import Mark
from reviews.services import MarkInput, MarkRefused, NotHeld, StaleRevision
from tests import cases
from tests.factories import ReviewerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def application(reviewer):
    application = cases.submitted()
    services.claim(application, by=reviewer)
    return application


def given(application, by):
    marks = queries.marks_of(application.revision, by=by)
    return {check: (one.mark, one.note, one.has_evidence) for check, one in marks.items()}


def test_marks_are_kept_and_changed(application, reviewer):
    services.mark(application, {"CK-01": MarkInput("gap", " Why \n")}, by=reviewer, revision=1)
    services.mark(
        application,
        {"CK-01": MarkInput("meets", "", has_evidence=True), "CK-02": MarkInput("unclear")},
        by=reviewer,
        revision=1,
    )

    assert given(application, reviewer) == {
        "CK-01": ("meets", "", True),
        "CK-02": ("unclear", "", False),
    }


def test_an_empty_mark_takes_the_mark_back_and_its_note_stays(application, reviewer):
    marks = {"CK-01": MarkInput("gap", "Why"), "CK-02": MarkInput("meets")}
    services.mark(application, marks, by=reviewer, revision=1)

    services.mark(
        application,
        {"CK-01": MarkInput("", "Why"), "CK-02": MarkInput("")},
        by=reviewer,
        revision=1,
    )

    assert given(application, reviewer) == {"CK-01": ("", "Why", False)}
    assert queries.assess(application, by=reviewer).gate[0].reason == "unanswered"


@pytest.mark.parametrize(
    ("check", "mark", "sentence"),
    [
        ("CK-99", MarkInput("meets"), "has no check CK-99"),
        ("CK-01", MarkInput("fine"), "“fine” is not a mark"),
        ("CK-01", MarkInput("n_a", "  "), "why CK-01 does not apply"),
        ("CK-01", MarkInput("gap", "x" * 5001), "at most 5,000"),
        ("CK-01", MarkInput("gap", "a\x00b"), "at most 5,000"),
    ],
)
def test_a_mark_that_makes_no_sense_is_named_and_nothing_is_kept(
    application, reviewer, check, mark, sentence
):
    with pytest.raises(MarkRefused, match=sentence) as refusal:
        services.mark(
            application, {check: mark, "CK-07": MarkInput("meets")}, by=reviewer, revision=1
        )

    assert list(refusal.value.pointers) == [check]
    assert not Mark.objects.exists()


def test_marks_on_a_stale_page_are_refused(application, reviewer):
    with pytest.raises(StaleRevision):
        services.mark(application, {"CK-01": MarkInput("meets")}, by=reviewer, revision=2)


def test_only_the_holder_marks(application):
    with pytest.raises(NotHeld):
        services.mark(application, {"CK-01": MarkInput("gap")}, by=ReviewerFactory(), revision=1)


def test_marks_on_unchanged_answers_are_carried_to_the_next_revision(application, reviewer):
    services.mark(
        application,
        {
            "CK-01": MarkInput("meets", "Seen.", has_evidence=True),  # on B3, B7, B9
            "CK-07": MarkInput("meets"),  # on E6
            "CK-03": MarkInput("unclear"),
        },
        by=reviewer,
        revision=1,
    )
    services.request_changes(application, {"E6": "How?"}, by=reviewer, note="One.", revision=1)
    drafts.save_answers(
        application,
        {"E6": "The operator on duty stops it by a switch, tried every month."},
        by=application.created_by,
    )
    submissions.submit(application, by=application.created_by)

    services.claim(application, by=reviewer)

    assert given(application, reviewer) == {"CK-01": ("meets", "Seen.", True)}
    services.mark(application, {"CK-01": MarkInput("gap")}, by=reviewer, revision=2)
    services.claim(application, by=reviewer)
    assert given(application, reviewer)["CK-01"][0] == "gap"


def test_each_reviewer_has_marks_of_their_own(application, reviewer):
    services.mark(application, {"CK-01": MarkInput("meets")}, by=reviewer, revision=1)
    services.release(application, by=reviewer)
    other = ReviewerFactory()

    services.claim(application, by=other)

    assert given(application, other) == {}
