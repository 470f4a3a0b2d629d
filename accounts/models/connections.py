"""Which programs may act for a person?"""

import uuid
from typing import Self

from django.db import models
from django.utils import timezone

from accounts.models.people import User


class ConnectionQuerySet(models.QuerySet["Connection"]):
    """Connections as the account page lists them."""

    def newest_first(self) -> Self:
        """With a tail that makes the order certain."""
        return self.order_by("-connected_at", "-pk")


class Connection(models.Model):
    """A person has let a program in; without this row none of its tokens opens anything."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="connections")
    client = models.ForeignKey(
        "allauth_idp_oidc.Client", on_delete=models.CASCADE, related_name="connections"
    )
    connected_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "client"], name="one_connection_per_person_and_program"
            )
        ]

    def __str__(self) -> str:
        return f"{self.client_id} for {self.user}"
