"""What is put before the policy owners: opened by figures, closed with what was done."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from common.errors import DomainError
from events import services as events
from guidelines.models import PackVersion
from reviews import drifting, pairs
from reviews.models import PolicyTask, TaskKind

PERIOD: Final = timedelta(weeks=26)
NOTE_MAX: Final = 5000


class NotAPolicyOwner(DomainError):
    """Only policy owners close what is put before them."""


class TaskClosed(DomainError):
    """This task is closed already."""


class SayWhatWasDone(DomainError):
    """Say in at most 5,000 characters what was done about it, or why nothing need be."""


def open_tasks(*, now: datetime) -> list[PolicyTask]:
    """Open a task for each check that is read differently, and for each share that drifts."""
    opened = [
        _open(TaskKind.AGREEMENT, one.pack, one.check, figures=_of_pairs(one), now=now)
        for one in _low(now)
    ]
    for pack in PackVersion.objects.in_force()[:1]:
        for about, drift in drifting.drifts(pack.pk, now=now):
            opened.append(_open(TaskKind.DRIFT, pack, about, figures=_of_drift(drift), now=now))
    return [task for task in opened if task]


def _low(now: datetime) -> list[pairs.CheckAgreement]:
    found = pairs.agreements(since=now - PERIOD, until=now)
    return [one for one in found if one.is_low]


def _of_pairs(one: pairs.CheckAgreement) -> dict[str, Any]:
    return {"n": one.figures.n, "observed_percent": one.observed, "kappa": str(one.kappa)}


def _of_drift(drift: Any) -> dict[str, Any]:
    return {
        "before": f"{drift.before.part}/{drift.before.whole}",
        "after": f"{drift.after.part}/{drift.after.whole}",
        "z": f"{drift.z:.1f}",
    }


@transaction.atomic
def _open(
    kind: TaskKind, pack: PackVersion, about: str, *, figures: Mapping[str, Any], now: datetime
) -> PolicyTask | None:
    """Once for each check and version until it is closed; then after as long a time again."""
    PackVersion.objects.select_for_update().get(pk=pack.pk)
    same = PolicyTask.objects.filter(kind=kind, pack=pack, about=about)
    if same.open().exists() or same.filter(closed_at__gt=now - PERIOD).exists():
        return None
    task = PolicyTask.objects.create(
        kind=kind, pack=pack, about=about, figures=dict(figures), opened_at=now
    )
    facts = {"kind": str(kind), "about": about, **figures}
    events.append(f"pack:{pack.name}", "policy.task_opened", actor=None, data=facts)
    return task


@transaction.atomic
def close(task: PolicyTask, note: str, *, by: User) -> None:
    """Close it with what was done."""
    if not by.is_policy_owner:
        raise NotAPolicyOwner
    note = note.replace("\x00", "").strip()
    if not note or len(note) > NOTE_MAX:
        raise SayWhatWasDone
    locked = PolicyTask.objects.select_for_update(of=("self",)).select_related("pack")
    found = locked.get(pk=task.pk)
    if found.closed_at:
        raise TaskClosed
    found.note, found.closed_at, found.closed_by = note, timezone.now(), by
    found.save(update_fields=["note", "closed_at", "closed_by"])
    facts = {"kind": found.kind, "about": found.about}
    events.append(f"pack:{found.pack.name}", "policy.task_closed", actor=by, data=facts)
