"""Trying a draft of the policy on decided cases: begun here, done by a worker in `trials`."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import transaction

from accounts.models import User
from common.errors import DomainError
from events import services as events
from guidelines import loading
from reviews import decided, tasks
from reviews.models import WhatIf
from reviews.models.what_ifs import MOST_CASES
from reviews.services.policy_tasks import NotAPolicyOwner


class CasesUnfit(DomainError):
    """A draft is tried on one to 5,000 of the newest decided cases."""


@transaction.atomic
def begin(content: Mapping[str, Any], *, last: int, by: User) -> WhatIf:
    """Keep the draft and the cases to try it on; a worker does the rest. Nothing is published."""
    if not by.is_policy_owner:
        raise NotAPolicyOwner
    if not 1 <= last <= MOST_CASES:
        raise CasesUnfit
    pack = loading.load(content)
    trial = WhatIf.objects.create(
        pack_name=pack.name,
        content=dict(content),
        decisions=decided.last_decisions(last),
        requested_by=by,
    )
    facts = {"trial": trial.pk, "cases": trial.total}
    events.append(f"pack:{pack.name}", "policy.draft_tried", actor=by, data=facts)
    transaction.on_commit(partial(tasks.ring_for_trial, trial.pk))
    return trial
