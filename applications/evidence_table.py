"""How do results of evaluations stand in a table: which columns, which numbers, which marks? Pure.

What is the same for all rows is said once, above the table: `facts`. Nothing is made up: what a
file does not say is an empty cell, and a column that is empty all the way down is left out.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from applications.models import EvidenceResult

STALE_AFTER: Final = timedelta(days=180)
DIGITS: Final = 4  # of a number that count
LABELS: Final[Mapping[str, str | Promise]] = {
    "task": _("Task"),
    "metric": _("Metric"),
    "value": _("Value"),
    "error": _("Standard error or interval"),
    "n": _("Samples"),
    "n_shot": _("Few-shot"),
    "model": _("Model"),
    "tool": _("Tool"),
    "run_at": _("Run on"),
    "relationship": _("Measured by"),
}
NUMERIC: Final = frozenset({"value", "error", "n", "n_shot"})
ALWAYS: Final = ("task", "metric", "value")  # columns, even where all rows have the same
RELATIONSHIPS: Final[Mapping[str, str | Promise]] = {
    "first": _("the applicant itself"),
    "third": _("a third party"),
    "collaborative": _("the applicant together with others"),
}
MARKS: Final[Mapping[str, str | Promise]] = {
    "partial": _("Partial run"),
    "stale": _("Stale run"),
    "other_model": _("Other model"),
}
_APART: Final = re.compile(r"[\s_]+")


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that weakens a result, and why."""

    name: str
    why: str

    @property
    def label(self) -> str:
        return str(MARKS[self.name])


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `name` is that of its column."""

    name: str
    text: str

    @property
    def label(self) -> str:
        return str(LABELS[self.name])

    @property
    def is_numeric(self) -> bool:
        return self.name in NUMERIC


@dataclass(frozen=True, slots=True)
class Row:
    """One result."""

    cells: tuple[Cell, ...]
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Results with what they have in common. `marks`: those of every row, said once."""

    columns: tuple[Cell, ...]
    rows: tuple[Row, ...]
    facts: tuple[Cell, ...]
    marks: tuple[Mark, ...]

    @property
    def reasons(self) -> tuple[Mark, ...]:
        """Each mark and reason in the table once."""
        return tuple(dict.fromkeys(mark for row in self.rows for mark in row.marks))


def table(results: Sequence[EvidenceResult], *, offered: Sequence[str], now: datetime) -> Table:
    """`offered`: the models that an approval can grant; `now`: when the age is asked."""
    cells = [{name: write(result) for name, write in _WRITE.items()} for result in results]
    marked = [marks(result, offered=offered, now=now) for result in results]
    common = _common(cells)
    names = [
        name
        for name in LABELS
        if name not in common and (name in ALWAYS or any(row[name] for row in cells))
    ]
    shared = tuple(m for m in (marked[0] if marked else ()) if all(m in one for one in marked))
    return Table(
        columns=tuple(Cell(name, str(LABELS[name])) for name in names),
        rows=tuple(
            Row(
                tuple(Cell(name, row[name]) for name in names),
                tuple(mark for mark in found if mark not in shared),
            )
            for row, found in zip(cells, marked, strict=True)
        ),
        facts=tuple(Cell(name, text) for name, text in common.items() if text),
        marks=shared,
    )


def marks(result: EvidenceResult, *, offered: Sequence[str], now: datetime) -> tuple[Mark, ...]:
    """What weakens a result, in words."""
    age = (now - result.run_at) if result.run_at else timedelta(0)
    is_other = bool(result.model_name) and not is_offered(result.model_name, offered)
    found = []
    if result.is_partial:
        found.append(Mark("partial", _why_partial(result)))
    if age > STALE_AFTER:
        found.append(Mark("stale", _why_stale(age)))
    if is_other:
        found.append(Mark("other_model", _why_other(offered)))
    return tuple(found)


def is_offered(name: str, offered: Sequence[str]) -> bool:
    """Whether a file's name of a model, "provider/Gate Small", means one of those offered."""
    plain = [_APART.sub("-", part.strip().lower()) for part in name.split("/")]
    return any(model.lower() in plain for model in offered)


def _common(cells: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """What all rows say alike, beside the columns that a table always has."""
    if not cells:
        return {}
    names = [name for name in _WRITE if name not in (*ALWAYS, "error")]
    return {name: cells[0][name] for name in names if len({row[name] for row in cells}) == 1}


def _why_partial(result: EvidenceResult) -> str:
    if result.n is not None and result.n_total is not None and result.n < result.n_total:
        return gettext("%(n)s of %(total)s samples count.") % {
            "n": _count(result.n),
            "total": _count(result.n_total),
        }
    if result.limit is not None and 0 < result.limit < 1:
        share = {"percent": number(result.limit * 100)}
        return gettext("The run was limited to %(percent)s%% of the samples.") % share
    if result.limit is not None:
        most = {"count": number(result.limit)}
        return gettext("The run was limited to %(count)s samples.") % most
    return gettext("The run did not come to its end.")


def _why_stale(age: timedelta) -> str:
    return ngettext(
        "It ran %(days)s day ago; evidence counts as recent for %(most)s days.",
        "It ran %(days)s days ago; evidence counts as recent for %(most)s days.",
        age.days,
    ) % {"days": age.days, "most": STALE_AFTER.days}


def _why_other(offered: Sequence[str]) -> str:
    return gettext("The model is none of those that are offered here: %(models)s.") % {
        "models": ", ".join(offered)
    }


def number(value: float) -> str:
    """Four digits that count, as the reader's language writes numbers."""
    return number_format(Decimal(f"{value:.{DIGITS}g}"))


def _count(value: int) -> str:
    return number_format(value, force_grouping=True)


def _task(result: EvidenceResult) -> str:
    has_suite = result.suite and result.suite != result.task
    task = f"{result.suite}: {result.task}" if has_suite else result.task
    if result.task_version:
        return gettext("%(task)s (version %(version)s)") % {
            "task": task,
            "version": result.task_version,
        }
    return task


def _metric(result: EvidenceResult) -> str:
    parts = [result.filter] if result.filter not in {"", "none"} else []
    if result.higher_is_better is False:
        parts.append(gettext("lower is better"))
    return f"{result.metric} ({', '.join(parts)})" if parts else result.metric


def _error(result: EvidenceResult) -> str:
    if result.ci_low is not None and result.ci_high is not None:
        ends = {"low": number(result.ci_low), "high": number(result.ci_high)}
        return gettext("%(low)s to %(high)s") % ends
    return f"± {number(result.stderr)}" if result.stderr is not None else ""


def _samples(result: EvidenceResult) -> str:
    if result.n is not None and result.n_total not in {None, result.n}:
        counts = {"n": _count(result.n), "total": _count(result.n_total or 0)}
        return gettext("%(n)s of %(total)s") % counts
    return "" if result.n is None else _count(result.n)


def _with(name: str, detail: str) -> str:
    return f"{name} ({detail})" if name and detail else name or detail


_WRITE: Final[Mapping[str, Callable[[EvidenceResult], str]]] = {
    "task": _task,
    "metric": _metric,
    "value": lambda result: "" if result.value is None else number(result.value),
    "error": _error,
    "n": _samples,
    "n_shot": lambda result: "" if result.n_shot is None else _count(result.n_shot),
    "model": lambda result: _with(result.model_name, result.model_revision),
    "tool": lambda result: f"{result.tool} {result.tool_version}".strip(),
    "run_at": lambda result: date_format(result.run_at, "DATE_FORMAT") if result.run_at else "",
    "relationship": lambda result: str(RELATIONSHIPS.get(result.relationship, "")),
}
