"""Who is there: people."""

import uuid
from typing import ClassVar

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Trim
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.pseudonyms import pseudonym
from common.triggers import update_of


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
        max_length=60, default=pseudonym, help_text=_("What applicants see instead of the name.")
    )
    language = models.CharField(
        max_length=10,
        blank=True,
        default="",
        db_default="",
        help_text=_("Of pages and mails, such as “de”; empty: pages follow the browser."),
    )
    has_shortcuts = models.BooleanField(
        default=True,
        db_default=True,
        help_text=_("Whether single keys act on pages that have them."),
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
        triggers = [
            pgtrigger.Trigger(
                name="person_notes_domains",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | update_of("email"),
                func="PERFORM accounts_note_person_domains(NEW.id); RETURN NULL;",
            ),
            pgtrigger.Trigger(
                name="person_takes_domains_along",
                when=pgtrigger.After,
                operation=pgtrigger.Delete,
                func="DELETE FROM accounts_persondomain WHERE user_id = OLD.id; RETURN NULL;",
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
