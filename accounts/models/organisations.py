"""Who belongs together: organisations, memberships and invitations."""

import uuid
from collections.abc import Collection
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Case, Q, When
from django.db.models.functions import Lower, Trim
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from common.triggers import refuse, update_of


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations by who belongs to them."""

    def open(self) -> Self:
        """Those that have not been closed."""
        return self.filter(closed_at=None)

    def of(self, user: User, *, roles: Collection[str] | None = None) -> Self:
        """Those the person is a member of, perhaps in certain roles only, by name."""
        memberships = Q(memberships__user=user)
        if roles is not None:
            memberships &= Q(memberships__role__in=roles)
        return self.filter(memberships).order_by("name", "pk")


class Organisation(models.Model):
    """On whose behalf people apply."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    website = models.URLField(blank=True)
    allowed_learning_at = models.DateTimeField(null=True, editable=False)  # since when, if at all
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    closed_at = models.DateTimeField(null=True, editable=False)  # for good: it applies no more

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(name=Trim("name")) & ~Q(name=""), name="organisation_has_a_name"
            )
        ]
        indexes = [models.Index(Lower("name"), name="organisation_by_name")]
        triggers = [
            pgtrigger.Trigger(
                name="organisation_notes_domains",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | update_of("website"),
                func="PERFORM accounts_note_organisation_domains(NEW.id); RETURN NULL;",
            ),
            refuse(
                name="organisation_stays_closed",
                operation=update_of("closed_at"),
                when="OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at",
                message="A closed organisation stays closed.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where its members look after it."""
        return reverse("accounts:organisation", args=[self.public_id])


# At commit; the lock on the organisation lets the second of two leaving owners see the first.
KEEP_AN_OWNER = """
    PERFORM 1 FROM accounts_organisation WHERE id = {row}.organisation_id FOR NO KEY UPDATE;
    IF FOUND AND NOT EXISTS (
        SELECT 1 FROM accounts_membership
        WHERE organisation_id = {row}.organisation_id AND role = 'owner'
    ) THEN
        RAISE EXCEPTION 'organisation % would have no owner', {row}.organisation_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'organisation_keeps_an_owner';
    END IF;
    RETURN NULL;
"""


REMEMBER = """
    INSERT INTO accounts_pastmembership (user_id, organisation_id, role, began_at, ended_at)
    VALUES (OLD.user_id, OLD.organisation_id, OLD.role, OLD.created_at, now());
    RETURN NULL;
"""


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships as the organisation's page lists them."""

    def in_order_of_role(self) -> Self:
        """Owners, editors, viewers; within a role by joining."""
        ranks = [When(role=role, then=rank) for rank, role in enumerate(Membership.Role)]
        return self.alias(rank=Case(*ranks)).order_by("rank", "created_at", "pk")


class Membership(models.Model):
    """A person acts for an organisation."""

    class Role(models.TextChoices):
        """What a member may do: viewers read, editors write, owners also look after members."""

        OWNER = "owner", _("Owner")
        EDITOR = "editor", _("Editor")
        VIEWER = "viewer", _("Viewer")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=10, choices=Role)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"], name="one_membership_per_person"
            ),
            models.CheckConstraint(
                condition=Q(role__in=["owner", "editor", "viewer"]), name="membership_role_is_known"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="keep_an_owner_on_leaving",
                when=pgtrigger.After,
                operation=pgtrigger.Update | pgtrigger.Delete,
                timing=pgtrigger.Deferred,
                func=KEEP_AN_OWNER.format(row="OLD"),
            ),
            pgtrigger.Trigger(
                name="keep_an_owner_on_joining",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func=KEEP_AN_OWNER.format(row="NEW"),
            ),
            pgtrigger.Trigger(
                name="membership_is_remembered",
                when=pgtrigger.After,
                operation=pgtrigger.Delete | update_of("user_id", "organisation_id"),
                func=REMEMBER,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.organisation}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by whether they can still be taken up."""

    def open(self) -> Self:
        """Neither accepted nor withdrawn; perhaps expired."""
        return self.filter(accepted_at=None, revoked_at=None)


class Invitation(models.Model):
    """An owner has asked somebody to join; only the digest of the link's secret is kept."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField("e-mail address")
    role = models.CharField(max_length=10, choices=Membership.Role)
    digest = models.BinaryField(max_length=32, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "organisation",
                condition=Q(accepted_at=None, revoked_at=None),
                name="one_open_invitation_per_email",
            ),
            models.CheckConstraint(
                condition=Q(role__in=["owner", "editor", "viewer"]), name="invitation_role_is_known"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None),
                name="invitation_is_accepted_or_revoked",
            ),
            models.CheckConstraint(
                condition=Q(email=Trim("email")), name="invitation_email_is_trimmed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.organisation}"

    @property
    def masked_email(self) -> str:
        """The address for those who may have come by the link: who has it knows it again."""
        name, __, host = self.email.rpartition("@")
        return f"{name[:1]}…@{host}"

    @property
    def has_expired(self) -> bool:
        """Whether the time to accept is over."""
        return self.expires_at <= timezone.now()

    @property
    def is_over(self) -> bool:
        """Whether nobody can accept it any more."""
        return bool(self.accepted_at or self.revoked_at) or self.has_expired
