"""How does an act that a program asks for twice happen once? Its answer is kept for a day."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from cryptography.fernet import InvalidToken
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import KeptAnswer, User
from common import sealing
from common.errors import DomainError

KEPT_FOR: Final = timedelta(hours=24)


class KeyOfAnother(DomainError):
    """This Idempotency-Key belongs to another request of yours. Choose a new one for each act."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class StillUnderWay(DomainError):
    """The request with this Idempotency-Key is still under way. Repeat it in a moment."""


class AnswerUnreadable(DomainError):
    """This was done before, but its answer can no longer be read. Look at how things stand."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that may come again: whose, under which key, and what it asks for."""

    user: User
    key: str
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What is kept of an answer."""

    status: int
    headers: dict[str, str]
    body: str


def recall(asked: Asked, *, now: datetime | None = None) -> Answer | None:
    """Find what was answered before, and keep others with this key out until the commit.

    The lock ends with the transaction whatever becomes of it, so no crash leaves a key under way.
    """
    _lock(asked)
    kept = KeptAnswer.objects.filter(user=asked.user, key=asked.key).first()
    if kept is None:
        return None
    if kept.kept_at <= (now or timezone.now()) - KEPT_FOR:
        kept.delete()
        return None
    if bytes(kept.fingerprint) != asked.fingerprint:
        raise KeyOfAnother
    try:
        return Answer(kept.status, kept.headers, sealing.unseal(kept.sealed_body))
    except InvalidToken as error:
        raise AnswerUnreadable from error


def keep(asked: Asked, answer: Answer) -> None:
    """Keep an answer in the transaction of the act that it tells of."""
    KeptAnswer.objects.create(
        user=asked.user,
        key=asked.key,
        fingerprint=asked.fingerprint,
        status=answer.status,
        headers=answer.headers,
        sealed_body=sealing.seal(answer.body),
    )


@transaction.atomic
def forget(*, before: datetime) -> int:
    """Drop the answers kept until then; tells how many."""
    dropped, _ = KeptAnswer.objects.filter(kept_at__lte=before).delete()
    return dropped


def _lock(asked: Asked) -> None:
    name = hashlib.sha256(f"{asked.user.pk} {asked.key}".encode()).digest()[:8]
    number = int.from_bytes(name, "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise StillUnderWay
