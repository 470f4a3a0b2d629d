"""Which examples of uses do the clauses give: allowed, a matter of safeguards, refused?"""

from collections.abc import Iterable
from dataclasses import dataclass

from guidelines.pack import Clause, Pack


@dataclass(frozen=True, slots=True)
class Example:
    """One use, with the clause that says why."""

    text: str
    clause: Clause


@dataclass(frozen=True, slots=True)
class Examples:
    """All of them by what becomes of an application for one."""

    allowed: tuple[Example, ...]
    depends: tuple[Example, ...]  # in a field under extra scrutiny: allowed with its safeguards
    refused: tuple[Example, ...]


def of_clauses(clauses: Iterable[Clause], *, each: int | None = None) -> Examples:
    """What the clauses give, in their order; `each`: so many of each kind from each clause."""
    clauses = list(clauses)
    return Examples(
        allowed=_of((one, one.allowed[:each]) for one in clauses if one.is_prohibited),
        depends=_of((one, one.allowed[:each]) for one in clauses if not one.is_prohibited),
        refused=_of((one, one.not_allowed[:each]) for one in clauses),
    )


def _of(given: Iterable[tuple[Clause, tuple[str, ...]]]) -> tuple[Example, ...]:
    return tuple(Example(text, clause) for clause, texts in given for text in texts)


def of_start_page(pack: Pack) -> Examples | None:
    """One of each kind from the clauses that the pack chose for the start page."""
    if pack.eligibility is None or not pack.eligibility.examples:
        return None
    return of_clauses(map(pack.clause, pack.eligibility.examples), each=1)
