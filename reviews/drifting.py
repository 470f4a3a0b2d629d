"""Which shares have changed of late, of one version of the policy?"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from reviews.drift import Drift, Share, compare

LATELY: Final = timedelta(weeks=4)
BEFORE: Final = timedelta(weeks=26)
APPROVED: Final = "approval"
_DECIDED: Final = """
    SELECT d.decided_at >= %(lately)s, d.outcome = 'approve', count(*)
      FROM applications_decision d JOIN applications_revision r ON r.id = d.revision_id
     WHERE r.pack_id = %(pack)s AND d.decided_at >= %(before)s GROUP BY 1, 2
"""
_MARKED: Final = """
    SELECT d.decided_at >= %(lately)s, m.key, m.value IN ('gap', 'violates'), count(*)
      FROM applications_decision d JOIN applications_revision r ON r.id = d.revision_id
      CROSS JOIN LATERAL jsonb_each_text(d.checks) m
     WHERE r.pack_id = %(pack)s AND d.decided_at >= %(before)s AND m.value <> '' GROUP BY 1, 2, 3
"""


def drifts(pack: int, *, now: datetime) -> list[tuple[str, Drift]]:
    """Those of the changes that are worth a task."""
    return [(about, drift) for about, drift in changes(pack, now=now) if drift.is_told]


def changes(pack: int, *, now: datetime) -> Iterator[tuple[str, Drift]]:
    """The share of approvals, and for each check the share of gaps: of late and before."""
    counts = {APPROVED: Counter[tuple[bool, bool]]()}
    given: dict[str, int | datetime] = {
        "pack": pack,
        "lately": now - LATELY,
        "before": now - LATELY - BEFORE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DECIDED, given)
        for lately, has, count in cursor.fetchall():
            counts[APPROVED][lately, has] = count
        cursor.execute(_MARKED, given)
        for lately, check, has, count in cursor.fetchall():
            counts.setdefault(check, Counter())[lately, has] = count
    for name, of_name in sorted(counts.items()):
        yield name, compare(_share(of_name, lately=False), _share(of_name, lately=True))


def _share(counts: Counter[tuple[bool, bool]], *, lately: bool) -> Share:
    part = counts[lately, True]
    return Share(part, part + counts[lately, False])
