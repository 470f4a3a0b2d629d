"""Under which e-mail domains and websites are people and organisations known?

Tables that triggers keep, so that "who shares a domain with whom" is one indexed question, for
a list of applications as for a trigger of the database.
"""

from typing import ClassVar

import pgtrigger
from allauth.account.models import EmailAddress
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Trim
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.organisations import Organisation
from accounts.models.people import User
from common.triggers import update_of

DOMAIN_MAX = 253


class SharedDomain(models.Model):
    """A domain under which people are known who have nothing to do with each other.

    `shared_domains.yaml` holds what every installation begins with; policy owners keep the rest.
    """

    class Why(models.TextChoices):
        """What makes so many share it."""

        MAIL = "mail", _("E-mail for everybody")
        SUFFIX = "suffix", _("Names for everybody beneath it")
        EXAMPLE = "example", _("Reserved for examples")
        STAFF = "staff", _("Our own staff")

    domain = models.CharField(max_length=DOMAIN_MAX, unique=True)
    why = models.CharField(max_length=10, choices=Why)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("domain",)
        verbose_name, verbose_name_plural = _("shared domain"), _("shared domains")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(domain=Lower(Trim("domain"))) & ~Q(domain=""),
                name="shared_domain_is_plain",
            ),
            models.CheckConstraint(
                condition=Q(why__in=["mail", "suffix", "example", "staff"]),
                name="shared_domain_why_known",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="shared_domain_stops_counting",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | update_of("domain"),
                func="""
                    DELETE FROM accounts_persondomain WHERE domain = NEW.domain;
                    DELETE FROM accounts_organisationdomain WHERE domain = NEW.domain;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="shared_domain_counts_again",
                when=pgtrigger.After,
                operation=pgtrigger.Delete | update_of("domain"),
                func="PERFORM accounts_count_domain_again(OLD.domain); RETURN NULL;",
            ),
        ]

    def __str__(self) -> str:
        return self.domain


class PersonDomain(models.Model):
    """A person has an address under this domain: the one they sign in with, or a confirmed one."""

    user = models.ForeignKey(
        User, on_delete=models.DO_NOTHING, db_constraint=False, related_name="domains"
    )  # a trigger on people takes the rows away
    domain = models.CharField(max_length=DOMAIN_MAX)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "domain"], name="person_domain_once")
        ]
        indexes: ClassVar = [models.Index(fields=["domain", "user"], name="person_by_domain")]

    def __str__(self) -> str:
        return self.domain


class OrganisationDomain(models.Model):
    """The organisation's website stands under this domain."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=DOMAIN_MAX)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "domain"], name="organisation_domain_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["domain", "organisation"], name="organisation_by_domain")
        ]

    def __str__(self) -> str:
        return self.domain


class Address(EmailAddress):  # type: ignore[misc]  # allauth has no types
    """An e-mail address of a person: what the library keeps, with our trigger on it."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="address_notes_domains",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    PERFORM accounts_note_person_domains(coalesce(NEW.user_id, OLD.user_id));
                    RETURN NULL;
                """,
            )
        ]
