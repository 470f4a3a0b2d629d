"""Which sentences can be translated, and how do they come into the catalogues of `locale/`?

Sentences are found in Python (`gettext` and its kin), in templates (`{% translate %}`) and in the
docstrings of refusals, which are what people read when an act is refused. Needs Babel, which is a
tool of developers: the compiled catalogues are kept with the sources.
"""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

KEYWORDS: Final = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
NOT_TRANSLATED: Final = ("dev",)  # templates of the demo's own pages, which developers read
HEADER: Final = (
    "# Sentences of Gatehouse. `manage.py messages` keeps this file in step with the code."
)
UNDATED: Final = (
    *("POT-Creation-Date", "PO-Revision-Date", "Generated-By", "Last-Translator"),
    *("Project-Id-Version", "Report-Msgid-Bugs-To", "Language-Team"),  # nothing to say there
)

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)  # in place of the dates of a compilation

Message = tuple[
    str | tuple[str, str], str | None
]  # a sentence, or singular and plural; its context


def wanted() -> Catalog:
    """Every sentence that the code holds, each with the files that it stands in."""
    catalog = Catalog(charset="utf-8", header_comment=HEADER)
    for path, (sentence, context) in _found():
        name = path.relative_to(settings.BASE_DIR).as_posix()
        catalog.add(sentence, locations=[(name, 0)], context=context)
    return catalog


def _found() -> Iterator[tuple[Path, Message]]:
    sources = list(python_sources())
    for path in sources:
        yield from ((path, message) for message in _calls(path.read_bytes()))
    for path in templates():
        text = templatize(path.read_text(encoding="utf-8"))
        lines = (line.strip() for line in text.splitlines())  # no Python: its indents mean nothing
        yield from ((path, message) for message in _calls("\n".join(lines).encode()))
    yield from _refusals(sources)


def python_sources() -> Iterator[Path]:
    """Every module of ours, migrations aside."""
    for package in sorted(settings.BASE_DIR.glob("*/__init__.py")):
        if package.parent.name != "tests":
            found = sorted(package.parent.rglob("*.py"))
            yield from (path for path in found if "migrations" not in path.parts)


def templates() -> Iterator[Path]:
    """Every template that somebody other than a developer sees."""
    folder = settings.BASE_DIR / "templates"
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.relative_to(folder).parts[0] not in NOT_TRANSLATED:
            yield path


def _calls(source: bytes) -> Iterator[Message]:
    """What is handed to gettext or one of its kin."""
    found: Any = extract_python(BytesIO(source), KEYWORDS, [], {})
    for _line, function, given, _comments in found:
        texts = [text for text in ([given] if isinstance(given, str) else given or []) if text]
        if texts:
            yield _message(function, texts)


def _message(function: str, texts: list[str]) -> Message:
    context = texts.pop(0) if "pgettext" in function else None
    has_plural = "ngettext" in function or "npgettext" in function
    return ((texts[0], texts[1]) if has_plural else texts[0]), context


# --- refusals -------------------------------------------------------------------------------------
def _refusals(sources: list[Path]) -> Iterator[tuple[Path, Message]]:
    """The docstring of every class that descends from DomainError."""
    classes = [(path, node) for path in sources for node in _classes(path)]
    refusals = {"DomainError"}
    while grown := {node.name for _, node in classes if refusals & _bases(node)} - refusals:
        refusals |= grown
    for path, node in classes:
        sentence = " ".join((ast.get_docstring(node) or "").split())
        if node.name in refusals and refusals & _bases(node) and sentence:
            yield path, (sentence, None)


def _classes(path: Path) -> list[ast.ClassDef]:
    tree = ast.parse(path.read_bytes())
    return [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]


def _bases(node: ast.ClassDef) -> set[str]:
    return {ast.unparse(base).rpartition(".")[2] for base in node.bases}


# --- files ----------------------------------------------------------------------------------------
def file_of(language: str) -> Path:
    """Where the catalogue of a language is kept."""
    return Path(settings.LOCALE_PATHS[0], to_locale(language), "LC_MESSAGES", "django.po")


def read(language: str) -> Catalog:
    """The catalogue as it is kept; an empty one for a new language."""
    path = file_of(language)
    if not path.exists():
        return Catalog(locale=to_locale(language), charset="utf-8", header_comment=HEADER)
    with path.open("rb") as file:
        return pofile.read_po(file, locale=to_locale(language), charset="utf-8")


def updated(language: str) -> Catalog:
    """The catalogue with what is new in the code, without what is gone from it; nothing guessed."""
    catalog = read(language)
    catalog.update(wanted(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def as_po(catalog: Catalog) -> bytes:
    """The readable form. Without dates and line numbers: only what means something changes it."""
    catalog.fuzzy = False  # the header
    text = BytesIO()
    pofile.write_po(text, catalog, width=100, include_lineno=False, sort_by_file=True)
    undated = tuple(f'"{name}'.encode() for name in UNDATED)
    lines = text.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(undated))


def as_mo(catalog: Catalog) -> bytes:
    """The compiled form, which is what runs; the same for the same sentences."""
    catalog.creation_date = catalog.revision_date = EPOCH
    compiled = BytesIO()
    mofile.write_mo(compiled, catalog)
    return compiled.getvalue()


def write(language: str, catalog: Catalog) -> None:
    """Keep both forms."""
    path = file_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_po(catalog))
    path.with_suffix(".mo").write_bytes(as_mo(read(language)))
