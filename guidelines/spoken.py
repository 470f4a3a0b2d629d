"""In which language does a reader see a pack or a document? Theirs, where it was translated.

Every page and answer takes packs from `queries.compiled`, which asks here. A process looks for a
newer translation every half minute; what it has built of one stays.
"""

import math
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from common import languages
from guidelines import loading
from guidelines.models import Document, DocumentTranslation, PackTranslation, PackVersion
from guidelines.pack import Pack

DOCUMENTS_IN: Final = "en"  # the language in which documents are written, and which decides
FRESH_SECONDS: Final = 30
NEVER: Final = (-math.inf, "")

_BUILT: dict[tuple[str, str], Pack] = {}  # by digests of version and translation: never changes
_LATEST: dict[tuple[int, str], tuple[float, str]] = {}  # version and language → when, which digest


def in_reader_language(versions: Sequence[PackVersion], packs: Sequence[Pack]) -> list[Pack]:
    """The packs with the texts of the active language, at the cost of one query at most."""
    language = languages.spoken()
    foreign = [v.pk for v, pack in zip(versions, packs, strict=True) if pack.language != language]
    latest = _latest(foreign, language)
    return [
        _built(version, pack, language, latest.get(version.pk, ""))
        for version, pack in zip(versions, packs, strict=True)
    ]


def forget() -> None:
    """Look anew for translations: one was just published."""
    _LATEST.clear()


def _latest(versions: Collection[int], language: str) -> dict[int, str]:
    """The digest of the translation that counts, by version; "" for none."""
    now = time.monotonic()
    old = [pk for pk in versions if _LATEST.get((pk, language), NEVER)[0] < now - FRESH_SECONDS]
    if old:
        known = PackTranslation.objects.filter(pack_version__in=old, language=language)
        found = dict(known.order_by("pk").values_list("pack_version", "sha256"))
        _LATEST.update({(pk, language): (now, found.get(pk, "")) for pk in old})
    return {pk: _LATEST[pk, language][1] for pk in versions}


def _built(version: PackVersion, pack: Pack, language: str, sha256: str) -> Pack:
    if not sha256:
        return pack
    built = _BUILT.get((version.sha256, sha256))
    if built is None:
        known = PackTranslation.objects.filter(pack_version=version, sha256=sha256)
        stored = known.select_related("pack_version__stored").first()
        if stored is None:
            return pack
        content = stored.pack_version.stored.content
        built = loading.translated(content, stored.texts, language=language)
        _BUILT[version.sha256, sha256] = built
    return built


@dataclass(frozen=True, slots=True)
class Text:
    """A document as a reader sees it."""

    title: str
    html: str
    language: str
    is_translated: bool


def text_of(document: Document) -> Text:
    """The document in the active language if it was translated, else as it was written."""
    language = languages.spoken()
    if language != DOCUMENTS_IN:
        known = DocumentTranslation.objects.filter(document=document, language=language)
        if found := known.last():
            return Text(found.title, found.html, language, is_translated=True)
    return Text(document.title, document.html, DOCUMENTS_IN, is_translated=False)
