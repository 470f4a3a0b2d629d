"""What does a page, or a program, read about an attached file: what it is, whether it is clean,
what it measured?
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from applications import evidence_table, evidence_words, file_words
from applications.evidence_table import Table
from applications.models import Application, Attachment, EvidenceResult
from applications.models.attachment import ReadState, ScanState

ROWS_SHOWN: Final = 6  # of one file beside an answer; a page of its own has all
FOLDED_FROM: Final = 5  # as many rows or more are folded where applicants read
POLL_SECONDS: Final = ((30, 2), (300, 10))  # of a file so old, ask again after so long
LONGEST_POLL: Final = 60
_FIELDS: Final = tuple(field.attname for field in EvidenceResult._meta.concrete_fields)  # noqa: SLF001 -- Django's own way


@dataclass(frozen=True)
class Attached:
    """A file with its first results. `asked_at`: when the age of its results is asked."""

    attachment: Attachment
    results: tuple[EvidenceResult, ...]
    asked_at: datetime

    @property
    def pk(self) -> int:
        return self.attachment.pk

    @property
    def name(self) -> str:
        return self.attachment.name

    @property
    def size(self) -> int:
        return self.attachment.size

    @property
    def sha256(self) -> str:
        return self.attachment.sha256

    @property
    def question(self) -> str:
        return self.attachment.question

    @property
    def kind(self) -> str:
        """What it is by its content."""
        return file_words.kind(self.attachment.media_type)

    @property
    def format(self) -> str:
        return str(file_words.FORMATS.get(self.attachment.format, self.attachment.format))

    @property
    def short_sha256(self) -> str:
        return self.sha256[:12]

    @property
    def scan_label(self) -> str:
        return str(file_words.SCAN[self.attachment.scan_state])

    @property
    def scan_colour(self) -> str:
        return file_words.SCAN_COLOURS[self.attachment.scan_state]

    @property
    def scan_sentence(self) -> str:
        return file_words.scan_sentence(
            self.attachment.scan_state,
            self.attachment.signature,
            has_scanner=bool(settings.CLAMD_URL),
        )

    @property
    def is_open(self) -> bool:
        """Whether those who may see it can open it now."""
        return not self.attachment.is_held_back

    @property
    def is_settled(self) -> bool:
        """Whether nothing more happens to it by itself soon."""
        is_waiting = self.attachment.read_state == ReadState.WAITING and self.is_open
        return self.attachment.scan_state != ScanState.PENDING and not is_waiting

    @property
    def has_evidence(self) -> bool:
        """Whether there is anything to say about results in it."""
        return self.is_open and self.attachment.read_state != ReadState.NONE

    @property
    def is_being_read(self) -> bool:
        return self.attachment.read_state == ReadState.WAITING

    @property
    def refused(self) -> str:
        """Why its results could not be read, in a sentence."""
        return evidence_words.refused(self.attachment.reading)

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(evidence_words.notes(self.attachment.reading))

    @property
    def total(self) -> int:
        """How many results were read."""
        return int(self.attachment.reading.get("results", 0))

    @property
    def partial(self) -> int:
        """How many of them come from a run that was cut short."""
        return int(self.attachment.reading.get("partial", 0))

    @property
    def is_folded(self) -> bool:
        return self.total >= FOLDED_FROM

    @property
    def left_out(self) -> int:
        """How many of them the table does not show."""
        return self.total - len(self.results)

    @cached_property
    def table(self) -> Table | None:
        """The results it holds, if it holds any."""
        if not self.results:
            return None
        return evidence_table.table(
            self.results, offered=settings.MODELS_OFFERED, now=self.asked_at
        )


def of_application(application: Application, *, most: int = ROWS_SHOWN) -> list[Attached]:
    """Every file of an application, those taken out as well; one query."""
    rows = application.attachments.all().annotate(first_results=_first_results(most))
    return _attached(rows, application)


def present(application: Application, *, most: int = ROWS_SHOWN) -> list[Attached]:
    """The files in its answers; one query."""
    rows = application.attachments.present().annotate(first_results=_first_results(most))
    return _attached(rows, application)


def by_question(files: Iterable[Attached]) -> dict[str, tuple[Attached, ...]]:
    """The files in each answer."""
    found: dict[str, tuple[Attached, ...]] = {}
    for file in files:
        found[file.question] = (*found.get(file.question, ()), file)
    return found


def fresh(attachment: Attachment) -> Attached:
    """One that was uploaded just now: nobody has read it yet; no query."""
    return Attached(attachment, (), timezone.now())


def whole(attachment: Attachment) -> Attached:
    """One file with all its results; one query."""
    return Attached(
        attachment,
        tuple(attachment.results.order_by("position")),
        _asked_at(attachment.application),
    )


def seen(files: Sequence[Attached]) -> str:
    """What a page was made with: another one when something is to be said anew."""
    states = [f"{f.pk}.{f.attachment.scan_state}.{f.attachment.read_state}" for f in files]
    return "-".join([*states, str(poll_seconds(files))])


def poll_seconds(files: Iterable[Attached]) -> int:
    """After how long a page should ask about them again; 0 if nothing is under way."""
    waiting = [f.attachment.uploaded_at for f in files if not f.is_settled]
    if not waiting:
        return 0
    age = (timezone.now() - max(waiting)).total_seconds()
    return next((pause for until, pause in POLL_SECONDS if age < until), LONGEST_POLL)


def _first_results(most: int) -> ArraySubquery:
    """As an array of objects beside each file: budgets of pages count queries."""
    first = EvidenceResult.objects.filter(attachment=OuterRef("pk"), position__lt=most)
    found = JSONObject(**{name: name for name in _FIELDS})
    return ArraySubquery(first.order_by("position").values(found=found))


def _attached(rows: QuerySet[Any], application: Application) -> list[Attached]:
    at = _asked_at(application)
    return [Attached(row, tuple(_result(one) for one in row.first_results), at) for row in rows]


def _result(values: Mapping[str, Any]) -> EvidenceResult:
    run_at = values["run_at"]
    return EvidenceResult(**{**values, "run_at": parse_datetime(run_at) if run_at else None})


def _asked_at(application: Application) -> datetime:
    """Evidence is as old as it was when it was judged."""
    return application.decided_at or timezone.now()
