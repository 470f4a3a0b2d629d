"""How far do two reviewers who judged the same answers apart agree on a check?

Cohen's kappa over all marks: the observed agreement, less what chance alone would bring. A figure
is about a check, never about a person: what reviewers read differently is worded badly.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Pairs = Mapping[tuple[str, str], int]  # (first mark, second mark) → how often


class Standing(StrEnum):
    """What can be said of a check."""

    FEW = "few"  # too few pairs to say anything
    UNDEFINED = "undefined"  # all marks are the same one: chance explains everything
    LOW = "low"
    FAIR = "fair"


@dataclass(frozen=True, slots=True)
class Agreement:
    """The figures of one check. `kappa` is None where it is undefined."""

    n: int
    observed: float
    expected: float
    kappa: float | None

    def standing(self, *, least: int, low: float) -> Standing:
        """What the figures amount to, with fewer pairs than `least` nothing."""
        if self.n < least:
            return Standing.FEW
        if self.kappa is None:
            return Standing.UNDEFINED
        return Standing.LOW if self.kappa < low else Standing.FAIR


def agreement(pairs: Pairs) -> Agreement:
    """Kappa of a table of pairs; without pairs, or if chance explains all, it has none."""
    n = sum(pairs.values())
    if not n:
        return Agreement(0, 0.0, 0.0, None)
    first, second = _margins(pairs)
    same = sum(count for (one, other), count in pairs.items() if one == other)
    by_chance = sum(count * second[mark] for mark, count in first.items())
    square = n * n
    kappa = None if by_chance == square else (same * n - by_chance) / (square - by_chance)
    return Agreement(n, same / n, by_chance / square, kappa)


def _margins(pairs: Pairs) -> tuple[Counter[str], Counter[str]]:
    first: Counter[str] = Counter()
    second: Counter[str] = Counter()
    for (one, other), count in pairs.items():
        first[one] += count
        second[other] += count
    return first, second
