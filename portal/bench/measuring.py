"""How one thing is measured: many runs, their p50 and p95, and their queries."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from django.db import connection

WARM_UP = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """Milliseconds over `runs` runs; `queries` are the most that a run has made."""

    name: str
    runs: int
    p50_ms: float
    p95_ms: float
    queries: int = 0

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def measure(name: str, act: Callable[[int], object], *, runs: int) -> Figure:
    """Call `act(0)`, `act(1)`, … : first to warm up, then by the clock, and count the queries."""
    for number in range(WARM_UP):
        act(number)
    times, most = [], 0
    for number in range(WARM_UP, WARM_UP + runs):
        queries: list[str] = []
        start = time.perf_counter()
        with connection.execute_wrapper(partial(_noting, queries)):
            act(number)
        times.append((time.perf_counter() - start) * 1000)
        most = max(most, len(queries))
    times.sort()
    return Figure(
        name=name,
        runs=runs,
        p50_ms=round(_quantile(times, 0.5), 2),
        p95_ms=round(_quantile(times, 0.95), 2),
        queries=most,
    )


def _noting(queries: list[str], execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    """Note a query, and make it."""
    queries.append(sql)
    return execute(sql, *rest)


def _quantile(ordered: list[float], share: float) -> float:
    """The value below which that share of the ordered ones lies (nearest rank)."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
