"""What the worker does for reviewers: send decisions whose time to be undone is over."""

from celery import shared_task
from django.utils import timezone

from common import bell
from reviews import sending, trials
from reviews.models import HeldDecision, WhatIf

SWEEP_MAX = 200


@shared_task(name="reviews.send_decision")
def send_decision(held_id: int) -> None:
    """Send one, if it is due and still there."""
    held = HeldDecision.objects.select_related("application", "reviewer", "revision")
    sending.send(held.get(pk=held_id), now=timezone.now())


def ring(held_id: int, *, after: float = 0) -> None:
    """Call a worker for one, now or after so many seconds."""
    bell.ring(send_decision, held_id, after=after)


def ring_for_all() -> None:
    """Call for every one that is due: the broker forgot it."""
    for pk in HeldDecision.objects.due(timezone.now()).values_list("pk", flat=True)[:SWEEP_MAX]:
        ring(pk)


@shared_task(name="reviews.go_on_with_trial")
def go_on_with_trial(trial_id: int) -> None:
    """Try a draft on the cases that are left."""
    trials.go_on(WhatIf.objects.get(pk=trial_id))


def ring_for_trial(trial_id: int) -> None:
    """Call a worker for one trial."""
    bell.ring(go_on_with_trial, trial_id)


def ring_for_trials() -> None:
    """Call for every trial that is not finished: the broker forgot it, or a worker was killed."""
    for pk in WhatIf.objects.unfinished().values_list("pk", flat=True)[:SWEEP_MAX]:
        ring_for_trial(pk)
