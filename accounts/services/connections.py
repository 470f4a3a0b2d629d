"""Everything that lets a program act for a person, and finding who stands behind its token.

allauth keeps tokens; the connection is ours. A token opens nothing without its connection, so that
one row is what a person takes away.
"""

from dataclasses import dataclass
from datetime import timedelta

from allauth.idp.oidc.models import Token
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import waiting_programs
from accounts.models import Connection, User
from accounts.scopes import Scope, offered
from accounts.waiting_programs import Waiting
from common.errors import DomainError

LAST_USE_COUNTS_EVERY = timedelta(minutes=1)


class CodeIsOver(DomainError):
    """This code has been used or has expired. Start again in the program; it shows a new one."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What one access token of a program opens: never more than its person may do."""

    connection: Connection
    scopes: tuple[Scope, ...]


@transaction.atomic
def let_in(waiting: Waiting, *, by: User) -> None:
    """Let the program act for the person from now on."""
    Connection.objects.get_or_create(user=by, client=waiting.client)
    if not waiting_programs.answer(waiting, by=by, is_let_in=True):
        raise CodeIsOver


def turn_away(waiting: Waiting, *, by: User) -> None:
    """Tell the program that the person does not want it."""
    if not waiting_programs.answer(waiting, by=by, is_let_in=False):
        raise CodeIsOver


@transaction.atomic
def shut_out(connection: Connection) -> None:
    """End every token of the program for this person, at once. Doing so twice changes nothing."""
    Token.objects.filter(user=connection.user_id, client=connection.client_id).delete()
    Connection.objects.filter(pk=connection.pk).delete()


def authenticate_program(secret: str) -> Grant | None:
    """Find whose access token this is, and note its use."""
    found = Token.objects.valid().by_value(secret).filter(type=Token.Type.ACCESS_TOKEN)
    token = found.filter(user__is_active=True).first()
    if token is None:
        return None
    pair = Connection.objects.filter(user=token.user_id, client=token.client_id)
    connection = pair.select_related("user").first()
    if connection is None:
        return None
    _note_use(connection)
    reach = offered(to_reviewer=connection.user.is_reviewer)
    granted = set(token.get_scopes())
    return Grant(connection, tuple(scope for scope in reach if scope in granted))


def _note_use(connection: Connection) -> None:
    now = timezone.now()
    long_ago = Q(last_used_at=None) | Q(last_used_at__lt=now - LAST_USE_COUNTS_EVERY)
    Connection.objects.filter(long_ago, pk=connection.pk).update(last_used_at=now)


@transaction.atomic
def forget_expired_tokens() -> int:
    """Drop what opens nothing any more; tells how many. Device codes end in Valkey."""
    dropped, _ = Token.objects.expired().delete()
    return int(dropped)
