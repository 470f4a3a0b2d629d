"""Does the check before sign-up agree with itself and with the rest of its pack?

Reads content that fits its schemas; a pack may do without the check.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from guidelines.expression_forms import ExpressionRefused, claims_of
from guidelines.pack_errors import PackError

FILE = "eligibility.yaml"
ALWAYS = "true"
_CITES = {"refused": "prohibited", "scrutiny": "scrutiny"}  # kind of outcome → kind of clause

Content = dict[str, Any]


def errors(content: Content) -> Iterator[PackError]:
    yield from _manifest(content)
    if "eligibility" in content:
        yield from _repeated(content)
        yield from _clauses(content)
        yield from _exclusive(content)
        yield from _order(content)
        yield from _reads(content)


def _error(entry: str, reason: str) -> PackError:
    return PackError(FILE, entry, reason)


def _manifest(content: Content) -> Iterator[PackError]:
    is_named, is_there = FILE in content["pack"]["files"], "eligibility" in content
    if is_named and not is_there:
        yield PackError("pack.yaml", "files", f"names {FILE}, which is missing")
    if is_there and not is_named:
        yield PackError("pack.yaml", "files", f"does not name {FILE}, which is there")


def _questions(content: Content) -> list[dict[str, Any]]:
    return list(content["eligibility"]["questions"])


def _outcomes(content: Content) -> list[dict[str, Any]]:
    return list(content["eligibility"]["outcomes"])


def _repeated(content: Content) -> Iterator[PackError]:
    for entries in (_questions(content), _outcomes(content)):
        for name in _twice(entry["id"] for entry in entries):
            yield _error(name, f"the id {name} is given more than once")
    for question in _questions(content):
        for value in _twice(option["value"] for option in question["options"]):
            yield _error(question["id"], f"the option {value} is given more than once")


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _clauses(content: Content) -> Iterator[PackError]:
    known = _clause_kinds(content)
    options = [(one["id"], option) for one in _questions(content) for option in one["options"]]
    named = [(entry, name) for entry, option in options for name in option.get("clauses", ())]
    named += [("examples", name) for name in content["eligibility"].get("examples", ())]
    for entry, name in named:
        if name not in known:
            yield _error(entry, f"names the clause {name}, which does not exist")


def _clause_kinds(content: Content) -> dict[str, str]:
    return {clause["id"]: clause["kind"] for clause in content["clauses"]["clauses"]}


def _exclusive(content: Content) -> Iterator[PackError]:
    """Where several can be chosen, somebody to whom none applies has to be able to say so."""
    for question in _questions(content):
        alone = [option for option in question["options"] if option.get("exclusive")]
        if question["type"] == "multi" and not alone:
            yield _error(question["id"], "has no exclusive option for who has none of these")
        if question["type"] == "single" and alone:
            yield _error(question["id"], "has an exclusive option, but each of its options is")


def _order(content: Content) -> Iterator[PackError]:
    """The first that holds counts: only the last may hold always, and it has to."""
    *others, last = _outcomes(content)
    if last["when"].strip() != ALWAYS:
        yield _error(last["id"], f"is the last outcome, so that its `when` has to be {ALWAYS}")
    for outcome in others:
        if not _read_by(content, outcome):
            yield _error(outcome["id"], "reads no answer, so that no later outcome could hold")


def _reads(content: Content) -> Iterator[PackError]:
    """Each question matters, and each refusal or harder look has clauses that it can cite."""
    read = {name for outcome in _outcomes(content) for name in _read_by(content, outcome)}
    for question in _questions(content):
        if question["id"] not in read:
            yield _error(question["id"], "is asked, but no outcome reads the answer")
    for outcome in _outcomes(content):
        kind = _CITES.get(outcome["kind"])
        if kind and kind not in _kinds_behind(content, outcome):
            yield _error(outcome["id"], f"cites {kind} clauses, but none of its answers has one")


def _kinds_behind(content: Content, outcome: dict[str, Any]) -> set[str | None]:
    """The kinds of the clauses that the questions of an outcome's rule can touch."""
    known, read = _clause_kinds(content), _read_by(content, outcome)
    return {
        known.get(name)
        for question in _questions(content)
        if question["id"] in read
        for option in question["options"]
        for name in option.get("clauses", ())
    }


def _read_by(content: Content, outcome: dict[str, Any]) -> frozenset[str]:
    """The questions that an outcome's rule names; all of them if it cannot be read.

    What is wrong with the rule itself is told with the other expressions.
    """
    try:
        return frozenset(claim.subject for claim in claims_of(outcome["when"]))
    except ExpressionRefused:
        return frozenset(question["id"] for question in _questions(content))
