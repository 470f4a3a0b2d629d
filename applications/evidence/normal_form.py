"""What is one result, whichever tool measured it, and how does a reader say that it cannot read?"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias

RESULTS_MAX: Final = 2000  # of one file; more are counted and left out
Facts: TypeAlias = "dict[str, str | int]"  # what a sentence has to name


class Unreadable(Exception):
    """The file cannot be read; `code` says why, `facts` holds what the sentence names."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.facts: Facts = facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One number that an evaluation came to. Absent numbers are None, absent texts empty."""

    task: str
    metric: str
    value: float | None
    suite: str = ""
    task_version: str = ""
    filter: str = ""
    stderr: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    n: int | None = None
    n_total: int | None = None
    higher_is_better: bool | None = None
    model_name: str = ""
    model_revision: str = ""
    n_shot: int | None = None
    limit: float | None = None
    run_at: str = ""  # ISO 8601 with an offset
    tool: str = ""
    tool_version: str = ""
    relationship: str = ""  # first, third, collaborative: who measured
    is_partial: bool = False


@dataclass(slots=True)
class Notes:
    """What a reader noticed and read on; each kind of thing once, with how often."""

    counts: Counter[str] = field(default_factory=Counter)
    facts: dict[str, Facts] = field(default_factory=dict)

    def add(self, code: str, **facts: str | int) -> None:
        """Note that it happened once more."""
        self.counts[code] += 1
        self.facts.setdefault(code, facts)

    def __iter__(self) -> Iterator[dict[str, str | int]]:
        for code, count in sorted(self.counts.items()):
            yield {"code": code, "count": count, **self.facts[code]}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says."""

    format: str
    format_version: str
    results: tuple[Result, ...]
    notes: Notes


def reading(format_name: str, *, version: str, results: Iterator[Result], notes: Notes) -> Reading:
    """Collect results up to the limit; a file without any is refused."""
    kept: list[Result] = []
    for result in results:
        if len(kept) < RESULTS_MAX:
            kept.append(result)
        else:
            notes.add("results_left_out", limit=RESULTS_MAX)
    if not kept:
        raise Unreadable("no_results", found=format_name)
    return Reading(format_name, version, tuple(kept), notes)
