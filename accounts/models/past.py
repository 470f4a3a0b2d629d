"""Who belonged to which organisation before?"""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from accounts.models.organisations import Membership, Organisation
from accounts.models.people import User
from common.triggers import append_only


class PastMembership(models.Model):
    """A membership that has ended. A trigger on memberships writes it, whoever ended them.

    It holds ids alone and outlives both: who once belonged to an organisation never judges it.
    """

    user = models.ForeignKey(
        User, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    role = models.CharField(max_length=10, choices=Membership.Role)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["user", "organisation"], name="past_by_person"),
            models.Index(fields=["organisation", "user"], name="past_by_organisation"),
        ]
        triggers: ClassVar = append_only("past_membership")

    def __str__(self) -> str:
        return f"{self.user_id} in {self.organisation_id}"
