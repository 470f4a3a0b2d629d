"""What did reviewers find: which clauses fail most often, and which declines an appeal changed?"""

from collections import Counter
from typing import Any, Final

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import Appeal, Application, Decision
from applications.models.appeal import AppealOutcome
from guidelines import queries as guidelines
from guidelines.models import PackVersion
from reviews import eligibility
from reviews.dashboard import NEWEST
from reviews.periods import Period
from reviews.tables import Row, Table

SHOWN: Final = 12
_FAILING: Final = """
    SELECT r.pack_id, c.key, c.value, count(*)
      FROM applications_decision d
      JOIN applications_revision r ON r.id = d.revision_id
      CROSS JOIN LATERAL jsonb_each_text(d.checks) c
     WHERE d.id IN ({decisions}) AND c.value IN ('gap', 'violates')
     GROUP BY 1, 2, 3
"""
Failing = Counter[tuple[str, str]]  # (clause or check, mark) → how often


def failed_clauses(by: User, *, period: Period) -> Table:
    """The clauses whose checks were marked as a gap or a violation most often."""
    failing = _by_clause(_decisions(by, period))
    total = Counter[str]()
    for (clause, _mark), count in failing.items():
        total[clause] += count
    rows = (
        Row(clause, (failing[clause, "gap"], failing[clause, "violates"]))
        for clause, _count in sorted(total.items(), key=lambda one: (-one[1], one[0]))[:SHOWN]
    )
    return Table(
        name="clauses",
        title=_("Clauses that fail most often"),
        says=_("Marks of the newest %(most)s decisions in the period, by the clause of the check.")
        % {"most": NEWEST},
        head=_("Clause"),
        columns=(_("gap"), _("violates")),
        rows=tuple(rows),
        charted=(0, 1),
    )


def _decisions(by: User, period: Period) -> Any:
    visible = eligibility.visible(Application.objects.order_by(), by=by)
    made = Decision.objects.filter(
        decided_at__gte=period.begins, decided_at__lt=period.ends, application__in=visible
    )
    return made.order_by("-pk")


def _by_clause(decisions: Any) -> Failing:
    sql, params = decisions.values("pk")[:NEWEST].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_FAILING.format(decisions=sql), params)
        found = cursor.fetchall()
    versions = PackVersion.objects.in_bulk({pack for pack, *_rest in found})
    packs = dict(zip(versions, guidelines.originals(versions.values()), strict=True))
    failing: Failing = Counter()
    for pack, name, mark, count in found:
        check = packs[pack].check_index.get(name)
        failing[(check.clause if check else None) or name, mark] += count
    return failing


def appeals(by: User, *, period: Period) -> Table:
    """The appeals decided in the period, by the clauses that the decline had cited."""
    decided = Appeal.objects.filter(
        decided_at__gte=period.begins,
        decided_at__lt=period.ends,
        outcome__in=(AppealOutcome.UPHELD, AppealOutcome.OVERTURNED),
        application__in=eligibility.visible(Application.objects.order_by(), by=by),
    )
    outcomes = dict(decided.order_by("-pk").values_list("application", "outcome")[:NEWEST])
    counts = _cited(outcomes)
    total = Counter(outcomes.values())
    rows = [_appealed(_("All"), total[AppealOutcome.OVERTURNED], len(outcomes))]
    rows += [_appealed(name, changed, whole) for name, (changed, whole) in counts.items()]
    return Table(
        name="appeals",
        title=_("Appeals that changed a decision"),
        says=_("Appeals decided in the period, and the clauses that the decline had cited."),
        head=_("Clause"),
        columns=(_("decision changed"), _("decision stands"), _("decided"), _("changed, %")),
        rows=tuple(rows),
        charted=(0, 1),
    )


def _cited(outcomes: dict[int, str]) -> dict[str, tuple[int, int]]:
    """By clause: how many declines an appeal changed, and how many there were."""
    declines = Decision.objects.filter(application__in=outcomes, outcome="decline").order_by("pk")
    before = declines.filter(application__appeal__round__gt=F("round"))
    cited = dict(before.values_list("application", "clauses"))  # the last one counts
    whole, changed = Counter[str](), Counter[str]()
    for application, clauses in cited.items():
        for clause in {str(one).partition("@")[0] for one in clauses}:
            whole[clause] += 1
            changed[clause] += outcomes[application] == AppealOutcome.OVERTURNED
    return {clause: (changed[clause], count) for clause, count in whole.most_common(SHOWN)}


def _appealed(label: str, changed: int, whole: int) -> Row:
    share = round(100 * changed / whole, 1) if whole else None
    return Row(label, (changed, whole - changed, whole, share))
