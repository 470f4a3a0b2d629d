"""Which clauses make an application prohibited, and does each allow a research exception? Pure.

The pack's stops name no clauses. So each is asked again with a clause left out of it: its rows in
tables of prohibited uses, and the marks of its checks. What stops with all clauses left out is no
matter of a clause, and has no exception.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from guidelines.assessment import Assessment
from guidelines.checklist import Obstacle
from guidelines.pack import Clause


def concerned(assessment: Assessment) -> tuple[Clause, ...]:
    """The prohibited clauses that stop it, in the pack's order; none if something else does."""
    prohibited = [clause for clause in assessment.pack.clauses if clause.is_prohibited]
    if _is_stopped(assessment, without=prohibited):
        return ()
    return tuple(
        clause
        for clause in prohibited
        if _is_stopped(assessment, without=[other for other in prohibited if other != clause])
    )


def clauses(assessment: Assessment) -> tuple[Clause, ...]:
    """The same if every one of them allows a research exception; none if one does not."""
    found = concerned(assessment)
    return found if all(clause.exception == "research" for clause in found) else ()


def obstacles(assessment: Assessment) -> tuple[Obstacle, ...]:
    """What the checklist holds against it beside the clauses that it would be excepted from."""
    pack = assessment.pack
    excepted = {check.id for clause in clauses(assessment) for check in pack.checks_of(clause.id)}
    return tuple(
        one
        for one in assessment.gate
        if one.check not in excepted or one.reason in {"unanswered", "question_open"}
    )


def _is_stopped(assessment: Assessment, *, without: Iterable[Clause]) -> bool:
    left_out = {clause.id for clause in without}
    answers = {name: _less(value, left_out) for name, value in assessment.effective.answers.items()}
    marks = {
        check.id: "" if check.clause in left_out else assessment.marks[check.id]
        for check in assessment.pack.checks
    }
    return any(stop.when.holds(answers, checks=marks) for stop in assessment.pack.stops)


def _less(value: Any, rows: set[str]) -> Any:
    """A table without these rows; any other answer as it is."""
    if not isinstance(value, Mapping):
        return value
    return {row: "" if row in rows else cell for row, cell in value.items()}
