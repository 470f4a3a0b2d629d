"""Who reads which note after distressing work? The writer, and the contact it is addressed to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from common import sealing
from reviews import wellbeing
from reviews.models import DebriefNote


@dataclass(frozen=True, slots=True)
class Note:
    """One note, opened."""

    id: int
    text: str
    writer: User
    written_at: datetime
    is_shared: bool


def of(by: User) -> list[Note]:
    """The person's own notes, the newest first."""
    return _opened(DebriefNote.objects.filter(reviewer=by).select_related("reviewer"))


def addressed_to(contact: User) -> list[Note]:
    """What was written to the wellbeing contact; nothing for anybody else, superusers neither."""
    if not is_contact(contact):
        return []
    notes = DebriefNote.objects.filter(reader=DebriefNote.Reader.CONTACT)
    return _opened(notes.exclude(reviewer=contact).select_related("reviewer"))


def is_contact(person: User) -> bool:
    """Whether the settings name this person."""
    return person.pk in {one.pk for one in wellbeing.contacts()}


def _opened(notes: Iterable[DebriefNote]) -> list[Note]:
    return [
        Note(
            id=note.pk,
            text=sealing.unseal(note.sealed),
            writer=note.reviewer,
            written_at=note.written_at,
            is_shared=note.reader == DebriefNote.Reader.CONTACT,
        )
        for note in notes
    ]
