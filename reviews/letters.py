"""What will the applicant read? The letter of an outcome before it is sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from applications.outcome_words import ConditionWords
from applications.outcome_words import conditions as in_words
from guidelines.assessment import Assessment
from guidelines.pack import Clause, Pack, Question


@dataclass(frozen=True, slots=True)
class Letter:
    """What a decision or a request says."""

    heading: str
    note: str
    clauses: tuple[Clause, ...] = ()
    conditions: tuple[ConditionWords, ...] = ()
    requests: tuple[tuple[Question, str], ...] = ()


def of_changes(pack: Pack, requests: Mapping[str, str], *, note: str) -> Letter:
    """The letter that asks for changes."""
    named = tuple(
        (pack.question(name), text)
        for name, text in requests.items()
        if name in pack.question_index
    )
    return Letter(gettext("Your application needs changes"), note.strip(), requests=named)


def of_approval(
    pack: Pack, conditions: Iterable[Mapping[str, Any]], *, note: str, is_appeal: bool
) -> Letter:
    """The letter that approves; a condition with a wrong field reads as it stands."""
    known = [item for item in conditions if item["id"] in pack.condition_index]
    heading = (
        gettext("Your appeal was heard: your application was approved")
        if is_appeal
        else gettext("Your application was approved")
    )
    return Letter(heading, note.strip(), conditions=in_words(pack, known))


def of_refusal(pack: Pack, clauses: Iterable[str], *, note: str, is_appeal: bool) -> Letter:
    """The letter that declines."""
    cited = set(clauses)
    heading = (
        gettext("Your appeal was heard: the decision stands")
        if is_appeal
        else gettext("Your application was declined")
    )
    return Letter(
        heading,
        note.strip(),
        clauses=tuple(clause for clause in pack.clauses if clause.reference in cited),
    )


def broken_clauses(assessment: Assessment) -> tuple[str, ...]:
    """The clauses whose checks this reviewer marked as a gap or a violation, and those stopped."""
    broken = {
        check.clause
        for check in assessment.shown
        if assessment.marks[check.id] in {"gap", "violates"}
    }
    return tuple(clause.reference for clause in assessment.pack.clauses if clause.id in broken)
