"""The days on which nobody reviews, as policy owners keep them."""

from datetime import date
from http import HTTPStatus

from django.db import IntegrityError, transaction

from accounts.models import User
from applications.models import Holiday
from common.errors import DomainError
from events import services as events

SUBJECT = "calendar:holidays"


class NotAPolicyOwner(DomainError):
    """Only policy owners change the holidays: due dates follow from them."""

    status = HTTPStatus.FORBIDDEN


class HolidayKnown(DomainError):
    """This day is a holiday already."""


@transaction.atomic
def add(on: date, name: str, *, by: User) -> Holiday:
    """Keep a day free; due dates that are set from now on leave it out."""
    _ensure_policy_owner(by)
    try:
        with transaction.atomic():
            holiday = Holiday.objects.create(on=on, name=name.strip())
    except IntegrityError as error:
        raise HolidayKnown from error
    events.append(SUBJECT, "holiday.added", actor=by, data=_facts(holiday))
    return holiday


@transaction.atomic
def remove(holiday: Holiday, *, by: User) -> None:
    """Make it a day like others again; due dates that were set stay as they are."""
    _ensure_policy_owner(by)
    events.append(SUBJECT, "holiday.removed", actor=by, data=_facts(holiday))
    holiday.delete()


def _ensure_policy_owner(by: User) -> None:
    if not by.is_policy_owner:
        raise NotAPolicyOwner


def _facts(holiday: Holiday) -> dict[str, str]:
    return {"on": holiday.on.isoformat(), "name": holiday.name}
