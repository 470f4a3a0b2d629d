"""Who must not judge what? The facts, and two views that say it in one place.

`OrganisationConflict` and `ApplicationConflict` are views of the database, so that a list, a
service and a trigger ask the same question of the same rows; both answer it from indexes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Lower, Trim
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.domains import DOMAIN_MAX
from applications.states import OPEN
from common.triggers import frozen_columns, no_truncate

if TYPE_CHECKING:
    from accounts.models import User

REASON_MAX: Final = 2000
CONFLICTS: Final = """
    EXISTS (SELECT 1 FROM applications_organisationconflict c
              JOIN applications_application a ON a.organisation_id = c.organisation_id
             WHERE a.id = NEW.application_id AND c.user_id = NEW.reviewer_id)
    OR EXISTS (SELECT 1 FROM applications_applicationconflict c
                WHERE c.application_id = NEW.application_id AND c.user_id = NEW.reviewer_id)
"""
CONFLICTS_MESSAGE: Final = "Nobody judges what they have a conflict of interest in."

# While others judge what somebody has decided on, it is hidden from whoever has decided.
EARLIER_DECIDERS: Final = f"""
    DELETE FROM applications_earlierpart
     WHERE application_id = NEW.id AND kind <> 'blind'
       AND (kind = 'decided' OR NEW.status <> 'appealed');
    INSERT INTO applications_earlierpart (application_id, user_id, kind)
    SELECT DISTINCT NEW.id, d.reviewer_id, 'decided' FROM applications_decision d
     WHERE d.revision_id = NEW.revision_id AND NEW.status IN {tuple(sorted(map(str, OPEN)))};
    RETURN NULL;
