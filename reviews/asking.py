"""Which questions to the applicant follow from what a reviewer found unclear? Pure."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from django.utils.translation import gettext

from guidelines.assessment import Assessment
from guidelines.pack import Check, Question


class Asks(Protocol):
    """A mark, as far as it asks something."""

    @property
    def check_id(self) -> str: ...
    @property
    def question(self) -> str: ...
    @property
    def wording(self) -> str: ...


def askable(assessment: Assessment, check: Check) -> tuple[Question, ...]:
    """The questions to which one about this check can be pinned: its own, of those that apply."""
    visible = frozenset(assessment.effective.visible)
    return tuple(assessment.pack.question(q) for q in check.evidence if q in visible)


def proposal(assessment: Assessment, check: Check) -> tuple[str, str]:
    """The question to pin a first draft to, and its words; both empty if none applies."""
    pinned_to = next(iter(askable(assessment, check)), None)
    if pinned_to is None:
        return "", ""
    words = gettext("It is not clear to us whether this holds: “%(check)s”. Please say more here.")
    return pinned_to.id, words % {"check": check.text.rstrip(".")}


def requests(assessment: Assessment, marks: Iterable[Asks]) -> Mapping[str, str]:
    """Question → what to ask, drafted so far, in the form's order; those on one question in a row.

    A draft on a check that is not shown counts as little as its mark.
    """
    shown = {check.id for check in assessment.shown}
    drafts = [one for one in marks if one.question and one.check_id in shown]
    return {
        question: "\n\n".join(one.wording for one in drafts if one.question == question)
        for question in assessment.effective.visible
        if any(one.question == question for one in drafts)
    }
