"""Everything that changes the files behind an answer."""

import hashlib
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications import queries
from applications.models import Application, Attachment
from applications.services.drafts import ensure_open_for, write_answers
from applications.services.moves import lock
from common.errors import DomainError
from guidelines.pack import Question

FILE_TYPES = frozenset({"files", "evidence"})
FILES_PER_QUESTION = 20


class FileRefused(DomainError):
    """This file cannot be attached."""


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
    The same content twice for one question is one attachment.
    """
    lock(application)
    ensure_open_for(application, by=by)
    pack = queries.pack_of(application)
    question = _file_question(application, question_id)
    name = PurePath(file.name or "").name.strip()[:255]
    _ensure_acceptable(question, name=name, size=file.size, format_name=format_name)
    digest = _sha256(file)
    present = application.attachments.present().filter(question=question_id)
    if same := present.filter(sha256=digest).first():
        return same
    if present.count() >= FILES_PER_QUESTION:
        raise FileRefused(f"Attach at most {FILES_PER_QUESTION} files to one question.")
    attachment = _store(
        application, question_id, file=file, by=by, name=name, sha256=digest, format=format_name
    )
    write_answers(application, pack, {question_id: _answer(application, question_id)})
    return attachment


def _store(
    application: Application, question_id: str, *, file: File[bytes], by: User, **facts: str
) -> Attachment:
    return application.attachments.create(
        question=question_id, file=file, size=file.size, uploaded_by=by, **facts
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


def _file_question(application: Application, question_id: str) -> Question:
    """The question, if it takes files and may be changed now."""
    pack = queries.pack_of(application)
    question = pack.question_index.get(question_id)
    if question is None or question.type not in FILE_TYPES:
        raise FileRefused("This question takes no files.")
    if question_id not in queries.editable_questions(application, pack):
        raise FileRefused("The reviewers did not ask for a change of this answer.")
    return question


def _ensure_acceptable(question: Question, *, name: str, size: int, format_name: str) -> None:
    if size > settings.UPLOAD_MAX_BYTES:
        megabytes = settings.UPLOAD_MAX_BYTES // 1_000_000
        raise FileRefused(f"The file must be {megabytes} MB or smaller.")
    if size == 0:
        raise FileRefused("The file is empty.")
    given = (
        format_name if question.type == "evidence" else PurePath(name).suffix.lower().lstrip(".")
    )
    if given not in question.accept:
        kinds = ", ".join(question.accept)
        raise FileRefused(f"The file must be one of these kinds: {kinds}.")


def _answer(application: Application, question_id: str) -> list[dict[str, object]]:
    present = application.attachments.present().filter(question=question_id)
    return [attachment.as_answer() for attachment in present]


def _sha256(file: File[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
