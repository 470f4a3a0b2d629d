"""What reviewers look for again and again: filters of the queue under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from accounts.models import User

NAME_MAX = 40


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def usable_by(self, person: User) -> SavedViewQuerySet:
        """Their own in their order, then those that others share."""
        known = self.filter(Q(owner=person) | Q(is_shared=True))
        is_others = models.Case(models.When(owner=person, then=0), default=1)
        return known.order_by(is_others, "position", "pk")

    def changeable_by(self, person: User) -> SavedViewQuerySet:
        """Their own, and shared ones whose owner is gone: these are everybody's."""
        return self.filter(Q(owner=person) | Q(owner=None, is_shared=True))


class SavedView(models.Model):
    """Filters under a name. It holds no result: each sees through it what they may see anyway."""

    owner = models.ForeignKey(  # a shared view of somebody who leaves stays
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="saved_views"
    )
    name = models.CharField(max_length=NAME_MAX)
    query = models.JSONField()  # the filters as the address of the queue has them
    is_shared = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ("position", "pk")
        default_permissions: ClassVar = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "name"], name="view_once_per_name"),
            models.CheckConstraint(name="view_has_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
