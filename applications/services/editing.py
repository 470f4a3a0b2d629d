"""Saving a page of answers, files and replies beside colleagues who save theirs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.translation import gettext, gettext_noop

from accounts.models import User
from applications import queries
from applications.fingerprints import fingerprint, of_text
from applications.models import AnswerVariant, Application, Attachment
from applications.models.drafting import Resolution
from applications.services import choosing, conversation, drafts, files, variants
from applications.services.choosing import Choice, Looked
from applications.services.moves import lock
from common.errors import DomainError
from guidelines.answer_types import DUPLICATE_OPTION, UNKNOWN_OPTION, WRONG_TYPE
from guidelines.answers import check
from guidelines.pack import Pack
from guidelines.sentences import sentence

if TYPE_CHECKING:
    from django.core.files.base import File

TYPED_NUMBERS: Final = frozenset({"number", "numbers"})  # where one can type what is no number
REPLIED_MEANWHILE: Final = gettext_noop(
    "A colleague has written a reply to the reviewer meanwhile: “%(reply)s”. Yours is still in the"
    " box: bring the two together there and save again."
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody has chosen for a question; evidence names its format."""

    question: str
    file: "File[Any]"
    format_name: str = ""


@dataclass(frozen=True, slots=True)
class PageInput:
    """What a page holds when it is saved. `seen`: a fingerprint of each answer as it was shown;
    `own`: the version that this very page has had kept beside an answer."""

    answers: Mapping[str, Any]
    seen: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, int] = field(default_factory=dict)
    uploads: tuple[Upload, ...] = ()
    replies: Mapping[int, str] = field(default_factory=dict)  # by request
    seen_replies: Mapping[int, str] = field(default_factory=dict)  # their fingerprints, as shown


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a page: `refused` says why a part was not kept; `conflicts` names the version
    that was kept beside somebody else's answer; `stale` the requests whose reply has changed."""

    refused: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, int] = field(default_factory=dict)
    stale: frozenset[int] = frozenset()

    @property
    def is_complete(self) -> bool:
        return not self.refused


@transaction.atomic
def save_page(application: Application, page: PageInput, *, by: User) -> Outcome:
    """Keep all that can be kept, and say what became of the rest; one bad part loses no other.

    An answer that the person left as they saw it is not written, so two people on one page keep
    both their changes. Of one that both have changed the stored one stays, and the later one is
    kept beside it until somebody chooses.
    """
    lock(application)
    drafts.ensure_open_for(application, by=by)
    pack = queries.pack_of(application)
    own = _own_variants(application, page, by=by)
    changes, conflicts = _changes(application, pack, page, own)
    refused = _refusals(application, pack, changes | conflicts)
    over = (v for name, v in own.items() if name in page.answers and name not in conflicts)
    variants.resolve(over, Resolution.TAKEN_BACK)
    if kept := {name: value for name, value in changes.items() if name not in refused}:
        drafts.save_answers(application, kept, by=by)
    beside = {
        name: variants.keep(
            application, pack.question(name), value, by=by, instead_of=own.get(name)
        ).pk
        for name, value in conflicts.items()
        if name not in refused
    }
    for upload in page.uploads:
        refused |= _refusal(upload.question, partial(_attach, application, upload, by=by))
    unsaid, stale = _reply(application, page, by=by)
    return Outcome(refused | unsaid, beside, stale)


@transaction.atomic
def save_page_and_detach(page: PageInput, attachment: Attachment, *, by: User) -> Outcome:
    """The same, and then take one file out of its answer."""
    outcome = save_page(attachment.application, page, by=by)
    refused = _refusal(attachment.question, partial(files.detach, attachment, by=by))
    return replace(outcome, refused=outcome.refused | refused)


@transaction.atomic
def save_page_and_choose(
    page: PageInput, variant: AnswerVariant, choice: Choice, *, looked: Looked, by: User
) -> Outcome:
    """The same, and then decide between two versions of one answer.

    What this very page has typed into its own version meanwhile is no change by somebody else.
    """
    lock(variant.application)
    variant.refresh_from_db()
    is_as_seen = variant.fingerprint == looked.variant
    outcome = save_page(variant.application, page, by=by)
    if is_as_seen:
        variant.refresh_from_db()
        looked = replace(looked, variant=variant.fingerprint)
    act = partial(choosing.choose, variant, choice, looked=looked, by=by)
    refused = _refusal(variant.question, act)
    conflicts = {n: pk for n, pk in outcome.conflicts.items() if pk != variant.pk}
    return replace(outcome, refused=outcome.refused | refused, conflicts=conflicts)


def _own_variants(
    application: Application, page: PageInput, *, by: User
) -> dict[str, AnswerVariant]:
    """What this page has had kept beside answers before."""
    if not page.own:
        return {}
    found = application.variants.filter(pk__in=page.own.values(), saved_by=by)
    return {v.question: v for v in found if page.own.get(v.question) == v.pk}


def _changes(
    application: Application, pack: Pack, page: PageInput, own: Mapping[str, AnswerVariant]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the person changed: what may be written, and what somebody else has changed too."""
    stored = application.given_answers()
    changes: dict[str, Any] = {}
    conflicts: dict[str, Any] = {}
    for name, value in page.answers.items():
        question = pack.question(name)
        given, now = fingerprint(question, value), fingerprint(question, stored.get(name))
        seen = _seen(name, page, own, now=now)
        if given not in {seen, now}:
            (changes if seen == now else conflicts)[name] = value
    return changes, conflicts


def _seen(name: str, page: PageInput, own: Mapping[str, AnswerVariant], *, now: str) -> str:
    """The answer that the page goes out from; its own version, if that was chosen meanwhile."""
    if name in own and own[name].resolution == Resolution.KEPT:
        return own[name].fingerprint
    return page.seen.get(name, now)


def _refusals(application: Application, pack: Pack, answers: Mapping[str, Any]) -> dict[str, str]:
    """Why some of the answers cannot be kept."""
    if not answers:
        return {}
    unoffered = {
        name: why for name, value in answers.items() if (why := _why_not(pack, name, value))
    }
    return drafts.refusals(application, pack, answers) | unoffered


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


def _reply(
    application: Application, page: PageInput, *, by: User
) -> tuple[dict[str, str], frozenset[int]]:
    """Keep the replies that are new; why others are not kept, and which were written meanwhile."""
    refused: dict[str, str] = {}
    stale: set[int] = set()
    for request in application.requests.open().filter(pk__in=page.replies):
        text, now = page.replies[request.pk].strip(), of_text(request.reply)
        seen = page.seen_replies.get(request.pk, now)
        if of_text(text) in {seen, now}:
            continue
        if seen != now:
            stale.add(request.pk)
            refused[request.question] = gettext(REPLIED_MEANWHILE) % {"reply": request.reply}
        else:
            refused |= _refusal(request.question, partial(conversation.reply, request, text, by=by))
    return refused, frozenset(stale)


def _refusal(question: str, act: Callable[[], object]) -> dict[str, str]:
    """Do a part of the page; a refusal becomes the sentence beside its question."""
    try:
        act()
    except DomainError as error:
        return {question: str(error)}
    return {}
