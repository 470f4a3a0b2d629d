"""How a folder, or what the database keeps of one, becomes a checked Pack."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from guidelines import (
    building,
    consistency,
    eligibility_faults,
    references,
    rules,
    schemas,
    translations,
    yaml_reading,
)
from guidelines.pack import Pack
from guidelines.pack_errors import PackError, PackRefused

STARTER = Path(__file__).parent / "starter"
TRANSLATIONS = "translations"  # folder of a pack's texts in other languages, one file each

Content = dict[str, Any]  # file name without its ending → what the file holds


def read_folder(folder: Path) -> Content:
    """The content of the pack's files.

    Raises PackRefused if one cannot be read, with what is wrong with the others besides.
    """
    content: Content = {}
    errors: list[PackError] = []
    for name in (*schemas.FILES, *schemas.OPTIONAL):
        try:
            content[name] = yaml_reading.read(_bytes_of(folder / f"{name}.yaml"))
        except FileNotFoundError:
            if name not in schemas.OPTIONAL:
                errors.append(PackError(f"{name}.yaml", "file", "is missing"))
        except (OSError, yaml_reading.Unreadable) as error:
            errors.append(PackError(f"{name}.yaml", "file", str(error)))
    if errors:
        raise PackRefused([*errors, *schemas.errors(content)])
    return content


def _bytes_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(yaml_reading.MAX_BYTES + 1)


def read_translations(folder: Path) -> dict[str, Any]:
    """Each language of `translations/` with the tree of its file; none if there is no folder."""
    found: dict[str, Any] = {}
    errors: list[PackError] = []
    for path in sorted((folder / TRANSLATIONS).glob("*.yaml")):
        try:
            found[path.stem] = yaml_reading.read(_bytes_of(path))
        except (OSError, yaml_reading.Unreadable) as error:
            errors.append(PackError(f"{TRANSLATIONS}/{path.name}", "file", str(error)))
    if errors:
        raise PackRefused(errors)
    return found


def wording(content: Mapping[str, Any], tree: Any, *, language: str) -> dict[str, str]:
    """The texts of a translation by path. Raises PackRefused with every error found."""
    errors = [*translations.errors(content, tree, language=language)]
    if errors:
        raise PackRefused(errors)
    return translations.read(tree)


def load(content: Mapping[str, Any]) -> Pack:
    """Check everything and build the pack. Raises PackRefused with every error found."""
    content = dict(content)
    shape = [*schemas.missing(content), *schemas.errors(content)]
    if shape:
        raise PackRefused(shape)
    errors = [*references.errors(content), *consistency.errors(content)]
    errors += eligibility_faults.errors(content)
    compiled, refused = _compiled(content, errors)
    if errors or refused:
        raise PackRefused([*errors, *refused])
    return building.build(content, compiled=compiled)


def _compiled(content: Content, errors: list[PackError]) -> tuple[Any, list[PackError]]:
    if any(error.file == "lists.yaml" for error in errors):
        return {}, []  # without usable patterns, no expression can be judged
    return rules.compile_all(content)


def translated(content: Mapping[str, Any], texts: Mapping[str, str], *, language: str) -> Pack:
    """The pack of published content in another language; the rules are the very same."""
    compiled, _ = _compiled(dict(content), [])
    said = translations.translated(content, texts, language=language)
    pack = building.build(said, compiled=compiled)
    return replace(pack, translated_from=content["pack"]["language"])


def load_folder(folder: Path) -> Pack:
    return load(read_folder(folder))
