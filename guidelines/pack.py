"""What a policy pack is, once it has been read and checked: frozen values with indexes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from guidelines.eligibility import Eligibility
from guidelines.expressions import Expression

TEXT_TYPES = frozenset({"text", "long_text", "url", "date"})


class Tier(StrEnum):
    """How strictly an application is judged. Compare with `rank` or `strictest`, never with `<`."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    PROHIBITED = "prohibited"

    @property
    def rank(self) -> int:
        return list(Tier).index(self)

    def is_at_least(self, other: "Tier") -> bool:
        return self.rank >= other.rank


def strictest(*tiers: Tier) -> Tier:
    """The strictest of the tiers; `low` if there is none."""
    return max(tiers, key=lambda tier: tier.rank, default=Tier.LOW)


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    title: str
    publisher: str
    date: str
    basis: str
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    id: str
    slug: str
    version: str
    kind: str  # prohibited | scrutiny
    title: str
    rule: str
    why: str
    allowed: tuple[str, ...]
    not_allowed: tuple[str, ...]
    mappings: Mapping[str, Any]
    sources: tuple[str, ...]
    exception: str = "none"  # none | research

    @property
    def is_prohibited(self) -> bool:
        return self.kind == "prohibited"

    @property
    def reference(self) -> str:
        """How a decision cites it: `GP-07@1.0.0`."""
        return f"{self.id}@{self.version}"


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    id: str
    label: str
    min: int
    max: int


@dataclass(frozen=True)
class Question:
    """One question. What its type does not have is empty or None."""

    id: str
    section: str
    type: str
    label: str
    help: str
    required: str  # always | never | when_shown | from_medium | from_high
    error: str
    clauses: tuple[str, ...]
    show_if: Expression | None = None
    sensitive: bool = False
    record_only: bool = False  # a change of it after an approval needs no new review
    min_length: int | None = None
    max_length: int | None = None
    min: int | None = None
    max: int | None = None
    options: tuple[Option, ...] = ()  # its own, or those of a closed list
    options_from: str | None = None  # countries | languages | own_applications
    pattern: str | None = None  # of an open list: any value that matches fully is valid
    suggested: tuple[Option, ...] = ()
    rows: tuple[Row, ...] = ()
    fields: tuple[Field, ...] = ()
    accept: tuple[str, ...] = ()
    binds: str = "none"  # guidelines | terms | weaknesses | none

    @cached_property
    def option_values(self) -> frozenset[str]:
        return frozenset(option.value for option in self.options)

    @cached_property
    def exclusive_values(self) -> frozenset[str]:
        return frozenset(option.value for option in self.options if option.exclusive)

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The label of each option, those of an open list included."""
        return {option.value: option.label for option in (*self.suggested, *self.options)}


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str
    help: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Check:
    id: str
    clause: str | None
    severity: str  # blocker | major | minor
    text: str
    help: str
    when: Expression
    evidence: tuple[str, ...]
    fixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Param:
    name: str
    type: str  # integer | number | text | boolean | date | list | map | choice
    label: str
    required: bool
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    id: str
    title: str
    text: str
    enforced_by: str  # gateway | portal | review | attest
    verify: str
    params: tuple[Param, ...]
    sources: tuple[str, ...]
    defaults: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stop:
    id: str
    text: str
    advice: str
    when: Expression
    tier: Tier = Tier.PROHIBITED


@dataclass(frozen=True, slots=True)
class Floor:
    id: str
    text: str
    advice: str
    when: Expression
    tier: Tier


@dataclass(frozen=True, slots=True)
class PointsBand:
    start: int
    points: int


@dataclass(frozen=True, slots=True)
class PointsLine:
    """Points for one question, by option (`values`) or by number (`bands`)."""

    id: str
    text: str
    question: str
    only_if: Expression | None = None
    values: Mapping[str, int] = field(default_factory=dict)
    bands: tuple[PointsBand, ...] = ()
    field: str | None = None  # of a `numbers` question

    @property
    def highest(self) -> int:
        return max((*self.values.values(), *(band.points for band in self.bands)))


@dataclass(frozen=True, slots=True)
class Band:
    tier: Tier
    start: int


@dataclass(frozen=True, slots=True)
class Consequence:
    reviewers: int
    auto_approve: bool
    express: bool
    sla_business_hours: int
    conditions: tuple[str, ...]
    recertify_months: int | None
    appeal_days: int


@dataclass(frozen=True, slots=True)
class Override:
    """How many people may set another tier."""

    people_up: int
    people_down: int


@dataclass(frozen=True)
class Pack:
    """One version of the policy. Nothing in it ever changes."""

    id: str
    version: str
    title: str
    status: str
    licence: str
    language: str
    form_title: str
    form_intro: str
    sources: tuple[Source, ...]
    clauses: tuple[Clause, ...]
    sections: tuple[Section, ...]
    checks: tuple[Check, ...]
    conditions: tuple[Condition, ...]
    stops: tuple[Stop, ...]
    floors: tuple[Floor, ...]
    points: tuple[PointsLine, ...]
    bands: tuple[Band, ...]
    consequences: Mapping[Tier, Consequence]
    override: Override
    eligibility: Eligibility | None = None  # the check before sign-up, if the pack has one
    translated_from: str = ""  # the language whose texts decide, if `language` is another one

    @property
    def name(self) -> str:
        """How a decision names it: `starter@1.1.0`."""
        return f"{self.id}@{self.version}"

    @property
    def written_in(self) -> str:
        """The language whose texts decide."""
        return self.translated_from or self.language

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question in form order."""
        return tuple(question for section in self.sections for question in section.questions)

    @cached_property
    def question_index(self) -> Mapping[str, Question]:
        return {question.id: question for question in self.questions}

    @cached_property
    def section_index(self) -> Mapping[str, Section]:
        return {section.id: section for section in self.sections}

    @cached_property
    def check_index(self) -> Mapping[str, Check]:
        return {check.id: check for check in self.checks}

    @cached_property
    def condition_index(self) -> Mapping[str, Condition]:
        return {condition.id: condition for condition in self.conditions}

    @cached_property
    def rule_index(self) -> Mapping[str, Stop | Floor]:
        """The stops and the floors."""
        rules: tuple[Stop | Floor, ...] = (*self.stops, *self.floors)
        return {rule.id: rule for rule in rules}

    @cached_property
    def clause_index(self) -> Mapping[str, Clause]:
        return {clause.id: clause for clause in self.clauses}

    @cached_property
    def source_index(self) -> Mapping[str, Source]:
        return {source.id: source for source in self.sources}

    def question(self, question_id: str) -> Question:
        return self.question_index[question_id]

    def section(self, section_id: str) -> Section:
        return self.section_index[section_id]

    def check(self, check_id: str) -> Check:
        return self.check_index[check_id]

    def condition(self, condition_id: str) -> Condition:
        return self.condition_index[condition_id]

    def clause(self, clause_id: str) -> Clause:
        return self.clause_index[clause_id]

    def source(self, source_id: str) -> Source:
        return self.source_index[source_id]

    def checks_of(self, clause_id: str) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.clause == clause_id)

    def conditions_for(self, clause_id: str) -> tuple[Condition, ...]:
        """The conditions that mend a gap in one of the clause's checks, each once."""
        named = {name for check in self.checks_of(clause_id) for name in check.fixes}
        return tuple(condition for condition in self.conditions if condition.id in named)
