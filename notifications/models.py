"""What people are told: one row for each event and person, and the letters that carry them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation
from applications.models import Application
from common.triggers import frozen_columns, refuse, update_of
from events.models import Event
from notifications.groups import Group, Mode

if TYPE_CHECKING:
    from accounts.models import User

EARLIEST_HOUR = 8


class Preferences(models.Model):
    """How a person wants to hear of things; who has no row gets everything at once."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="notification_preferences",
    )
    changes = models.CharField(max_length=10, choices=Mode, default=Mode.AT_ONCE)
    messages = models.CharField(max_length=10, choices=Mode, default=Mode.AT_ONCE)
    progress = models.CharField(max_length=10, choices=Mode, default=Mode.AT_ONCE)
    keys = models.CharField(max_length=10, choices=Mode, default=Mode.AT_ONCE)
    colleagues = models.CharField(max_length=10, choices=Mode, default=Mode.AT_ONCE)
    reminders = models.CharField(max_length=10, choices=Mode, default=Mode.AT_ONCE)
    digest_hour = models.PositiveSmallIntegerField(
        default=EARLIEST_HOUR, validators=[MaxValueValidator(23)]
    )
    time_zone = models.CharField(max_length=60, default="UTC")

    class Meta:
        verbose_name_plural = "preferences"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="preferences_modes_are_known",
                condition=Q(changes__in=Mode.values)
                & Q(messages__in=Mode.values)
                & Q(progress__in=Mode.values)
                & Q(keys__in=Mode.values)
                & Q(colleagues__in=Mode.values)
                & Q(reminders__in=Mode.values),
            ),
            models.CheckConstraint(
                name="preferences_hour_is_of_a_day", condition=Q(digest_hour__lte=23)
            ),
            models.CheckConstraint(name="preferences_have_a_zone", condition=~Q(time_zone="")),
        ]

    def __str__(self) -> str:
        return f"preferences of {self.person_id}"

    def mode_of(self, group: Group) -> Mode:
        """How news of this group reaches the person; decisions always come at once."""
        return Mode.AT_ONCE if group is Group.DECISIONS else Mode(getattr(self, group.value))


class Letter(models.Model):
    """One mail to one person, or the duty to send it: the row is the queue."""

    class State(models.TextChoices):
        """Waiting until it was sent; dropped if nothing was left to say; failed in the end."""

        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        DROPPED = "dropped", _("Dropped")
        FAILED = "failed", _("Failed")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="letters"
    )
    is_digest = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at", "id"], condition=Q(state="waiting"), name="letter_waiting"
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="letter_state_is_known",
                condition=Q(state__in=["waiting", "sent", "dropped", "failed"]),
            ),
            models.CheckConstraint(
                name="letter_is_done_at_a_time",
                condition=Q(state__in=["sent", "dropped"], done_at__isnull=False)
                | Q(state__in=["waiting", "failed"], done_at=None),
            ),
        ]
        triggers: ClassVar = [
            frozen_columns("letter", "public_id", "person", "is_digest", "created_at"),
            refuse(
                name="letter_sent_stays_sent",
                operation=update_of("state"),
                when="OLD.state IN ('sent', 'dropped') AND NEW.state <> OLD.state",
                message="A letter that was sent is not sent again.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id}: {self.state}"


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Notifications by whom they are for and what became of them."""

    def visible_to(self, user: User) -> NotificationQuerySet:
        """A person's own, of organisations to which they still belong."""
        own = Membership.objects.filter(user=user).values("organisation_id")
        return self.filter(person=user, organisation__in=own)

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at=None)

    def newest_first(self) -> NotificationQuerySet:
        return self.order_by("-pk")

    def with_contents(self) -> NotificationQuerySet:
        """Together with what is said about each."""
        return self.select_related("event", "application__organisation", "organisation", "person")

    def due_in_digest(self) -> NotificationQuerySet:
        """Those whose digest should have been made by now."""
        return self.filter(letter=None, digest_at__lte=timezone.now())


class Notification(models.Model):
    """One person is told of one event. How it reaches them is settled when it is made."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(
        Application, null=True, on_delete=models.CASCADE, related_name="+"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    group = models.CharField(max_length=20, choices=Group)
    digest_at = models.DateTimeField(null=True, blank=True)  # null: not for a digest
    letter = models.ForeignKey(
        Letter, null=True, on_delete=models.RESTRICT, related_name="notifications"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        indexes: ClassVar = [
            models.Index(fields=["person", "-id"], name="notification_of_person"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notification_unread"),
            models.Index(
                fields=["digest_at"],
                condition=Q(letter=None, digest_at__isnull=False),
                name="notification_for_digest",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "person"], name="one_notification_per_person"),
            models.CheckConstraint(
                name="notification_group_is_known", condition=Q(group__in=Group.values)
            ),
            models.CheckConstraint(
                name="notification_decision_waits_for_no_digest",
                condition=~Q(group=Group.DECISIONS) | Q(digest_at=None),
            ),
        ]
        triggers: ClassVar = [
            frozen_columns(
                "notification", "public_id", "person", "event", "organisation", "created_at"
            ),
            refuse(
                name="notification_goes_to_its_person",
                operation=pgtrigger.Insert | update_of("letter_id"),
                when="NEW.letter_id IS NOT NULL AND NEW.person_id <>"
                " (SELECT l.person_id FROM notifications_letter l WHERE l.id = NEW.letter_id)",
                message="A letter tells a person of nothing but their own.",
            ),
            refuse(
                name="notification_is_mailed_once",
                operation=update_of("letter_id"),
                when="OLD.letter_id IS NOT NULL AND NEW.letter_id IS DISTINCT FROM OLD.letter_id",
                message="A notification goes into one letter only.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id}: {self.group}"

    @property
    def place(self) -> str:
        """Where what it tells of can be seen."""
        return (self.application or self.organisation).get_absolute_url()
