"""What was a program answered to a request that it may repeat?"""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models.people import User

KEY_MAX = 255


class KeptAnswer(models.Model):
    """The answer to one act under an Idempotency-Key, for the day in which it may be repeated.

    The body is sealed: it can hold sensitive answers, and the secret of a new API key.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=KEY_MAX)
    fingerprint = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    sealed_body = models.BinaryField()
    kept_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="one_answer_per_key"),
            models.CheckConstraint(condition=~Q(key=""), name="kept_answer_has_a_key"),
            models.CheckConstraint(
                condition=Q(status__gte=200, status__lt=500), name="kept_answer_is_no_fault"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} to {self.key}"
