"""Deleting drafts that were never submitted: by an owner, who can restore them for thirty days."""

from datetime import datetime
from http import HTTPStatus

from django.db import transaction
from django.utils import timezone

from accounts import queries as accounts
from accounts.models import User
from applications.models import Application
from applications.models.application import RESTORABLE_FOR
from applications.services import files
from applications.services.moves import lock
from applications.states import CLOSED, Status
from common.errors import DomainError
from events import services as events

_FIELDS = ("deleted_at", "deleted_by", "creation_key", "updated_at")


class NotAnOwner(DomainError):
    """Only an owner of the organisation can delete its drafts and restore them."""

    status = HTTPStatus.FORBIDDEN


class NoDraft(DomainError):
    """Only a draft that was never submitted can be deleted. Withdraw this application instead."""


class AlreadyDeleted(DomainError):
    """This draft has been deleted already. An owner can restore it for 30 days."""


class NotDeleted(DomainError):
    """This draft is not deleted, so there is nothing to restore."""


class AnotherIsOpen(DomainError):
    """Another application about the same approval has been begun meanwhile. Delete or withdraw that
    one first, then restore this draft."""


@transaction.atomic
def delete(application: Application, *, by: User) -> None:
    """Take a draft away from everybody; its owners can restore it until it is purged."""
    _lock_for_owner(application, by=by)
    if application.deleted_at is not None:
        raise AlreadyDeleted
    if application.status != Status.DRAFT or application.revision_id is not None:
        raise NoDraft
    application.deleted_at, application.deleted_by = timezone.now(), by
    application.creation_key = None
    application.save(update_fields=_FIELDS)
    events.append(application.subject, "application.deleted", actor=by)


@transaction.atomic
def restore(application: Application, *, by: User) -> None:
    """Bring a deleted draft back as it was."""
    _lock_for_owner(application, by=by)
    if application.deleted_at is None:
        raise NotDeleted
    if application.concerns_id is not None and _another_is_open(application):
        raise AnotherIsOpen
    application.deleted_at = application.deleted_by = None
    application.save(update_fields=_FIELDS)
    events.append(application.subject, "application.restored", actor=by)


@transaction.atomic
def purge(application: Application, *, now: datetime) -> bool:
    """Delete for good what was deleted thirty days ago, with its files; its events stay."""
    found = Application.objects.select_for_update(of=("self",)).filter(pk=application.pk).first()
    if found is None or found.deleted_at is None or found.deleted_at > now - RESTORABLE_FOR:
        return False
    events.append(found.subject, "application.purged", actor=None)
    files.purge(found)
    found.delete()
    return True


def _lock_for_owner(application: Application, *, by: User) -> None:
    lock(application)
    if not accounts.is_owner(by, application.organisation):
        raise NotAnOwner


def _another_is_open(application: Application) -> bool:
    """The first application of the line is locked: nobody begins one at the same moment."""
    Application.objects.select_for_update(of=("self",)).get(pk=application.concerns_id or 0)
    line = Application.objects.present().filter(concerns=application.concerns_id)
    return line.exclude(status__in=CLOSED).exists()
