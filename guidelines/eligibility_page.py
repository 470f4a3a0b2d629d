"""What do the pages of the check before sign-up show? The address carries all that was answered.

A form sends its question with an empty value besides what was chosen: `purpose=` alone says that
somebody went on without choosing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from common.questions import QuestionField
from guidelines.eligibility import Answers, Eligibility, Question, Walk, cited
from guidelines.pack import Pack

Given = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Answered:
    """A question that counts, what was chosen, and where to choose again."""

    question: Question
    labels: tuple[str, ...]
    change_url: str


def context(pack: Pack, check: Eligibility, given: Given, *, shown: str) -> dict[str, Any]:
    """The next question, the one called `shown`, or what the answers come to."""
    answers = check.read(given)
    walk = check.walk(answers)
    question = check.question_index.get(shown, walk.question)
    page = {"pack": pack, "question": question}
    if question is not None:
        return page | _question_page(check, question, answers=answers, given=given)
    return page | _outcome_page(pack, walk, answers)


def _question_page(
    check: Eligibility, question: Question, *, answers: Answers, given: Given
) -> dict[str, Any]:
    place = check.questions.index(question)
    is_unanswered = question.id in given and question.id not in answers
    before = check.questions[place - 1].id if place else ""
    field = _field(question, given.get(question.id, ()), is_unanswered=is_unanswered)
    return {
        "field": field,
        "fields": [field],
        "has_errors": is_unanswered,
        "number": place + 1,
        "total": len(check.questions),
        "others": [
            (name, value)
            for name, values in answers.items()
            if name != question.id
            for value in values
        ],
        "back_url": address(answers, question=before) if place else reverse("home"),
    }


def _field(question: Question, values: Sequence[str], *, is_unanswered: bool) -> QuestionField:
    known = [value for value in values if value in question.option_index]
    return QuestionField(
        id=question.id,
        type=question.type,
        label=question.label,
        help=question.help,
        error=question.error if is_unanswered else "",
        value=known[0] if known else "",
        values=known,
        options=question.options,
    )


def _outcome_page(pack: Pack, walk: Walk, answers: Answers) -> dict[str, Any]:
    return {
        "outcome": walk.outcome,
        "cited": cited(pack, walk, answers),
        "answered": [
            Answered(
                question,
                tuple(question.option_index[value].label for value in answers[question.id]),
                address(answers, question=question.id),
            )
            for question in walk.asked
        ],
        "back_url": address(answers, question=walk.asked[-1].id),
    }


def address(answers: Answers, *, question: str) -> str:
    """Where a question is asked again, with all answers as they are."""
    return f"{reverse('guidelines:eligibility', args=[question])}?{urlencode(answers, doseq=True)}"
