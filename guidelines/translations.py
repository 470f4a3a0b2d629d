"""Which texts of a pack can be translated, what is wrong with a translation, what does it lack?

A translation is a tree of names like those of the pack itself: `questions: {A1: {label: …}}`. It
is read as paths, such as `questions.A1.label`, each with its text. What it leaves out stays as the
pack says it. Ids, rules, numbers and the titles of sources have no translation. Pure.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any, Final

from guidelines.pack_errors import PackError
from guidelines.references import rules_of

Content = Mapping[str, Any]
Place = tuple[str, Any, Any]  # path; the dictionary or list that holds the text; its key there

LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_TEXT: Final = re.compile(r"\S(.*\S)?")


def texts(content: Content) -> dict[str, str]:
    """Every text that can be translated, by its path."""
    return {path: holder[key] for path, holder, key in _places(content)}


def translated(content: Content, wording: Mapping[str, str], *, language: str) -> dict[str, Any]:
    """A copy of the content that says in the language whatever the translation has."""
    copy = deepcopy(dict(content))
    for path, holder, key in _places(copy):
        holder[key] = wording.get(path, holder[key])
    copy["pack"]["language"] = language
    return copy


def missing(content: Content, wording: Mapping[str, str]) -> list[str]:
    """The paths that the translation leaves out, in the order of the pack."""
    return [path for path in texts(content) if path not in wording]


def read(tree: Any) -> dict[str, Any]:
    """The tree of a translation's file as paths."""
    return dict(_leaves(tree)) if isinstance(tree, dict) else {}


def errors(content: Content, tree: Any, *, language: str) -> Iterator[PackError]:
    """Whatever is no text, or translates nothing that the pack has."""
    file = f"translations/{language}.yaml"
    if LANGUAGE.fullmatch(language) is None:
        yield PackError(file, "file", "is not named after a language, such as de.yaml")
    if not isinstance(tree, dict) or not tree:
        yield PackError(file, "file", "holds no texts")
    known = texts(content)
    for path, text in read(tree).items():
        if path not in known:
            yield PackError(file, path, "is nothing that this pack says")
        elif not isinstance(text, str) or _TEXT.fullmatch(text) is None:
            yield PackError(file, path, "is not one line of text")


def _leaves(tree: Any, *names: str) -> Iterator[tuple[str, Any]]:
    if isinstance(tree, dict | list):
        pairs = tree.items() if isinstance(tree, dict) else enumerate(tree)
        for name, inner in pairs:
            yield from _leaves(inner, *names, str(name))
    else:
        yield ".".join(names), tree


# --- where the texts stand ------------------------------------------------------------------------
def _places(content: Content) -> Iterator[Place]:
    yield from _of("pack", content["pack"], "title")
    yield from _form(content["form"])
    yield from _lists(content["lists"]["lists"])
    yield from _clauses(content["clauses"]["clauses"])
    for check in content["checklist"]["checks"]:
        yield from _of(f"checks.{check['id']}", check, "text", "help")
    for condition in content["conditions"]["conditions"]:
        path = f"conditions.{condition['id']}"
        yield from _of(path, condition, "title", "text", "verify")
        yield from _labels(f"{path}.params", condition["params"], key="name")
    for rule in (*rules_of(dict(content)), *content["tiers"]["points"]):
        yield from _of(f"tiers.{rule['id']}", rule, "text", "advice")
    yield from _eligibility(content.get("eligibility") or {})


def _form(form: Any) -> Iterator[Place]:
    yield from _of("form", form, "title", "intro")
    for section in form["sections"]:
        yield from _of(f"sections.{section['id']}", section, "title", "help")
        for question in section["questions"]:
            yield from _question(f"questions.{question['id']}", question)


def _lists(lists: Any) -> Iterator[Place]:
    for name, entry in lists.items():
        for part in ("options", "suggested"):
            yield from _labels(f"lists.{name}", entry.get(part, ()))


def _of(path: str, entry: Any, *keys: str) -> Iterator[Place]:
    yield from ((f"{path}.{key}", entry, key) for key in keys if entry.get(key))


def _labels(path: str, entries: Iterable[Any], *, key: str = "value") -> Iterator[Place]:
    yield from ((f"{path}.{entry[key]}", entry, "label") for entry in entries)


def _question(path: str, question: Any) -> Iterator[Place]:
    yield from _of(path, question, "label", "help", "error")
    yield from _labels(f"{path}.options", question.get("options", ()))
    yield from _labels(f"{path}.rows", question.get("rows", ()))
    yield from _labels(f"{path}.fields", question.get("fields", ()), key="id")


def _clauses(clauses: Iterable[Any]) -> Iterator[Place]:
    for clause in clauses:
        path = f"clauses.{clause['id']}"
        yield from _of(path, clause, "title", "rule", "why")
        for examples in ("allowed", "not_allowed"):
            said = clause[examples]
            yield from ((f"{path}.{examples}.{index}", said, index) for index in range(len(said)))


def _eligibility(entry: Any) -> Iterator[Place]:
    for question in entry.get("questions", ()):
        yield from _question(f"eligibility.{question['id']}", question)
    for outcome in entry.get("outcomes", ()):
        yield from _of(f"eligibility.{outcome['id']}", outcome, "title", "text")
