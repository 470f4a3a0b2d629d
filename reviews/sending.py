"""How does a decision take effect whose time to be undone is over? Once, by the rules of then.

The rows are the queue: worker and beat only ring, as often as they like.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext

from applications.models import Decision
from applications.models.decision import Outcome
from applications.services import decisions
from applications.services.judging import Verdict
from applications.services.moves import lock
from common.errors import DomainError
from events import services as events
from reviews import queries
from reviews.models import HeldDecision, HeldState
from reviews.staleness import ensure_current

REVIEWER_MAIL = "reviewer-mail"


@transaction.atomic
def send(held: HeldDecision, *, now: datetime) -> bool:
    """Let a decision take effect that is due; False if it is not, or is no longer there.

    Every rule is asked again. What cannot be sent any more is closed, and its reviewer is told.
    """
    lock(held.application)
    held.refresh_from_db(fields=["state"])
    if not held.is_waiting or held.due_at > now:
        return False
    try:
        with transaction.atomic():
            take_effect(held)
    except (DomainError, IntegrityError) as error:
        _tell(held, error)
    return True


def take_effect(held: HeldDecision) -> Decision:
    """Make a decision of it. The caller holds the application's lock."""
    application = held.application
    ensure_current(application, revision=held.revision.number)
    decision = decisions.decide(application, _verdict(held), by=held.reviewer)
    application.leases.filter(ended_at=None).update(ended_at=timezone.now())
    end(held, HeldState.SENT, decision=decision)
    return decision


def end(held: HeldDecision, state: HeldState, **more: Any) -> None:
    """Write down what became of it."""
    held.state, held.ended_at = state, timezone.now()
    for name, value in more.items():
        setattr(held, name, value)
    held.save(update_fields=["state", "ended_at", *more])


def _verdict(held: HeldDecision) -> Verdict:
    override = queries.override_of(held.application, by=held.reviewer)
    return Verdict(
        outcome=Outcome(held.outcome),
        note=held.note,
        clauses=tuple(held.clauses),
        conditions=tuple(held.conditions),
        until=held.exception_until,
        reason=override.reason if override else "",
        review=queries.review_of(held.application, by=held.reviewer),
    )


def _tell(held: HeldDecision, error: DomainError | IntegrityError) -> None:
    """Close what cannot be sent, say why in its reviewer's language, and mail them."""
    with translation.override(held.reviewer.language or settings.LANGUAGE_CODE):
        changed = gettext("The application has changed meanwhile.")
        refusal = str(error) if isinstance(error, DomainError) else changed
    held.decision = None
    end(held, HeldState.REFUSED, refusal=refusal)
    events.append(
        held.application.subject,
        "review.decision_not_sent",
        actor=None,
        data={"person": str(held.reviewer.public_id)},
        deliveries=(REVIEWER_MAIL,),
    )
