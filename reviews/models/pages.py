"""The pages beside the queue, as the admin's first page names them."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from reviews.models.items import QueueItem
from reviews.models.quality import QualityReview


class Dashboard(QueueItem):
    """Figures over what waits and what was decided."""

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = _("Dashboard")
        default_permissions: ClassVar = ()


class Quality(QualityReview):
    """Second looks, the agreement on checks, and what follows from it for the policy."""

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = _("Quality of reviews")
        default_permissions: ClassVar = ()
