"""Beginning an application about an approval: to amend it, or to certify it anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from accounts.models import User
from applications import lines, next_steps, queries
from applications.models import Application, Approval, Attachment, EvidenceResult, Revision
from applications.services.drafts import write_answers
from applications.services.moves import ensure_editor, lock
from applications.states import Kind, Status
from common.errors import DomainError
from events import services as events
from guidelines import queries as guidelines
from guidelines.answers import empty_value
from guidelines.pack import Pack

Row = TypeVar("Row", bound=Model)


class NotFollowable(DomainError):
    """Only an approval can be amended or certified anew. Make a new application."""


class NotAmendable(DomainError):
    """Only an approval in force can be amended. Make a new application, or recertify it."""


class NotRecertifiable(DomainError):
    """An approval is certified anew in the 90 days before its end, or after it."""


class NotRepeatable(DomainError):
    """Only an application that was declined or withdrawn is begun again with its answers."""


class OneIsOpen(DomainError):
    """An application about this approval is open already. Go on with it, or withdraw it first."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The new draft, and the labels of questions that the guidelines no longer ask."""

    application: Application
    dropped: tuple[str, ...]


@transaction.atomic
def begin(application: Application, kind: Kind, *, by: User) -> Begun:
    """Make a draft with the answers and files that stand; what one agrees to is asked again."""
    first = Application.objects.select_related("organisation").get(pk=application.line_id)
    lock(first)
    ensure_editor(first, by=by)
    approval = _ensure_possible(first, kind)
    draft = Application(organisation=first.organisation, created_by=by, kind=kind, concerns=first)
    draft.save(force_insert=True)
    source = lines.standing_revision(approval)
    dropped = _copy(source, draft)
    facts = {"kind": str(kind), "concerns": first.reference, "dropped": list(dropped)}
    events.append(draft.subject, "application.created", actor=by, data=facts)
    events.append(
        first.subject, f"application.{kind}_begun", actor=by, data={"reference": draft.reference}
    )
    return Begun(draft, _labels(source, dropped))


@transaction.atomic
def begin_again(application: Application, *, by: User, key: UUID | None = None) -> Begun:
    """Make a new application with the answers and files of one that was declined or withdrawn.

    `key`: of the form that asks; the same form sent twice begins one.
    """
    lock(application)
    ensure_editor(application, by=by)
    if not next_steps.can_begin_again(application):
        raise NotRepeatable
    organisation = application.organisation
    if key and (known := organisation.applications.filter(creation_key=key).first()):
        return Begun(known, ())
    draft = Application(organisation=organisation, created_by=by, creation_key=key)
    draft.save(force_insert=True)
    source = application.current_revision()
    dropped = _copy(source, draft)
    facts = {"copied_from": application.reference, "dropped": list(dropped)}
    events.append(draft.subject, "application.created", actor=by, data=facts)
    return Begun(draft, _labels(source, dropped))


def _ensure_possible(first: Application, kind: Kind) -> Approval:
    """The approval that it concerns; raises if there is none that may be followed so."""
    now = timezone.now()
    approval = lines.newest_approval(first)
    if approval is None or first.status != Status.APPROVED or kind == Kind.NEW:
        raise NotFollowable
    if lines.open_follow_up(first):
        raise OneIsOpen
    if kind == Kind.AMENDMENT and not lines.can_amend(approval, now=now):
        raise NotAmendable
    if kind == Kind.RECERTIFICATION and not lines.can_recertify(approval, now=now):
        raise NotRecertifiable
    return approval


def _copy(source: Revision, draft: Application) -> tuple[str, ...]:
    """Answers and files into the draft; returns the questions that are no longer asked."""
    pack = queries.pack_of(draft)
    given = source.all_answers()
    kept = {q: value for q, value in given.items() if _is_kept(pack, q, value)}
    _copy_files(source, draft, kept)
    write_answers(draft, pack, kept)
    return tuple(sorted(q for q in given if q not in pack.question_index and given[q]))


def _labels(source: Revision, questions: tuple[str, ...]) -> tuple[str, ...]:
    """How the questions were called in the pack that asked them."""
    pack = guidelines.compiled(source.pack)
    return tuple(pack.question(question).label for question in questions)


def _is_kept(pack: Pack, question_id: str, value: Any) -> bool:
    """Agreement is personal and for these very answers: nobody gives it by a copy."""
    question = pack.question_index.get(question_id)
    return (
        question is not None and question.type != "attestation" and value != empty_value(question)
    )


def _copy_files(source: Revision, draft: Application, answers: Mapping[str, Any]) -> None:
    """Rows that point at the same stored files; locked, as a virus scanner may be judging them."""
    named = {
        (question, item["sha256"])
        for question, value in answers.items()
        for item in (value if isinstance(value, list) else ())
        if isinstance(item, dict)
    }
    present = Attachment.objects.filter(application=source.application_id).present()
    for attachment in present.select_for_update(of=("self",)).order_by("pk"):
        if (attachment.question, attachment.sha256) in named:
            copy = _duplicate(attachment, application=draft)
            copy.save(force_insert=True)
            EvidenceResult.objects.bulk_create(
                _duplicate(result, attachment=copy) for result in attachment.results.all()
            )


def _duplicate(row: Row, **changes: Model) -> Row:
    """A new row with the same values, save those named."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields  # noqa: SLF001 -- Django's own way
        if not field.primary_key and field.name not in changes
    }
    return type(row)(**values, **changes)
