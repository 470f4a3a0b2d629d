"""The dashboard's page, and each of its figures as CSV."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final

from django.contrib import admin
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import SignedInRequest
from reviews import charts, dashboard, findings
from reviews.admin.found import for_reviewers
from reviews.admin.own_pages import OwnPages, Page
from reviews.models import Dashboard
from reviews.periods import Period, period_from
from reviews.tables import Table, as_csv

Figure = Callable[[User, Period], Table]
FIGURES: Final[Mapping[str, Figure]] = {
    "backlog": lambda by, _: dashboard.backlog(by, now=timezone.now()),
    "due": lambda by, _: dashboard.due(by, now=timezone.now()),
    "kept": lambda by, period: dashboard.kept(by, period=period),
    "flow": lambda by, period: dashboard.flow(by, period=period),
    "stages": lambda by, period: dashboard.stages(by, period=period),
    "clauses": lambda by, period: findings.failed_clauses(by, period=period),
    "appeals": lambda by, period: findings.appeals(by, period=period),
}


@require_safe
@cache_control(private=True, no_store=True)
def show(request: SignedInRequest) -> HttpResponse:
    """Every figure as a picture and as the same in a table."""
    period = period_from(request.GET)
    tables = [figure(request.user, period) for figure in FIGURES.values()]
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "period": period,
        "figures": [(table, charts.chart(table)) for table in tables],
    }
    return render(request, "admin/reviews/dashboard.html", context)


@require_safe
@cache_control(private=True, no_store=True)
def as_file(request: SignedInRequest, figure: str) -> HttpResponse:
    """One figure as CSV."""
    if figure not in FIGURES:
        raise Http404
    period = period_from(request.GET)
    answer = HttpResponse(
        as_csv(FIGURES[figure](request.user, period)), content_type="text/csv; charset=utf-8"
    )
    name = f"{figure}-{period.since}-{period.until}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@admin.register(Dashboard)
class DashboardAdmin(OwnPages):
    """Figures for reviewers."""

    pages: ClassVar[tuple[Page, ...]] = (
        ("", for_reviewers(show), "reviews_dashboard"),
        ("<str:figure>.csv", for_reviewers(as_file), "reviews_figure"),
    )
