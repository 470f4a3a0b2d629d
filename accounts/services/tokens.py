"""Everything that changes a personal API token, and finding the one that was sent."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import tokenformat
from accounts.models import TOKEN_LIFETIME_MAX, ApiToken, User
from accounts.scopes import Scope, offered
from common import pepper
from common.errors import DomainError

TOKENS_MAX = 50
LAST_USE_COUNTS_EVERY = timedelta(minutes=1)


class ScopeRefused(DomainError):
    """A token cannot be allowed more than you are allowed yourself."""


class NoScope(DomainError):
    """Choose at least one thing that the token may do."""


class BadLifetime(DomainError):
    """A token lasts for one day at least and one year at most."""


class TooManyTokens(DomainError):
    """You have fifty tokens in use. Revoke one first."""


@transaction.atomic
def create_token(
    user: User, *, name: str, scopes: Iterable[str], lifetime: timedelta
) -> tuple[ApiToken, str]:
    """Make a token and return it with its secret, which nobody can read again."""
    granted = _granted(user, scopes=set(scopes))
    if not timedelta(days=1) <= lifetime <= TOKEN_LIFETIME_MAX:
        raise BadLifetime
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if user.api_tokens.usable().count() >= TOKENS_MAX:
        raise TooManyTokens
    secret = tokenformat.generate(settings.KEY_BRAND)
    version, digest = pepper.digest(secret)
    now = timezone.now()
    token = user.api_tokens.create(
        name=name.strip(),
        digest=digest,
        pepper_version=version,
        scopes=granted,
        created_at=now,
        expires_at=now + lifetime,
    )
    return token, secret


def revoke_token(token: ApiToken) -> None:
    """Stop a token working. Doing so twice changes nothing."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())


def authenticate_token(secret: str) -> ApiToken | None:
    """Find the usable token with this secret and note its use; nonsense never asks the database."""
    if not tokenformat.is_well_formed(secret, brand=settings.KEY_BRAND):
        return None
    digests = [digest for _, digest in pepper.candidates(secret)]
    token = ApiToken.objects.usable().filter(digest__in=digests).select_related("user").first()
    if token is not None:
        _note_use(token)
    return token


def _granted(user: User, *, scopes: Collection[str]) -> list[Scope]:
    allowed = offered(to_reviewer=user.is_reviewer)
    if not scopes:
        raise NoScope
    if not set(scopes) <= set(allowed):
        raise ScopeRefused
    return [scope for scope in allowed if scope in scopes]


def _note_use(token: ApiToken) -> None:
    now = timezone.now()
    long_ago = Q(last_used_at=None) | Q(last_used_at__lt=now - LAST_USE_COUNTS_EVERY)
    ApiToken.objects.filter(long_ago, pk=token.pk).update(last_used_at=now)
