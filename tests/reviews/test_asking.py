"""Does an unclear check draft a question to the applicant that nobody sees before it is sent?"""

import pytest
from django.db import IntegrityError, transaction

from applications.models import InformationRequest
from applications.services.wording import MessageRefused, NamesReviewer
from reviews import asking, queries, services
from reviews.models import Mark
from reviews.services import MarkInput, NotHeld, NotOfCheck, NotUnclear, StaleRevision
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


def mark(application, by, mark="unclear", note="", check="CK-01"):
    services.mark(application, {check: MarkInput(mark, note)}, by=by, revision=1)


def draft(application, by, check="CK-01"):
    one = queries.marks_of(application.revision, by=by)[check]
    return one.question, one.wording


def ask(application, by, **changed):
    given = {"question": "B7", "wording": " Which login? \r\n", "revision": 1}
    services.ask(application, "CK-01", by=by, **{**given, **changed})


def test_an_unclear_mark_proposes_a_question_on_the_first_answer_of_its_check(
    application, reviewer
):
    mark(application, reviewer, note="Internal doubt.")

    question, wording = draft(application, reviewer)

    assert question == "B3"
    assert "the demo and the samples show the same product”. Please" in wording
    assert "Internal doubt" not in wording


def test_nothing_reaches_the_applicant_before_changes_are_requested(application, reviewer):
    mark(application, reviewer)

    assert not InformationRequest.objects.exists()
    assert not application.messages.exists()


def test_the_wording_is_the_reviewers_and_outlives_a_save_of_the_checklist(application, reviewer):
    mark(application, reviewer)
    ask(application, reviewer)

    mark(application, reviewer, note="Another note.")

    assert draft(application, reviewer) == ("B7", "Which login?")


def test_no_words_are_no_question_and_stay_none(application, reviewer):
    mark(application, reviewer)
    ask(application, reviewer, question="", wording="  ")

    mark(application, reviewer, note="More.")

    assert draft(application, reviewer) == ("", "")


@pytest.mark.parametrize("then", ["meets", ""])
def test_another_mark_removes_the_question(application, reviewer, then):
    mark(application, reviewer, note="Stays.")

    mark(application, reviewer, then, note="Stays.")

    assert draft(application, reviewer) == ("", "")


def test_drafts_on_one_answer_are_asked_in_a_row_in_the_forms_order(application, reviewer):
    mark(application, reviewer, check="CK-05")  # on D1, B3, B9
    mark(application, reviewer, check="CK-01")
    ask(application, reviewer, question="B3", wording="One?")
    services.ask(application, "CK-05", question="B3", wording="Two?", by=reviewer, revision=1)
    mark(application, reviewer, check="CK-03")  # on A1, A2
    marks = queries.marks_of(application.revision, by=reviewer)

    requests = asking.requests(queries.assess(application, by=reviewer), marks.values())

    assert list(requests) == ["A1", "B3"]
    assert requests["B3"] in ("One?\n\nTwo?", "Two?\n\nOne?")


def test_a_check_that_is_off_the_checklist_again_asks_nothing(application, reviewer):
    (opening,) = services.open_checks(
        application, ["CK-GP07b"], reason="Ranks?", by=reviewer, revision=1
    )
    mark(application, reviewer, check="CK-GP07b")
    services.take_back_opening(opening, by=reviewer)
    marks = queries.marks_of(application.revision, by=reviewer)

    assert asking.requests(queries.assess(application, by=reviewer), marks.values()) == {}


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"question": "H4"}, NotOfCheck),
        ({"question": ""}, NotOfCheck),
        ({"wording": "x" * 10_001}, MessageRefused),
        ({"revision": 2}, StaleRevision),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(application, reviewer, changed, refusal):
    mark(application, reviewer)
    before = draft(application, reviewer)

    with pytest.raises(refusal):
        ask(application, reviewer, **changed)

    assert draft(application, reviewer) == before


def test_no_reviewer_names_themselves_to_the_applicant(application, reviewer):
    mark(application, reviewer)

    with pytest.raises(NamesReviewer):
        ask(application, reviewer, wording=f"Write to {reviewer.email}")


def test_only_an_unclear_check_asks(application, reviewer):
    with pytest.raises(NotUnclear):
        ask(application, reviewer)
    mark(application, reviewer, "meets")
    with pytest.raises(NotUnclear):
        ask(application, reviewer)

    with pytest.raises(IntegrityError, match="mark_asks_if_unclear"), transaction.atomic():
        Mark.objects.update(question="B3", wording="Why?")


def test_a_question_has_words(application, reviewer):
    mark(application, reviewer)

    with pytest.raises(IntegrityError, match="mark_asks_in_words"), transaction.atomic():
        Mark.objects.update(wording="")


def test_only_the_holder_asks(application, reviewer):
    mark(application, reviewer)

    with pytest.raises(NotHeld):
        ask(application, ReviewerFactory())
