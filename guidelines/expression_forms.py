"""Which CEL expressions a pack may use: a parser for the admitted forms, and nothing else.

An expression is read into the claims it makes ("question A8 is a yes or no", "B4 has the option
'code'"), so that a loader can check every name and option before anything is evaluated.
"""

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


def claims_of(source: str) -> tuple[Claim, ...]:
    """Every claim of the expression, in order. Refuses whatever is not an admitted form."""
    if len(source) > MAX_LENGTH:
        raise ExpressionRefused(f"is longer than {MAX_LENGTH} characters")
    parser = _Parser(_tokens(source))
    parser.either(depth=0)
    parser.end()
    return tuple(parser.claims)


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
    def either(self, *, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise ExpressionRefused(f"nests deeper than {MAX_DEPTH} levels")
        self.both(depth=depth)
        while self.accept("||"):
            self.both(depth=depth)

    def both(self, *, depth: int) -> None:
        self.term(depth=depth)
        while self.accept("&&"):
            self.term(depth=depth)

    def term(self, *, depth: int) -> None:
        negated = self.accept("!")
        if negated or self.peek() == "(":
            self.expect("(")
            self.either(depth=depth + 1)
            self.expect(")")
        elif not self.accept("true"):
            self.claims.append(self.claim())

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
            self.take()
            return Claim(question, "is")
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
            claim = Claim(question, "any", self.item_values())
        self.expect(")")
        return claim

    def item_values(self) -> tuple[str, ...]:
        if self.accept("in"):
            return self.strings()
        if not self.accept("=="):
            self.expect("!=")
        return (self.string(),)
