"""An app.yaml to fill in: every question as a comment above its empty answer."""

from collections.abc import Iterator, Mapping
from typing import Any, Final


def skeleton(schema: Mapping[str, Any]) -> str:
    """Made from the form's JSON Schema."""
    head = [
        f"# {schema['title']} ({schema['x-pack']})",
        "# Delete what does not apply.",
        "answers:",
    ]
    lines = [line for section in schema["x-sections"] for line in _section(schema, section)]
    return "\n".join([*head, *lines])


def _section(schema: Mapping[str, Any], section: Mapping[str, Any]) -> Iterator[str]:
    yield f"\n  # --- {section['id']}. {section['title']}"
    for question in section["questions"]:
        shape = schema["properties"][question]
        yield from _question(question, shape)


def _question(question: str, shape: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield from (f"  # {line}" for line in _told(shape))
    options = [*_options(shape)]
    yield from (f"  #   {line}" for line in options)
    yield f"  {question}: {_EXAMPLES.get(shape['x-type'], '')}".rstrip()


def _told(shape: Mapping[str, Any]) -> Iterator[str]:
    yield " ".join(str(shape["title"]).split())
    if show_if := shape.get("x-show-if"):
        yield f"Only if: {show_if}"


def _options(shape: Mapping[str, Any]) -> Iterator[str]:
    """The values among which to choose, and the rows or fields to fill in."""
    for inner in (shape, *shape.get("anyOf", ()), shape.get("items", {})):
        for choice in inner.get("oneOf", ()):
            yield f"{choice['const']}: {choice['title']}"
    if shape["x-type"] in ROWS:
        for name, row in shape["properties"].items():
            values = [choice["const"] for choice in row.get("oneOf", ()) if choice["const"]]
            yield f"{name}: {row.get('title', '')} {values or ''}".rstrip()


ROWS: Final = frozenset({"numbers", "matrix"})
_EXAMPLES: Final[Mapping[str, str]] = {
    "yes_no": "# true or false",
    "attestation": "# true",
    "multi": "[]",
    "files": "[]  # - {file: path/of/file.pdf}",
    "evidence": "[]  # - {file: path/of/results.json, format: inspect_json}",
    "numbers": "{}",
    "matrix": "{}",
}
