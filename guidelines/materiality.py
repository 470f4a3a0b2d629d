"""Does a change of answers touch what the policy judges by? Question by question, and why.

A pure function of a pack and of two sets of answers. A change needs no new review where the pack
says so of the question (`record_only`) and no check or rule reads the answer. All else does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from guidelines.assessment import Assessment, assess
from guidelines.expressions import Expression
from guidelines.pack import Pack, Question


class Ground(StrEnum):
    """Why a change needs a new review."""

    ANSWER = "answer"  # it describes what was approved
    EVIDENCE = "evidence"  # a check that is shown looks at the answer
    RULE = "rule"  # a rule of the pack reads the answer
    TIER = "tier"
    RULES = "rules"  # other stops or floors hold
    CHECKS = "checks"  # other checks are shown
    CONDITIONS = "conditions"  # other conditions follow
    PACK = "pack"  # the policy itself has changed


@dataclass(frozen=True, slots=True)
class Changed:
    """One question whose answer differs, and what reads it: ids of checks, then of rules."""

    question: Question
    checks: tuple[str, ...]
    rules: tuple[str, ...]

    @property
    def is_material(self) -> bool:
        return bool(self.checks or self.rules) or not self.question.record_only


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs, and the grounds on which it has to be judged anew."""

    changed: tuple[Changed, ...]
    grounds: tuple[Ground, ...]

    @property
    def is_material(self) -> bool:
        return bool(self.grounds)


def difference(
    pack: Pack, before: Mapping[str, Any], after: Mapping[str, Any], *, is_same_pack: bool
) -> Difference:
    """Compare the answers that were approved with new ones, both as this pack reads them."""
    known = {q: value for q, value in before.items() if q in pack.question_index}
    old, new = assess(pack, known), assess(pack, after)
    readers = _readers(pack)
    shown = {check.id: check for check in (*old.shown, *new.shown)}
    changed = tuple(
        Changed(
            question,
            tuple(name for name, check in shown.items() if question.id in check.evidence),
            tuple(name for name, read in readers.items() if question.id in read),
        )
        for question in pack.questions
        if question.type != "attestation"  # an agreement, asked for each time
        and old.effective.answers[question.id] != new.effective.answers[question.id]
    )
    return Difference(changed, tuple(_grounds(changed, old, new, is_same_pack=is_same_pack)))


def _grounds(
    changed: tuple[Changed, ...], old: Assessment, new: Assessment, *, is_same_pack: bool
) -> Iterator[Ground]:
    found = {
        Ground.ANSWER: any(not one.question.record_only for one in changed),
        Ground.EVIDENCE: any(one.checks for one in changed),
        Ground.RULE: any(one.rules for one in changed),
        Ground.TIER: (old.tier, old.grant_tier) != (new.tier, new.grant_tier),
        Ground.RULES: _ids(old.fired) != _ids(new.fired),
        Ground.CHECKS: _ids(old.shown) != _ids(new.shown),
        Ground.CONDITIONS: old.grant_consequence.conditions != new.grant_consequence.conditions,
        Ground.PACK: not is_same_pack,
    }
    return (ground for ground, holds in found.items() if holds)


def _ids(entries: Any) -> list[str]:
    return [entry.id for entry in entries]


def _readers(pack: Pack) -> dict[str, frozenset[str]]:
    """The questions that each rule reads, by the id of what the rule stands in."""
    return {
        **{question.id: _named(question.show_if) for question in pack.questions},
        **{check.id: check.when.questions for check in pack.checks},
        **{stop.id: stop.when.questions for stop in pack.stops},
        **{floor.id: floor.when.questions for floor in pack.floors},
        **{line.id: _named(line.only_if) | {line.question} for line in pack.points},
    }


def _named(rule: Expression | None) -> frozenset[str]:
    return rule.questions if rule else frozenset()
