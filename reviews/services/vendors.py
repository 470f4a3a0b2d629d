"""What policy owners do about vendors: keep their records, say who comes from where, be warned."""

from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction

from accounts.models import User
from common.errors import DomainError
from events import services as events
from reviews.models import Vendor, VendorReviewer

WARNING: Final = timedelta(days=30)
RECORD: Final = (
    *("name", "pays_living_wage", "pay", "lets_opt_out", "opting_out", "offers_counselling"),
    *("counselling", "weekly_hours", "audited_on", "evidence_url", "ended_on"),
)


class NotPolicyOwner(DomainError):
    """Policy owners keep the records of vendors."""


class NotReviewing(DomainError):
    """Only reviewers can come from a vendor."""


@transaction.atomic
def keep_record(vendor: Vendor, *, by: User) -> Vendor:
    """Write a vendor's record, new or changed; the log keeps what it said each time."""
    _ensure_policy_owner(by)
    before = Vendor.objects.select_for_update().filter(pk=vendor.pk).first() if vendor.pk else None
    changed = _changed(vendor, before)
    if before is not None and not changed:
        return vendor
    vendor.save()
    kind = "vendor.record_changed" if before else "vendor.record_begun"
    events.append(_subject(vendor), kind, actor=by, data={"record": changed})
    return vendor


@transaction.atomic
def put_with(reviewer: User, vendor: Vendor, *, by: User) -> VendorReviewer:
    """Say that a reviewer comes from a vendor; nobody comes from two."""
    _ensure_policy_owner(by)
    if not reviewer.is_reviewer:
        raise NotReviewing
    link, _ = VendorReviewer.objects.update_or_create(
        reviewer=reviewer, defaults={"vendor": vendor}
    )
    _tell(vendor, "vendor.reviewer_added", reviewer, by=by)
    return link


@transaction.atomic
def take_from(link: VendorReviewer, *, by: User) -> None:
    """Say that a reviewer does not come from the vendor any more."""
    _ensure_policy_owner(by)
    _tell(link.vendor, "vendor.reviewer_removed", link.reviewer, by=by)
    link.delete()


@transaction.atomic
def warn_of_lapse(vendor: Vendor, *, today: date) -> bool:
    """Tell policy owners once that a record lapses within 30 days; False if there is no need."""
    near = Vendor.objects.filter(
        pk=vendor.pk, is_complete=True, lapses_on__gte=today, lapses_on__lte=today + WARNING
    ).exclude(warned_for=vendor.lapses_on)
    if not near.update(warned_for=vendor.lapses_on):
        return False
    data = {"lapses_on": f"{vendor.lapses_on:%Y-%m-%d}"}
    events.append(
        _subject(vendor), "vendor.record_lapses", actor=None, data=data, deliveries=("vendor-mail",)
    )
    return True


def _changed(vendor: Vendor, before: Vendor | None) -> dict[str, Any]:
    """The fields that say something else than before, as plain JSON."""
    return {
        name: _plain(getattr(vendor, name))
        for name in RECORD
        if before is None or getattr(vendor, name) != getattr(before, name)
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _tell(vendor: Vendor, kind: str, reviewer: User, *, by: User) -> None:
    data = {"reviewer": str(reviewer.public_id)}
    events.append(_subject(vendor), kind, actor=by, data=data)


def _subject(vendor: Vendor) -> str:
    return f"vendor:{vendor.public_id}"


def _ensure_policy_owner(by: User) -> None:
    if not by.is_policy_owner:
        raise NotPolicyOwner
