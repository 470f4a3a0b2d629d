"""What is read about policy: versions, compiled packs, documents, the history of a clause."""

from collections.abc import Iterable
from dataclasses import dataclass

from common.errors import DomainError
from guidelines import loading, spoken
from guidelines.models import Document, PackContent, PackVersion
from guidelines.pack import Clause, Pack

_COMPILED: dict[str, Pack] = {}  # by digest; a published version never changes


class NothingPublished(DomainError):
    """No usage guidelines are published yet."""


def current_pack() -> PackVersion:
    """The version that applies to new applications."""
    version = PackVersion.objects.in_force().first()
    if version is None:
        raise NothingPublished
    return version


def pack_in_force() -> Pack | None:
    """The same, compiled; None before anything is published."""
    version = PackVersion.objects.in_force().first()
    return compiled(version) if version else None


def compiled(version: PackVersion) -> Pack:
    """The version as values with the reader's texts, compiled once in each process."""
    return compiled_all([version])[0]


def compiled_all(versions: Iterable[PackVersion]) -> list[Pack]:
    """Several versions at the cost of two queries at most."""
    versions = list(versions)
    return spoken.in_reader_language(versions, originals(versions))


def original(version: PackVersion) -> Pack:
    """The version with its own texts: for what is written down, not read on a page."""
    return originals([version])[0]


def originals(versions: Iterable[PackVersion]) -> list[Pack]:
    """Several of them, at the cost of one query at most."""
    versions = list(versions)
    absent = {version.pk: version for version in versions if version.sha256 not in _COMPILED}
    if absent:
        for stored in PackContent.objects.filter(pack_version__in=absent.values()):
            _COMPILED[absent[stored.pk].sha256] = loading.load(stored.content)
    return [_COMPILED[version.sha256] for version in versions]


def pack_named(name: str) -> PackVersion | None:
    """The version called `starter@1.1.0`; with the number alone, the newest one that has it."""
    pack_id, _, version = name.rpartition("@")
    named = PackVersion.objects.filter(version=version)
    if pack_id:
        named = named.filter(pack_id=pack_id)
    return named.newest_first().first()


def current_document(kind: str) -> Document | None:
    """The version of the document that applies now."""
    return Document.objects.of_kind(kind).first()


def title_of(published: Document | PackVersion) -> str:
    """What a document, or a version of the guidelines, is called in the reader's language."""
    if isinstance(published, Document):
        return spoken.text_of(published).title
    return compiled(published).title


@dataclass(frozen=True, slots=True)
class ClauseVersion:
    """A clause as it read from one pack version on."""

    clause: Clause
    pack_version: PackVersion


def history_of(clause_id: str) -> list[ClauseVersion]:
    """Each version of the clause with the pack version that brought it, newest first."""
    versions = list(PackVersion.objects.in_force())[::-1]
    history: list[ClauseVersion] = []
    said, last = compiled_all(versions), None
    for version, pack, shown in zip(versions, originals(versions), said, strict=True):
        clause = pack.clause_index.get(clause_id)
        if clause and clause != last:
            history.append(ClauseVersion(shown.clause(clause_id), version))
            last = clause
    return history[::-1]
