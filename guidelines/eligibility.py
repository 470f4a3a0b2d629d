"""Does a use need an approval? A few questions of the pack, asked before anybody signs up. Pure.

The first outcome whose rule holds is the answer; the last one holds always, so that there is
exactly one. A question is asked only while the outcome still depends on what is not answered yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guidelines.expressions import Expression
    from guidelines.pack import Clause, Pack

Answers = Mapping[str, tuple[str, ...]]  # question id → the values chosen, in the pack's order


class Kind(StrEnum):
    """What an outcome comes to; the way on from it follows from this."""

    NOT_NEEDED = "not_needed"
    CHANGE = "change"  # there is an approval already, which has to be amended
    REFUSED = "refused"  # cites the prohibited clauses behind what was chosen
    SCRUTINY = "scrutiny"  # needed, and looked at harder: cites the clauses that say why
    NEEDED = "needed"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen, with the clauses that it touches."""

    value: str
    label: str
    clauses: tuple[str, ...] = ()
    exclusive: bool = False


@dataclass(frozen=True)
class Question:
    """One question of the check."""

    id: str
    type: str  # single | multi
    label: str
    help: str
    error: str
    options: tuple[Option, ...]

    @cached_property
    def option_index(self) -> Mapping[str, Option]:
        return {option.value: option for option in self.options}

    def chosen(self, values: Sequence[str]) -> tuple[str, ...]:
        """The values that were chosen, in the pack's order; none if that is no answer."""
        known = [option for option in self.options if option.value in values]
        is_alone = len(known) == 1
        is_whole = len(known) == len({*values} - {""}) and (
            is_alone if self.type == "single" else is_alone or not any(o.exclusive for o in known)
        )
        return tuple(option.value for option in known) if is_whole else ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the answers come to."""

    id: str
    kind: Kind
    title: str
    text: str
    when: Expression


@dataclass(frozen=True, slots=True)
class Walk:
    """How far the answers lead: the questions that count, then an outcome or the next question."""

    asked: tuple[Question, ...]
    outcome: Outcome | None = None
    question: Question | None = None


@dataclass(frozen=True)
class Eligibility:
    """The check of one pack."""

    questions: tuple[Question, ...]
    outcomes: tuple[Outcome, ...]
    examples: tuple[str, ...] = ()  # clauses whose examples stand on the start page

    @cached_property
    def question_index(self) -> Mapping[str, Question]:
        return {question.id: question for question in self.questions}

    def read(self, given: Mapping[str, Sequence[str]]) -> Answers:
        """The answers that count among what an address carries."""
        read = {one.id: one.chosen(given.get(one.id, ())) for one in self.questions}
        return {question: values for question, values in read.items() if values}

    def walk(self, answers: Answers) -> Walk:
        """Ask in order until the outcome is settled, whatever the rest would be."""
        asked: list[Question] = []
        for question in self.questions:
            if outcome := self._settled(asked, answers):
                return Walk(tuple(asked), outcome=outcome)
            if question.id not in answers:
                return Walk(tuple(asked), question=question)
            asked.append(question)
        return Walk(tuple(asked), outcome=self._settled(asked, answers))

    def _settled(self, asked: Sequence[Question], answers: Answers) -> Outcome | None:
        """The outcome, if no rule before its own reads a question that was not asked."""
        values = {one.id: _value(one, answers[one.id]) for one in asked}
        told = takewhile(lambda outcome: outcome.when.questions <= values.keys(), self.outcomes)
        return next((outcome for outcome in told if outcome.when.holds(values)), None)


def _value(question: Question, chosen: tuple[str, ...]) -> str | list[str]:
    """The answer as rules read it."""
    return chosen[0] if question.type == "single" else list(chosen)


@dataclass(frozen=True, slots=True)
class Cited:
    """A clause behind an outcome, with the label of the answer that touches it."""

    clause: Clause
    because: str


def cited(pack: Pack, walk: Walk, answers: Answers) -> tuple[Cited, ...]:
    """The clauses behind a refusal or a harder look: those of the answers given, each once."""
    kinds = {Kind.REFUSED: True, Kind.SCRUTINY: False}
    if walk.outcome is None or walk.outcome.kind not in kinds:
        return ()
    found: dict[str, Cited] = {}
    for question in walk.asked:
        for option in (question.option_index[value] for value in answers[question.id]):
            for clause in map(pack.clause, option.clauses):
                if clause.is_prohibited == kinds[walk.outcome.kind]:
                    found.setdefault(clause.id, Cited(clause, option.label))
    return tuple(found.values())
