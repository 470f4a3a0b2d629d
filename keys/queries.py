"""Which key a secret stands for, and what it may do now."""

from django.conf import settings

from accounts.models import User
from applications.models import Application
from common import pepper
from keys.keyformat import parse
from keys.models import ApiKey, ApiKeyQuerySet


def by_secret(secret: str) -> ApiKey | None:
    """The key row of a whole key. Malformed keys end at the checksum, before any look-up."""
    if parse(secret, brand=settings.KEY_BRAND) is None:
        return None
    digests = [digest for _, digest in pepper.candidates(secret)]
    return (
        ApiKey.objects.filter(digest__in=digests)
        .select_related("approval__application", "approval__pack", "approval__organisation")
        .first()
    )


def of(user: User) -> ApiKeyQuerySet:
    """The keys of a person's organisations, newest first, with what a list shows."""
    keys = ApiKey.objects.visible_to(user)
    return keys.select_related("approval__application", "approval__organisation").order_by("-pk")


def of_application(application: Application) -> ApiKeyQuerySet:
    """The keys ever issued for an application, newest first."""
    keys = ApiKey.objects.filter(approval__application=application)
    return keys.select_related("approval__application", "approval__organisation").order_by("-pk")
