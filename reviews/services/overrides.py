"""Leading the result of the rules to another tier: up alone, down if a second reviewer does too."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications.models import Application
from applications.services.moves import lock
from applications.services.wording import ensure_no_address
from common.errors import DomainError
from events import services as events
from guidelines import overrides
from reviews import queries
from reviews.models import TierOverride
from reviews.models.overrides import REASON_MAX
from reviews.services.leases import ensure_at_work, extend
from reviews.staleness import ensure_current


class OverrideRefused(DomainError):
    """Choose a stricter tier, or a lower one that is not below the floor."""


class OverrideUnexplained(DomainError):
    """Say in 1 to 2,000 characters why the tier of the rules does not fit."""


@transaction.atomic
def override(application: Application, tier: str, *, by: User, reason: str, revision: int) -> None:
    """Raise or lower the tier, as a part of one's own judgement; "" takes it back.

    The second reviewer judges without knowing of it: what goes down needs both of them.
    """
    lock(application)
    ensure_at_work(application, by=by)
    ensure_current(application, revision=revision)
    raised, lowered = _directions(application, tier, by=by)
    said = reason.strip() if tier else ""
    if tier and (not 1 <= len(said) <= REASON_MAX or "\x00" in said):
        raise OverrideUnexplained
    ensure_no_address(said, by=by)
    TierOverride.objects.update_or_create(
        revision=application.current_revision(),
        reviewer=by,
        defaults={
            "raised_to": raised,
            "lowered_to": lowered,
            "reason": said,
            "set_at": timezone.now(),
        },
    )
    extend(application, by=by)
    events.append(application.subject, "review.override_set", actor=by)


def _directions(application: Application, tier: str, *, by: User) -> tuple[str, str]:
    """The tier as one raised to and one lowered to; raises if it is neither."""
    if not tier:
        return "", ""
    assessment = queries.assess(application, by=by)
    if tier in overrides.up(assessment):
        return tier, ""
    if tier in overrides.down(assessment):
        return "", tier
    raise OverrideRefused
