"""What may a personal API token be used for?"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """One thing a token may do; a token never reaches further than its person."""

    APPLICATIONS_READ = "applications:read", _("Read applications")
    APPLICATIONS_WRITE = "applications:write", _("Write and submit applications")
    REVIEWS_READ = "reviews:read", _("Read reviews")
    REVIEWS_WRITE = "reviews:write", _("Write reviews and decide")
    KEYS_READ = "keys:read", _("Read API keys")
    KEYS_WRITE = "keys:write", _("Issue, roll and revoke API keys")
    NOTIFICATIONS_READ = "notifications:read", _("Read notifications")
    NOTIFICATIONS_WRITE = "notifications:write", _("Mark notifications as read and set preferences")
    PRECHECK = "precheck", _("Check an application before it is sent")


FOR_REVIEWERS = frozenset({Scope.REVIEWS_READ, Scope.REVIEWS_WRITE})


def offered(*, to_reviewer: bool) -> list[Scope]:
    """Return the scopes that a person may give a token, in the order of the table."""
    return [scope for scope in Scope if to_reviewer or scope not in FOR_REVIEWERS]
