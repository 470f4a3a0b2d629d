"""Which tier follows from answers and marks, and which rules and points led to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guidelines.pack import Check, Floor, Pack, PointsLine, Stop, Tier, strictest

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The inherent tier and everything that explains it."""

    tier: Tier
    floor: Tier
    band: Tier
    points: int
    points_by_line: Mapping[str, int]
    fired: tuple[Stop | Floor, ...]


def inherent(pack: Pack, answers: Answers, *, marks: Mapping[str, str]) -> Verdict:
    """Stops, floors and points. `marks` has every check as a key, `""` for no mark that counts."""
    stops = tuple(stop for stop in pack.stops if stop.when.holds(answers, checks=marks))
    floors = tuple(floor for floor in pack.floors if floor.when.holds(answers))
    by_line = {line.id: points_of(line, answers) for line in pack.points}
    total = sum(by_line.values())
    floor = strictest(*(floor.tier for floor in floors))
    band = _band_of(pack, total)
    tier = strictest(floor, band, *(stop.tier for stop in stops))
    return Verdict(tier, floor, band, total, by_line, (*stops, *floors))


def points_of(line: PointsLine, answers: Answers) -> int:
    """The points of one line; a missing answer gives the highest."""
    if line.only_if is not None and not line.only_if.holds(answers):
        return 0
    value = answers[line.question]
    if line.field is not None:
        value = value[line.field]
    if value is None or value in ("", []):
        return line.highest
    if line.values:
        return max(line.values[choice] for choice in _choices(value))
    return [band.points for band in line.bands if band.start <= value][-1]


def _choices(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _band_of(pack: Pack, total: int) -> Tier:
    return [band.tier for band in pack.bands if band.start <= total][-1]


def residual(
    verdict: Verdict,
    *,
    shown: tuple[Check, ...],
    marks: Mapping[str, str],
    evidence: frozenset[str],
) -> Tier:
    """One step below the inherent tier, never below the floor, if the checks bear it out."""
    tier = verdict.tier
    if tier not in {Tier.MEDIUM, Tier.HIGH}:
        return tier
    if not all(_bears_out(check, mark=marks[check.id], evidence=evidence) for check in shown):
        return tier
    return strictest(list(Tier)[tier.rank - 1], verdict.floor)


def _bears_out(check: Check, *, mark: str, evidence: frozenset[str]) -> bool:
    if check.severity == "minor" or mark == "n_a":
        return True
    return mark == "meets" and (check.severity == "blocker" or check.id in evidence)


def lowered(verdict: Verdict, *, residual: Tier, to: Tier | None) -> Tier:
    """An override down of the residual tier: never below the floor, never out of prohibited."""
    if to is None or verdict.tier is Tier.PROHIBITED:
        return residual
    return min(residual, strictest(to, verdict.floor), key=lambda tier: tier.rank)