"""  # noqa: S608 -- the states are our own


class Tie(models.TextChoices):
    """What ties a person to an organisation, the plainest first."""

    MEMBER = "member", _("Member")
    FORMER = "former", _("Former member")
    DECLARED = "declared", _("Declared interest")
    DOMAIN = "domain", _("Same e-mail domain")


class Part(models.TextChoices):
    """What part a person has in one application, the plainest first."""

    APPLIED = "applied", _("Applied")
    RECUSED = "recused", _("Recused")
    APPEALED = "appealed", _("Took part before the appeal")
    DECIDED = "decided", _("Decided already")
    BLIND = "blind", _("Looks at the decision again, blind")


class OrganisationConflictQuerySet(models.QuerySet["OrganisationConflict"]):
    def hiding_from(self, person: User) -> models.QuerySet[OrganisationConflict, Any]:
        """The ids of the organisations, to be left out of a list."""
        return self.filter(user=person).values("organisation_id")


class OrganisationConflict(models.Model):
    """A view: `user` must not judge anything of `organisation`."""

    pk = models.CompositePrimaryKey("user", "organisation", "kind")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, related_name="+"
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.DO_NOTHING, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=Tie)

    objects = OrganisationConflictQuerySet.as_manager()

    class Meta:
        managed = False
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.organisation_id}"


class ApplicationConflictQuerySet(models.QuerySet["ApplicationConflict"]):
    def hiding_from(self, person: User) -> models.QuerySet[ApplicationConflict, Any]:
        """The ids of the applications, to be left out of a list."""
        return self.filter(user=person).values("application_id")


class ApplicationConflict(models.Model):
    """A view: `user` must not judge `application`, whatever its organisation."""

    pk = models.CompositePrimaryKey("user", "application", "kind")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, related_name="+"
    )
    application = models.ForeignKey(
        "applications.Application", on_delete=models.DO_NOTHING, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=Part)

    objects = ApplicationConflictQuerySet.as_manager()

    class Meta:
        managed = False
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.application_id}"


class EarlierPart(models.Model):
    """A person has judged before what others judge now; only while the application is open.

    Or they look at its decision again, and must not know it until they have finished. Triggers on
    decisions, appeals, applications and quality reviews keep the rows, so that there are few.
    """

    application = models.ForeignKey(
        "applications.Application", on_delete=models.CASCADE, related_name="earlier_parts"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Part)  # appealed, decided, blind

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "application", "kind"], name="earlier_part_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.application_id}"


class RecusalQuerySet(models.QuerySet["Recusal"]):
    """Recusals by whether they hold."""

    def in_force(self) -> RecusalQuerySet:
        """Those that nobody has lifted."""
        return self.filter(lifted_at=None)


class Recusal(models.Model):
    """A reviewer has said that they should not judge an application; a policy owner can lift it."""

    application = models.ForeignKey(
        "applications.Application", on_delete=models.PROTECT, related_name="recusals"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recusals"
    )
    reason = models.TextField(blank=True, max_length=REASON_MAX)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    lifted_at = models.DateTimeField(null=True, editable=False)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,  # it keeps a deleted person's id
        related_name="+",
        db_constraint=False,
    )

    objects = RecusalQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reviewer", "application"],
                condition=Q(lifted_at=None),
                name="recusal_once_in_force",
            ),
            models.CheckConstraint(
                name="recusal_lifted_by_another",
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_by=F("reviewer")),
            ),
            models.CheckConstraint(
                name="recusal_reason_is_short",
                condition=Q(LessThanOrEqual(Length("reason"), REASON_MAX)),
            ),
        ]
        triggers: ClassVar = [
            no_truncate("recusal"),
            frozen_columns("recusal", "application", "reviewer", "reason", "made_at"),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} not on {self.application_id}"


class InterestQuerySet(models.QuerySet["Interest"]):
    """Declared interests by whether they hold."""

    def in_force(self) -> InterestQuerySet:
        """Those that are neither ended nor over."""
        today = timezone.now().date()
        return self.filter(Q(until=None) | Q(until__gte=today), ended_at=None)


class Interest(models.Model):
    """A reviewer declares that they have an interest in an organisation, by name or by domain.

    By name rather than by row: it holds as well for an organisation that comes later.
    """

    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="interests"
    )
    organisation_name = models.CharField(max_length=200, blank=True)
    domain = models.CharField(max_length=DOMAIN_MAX, blank=True)
    reason = models.TextField(max_length=REASON_MAX)
    declared_at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateField(null=True, blank=True)  # its last day, by UTC
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,  # it keeps a deleted person's id
        related_name="+",
        db_constraint=False,
    )

    objects = InterestQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(
                Lower("organisation_name"),
                name="interest_by_name",
                condition=Q(ended_at=None) & ~Q(organisation_name=""),
            ),
            models.Index(
                fields=["domain"],
                name="interest_by_domain",
                condition=Q(ended_at=None) & ~Q(domain=""),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="interest_in_one_thing",
                condition=Q(organisation_name="") & ~Q(domain="")
                | ~Q(organisation_name="") & Q(domain=""),
            ),
            models.CheckConstraint(
                name="interest_says_why",
                condition=~Q(reason="") & Q(LessThanOrEqual(Length("reason"), REASON_MAX)),
            ),
            models.CheckConstraint(
                name="interest_domain_is_plain", condition=Q(domain=Lower(Trim("domain")))
            ),
            models.CheckConstraint(
                name="interest_ended_by_another",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_by=F("reviewer")),
            ),
        ]
        triggers: ClassVar = [
            no_truncate("interest"),
            frozen_columns(
                *("interest", "reviewer", "organisation_name", "domain", "reason"),
                *("declared_at", "until"),
            ),
        ]

    def __str__(self) -> str:
        return self.organisation_name or self.domain


def unconflicted(person: User, *, organisation: str = "organisation", application: str = "pk") -> Q:
    """The rows in which the person has no conflict of interest, by the fields that lead there."""
    ties = OrganisationConflict.objects.hiding_from(person)
    parts = ApplicationConflict.objects.hiding_from(person)
    return ~Q(**{f"{organisation}__in": ties}) & ~Q(**{f"{application}__in": parts})
