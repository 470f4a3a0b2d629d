"""Everything that changes the files behind an answer."""

import hashlib
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from accounts.models import User
from applications import file_words, media_types, queries, reading, scanning, stored_files, tasks
from applications.media_types import Found
from applications.models import Application, Attachment
from applications.services.drafts import ensure_open_for, write_answers
from applications.services.moves import lock
from common.errors import DomainError
from guidelines.pack import Question

FILE_TYPES = frozenset({"files", "evidence"})
FILES_PER_QUESTION = 20
NAME_MAX = 255


class FileRefused(DomainError):
    """This file cannot be attached."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class HeldBack(DomainError):
    """Nobody can open this file now: it is being checked for viruses. Try again in a few
    minutes."""


class Infected(HeldBack):
    """Nobody can open this file: the virus scanner found malware in it, and it was deleted here."""

    status = HTTPStatus.GONE


class NotJudged(HeldBack):
    """Nobody can open this file: the virus scanner could not check it. Remove it, or ask the
    portal's operators."""


@dataclass(frozen=True, slots=True)
class _Arrived:
    """An uploaded file as its content shows it."""

    file: File[bytes]
    name: str
    sha256: str
    found: Found

    @property
    def ending(self) -> str:
        return PurePath(self.name).suffix.lower().lstrip(".")


@transaction.atomic
def attach(
    application: Application,
    question_id: str,
    *,
    file: File[bytes],
    by: User,
    format_name: str = "",
) -> Attachment:
    """Keep an uploaded file and put it into the answer to its question.

    `file` has `.name` as the applicant named it; `format_name` is asked for by evidence questions.
    The same content twice for one question is one attachment; another content under the same name
    stands beside it, since results of many runs are all called `stats.json`.
    """
    arrived = _examine(file)
    lock(application)
    ensure_open_for(application, by=by)
    pack = queries.pack_of(application)
    question = _file_question(application, question_id)
    _ensure_acceptable(question, arrived, format_name=format_name)
    present = application.attachments.present().filter(question=question_id)
    if same := present.filter(sha256=arrived.sha256).first():
        return same
    _ensure_room(present.count())
    attachment = _store(application, question_id, arrived, by=by, format_name=format_name)
    write_answers(application, pack, {question_id: _answer(application, question_id)})
    transaction.on_commit(partial(tasks.ring, attachment.pk))
    return attachment


def _ensure_room(count: int) -> None:
    if count >= FILES_PER_QUESTION:
        raise FileRefused(
            ngettext(
                "Attach at most %(count)s file to one question.",
                "Attach at most %(count)s files to one question.",
                FILES_PER_QUESTION,
            )
            % {"count": FILES_PER_QUESTION}
        )


def _store(
    application: Application, question_id: str, arrived: _Arrived, *, by: User, format_name: str
) -> Attachment:
    return application.attachments.create(
        question=question_id,
        file=arrived.file,
        name=arrived.name,
        size=arrived.file.size,
        sha256=arrived.sha256,
        media_type=arrived.found.media_type(arrived.ending),
        format=format_name,
        uploaded_by=by,
        scan_state=scanning.first_state(),
        read_state=reading.first_state(format_name),
    )


@transaction.atomic
def detach(attachment: Attachment, *, by: User) -> None:
    """Take a file out of its answer. The file itself stays for revisions that name it."""
    application = attachment.application
    lock(application)
    ensure_open_for(application, by=by)
    _file_question(application, attachment.question)
    attachment.removed_at = attachment.removed_at or timezone.now()
    attachment.save(update_fields=["removed_at"])
    write_answers(
        application,
        queries.pack_of(application),
        {attachment.question: _answer(application, attachment.question)},
    )


def purge(application: Application) -> None:
    """Delete all files of an application that is deleted for good; inside its transaction."""
    names = set(application.attachments.exclude(file="").values_list("file", flat=True))
    application.attachments.all().delete()
    transaction.on_commit(partial(stored_files.forget, names))


def ensure_open_to_all(attachment: Attachment) -> None:
    """Raise while the scanner has not called the file clean. Who may see it is asked before."""
    refusals = {"pending": HeldBack, "infected": Infected, "failed": NotJudged}
    if refusal := refusals.get(attachment.scan_state):
        raise refusal


def _file_question(application: Application, question_id: str) -> Question:
    """The question, if it takes files and may be changed now."""
    pack = queries.pack_of(application)
    question = pack.question_index.get(question_id)
    if question is None or question.type not in FILE_TYPES:
        raise FileRefused(gettext("This question takes no files."))
    if question_id not in queries.editable_questions(application, pack):
        raise FileRefused(gettext("The reviewers did not ask for a change of this answer."))
    return question


def _examine(file: File[bytes]) -> _Arrived:
    """Look at the content, which is counted as it is read: no stated size is believed."""
    name = _plain_name(file.name or "")
    size, digest = 0, hashlib.sha256()
    for chunk in file.chunks():
        size += len(chunk)
        if size > settings.UPLOAD_MAX_BYTES:
            raise FileRefused(
                gettext("The file must be %(megabytes)s MB or smaller.")
                % {"megabytes": settings.UPLOAD_MAX_BYTES // 1_000_000}
            )
        digest.update(chunk)
    if size == 0:
        raise FileRefused(gettext("The file is empty."))
    return _Arrived(file, name, digest.hexdigest(), media_types.look_at(file))


def _plain_name(given: str) -> str:
    """The last part of a path, without what would break a line or turn the way it is read."""
    last = PurePath(given.replace("\\", "/")).name
    plain = "".join(char for char in last if char.isprintable()).strip()
    stem, ending = PurePath(plain).stem, PurePath(plain).suffix
    return (stem[: NAME_MAX - len(ending)] + ending)[:NAME_MAX] or "file"


def _ensure_acceptable(question: Question, arrived: _Arrived, *, format_name: str) -> None:
    """The kind has to be asked for, and the content has to be of that kind."""
    given = format_name if question.type == "evidence" else arrived.ending
    if given not in question.accept:
        kinds = ", ".join(question.accept)
        raise FileRefused(
            gettext("The file must be one of these kinds: %(kinds)s.") % {"kinds": kinds}
        )
    if why := file_words.misfit(given, arrived.found, ending=arrived.ending):
        raise FileRefused(why)


def _answer(application: Application, question_id: str) -> list[dict[str, object]]:
    present = application.attachments.present().filter(question=question_id)
    return [attachment.as_answer() for attachment in present]
