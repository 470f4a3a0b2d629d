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
from guidelines import documents, loading, queries
from guidelines.assessment import digest
from guidelines.models import Acceptance, Document, PackContent, PackVersion
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
        publish_pack(loading.read_folder(loading.STARTER))
    for kind in Document.Kind.values:
        if queries.current_document(kind) is None:
            text = (STARTER_DOCUMENTS / f"{kind}.md").read_text(encoding="utf-8")
            title, body = documents.split_title(text)
            publish_document(kind, version=STARTER_VERSION, title=title, body=body)


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
