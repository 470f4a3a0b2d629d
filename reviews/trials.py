"""How does a trial of a draft go on? Some cases at a time, from where it was left."""

from django.db import transaction
from django.utils import timezone

from guidelines import loading
from guidelines.pack import Pack
from reviews import decided, what_if
from reviews.models import WhatIf, WhatIfCase


def go_on(trial: WhatIf) -> None:
    """Look at the cases that are left, some at a time; killed in between, it goes on from there."""
    pack = loading.load(trial.content)
    while _some(trial, pack):
        pass


@transaction.atomic
def _some(trial: WhatIf, pack: Pack) -> bool:
    """The next few cases; False if there are none, or somebody else is at it."""
    free = WhatIf.objects.unfinished().select_for_update(skip_locked=True)
    locked = free.filter(pk=trial.pk).first()
    if locked is None:
        return False
    part = locked.decisions[locked.examined : locked.examined + decided.CHUNK]
    WhatIfCase.objects.bulk_create(
        WhatIfCase(
            what_if=locked,
            application=decision.application,
            decision=decision,
            before=decision.tier,
            after=change.tier,
            differences=[str(one) for one in change.differences],
        )
        for decision, change in what_if.changes(pack, decided.in_chunks(part))
        if change.differences
    )
    locked.examined += len(part)
    locked.finished_at = timezone.now() if locked.examined == locked.total else None
    locked.save(update_fields=["examined", "finished_at"])
    return locked.finished_at is None
