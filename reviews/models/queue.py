"""The queue as the admin knows it."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from applications.models import Application
from reviews.models.documents import search_follows_application
from reviews.models.following import follow_applications


class Queue(Application):
    """The queue as the admin lists it: applications, through our own pages."""

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = _("Review queue")
        default_permissions: ClassVar = ()
        triggers: ClassVar = [follow_applications(), search_follows_application()]
