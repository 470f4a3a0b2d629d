"""Which marks did two people give to the same check of the same answers, each for themselves?

Pairs come from the first and second reviewer of one round, and from decisions and the blind second
looks at them. Nobody's name is read: the figures are about checks.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection

from guidelines import queries as guidelines
from guidelines.models import PackVersion
from reviews.agreement import Agreement, Standing, agreement

_PAIRS = """
    WITH pairs AS (
        SELECT r.pack_id, a.checks AS one, b.checks AS other, b.decided_at AS at
          FROM applications_decision b
          JOIN applications_decision a
            ON a.revision_id = b.revision_id AND a.round = b.round AND a.id < b.id
          JOIN applications_revision r ON r.id = b.revision_id
         WHERE b.decided_at >= %(since)s AND b.decided_at < %(until)s
        UNION ALL
        SELECT r.pack_id, d.checks, q.checks, q.finished_at
          FROM reviews_qualityreview q
          JOIN applications_decision d ON d.id = q.decision_id
          JOIN applications_revision r ON r.id = q.revision_id
         WHERE q.finished_at >= %(since)s AND q.finished_at < %(until)s
    )
    SELECT p.pack_id, m.key, m.value, p.other ->> m.key, count(*)
      FROM pairs p CROSS JOIN LATERAL jsonb_each_text(p.one) m
     WHERE m.value <> '' AND coalesce(p.other ->> m.key, '') <> ''
     GROUP BY 1, 2, 3, 4
"""


@dataclass(frozen=True, slots=True)
class CheckAgreement:
    """How far reviewers agree on one check of one version of the policy."""

    pack: PackVersion
    check: str
    figures: Agreement

    @property
    def standing(self) -> Standing:
        """What can be said of it."""
        return self.figures.standing(
            least=settings.QUALITY_LEAST_PAIRS, low=settings.QUALITY_LOW_KAPPA
        )

    @property
    def is_few(self) -> bool:
        """Whether there are too few pairs to show a figure."""
        return self.standing is Standing.FEW

    @property
    def is_low(self) -> bool:
        """Whether the check should be worded better."""
        return self.standing is Standing.LOW

    @property
    def observed(self) -> int:
        """In how many of a hundred pairs both marks are the same."""
        return round(100 * self.figures.observed)

    @property
    def kappa(self) -> float | None:
        """Rounded; None where it is undefined."""
        return None if self.figures.kappa is None else round(self.figures.kappa, 2)


def agreements(*, since: datetime, until: datetime) -> list[CheckAgreement]:
    """Of every check with a pair in the period, by version and in checklist order."""
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, {"since": since, "until": until})
        rows = cursor.fetchall()
    tables: dict[tuple[int, str], dict[tuple[str, str], int]] = defaultdict(dict)
    for pack, check, one, other, count in rows:
        tables[pack, check][one, other] = count
    versions = PackVersion.objects.newest_first().in_bulk({pack for pack, _ in tables})
    order = {
        (pk, check.id): place
        for (pk, _version), pack in zip(
            versions.items(), guidelines.originals(versions.values()), strict=True
        )
        for place, check in enumerate(pack.checks)
    }
    found = [
        CheckAgreement(versions[pack], check, agreement(table))
        for (pack, check), table in tables.items()
    ]
    return sorted(found, key=lambda one: (-one.pack.pk, order.get((one.pack.pk, one.check), 0)))
