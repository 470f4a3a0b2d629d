"""How do a decision and an approval read to the applicant? Plain words for marks and conditions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from applications.models import Application, Decision
from guidelines.pack import Check, Clause, Condition, Pack, Param
from guidelines.sentences import number

MARKS: Final[Mapping[str, StrOrPromise]] = {
    "violates": _("Against the guidelines"),
    "gap": _("Something is missing"),
    "unclear": _("Not clear"),
}
ENFORCED_BY: Final[Mapping[str, StrOrPromise]] = {
    "gateway": _("Held on every call"),
    "portal": _("Held by this site"),
    "review": _("Checked by a person"),
    "attest": _("Your promise; we take samples"),
}


@dataclass(frozen=True, slots=True)
class CitedClause:
    """A clause as a decision names it, with the page of the very version."""

    reference: str
    clause: Clause
    url: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that was not met, and the clause it serves."""

    check: Check
    code: str  # `gap` and the like
    clause: CitedClause | None
    mended_by: tuple[Condition, ...]

    @property
    def mark(self) -> str:
        """The same in words."""
        return str(MARKS[self.code])

    @property
    def mended_by_ids(self) -> tuple[str, ...]:
        return tuple(condition.id for condition in self.mended_by)


@dataclass(frozen=True, slots=True)
class ConditionWords:
    """A condition with its fields as label and words."""

    condition: Condition
    params: Mapping[str, Any]
    fields: tuple[tuple[str, str], ...]
    dateless: tuple[tuple[str, str], ...]  # those of them that are no date
    enforced: str
    due: date | None  # by when it has to be met

    @property
    def is_overdue(self) -> bool:
        """Whether that day is over, by UTC."""
        return self.due is not None and self.due < timezone.now().date()


@dataclass(frozen=True, slots=True)
class DecisionWords:
    """The final decision as its page shows it."""

    decision: Decision
    clauses: tuple[CitedClause, ...]
    findings: tuple[Finding, ...]

    @property
    def says_more(self) -> bool:
        """Whether there is anything to read besides the outcome itself."""
        return bool(self.decision.note or self.clauses or self.findings)


def decision_words(application: Application, pack: Pack, decision: Decision) -> DecisionWords:
    """One decision on the current revision as its page shows it."""
    url = application.current_revision().pack.get_absolute_url()
    cited = tuple(
        _cited(pack.clause(reference.partition("@")[0]), url) for reference in decision.clauses
    )
    return DecisionWords(decision, cited, _findings(pack, decision, url))


def _cited(clause: Clause, pack_url: str) -> CitedClause:
    return CitedClause(clause.reference, clause, f"{pack_url}#{clause.id}")


def _findings(pack: Pack, decision: Decision, pack_url: str) -> tuple[Finding, ...]:
    granted = {condition["id"] for condition in decision.conditions}
    return tuple(
        Finding(
            check,
            decision.checks[check.id],
            _cited(pack.clause(check.clause), pack_url) if check.clause else None,
            tuple(pack.condition(fix) for fix in check.fixes if fix in granted),
        )
        for check in pack.checks
        if decision.checks.get(check.id) in MARKS
    )


def conditions(pack: Pack, granted: list[Mapping[str, Any]]) -> tuple[ConditionWords, ...]:
    """The conditions of an approval, each field in words; those with a date first, by date."""
    found = (_condition(pack.condition(item["id"]), item["params"]) for item in granted)
    return tuple(sorted(found, key=lambda one: one.due or date.max))


def _condition(condition: Condition, params: Mapping[str, Any]) -> ConditionWords:
    given = [(param, params.get(param.name)) for param in condition.params]
    filled = [(param, _value(value)) for param, value in given if value not in (None, "", [])]
    return ConditionWords(
        condition,
        params,
        tuple((param.label, words) for param, words in filled),
        tuple((param.label, words) for param, words in filled if param.type != "date"),
        str(ENFORCED_BY[condition.enforced_by]),
        min((day for param, value in given if (day := _day(param, value))), default=None),
    )


def _day(param: Param, value: Any) -> date | None:
    """The day in a field; the preview of a letter may hold something that is none yet."""
    try:
        return date.fromisoformat(value) if param.type == "date" and value else None
    except ValueError:
        return None


def _value(value: Any) -> str:
    """A parameter's value, whatever its type."""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {part}" for name, part in value.items())
    text = ", ".join(value) if isinstance(value, list) else str(value)
    return text.replace("_", " ")
