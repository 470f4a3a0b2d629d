"""How does a question of the pack become the field that the templates draw?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from applications import attached
from applications.attached import Attached
from applications.file_words import FORMATS
from applications.models import Application
from applications.section_page import Entry, SectionPage
from common.questions import Choice, ClauseLink, QuestionField, UploadedFile
from guidelines import queries as guidelines
from guidelines.assessment import is_required
from guidelines.models import Document, PackVersion
from guidelines.pack import Option, Question

ITEM_LABELS: Final[Mapping[str, StrOrPromise]] = {"languages": _("Language")}


@dataclass(frozen=True, slots=True)
class Shown:
    """A question in its place on the page. `document`: what an attestation is about."""

    entry: Entry
    field: QuestionField | None
    document: Document | PackVersion | None = None
    reply: str = ""  # in words, to what a reviewer asks

    @property
    def document_title(self) -> str:
        """What the document is called, in the reader's language."""
        return guidelines.title_of(self.document) if self.document else ""


def shown(page: SectionPage, entries: Iterable[Entry]) -> list[Shown]:
    """The entries with their fields; what is not asked has none."""
    return [
        Shown(
            entry,
            field(page, entry) if entry.is_shown else None,
            _document(page, entry.question),
            page.replies.get(entry.request.pk, entry.request.reply) if entry.request else "",
        )
        for entry in entries
    ]


def _document(page: SectionPage, question: Question) -> Document | PackVersion | None:
    """The version that an acceptance would be stored with."""
    if question.binds == "none":
        return None
    if question.binds == "guidelines":
        return page.version
    return guidelines.current_document(question.binds)


def field(page: SectionPage, entry: Entry) -> QuestionField:
    """The field of one question of a page."""
    question = entry.question
    is_asked = is_required(question, tier=page.assessment.rules_tier)
    return QuestionField(
        id=question.id,
        type=question.type,
        label=question.label,
        help=question.help,
        error=entry.error,
        optional_label="" if is_asked else gettext("(optional)"),
        is_sensitive=question.sensitive,
        **_as_typed(entry.value),
        options=_options(page.application, question),
        suggested=question.suggested,
        is_open=question.pattern is not None and question.options_from != "own_applications",
        item_label=str(ITEM_LABELS.get(question.options_from or "", gettext("Value"))),
        rows=question.rows,
        fields=question.fields,
        max_length=question.max_length,
        clauses=_clauses(page, question),
        autosave_url=_url(page, "autosave"),
        **_files(page, entry),
    )


def _as_typed(value: Any) -> dict[str, Any]:
    """The value as text, whatever shape it has; a wrong one shows as well as it can."""
    if isinstance(value, Mapping):
        return {"parts": {str(part): _text(given) for part, given in value.items()}}
    if isinstance(value, list):
        return {"values": [_text(item) for item in value if not isinstance(item, Mapping)]}
    return {"value": _text(value)}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _options(application: Application, question: Question) -> Sequence[Choice]:
    """Its own options, or the organisation's other applications."""
    if question.options_from != "own_applications":
        return question.options
    others = Application.objects.present().filter(organisation=application.organisation_id)
    return [
        Option(other.reference, f"{other.title or gettext('Without a name')} ({other.reference})")
        for other in others.exclude(pk=application.pk).order_by("-pk")
    ]


def _clauses(page: SectionPage, question: Question) -> list[ClauseLink]:
    return [
        ClauseLink(
            id=name,
            title=page.pack.clause(name).title,
            url=f"{page.version.get_absolute_url()}#{name}",
        )
        for name in question.clauses
    ]


def _files(page: SectionPage, entry: Entry) -> dict[str, Any]:
    question = entry.question
    if question.type not in {"files", "evidence"}:
        return {}
    is_evidence = question.type == "evidence"
    return {
        "files": [_file(page, file) for file in entry.files],
        "files_url": _files_url(page, entry),
        "poll_seconds": attached.poll_seconds(entry.files),
        "formats": _formats(question) if is_evidence else [],
        "accept": "" if is_evidence else ",".join(f".{ending}" for ending in question.accept),
        "upload_url": _url(page, "upload", question.id),
    }


def _files_url(page: SectionPage, entry: Entry) -> str:
    """Where the page asks again; it says what it knows, so that nothing new is no answer."""
    url = reverse(
        "applications:files", args=[page.application.reference, page.section.id, entry.question.id]
    )
    query = {"seen": attached.seen(entry.files), "back": page.back}
    return f"{url}?{urlencode({name: value for name, value in query.items() if value})}"


def _formats(question: Question) -> list[tuple[str, str]]:
    return [
        ("", gettext("Choose one")),
        *((name, str(FORMATS.get(name, name))) for name in question.accept),
    ]


def _file(page: SectionPage, file: Attached) -> UploadedFile:
    reference = page.application.reference
    return UploadedFile(
        id=file.pk,
        name=file.name,
        size=file.size,
        status=file.scan_label,
        colour=file.scan_colour,
        sentence=file.scan_sentence,
        kind=file.kind,
        format=file.format,
        sha256=file.sha256,
        url=reverse("applications:download", args=[reference, file.pk]) if file.is_open else "",
        remove_url=_url(page, "remove", file.pk),
        evidence=file if file.has_evidence else None,
    )


def _url(page: SectionPage, name: str, *args: object) -> str:
    """An address of the page's own, which keeps where the person came from."""
    url = reverse(f"applications:{name}", args=[page.application.reference, page.section.id, *args])
    return f"{url}?back={page.back}" if page.back else url
