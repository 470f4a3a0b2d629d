"""Saving a page of answers, files and replies beside colleagues who save theirs."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from accounts.models import User
from applications import queries
from applications.models import Application, Attachment
from applications.services import conversation, drafts, files
from applications.services.moves import lock
from common.errors import DomainError
from guidelines.answer_types import DUPLICATE_OPTION, UNKNOWN_OPTION, WRONG_TYPE
from guidelines.answers import check
from guidelines.pack import Pack, Question
from guidelines.sentences import sentence

if TYPE_CHECKING:
    from django.core.files.base import File

FINGERPRINT_LENGTH: Final = 16
TYPED_NUMBERS: Final = frozenset({"number", "numbers"})  # where one can type what is no number


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody has chosen for a question; evidence names its format."""

    question: str
    file: "File[Any]"
    format_name: str = ""


@dataclass(frozen=True, slots=True)
class PageInput:
    """What a page holds when it is saved. `seen`: a fingerprint of each answer as it was shown."""

    answers: Mapping[str, Any]
    seen: Mapping[str, str] = field(default_factory=dict)
    uploads: tuple[Upload, ...] = ()
    replies: Mapping[int, str] = field(default_factory=dict)  # by request


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was not kept: `refused` says why; of `conflicts` somebody else's answer stays."""

    refused: dict[str, str] = field(default_factory=dict)
    conflicts: frozenset[str] = frozenset()

    @property
    def is_complete(self) -> bool:
        return not self.refused and not self.conflicts


def fingerprint(question: Question, value: Any) -> str:
    """Tells whether two answers mean the same; every way of giving none is one."""
    checked = check(question, value)
    meant = value if checked.code else checked.value
    text = json.dumps(meant, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:FINGERPRINT_LENGTH]


@transaction.atomic
def save_page(application: Application, page: PageInput, *, by: User) -> Outcome:
    """Keep all that can be kept, and say what became of the rest; one bad part loses no other.

    An answer that the person left as they saw it is not written, so two people on one page keep
    both their changes. One that both have changed is a conflict, and the stored one stays.
    """
    lock(application)
    drafts.ensure_open_for(application, by=by)
    pack = queries.pack_of(application)
    changes, conflicts = _changes(application, pack, page)
    refused = {name: why for name, value in changes.items() if (why := _why_not(pack, name, value))}
    kept = {name: value for name, value in changes.items() if name not in refused}
    if kept:
        refused |= drafts.save_answers(application, kept, by=by).refused
    for upload in page.uploads:
        refused |= _refusal(upload.question, partial(_attach, application, upload, by=by))
    return Outcome(refused | _reply(application, page.replies, by=by), conflicts)


@transaction.atomic
def save_page_and_detach(page: PageInput, attachment: Attachment, *, by: User) -> Outcome:
    """The same, and then take one file out of its answer."""
    outcome = save_page(attachment.application, page, by=by)
    refused = _refusal(attachment.question, partial(files.detach, attachment, by=by))
    return Outcome(outcome.refused | refused, outcome.conflicts)


def _changes(
    application: Application, pack: Pack, page: PageInput
) -> tuple[dict[str, Any], frozenset[str]]:
    """What the person changed, and which of it somebody else has changed too."""
    stored = application.given_answers()
    changes: dict[str, Any] = {}
    conflicts: set[str] = set()
    for name, value in page.answers.items():
        question = pack.question(name)
        given, now = fingerprint(question, value), fingerprint(question, stored.get(name))
        seen = page.seen.get(name, now)
        if given in {seen, now}:
            continue
        if seen == now:
            changes[name] = value
        else:
            conflicts.add(name)
    return changes, frozenset(conflicts)


def _why_not(pack: Pack, name: str, value: Any) -> str:
    """A value that no page offers would only push out a good answer."""
    question = pack.question(name)
    unoffered = {UNKNOWN_OPTION, DUPLICATE_OPTION}
    if question.type not in TYPED_NUMBERS:
        unoffered.add(WRONG_TYPE)
    code = check(question, value).code
    return sentence(question, code) if code in unoffered else ""


def _attach(application: Application, upload: Upload, *, by: User) -> None:
    files.attach(
        application, upload.question, file=upload.file, by=by, format_name=upload.format_name
    )


def _reply(application: Application, replies: Mapping[int, str], *, by: User) -> dict[str, str]:
    """Keep the replies that are new."""
    refused: dict[str, str] = {}
    for request in application.requests.open().filter(pk__in=replies):
        text = replies[request.pk].strip()
        if text and text != request.reply:
            refused |= _refusal(request.question, partial(conversation.reply, request, text, by=by))
    return refused


def _refusal(question: str, act: Callable[[], object]) -> dict[str, str]:
    """Do a part of the page; a refusal becomes the sentence beside its question."""
    try:
        act()
    except DomainError as error:
        return {question: str(error)}
    return {}
