"""Which checks are not on the checklist, so that a reviewer may open them by hand?"""

from dataclasses import dataclass

from accounts.models import User
from applications.models import Application
from guidelines.pack import Check, Clause
from reviews import queries


@dataclass(frozen=True, slots=True)
class ClosedGroup:
    """A clause with its checks that are not on the checklist; no clause: general ones."""

    clause: Clause | None
    checks: tuple[Check, ...]

    @property
    def is_domain(self) -> bool:
        """Whether it is a domain under extra scrutiny, opened as a whole."""
        return self.clause is not None and not self.clause.is_prohibited


def groups(application: Application, *, by: User) -> tuple[ClosedGroup, ...]:
    """The domains first, then what is prohibited, then the general ones."""
    assessment = queries.assess(application, by=by)
    pack, shown = assessment.pack, set(assessment.shown)
    by_clause: dict[str | None, tuple[Check, ...]] = {}
    for check in pack.checks:
        if check not in shown:
            by_clause[check.clause] = (*by_clause.get(check.clause, ()), check)
    found = [
        ClosedGroup(pack.clause(clause) if clause else None, checks)
        for clause, checks in by_clause.items()
    ]
    return tuple(sorted(found, key=lambda group: (not group.is_domain, group.clause is None)))
