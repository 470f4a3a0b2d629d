"""Who is there: people, their organisations, invitations and personal API tokens."""

import uuid
from collections.abc import Collection
from datetime import timedelta
from typing import ClassVar, Self

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Lower, Trim
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.pseudonyms import pseudonym
from accounts.scopes import Scope

TOKEN_LIFETIME_MAX = timedelta(days=365)


class UserManager(BaseUserManager["User"]):
    """How people come to exist; e-mail addresses are kept trimmed and in lower case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find by e-mail address whatever its case."""
        return self.alias(lowered=Lower("email")).get(lowered=(username or "").strip().lower())

    def create_user(
        self, email: str, password: str | None = None, *, name: str = "", is_staff: bool = False
    ) -> "User":
        """Make a person; without a password they cannot sign in with one."""
        user = self.model(email=email.strip().lower(), name=name, is_staff=is_staff)
        user.pseudonym = self.free_pseudonym()
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, email: str, password: str | None = None, *, name: str = ""
    ) -> "User":
        """Make the operator's own account; `createsuperuser` calls this."""
        user = self.create_user(email, password, name=name, is_staff=True)
        user.is_superuser = True
        user.save(update_fields=["is_superuser"])
        return user

    def free_pseudonym(self) -> str:
        """Draw until nobody has the name."""
        name = pseudonym()
        while self.filter(pseudonym=name).exists():
            name = pseudonym()
        return name


class User(AbstractBaseUser, PermissionsMixin):
    """A person; the e-mail address is the login."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=150, blank=True)
    pseudonym = models.CharField(
        max_length=60, default=pseudonym, help_text="What applicants see instead of the name."
    )
    language = models.CharField(
        max_length=10,
        blank=True,
        default="",
        db_default="",
        help_text="Of pages and mails, such as “de”; empty: pages follow the browser.",
    )
    is_staff = models.BooleanField("staff", default=False)
    is_active = models.BooleanField("active", default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        permissions = [("review", "Can review applications"), ("own_policy", "Can publish policy")]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_user_per_email"),
            models.CheckConstraint(condition=Q(email=Trim("email")), name="user_email_is_trimmed"),
            models.UniqueConstraint(
                fields=["pseudonym"],
                condition=Q(is_staff=True),
                name="one_member_of_staff_per_pseudonym",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @cached_property
    def is_reviewer(self) -> bool:
        """Whether this person may decide applications; staff only, who need a second factor."""
        return self.is_staff and self.has_perm("accounts.review")

    @cached_property
    def is_policy_owner(self) -> bool:
        """Whether this person may publish policy; staff only, who need a second factor."""
        return self.is_staff and self.has_perm("accounts.own_policy")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations by who belongs to them."""

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
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(name=Trim("name")) & ~Q(name=""), name="organisation_has_a_name"
            )
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
    def has_expired(self) -> bool:
        """Whether the time to accept is over."""
        return self.expires_at <= timezone.now()

    @property
    def is_over(self) -> bool:
        """Whether nobody can accept it any more."""
        return bool(self.accepted_at or self.revoked_at) or self.has_expired


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Tokens by whether they still open anything."""

    def usable(self) -> Self:
        """Neither revoked nor expired, of a person who may still sign in."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now(), user__is_active=True)

    def newest_first(self) -> Self:
        """As the account page lists them."""
        return self.order_by("-created_at", "-pk")


class ApiToken(models.Model):
    """A person's own key to the API; only its digest is kept."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    digest = models.BinaryField(max_length=32, unique=True)
    pepper_version = models.PositiveSmallIntegerField()
    scopes = ArrayField(models.CharField(max_length=30, choices=Scope))
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = "API token"
        constraints = [
            models.CheckConstraint(
                condition=Q(scopes__contained_by=Scope.values) & Q(scopes__len__gte=1),
                name="api_token_scopes_are_known",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at"))
                & Q(expires_at__lte=F("created_at") + TOKEN_LIFETIME_MAX),
                name="api_token_lasts_a_year_at_most",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_usable(self) -> bool:
        """Whether it would be accepted now, its person's account aside."""
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def allowed(self) -> list[str]:
        """What it may do, in words."""
        return [str(Scope(scope).label) for scope in self.scopes]
