"""How a rule of a pack is checked, compiled once and evaluated."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import cel

from guidelines.expression_forms import Claim, ExpressionRefused, claims_of

MARKS = ("meets", "gap", "violates", "unclear", "n_a")
_TEXTS = ("text", "long_text", "url", "date")
_FORMS = {
    "yes_no": {"is"},
    "attestation": {"is"},
    "single": {"equals", "differs", "among"},
    "multi": {"contains", "any"},
    "matrix": {"any_row"},
    **{text: {"differs"} for text in _TEXTS},
}
_MATCHES = cel.compile("text.matches(pattern)")


@dataclass(frozen=True)
class Expression:
    """A compiled rule and the names that it reads."""

    source: str
    questions: frozenset[str]
    program: cel.Program = field(repr=False, compare=False)

    def holds(
        self, answers: Mapping[str, Any], *, checks: Mapping[str, str] | None = None, tier: str = ""
    ) -> bool:
        """Whether the rule is true. Only the answers that it names are handed to CEL."""
        named = {question: answers[question] for question in self.questions}
        result = self.program.execute(
            {"answers": named, "checks": dict(checks or {}), "tier": str(tier)}
        )
        return result is True


@dataclass(frozen=True, slots=True)
class Values:
    """What an expression may say about one question."""

    type: str
    options: frozenset[str] = frozenset()
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that an expression may use where it stands."""

    questions: Mapping[str, Values]
    checks: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()


def compiled(source: str, *, vocabulary: Vocabulary) -> Expression:
    """Check every name and option of the expression, then compile it."""
    claims = claims_of(source)
    for claim in claims:
        _check(claim, vocabulary=vocabulary)
    try:
        program = cel.compile(source)
    except ValueError as error:
        raise ExpressionRefused(f"does not compile: {str(error)[:200]}") from error
    questions = frozenset(claim.subject for claim in claims if claim.form in _ABOUT_ANSWERS)
    return Expression(source=source, questions=questions, program=program)


def matches_fully(text: str, *, pattern: str) -> bool:
    """Whether all of the text matches, in time linear in its length whatever the pattern is."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        return False
    return _MATCHES.execute({"text": text, "pattern": rf"\A(?:{pattern})\z"}) is True


def check_pattern(pattern: str) -> None:
    """Refuse a pattern that cannot be used."""
    try:
        matches_fully("", pattern=pattern)
    except RuntimeError as error:
        raise ExpressionRefused("is not a regular expression that can be used") from error


_ABOUT_ANSWERS = frozenset().union(*_FORMS.values())


def _check(claim: Claim, *, vocabulary: Vocabulary) -> None:
    if claim.form == "tier":
        _check_named(claim.values, known=vocabulary.tiers, noun="tier")
    elif claim.form == "checks":
        _check_named(claim.names, known=vocabulary.checks, noun="check")
        _check_named(claim.values, known=frozenset(MARKS), noun="mark")
    else:
        _check_answer(claim, vocabulary=vocabulary)


def _check_named(values: tuple[str, ...], *, known: frozenset[str], noun: str) -> None:
    for value in values:
        if value not in known:
            raise ExpressionRefused(f"names the {noun} {value!r}, which it cannot know here")


def _check_answer(claim: Claim, *, vocabulary: Vocabulary) -> None:
    values = vocabulary.questions.get(claim.subject)
    if values is None:
        raise ExpressionRefused(f"names the question {claim.subject!r}, which it cannot know here")
    if claim.form not in _FORMS.get(values.type, set()):
        raise ExpressionRefused(
            f"compares answers.{claim.subject} in a form that its type {values.type} does not have"
        )
    for value in claim.values:
        if not _is_possible(value, values=values):
            raise ExpressionRefused(f"names {value!r}, which is no option of {claim.subject}")


def _is_possible(value: str, *, values: Values) -> bool:
    if value == "":
        return values.type != "multi"
    if values.pattern is not None:
        return matches_fully(value, pattern=values.pattern)
    return value in values.options
