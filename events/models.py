"""What has happened, in which order, and who still has to be told."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from common import triggers
from events.chain import ORIGIN, moment

SUBJECT_MAX = 100


class Chain(models.Model):
    """The state of one subject's chain; its row is the lock under which events are appended."""

    subject = models.CharField(max_length=SUBJECT_MAX, unique=True)
    seq = models.PositiveBigIntegerField(default=0)
    head = models.BinaryField(max_length=32, default=ORIGIN)

    class Meta:
        triggers = [
            pgtrigger.Protect(name="chain_is_kept", operation=pgtrigger.Delete),
            triggers.no_truncate("chain"),
            triggers.refuse(
                name="chain_starts_at_its_origin",
                operation=pgtrigger.Insert,
                when=r"NEW.seq <> 0 OR NEW.head <> decode(repeat('00', 32), 'hex')",
                message="A chain starts without events.",
            ),
            triggers.refuse(
                name="chain_follows_its_events",
                operation=pgtrigger.Update,
                when="""NEW.id <> OLD.id OR NEW.subject <> OLD.subject OR NEW.seq <> OLD.seq + 1
                    OR NOT EXISTS (
                        SELECT 1 FROM events_event AS event
                        WHERE event.subject = NEW.subject AND event.seq = NEW.seq
                            AND event.hash = NEW.head AND event.prev_hash = OLD.head
                    )""",
                message="A chain only moves forward, together with an event.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} at {self.seq}"


# The row lock makes concurrent writers queue; the chain then moves in the same statement.
CONTINUE_THE_CHAIN = """
    SELECT * INTO chain FROM events_chain WHERE subject = NEW.subject FOR UPDATE;
    IF NOT FOUND OR NEW.seq <> chain.seq + 1 OR NEW.prev_hash <> chain.head THEN
        RAISE EXCEPTION 'Event % of % does not continue the chain.', NEW.seq, NEW.subject
            USING ERRCODE = 'check_violation', CONSTRAINT = 'event_continues_the_chain';
    END IF;
    RETURN NEW;
"""
MOVE_THE_CHAIN = """
    UPDATE events_chain SET seq = NEW.seq, head = NEW.hash WHERE subject = NEW.subject;
    RETURN NULL;
"""


class Event(models.Model):
    """One thing that happened to a subject. Written once; names people by reference only."""

    subject = models.CharField(max_length=SUBJECT_MAX)
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    actor_ref = models.CharField(max_length=60, help_text="“person:<public id>” or “system”.")
    organisation_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    prev_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32, unique=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["organisation_id", "id"],
                condition=Q(organisation_id__isnull=False),
                name="event_by_organisation",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["subject", "seq"], name="one_event_per_step"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="event_steps_start_at_one"),
            models.CheckConstraint(
                condition=~Q(subject="") & ~Q(kind="") & ~Q(actor_ref=""),
                name="event_says_what_and_who",
            ),
        ]
        triggers = [
            *triggers.append_only("event"),
            pgtrigger.Trigger(
                name="event_continues_the_chain",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("chain", "events_chain%ROWTYPE")],
                func=CONTINUE_THE_CHAIN,
            ),
            pgtrigger.Trigger(
                name="event_moves_the_chain",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=MOVE_THE_CHAIN,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.seq}: {self.kind}"

    @property
    def record(self) -> dict[str, object]:
        """Return what the hash covers."""
        return {
            "subject": self.subject,
            "seq": self.seq,
            "at": moment(self.at),
            "kind": self.kind,
            "actor": self.actor_ref,
            "organisation": self.organisation_id,
            "data": self.data,
        }


class Delivery(models.Model):
    """One channel has to be told of one event: the row is the queue, Celery only rings."""

    class State(models.TextChoices):
        """Pending until done; failed once every attempt is used up."""

        PENDING = "pending", "Pending"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    last_error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(
                fields=["next_try_at", "id"], condition=Q(state="pending"), name="delivery_pending"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["event", "channel"], name="one_delivery_per_channel"),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "done", "failed"]), name="delivery_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False)
                | (~Q(state="done") & Q(done_at=None)),
                name="delivery_is_done_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} of event {self.event_id}: {self.state}"


class Head(models.Model):
    """The signed state of every chain at the end of a day; each head builds on the one before."""

    day = models.DateField(unique=True)
    at = models.DateTimeField()
    last_event_id = models.BigIntegerField(help_text="Everything up to this event is covered.")
    event_count = models.PositiveBigIntegerField()
    prev_digest = models.BinaryField(max_length=32, unique=True)
    digest = models.BinaryField(max_length=32, unique=True)
    public_key = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)

    class Meta:
        ordering = ["day"]
        triggers = triggers.append_only("head")

    def __str__(self) -> str:
        return f"{self.day}: {self.digest.hex()}"


class HeadEntry(models.Model):
    """Where one chain stood when a head was signed; only chains that moved since the last head."""

    head = models.ForeignKey(Head, on_delete=models.PROTECT, related_name="entries")
    subject = models.CharField(max_length=SUBJECT_MAX)
    seq = models.PositiveBigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        verbose_name_plural = "head entries"
        constraints = [
            models.UniqueConstraint(fields=["head", "subject"], name="one_entry_per_head")
        ]
        triggers = triggers.append_only("head_entry")

    def __str__(self) -> str:
        return f"{self.subject} at {self.seq}"
