"""How does the checklist stand at the desk: its checks by kind, with this reviewer's marks?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from django.utils.translation import gettext

from guidelines.assessment import Assessment
from guidelines.gaps import looks
from guidelines.pack import Check, Clause
from reviews.quotes import QuoteRow


class Marked(Protocol):
    """A mark, as it is stored or as it was typed."""

    @property
    def mark(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def has_evidence(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Typed:
    """What the reviewer sent and was refused, to be shown again as typed."""

    marks: Mapping[str, Marked] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check with this reviewer's mark."""

    check: Check
    clause: Clause | None
    clause_is_new: bool  # the rule itself stands at its first check only
    given: Marked | None
    problem: str
    evidence: tuple[str, ...]
    gaps: tuple[str, ...]  # those of them that are not, or not wholly, answered
    quotes: tuple[QuoteRow, ...] = ()
    is_opened: bool = False  # by hand


@dataclass(frozen=True, slots=True)
class Extras:
    """What stands at a check beside its mark."""

    quotes: Mapping[str, tuple[QuoteRow, ...]] = field(default_factory=dict)
    opened: frozenset[str] = frozenset()  # checks opened by hand


@dataclass(frozen=True, slots=True)
class CheckGroup:
    """The checks of one kind."""

    title: str
    rows: tuple[CheckRow, ...]


def groups(
    assessment: Assessment, marks: Mapping[str, Marked], typed: Typed, extras: Extras
) -> tuple[CheckGroup, ...]:
    """The shown checks in checklist order, by kind."""
    rows: dict[str, list[CheckRow]] = {}
    seen: set[str | None] = set()
    for look in looks(assessment):
        check = look.check
        clause = assessment.pack.clause(check.clause) if check.clause else None
        row = CheckRow(
            check=check,
            clause=clause,
            clause_is_new=check.clause not in seen,
            given=typed.marks.get(check.id) or marks.get(check.id),
            problem=typed.problems.get(check.id, ""),
            evidence=tuple(question.id for question in look.questions),
            gaps=tuple(question.id for question in look.gaps),
            quotes=extras.quotes.get(check.id, ()),
            is_opened=check.id in extras.opened,
        )
        rows.setdefault(_kind(clause), []).append(row)
        seen.add(check.clause)
    return tuple(CheckGroup(title, tuple(found)) for title, found in rows.items())


def _kind(clause: Clause | None) -> str:
    if clause is None:
        return gettext("General")
    if clause.is_prohibited:
        return gettext("Prohibited uses")
    return gettext("Domains under extra scrutiny")
