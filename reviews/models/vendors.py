"""Companies whose people review, and what they promise those people."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar, Final

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import ExpressionWrapper, Func, Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from datetime import date

LONGEST_WEEK: Final = 48  # hours
# The parts of the record without which nobody from the vendor gets work.
COMPLETE: Final = (
    Q(pays_living_wage=True, lets_opt_out=True, offers_counselling=True, ended_on=None)
    & Q(weekly_hours__isnull=False, audited_on__isnull=False)
    & ~Q(pay="")
    & ~Q(opting_out="")
    & ~Q(counselling="")
    & ~Q(evidence_url="")
)
# What the trigger on leases asks about NEW.reviewer_id.
VENDOR_NOT_CURRENT: Final = """
    EXISTS (SELECT 1 FROM reviews_vendorreviewer r JOIN reviews_vendor v ON v.id = r.vendor_id
             WHERE r.reviewer_id = NEW.reviewer_id
               AND NOT (v.is_complete AND v.lapses_on >= CURRENT_DATE))
"""


class VendorQuerySet(models.QuerySet["Vendor"]):
    def current(self, today: date) -> VendorQuerySet:
        """Those whose record is complete, and audited within the last twelve months."""
        return self.filter(is_complete=True, lapses_on__gte=today)


class Vendor(models.Model):
    """A company whose people review here, with its record of labour standards."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200, unique=True)
    pays_living_wage = models.BooleanField(_("pays at least the local living wage"), default=False)
    pay = models.TextField(
        _("pay"),
        blank=True,
        max_length=2000,
        help_text=_("How much is paid, where, and against which living wage it was compared."),
    )
    lets_opt_out = models.BooleanField(_("lets reviewers opt out of topics"), default=False)
    opting_out = models.TextField(
        _("opting out"),
        blank=True,
        max_length=2000,
        help_text=_(
            "That it needs no reason and costs neither pay nor standing, and where it says so."
        ),
    )
    offers_counselling = models.BooleanField(_("offers counselling"), default=False)
    counselling = models.TextField(
        _("counselling"),
        blank=True,
        max_length=2000,
        help_text=_("Who gives it, how one gets it, and that it is paid time."),
    )
    weekly_hours = models.PositiveSmallIntegerField(
        _("most hours a week"), null=True, blank=True, help_text=_("At most 48.")
    )
    audited_on = models.DateField(
        _("audited on"),
        null=True,
        blank=True,
        help_text=_("The record holds for twelve months from this day."),
    )
    evidence_url = models.URLField(
        _("evidence"),
        blank=True,
        validators=[URLValidator(schemes=["https"])],
        help_text=_("Where the report of the audit lies; an address that begins with https://."),
    )
    ended_on = models.DateField(_("contract ended on"), null=True, blank=True)
    warned_for = models.DateField(null=True, editable=False)  # the lapse that was warned of
    is_complete = models.GeneratedField(
        expression=ExpressionWrapper(COMPLETE, output_field=models.BooleanField()),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    lapses_on = models.GeneratedField(
        expression=Func("audited_on", template="((%(expressions)s) + interval '1 year')::date"),
        output_field=models.DateField(null=True),
        db_persist=True,
    )

    objects = VendorQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        verbose_name = _("vendor")
        verbose_name_plural = _("vendors")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="vendor_week_has_an_end",
                condition=Q(weekly_hours=None)
                | Q(weekly_hours__gte=1, weekly_hours__lte=LONGEST_WEEK),
            )
        ]

    def __str__(self) -> str:
        return self.name


class VendorReviewer(models.Model):
    """That a reviewer comes from a vendor."""

    reviewer = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="from_vendor",
        verbose_name=_("reviewer"),
    )
    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, related_name="reviewers", verbose_name=_("vendor")
    )

    class Meta:
        ordering = ("vendor", "pk")
        verbose_name = _("reviewer from a vendor")
        verbose_name_plural = _("reviewers from vendors")

    def __str__(self) -> str:
        return f"{self.reviewer_id} from {self.vendor_id}"
