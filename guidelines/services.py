"""Everything that writes policy: publishing packs and documents, and accepting them."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation, User
from common.errors import DomainError
from events import services as events
from guidelines import documents, loading, queries, spoken, translations
from guidelines.assessment import digest
from guidelines.models import (
    Acceptance,
    Document,
    DocumentTranslation,
    PackContent,
    PackTranslation,
    PackVersion,
)
from guidelines.pack import Question

STARTER_DOCUMENTS: Final = Path(__file__).parent / "starter_documents"
STARTER_VERSION: Final = "1.0"
_DOCUMENT_VERSION: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,29}")


class VersionTaken(DomainError):
    """This version is already published with other content. Raise the version and try again."""


class DocumentIncomplete(DomainError):
    """A document needs a title and a text."""


class VersionUnfit(DomainError):
    """A version has letters, digits, dots and hyphens, such as 1.0 or 2026-11."""


class LanguageUnfit(DomainError):
    """A language is named by two or three letters, such as de."""


class DocumentNotPublished(DomainError):
    """A document that has to be accepted is not published yet."""


@transaction.atomic
def publish_pack(
    content: Mapping[str, Any], *, by: User | None = None, effective_from: datetime | None = None
) -> PackVersion:
    """Publish a version for good. The same content again changes nothing.

    Raises PackRefused with every error, or VersionTaken.
    """
    pack = loading.load(content)
    sha256 = digest(content)
    version, is_new = PackVersion.objects.get_or_create(
        pack_id=pack.id,
        version=pack.version,
        defaults={
            "title": pack.title,
            "sha256": sha256,
            "published_by": by,
            "effective_from": effective_from or timezone.now(),
        },
    )
    if is_new:
        PackContent.objects.create(pack_version=version, content=dict(content))
        _record(f"pack:{version.name}", "pack_published", by=by, sha256=sha256)
    elif version.sha256 != sha256:
        raise VersionTaken(
            f"{version.name} is already published with other content. "
            "Raise the version in pack.yaml and publish again."
        )
    return version


@transaction.atomic
def publish_pack_translation(
    version: PackVersion, tree: Any, *, language: str, by: User | None = None
) -> PackTranslation:
    """Say the texts of a version in another language from now on. The same again changes nothing.

    Raises PackRefused with every error.
    """
    locked = PackVersion.objects.select_for_update().get(pk=version.pk)
    texts = loading.wording(locked.stored.content, tree, language=language)
    sha256 = digest(texts)
    latest = locked.translations.filter(language=language).last()
    if latest and latest.sha256 == sha256:
        return latest
    made = PackTranslation.objects.create(
        pack_version=locked, language=language, texts=texts, sha256=sha256, published_by=by
    )
    facts = {"language": language, "sha256": sha256}
    events.append(f"pack:{version.name}", "pack_translated", actor=by, data=facts)
    transaction.on_commit(spoken.forget)
    return made


@transaction.atomic
def publish_document_translation(
    document: Document, *, language: str, title: str, body: str, by: User | None = None
) -> DocumentTranslation:
    """Say a version of a document in another language. The same text again changes nothing."""
    if not title.strip() or not body.strip():
        raise DocumentIncomplete
    if translations.LANGUAGE.fullmatch(language) is None:
        raise LanguageUnfit
    text = {"title": title.strip(), "body": body.strip()}
    locked = Document.objects.select_for_update().get(pk=document.pk)
    latest = locked.translations.filter(language=language).last()
    if latest and (latest.title, latest.body) == (text["title"], text["body"]):
        return latest
    made = DocumentTranslation.objects.create(
        document=locked,
        language=language,
        html=documents.rendered(text["body"]),
        published_by=by,
        **text,
    )
    facts = {"language": language, "sha256": digest(text)}
    events.append(f"document:{document.name}", "document_translated", actor=by, data=facts)
    return made


@transaction.atomic
def publish_document(
    kind: str, *, version: str, title: str, body: str, by: User | None = None
) -> Document:
    """Publish a version of a document for good. The same text again changes nothing."""
    if not title.strip() or not body.strip():
        raise DocumentIncomplete
    if _DOCUMENT_VERSION.fullmatch(version) is None:
        raise VersionUnfit
    text = {"title": title.strip(), "body": body.strip()}
    document, is_new = Document.objects.get_or_create(
        kind=Document.Kind(kind),
        version=version,
        defaults={**text, "html": documents.rendered(text["body"]), "published_by": by},
    )
    if is_new:
        _record(f"document:{document.name}", "document_published", by=by, sha256=digest(text))
    elif (document.title, document.body) != (text["title"], text["body"]):
        raise VersionTaken(
            f"{document.name} is already published with another text. "
            "Choose another version and publish again."
        )
    return document


def _record(subject: str, kind: str, *, by: User | None, sha256: str) -> None:
    events.append(subject, kind, actor=by, data={"sha256": sha256})


def publish_starter() -> None:
    """Give a new portal its starter policy and documents; leave what is published alone."""
    if not PackVersion.objects.exists():
        publish_folder(loading.STARTER)
    publish_starter_documents()


def publish_folder(folder: Path) -> PackVersion:
    """Publish the pack in a folder, with the translations that lie beside it."""
    content = loading.read_folder(folder)
    trees = loading.read_translations(folder)
    for language, tree in trees.items():
        loading.wording(content, tree, language=language)
    version = publish_pack(content)
    for language, tree in trees.items():
        publish_pack_translation(version, tree, language=language)
    return version


def publish_starter_documents() -> None:
    """Give a new portal its documents, each with its translations."""
    for kind in Document.Kind.values:
        if queries.current_document(kind) is None:
            title, body = _starter_text(f"{kind}.md")
            document = publish_document(kind, version=STARTER_VERSION, title=title, body=body)
            for path in sorted(STARTER_DOCUMENTS.glob(f"{kind}.*.md")):
                title, body = _starter_text(path.name)
                language = path.suffixes[0].removeprefix(".")
                publish_document_translation(document, language=language, title=title, body=body)


def _starter_text(name: str) -> tuple[str, str]:
    return documents.split_title((STARTER_DOCUMENTS / name).read_text(encoding="utf-8"))


def accept(
    kind: str, *, pack_version: PackVersion, by: User, organisation: Organisation, subject: str
) -> Acceptance:
    """Store that a person accepted the guidelines of this pack version, or the document in force.

    Part of a larger act: the act that asks for the acceptance records its own event.
    """
    names: dict[str, Any] = {"pack_version": pack_version}
    if kind != Acceptance.Kind.GUIDELINES:
        names = {"document": queries.current_document(kind)}
        if names["document"] is None:
            raise DocumentNotPublished
    return Acceptance.objects.create(
        user=by, organisation=organisation, kind=Acceptance.Kind(kind), subject=subject, **names
    )


@transaction.atomic
def accept_all(
    answers: Mapping[str, Any],
    *,
    pack: PackVersion,
    by: User,
    organisation: Organisation,
    subject: str,
) -> list[Acceptance]:
    """Store every attestation that is ticked and binds a document, with that document's version."""
    return [
        accept(question.binds, pack_version=pack, by=by, organisation=organisation, subject=subject)
        for question in queries.compiled(pack).questions
        if _binds(question) and answers[question.id] is True
    ]


def _binds(question: Question) -> bool:
    return question.type == "attestation" and question.binds != "none"
