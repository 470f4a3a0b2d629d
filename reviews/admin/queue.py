"""The queue's page."""

from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from applications.states import OPEN, Status
from guidelines import tier_words
from guidelines.pack import Tier
from reviews import listing
from reviews.admin.selected import BULK
from reviews.listing import Filters, Tab

STATUSES: Final = tuple(status for status in Status if status in OPEN)


@require_safe
def show(request: SignedInRequest) -> HttpResponse:
    """One page of the queue."""
    filters = listing.filters_from(request.GET)
    counts = listing.counts(request.user)
    page = listing.page(filters, by=request.user)
    context = {
        **admin.site.each_context(request),
        "filters": filters,
        "page": page,
        "tabs": [
            {"tab": tab, "count": counts.get(tab), "url": _url(filters, tab=tab, status="")}
            for tab in Tab
        ],
        "chips": _chips(filters),
        "tiers": list(Tier),
        "statuses": STATUSES,
        "next_url": _url(filters, after=page.next_after) if page.next_after else "",
        "previous_url": _url(filters, before=page.previous_before) if page.previous_before else "",
        "here": f"?{request.GET.urlencode()}",
        "bulk": {name: label for name, (label, _) in BULK.items()},
    }
    return render(request, "admin/reviews/queue.html", context)


def _url(filters: Filters, **changed: str) -> str:
    query: dict[str, str] = {**filters.as_query(), **changed}
    return "?" + urlencode({name: value for name, value in query.items() if value})


def _chips(filters: Filters) -> list[dict[str, Any]]:
    """Each filter that is on, with the address without it."""
    state = dict(Status.choices).get(filters.status, "")
    labels = {
        "tier": gettext("Tier: %(tier)s") % {"tier": tier_words.word(filters.tier)},
        "status": gettext("State: %(state)s") % {"state": state},
        "q": gettext("Search: %(words)s") % {"words": filters.words},
    }
    return [
        {"label": labels[name], "url": _url(filters, **{name: ""})}
        for name in filters.as_query()
        if name in labels
    ]
