"""How an assessment reads as plain text, with the reason for everything."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy

from guidelines.answers import UNKNOWN_QUESTION, sentence
from guidelines.assessment import Assessment
from guidelines.sentences import unknown_question

OUTCOMES = {
    "cannot_be_submitted": gettext_lazy("It cannot be submitted yet."),
    "must_be_refused": gettext_lazy("It must be refused: a prohibited use was found."),
    "needs_review": gettext_lazy("It can be submitted, and the checklist is not complete."),
    "can_be_approved": gettext_lazy("It can be approved."),
}
REASONS = {
    "unanswered": gettext_lazy("has no mark yet"),
    "question_open": gettext_lazy("waits for an answer of the applicant"),
    "blocker_gap": gettext_lazy("has a gap, and nothing can make up for it"),
    "blocker_violates": gettext_lazy("is violated"),
    "major_violates": gettext_lazy("is violated"),
    "gap_without_fix": gettext_lazy("has a gap, and no condition that mends it is on the decision"),
}


def as_text(result: Assessment) -> str:
    return "\n".join(
        [
            f"{result.pack.name}: {OUTCOMES[result.outcome]}",
            *_answers(result),
            *_tier(result),
            *_gate(result),
        ]
    )


def _answers(result: Assessment) -> Iterator[str]:
    effective = result.effective
    yield f"Questions: {len(effective.visible)} apply."
    for one in result.invalid:
        yield f"  {ascii(one.question)[1:-1][:40]}: {_invalid(result, one.question, one.code)}."
    for question in result.missing:
        yield f"  {question}: {result.pack.question(question).error}."
    for question in effective.hidden_but_answered:
        yield f"  {question}: does not apply; its answer does not count."


def _invalid(result: Assessment, question: str, code: str) -> str:
    if code == UNKNOWN_QUESTION:
        return unknown_question(ascii(question)[1:-1])
    return sentence(result.pack.question(question), code)


def _tier(result: Assessment) -> Iterator[str]:
    verdict = result.verdict
    yield (
        f"Tier: {verdict.tier} (floor {verdict.floor}; {verdict.points} points give"
        f" {verdict.band}; {result.residual} with the checklist as it stands)."
    )
    for rule in result.fired:
        yield f"  {rule.id} ({rule.tier}): {rule.text}. {rule.advice}"
    for line in result.pack.points:
        yield f"  {line.id}: {verdict.points_by_line[line.id]} for {line.text.lower()}"
    yield f"Reviewers who must agree: {result.review_consequence.reviewers}."


def _gate(result: Assessment) -> Iterator[str]:
    yield f"Checks: {len(result.shown)} apply, {len(result.gate)} of them stop an approval."
    for one in result.gate:
        check = result.pack.check(one.check)
        yield f"  {one.check}: {check.text} — {REASONS[one.reason]}"
