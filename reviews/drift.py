"""Has a share changed of late? A two-proportion z-test, with thresholds that are explained.

The last weeks are compared with those before them. A change is told only if it is unlikely to be
chance (|z| ≥ 3, about 1 in 370) and large enough to matter (ten points), and if there are enough
cases on both sides. It says that something changed, not that anybody did wrong.
"""

from dataclasses import dataclass
from math import sqrt
from typing import Final

LEAST_CASES: Final = 30  # on either side
SURE: Final = 3.0  # standard errors
MATTERS: Final = 0.10  # of the share


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """As a fraction; 0 of nothing."""
        return self.part / self.whole if self.whole else 0.0


@dataclass(frozen=True, slots=True)
class Drift:
    """What the comparison of two shares came to."""

    before: Share
    after: Share
    z: float

    @property
    def is_told(self) -> bool:
        """Whether it is worth a task."""
        enough = min(self.before.whole, self.after.whole) >= LEAST_CASES
        return enough and abs(self.z) >= SURE and self.change >= MATTERS

    @property
    def change(self) -> float:
        """By how much the share has changed, whichever way."""
        return abs(self.after.value - self.before.value)


def compare(before: Share, after: Share) -> Drift:
    """The difference of two shares in standard errors; 0 where it cannot be measured."""
    whole = before.whole + after.whole
    pooled = (before.part + after.part) / whole if whole else 0.0
    spread = pooled * (1 - pooled)
    if not (before.whole and after.whole and spread):
        return Drift(before, after, 0.0)
    error = sqrt(spread * (1 / before.whole + 1 / after.whole))
    return Drift(before, after, (after.value - before.value) / error)
