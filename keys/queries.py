"""Which key a secret stands for, and what it may do now."""

from django.conf import settings

from accounts.models import User
from applications.models import Application
from common import pepper
from keys.keyformat import parse
from keys.models import ApiKey, ApiKeyQuerySet

_SHOWN = (
    "approval__application",
    "approval__organisation",
    "approval__successor__application",
    "replaced_by",
    "issued_by",
)


def by_secret(secret: str) -> ApiKey | None:
    """The key row of a whole key. Malformed keys end at the checksum, before any look-up."""
    if parse(secret, brand=settings.KEY_BRAND) is None:
        return None
    digests = [digest for _, digest in pepper.candidates(secret)]
    return (
        ApiKey.objects.filter(digest__in=digests)
        .select_related(*_SHOWN, "approval__pack", "approval__successor__pack")
        .first()
    )


def of(user: User) -> ApiKeyQuerySet:
    """The keys of a person's organisations, newest first, with what a list shows."""
    return ApiKey.objects.visible_to(user).select_related(*_SHOWN).order_by("-pk")


def of_application(application: Application) -> ApiKeyQuerySet:
    """The keys ever issued for the use case of an application, newest first."""
    keys = ApiKey.objects.filter(approval__line=application.line_id)
    return keys.select_related(*_SHOWN).order_by("-pk")
