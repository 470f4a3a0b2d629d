"""Which CEL expressions a pack may use: a parser for the admitted forms, and nothing else.

An expression is read into the claims it makes ("question A8 is a yes or no", "B4 has the option
'code'"), so that a loader can check every name and option before anything is evaluated, and into
how they are joined, so that the same rule can be told in other languages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_LENGTH = 4000
MAX_DEPTH = 20
_TOKEN = re.compile(
    r"\s*(?:(?P<string>'[^'\\\r\n]*'|\"[^\"\\\r\n]*\")"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>&&|\|\||==|!=|[!()\[\],.]))"
)
_NOT_A_VARIABLE = frozenset({"answers", "checks", "tier", "true", "false", "null", "in"})


class ExpressionRefused(ValueError):
    """The expression is not one of the forms that a pack may use."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One comparison: what it is about, how it compares, and the values it names."""

    subject: str  # a question id, "tier" or "checks"
    form: str  # is | equals | differs | among | contains | any | any_row | tier | checks
    values: tuple[str, ...] = ()
    names: tuple[str, ...] = ()  # the checks that a `checks` claim is about
    is_false: bool = False  # an `is` that compares with false
    is_other: bool = False  # an `any` that looks for an item unlike the value


@dataclass(frozen=True, slots=True)
class Joined:
    """Claims joined: by `all` or `any`, or turned round by `none`. All of nothing is true."""

    how: str  # all | any | none
    parts: tuple[Claim | Joined, ...] = ()


Rule = Claim | Joined


def rule_of(source: str) -> Rule:
    """The expression as claims and how they are joined. Refuses what is not an admitted form."""
    return _parsed(source)[0]


def claims_of(source: str) -> tuple[Claim, ...]:
    """Every claim of the expression, in order. Refuses whatever is not an admitted form."""
    return _parsed(source)[1]


def _parsed(source: str) -> tuple[Rule, tuple[Claim, ...]]:
    if len(source) > MAX_LENGTH:
        raise ExpressionRefused(f"is longer than {MAX_LENGTH} characters")
    parser = _Parser(_tokens(source))
    rule = parser.either(depth=0)
    parser.end()
    return rule, tuple(parser.claims)


def _tokens(source: str) -> list[str]:
    tokens: list[str] = []
    position = 0
    text = source.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise ExpressionRefused(f"has {text[position:].strip()[:20]!r}, which is not admitted")
        tokens.append(match.group().strip())
        position = match.end()
    return tokens


class _Parser:
    """Recursive descent over the admitted forms."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.position = 0
        self.claims: list[Claim] = []

    # --- reading tokens ---------------------------------------------------------------------------
    def peek(self) -> str:
        return self.tokens[self.position] if self.position < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.position += 1
        return token

    def accept(self, token: str) -> bool:
        if self.peek() != token:
            return False
        self.position += 1
        return True

    def expect(self, *tokens: str) -> None:
        for token in tokens:
            found = self.take()
            if found != token:
                raise ExpressionRefused(f"has {found or 'its end'} where {token} is admitted")

    def end(self) -> None:
        if self.peek():
            raise ExpressionRefused(f"has {self.peek()} after its end")

    def string(self) -> str:
        token = self.take()
        if token[:1] not in {"'", '"'}:
            raise ExpressionRefused(f"has {token or 'its end'} where a quoted value is admitted")
        return token[1:-1]

    def strings(self) -> tuple[str, ...]:
        self.expect("[")
        values = [self.string()]
        while self.accept(","):
            values.append(self.string())
        self.expect("]")
        return tuple(values)

    def variable(self) -> str:
        token = self.take()
        if not token.isidentifier() or token in _NOT_A_VARIABLE:
            raise ExpressionRefused(f"has {token or 'its end'} where a variable is admitted")
        return token

    # --- joining ----------------------------------------------------------------------------------
    def either(self, *, depth: int) -> Rule:
        if depth > MAX_DEPTH:
            raise ExpressionRefused(f"nests deeper than {MAX_DEPTH} levels")
        parts = [self.both(depth=depth)]
        while self.accept("||"):
            parts.append(self.both(depth=depth))
        return parts[0] if len(parts) == 1 else Joined("any", tuple(parts))

    def both(self, *, depth: int) -> Rule:
        parts = [self.term(depth=depth)]
        while self.accept("&&"):
            parts.append(self.term(depth=depth))
        return parts[0] if len(parts) == 1 else Joined("all", tuple(parts))

    def term(self, *, depth: int) -> Rule:
        negated = self.accept("!")
        if negated or self.peek() == "(":
            self.expect("(")
            inner = self.either(depth=depth + 1)
            self.expect(")")
            return Joined("none", (inner,)) if negated else inner
        if self.accept("true"):
            return Joined("all")
        self.claims.append(self.claim())
        return self.claims[-1]

    # --- the forms --------------------------------------------------------------------------------
    def claim(self) -> Claim:
        ahead = self.peek()
        if ahead == "tier":
            self.expect("tier", "in")
            return Claim("tier", "tier", self.strings())
        if ahead == "[":
            return self.marks()
        if ahead[:1] in {"'", '"'}:
            value = self.string()
            self.expect("in")
            return Claim(self.question(), "contains", (value,))
        return self.comparison(self.question())

    def question(self) -> str:
        self.expect("answers", ".")
        return self.take()

    def marks(self) -> Claim:
        names = self.strings()
        self.expect(".", "exists", "(")
        variable = self.variable()
        self.expect(",", "checks", "[", variable, "]", "==")
        claim = Claim("checks", "checks", (self.string(),), names)
        self.expect(")")
        return claim

    def comparison(self, question: str) -> Claim:
        operator = self.take()
        if operator == "==" and self.peek() in {"true", "false"}:
            return Claim(question, "is", is_false=self.take() == "false")
        if operator in {"==", "!="}:
            return Claim(question, "equals" if operator == "==" else "differs", (self.string(),))
        if operator == "in":
            return Claim(question, "among", self.strings())
        if operator == ".":
            return self.exists(question)
        raise ExpressionRefused(f"compares answers.{question} in a form that is not admitted")

    def exists(self, question: str) -> Claim:
        self.expect("exists", "(")
        variable = self.variable()
        self.expect(",")
        if self.peek() == "answers":
            self.expect("answers", ".", question, "[", variable, "]", "==")
            claim = Claim(question, "any_row", (self.string(),))
        else:
            self.expect(variable)
            claim = self.items(question)
        self.expect(")")
        return claim

    def items(self, question: str) -> Claim:
        if self.accept("in"):
            return Claim(question, "any", self.strings())
        is_other = not self.accept("==")
        if is_other:
            self.expect("!=")
        return Claim(question, "any", (self.string(),), is_other=is_other)
