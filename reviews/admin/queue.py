"""The queue's page, and one act on several applications."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from django_stubs_ext import StrOrPromise

from accounts.models import User
from accounts.requests import SignedInRequest
from applications.models import Application
from applications.states import OPEN, Status
from guidelines import tier_words
from guidelines.pack import Tier
from reviews import listing, services
from reviews.admin.found import small_number
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


@require_POST
def act_on_selected(request: SignedInRequest) -> HttpResponse:
    """Claim, release or approve those that are ticked; every refusal is told."""
    label_and_act = BULK.get(request.POST.get("action", ""))
    back = redirect(reverse("admin:reviews_queue") + _safe_query(request))
    if label_and_act is None:
        messages.error(request, gettext("Choose what to do with the selected applications."))
        return back
    selected = dict(_selected(request))
    known = Application.objects.reviewable_by(request.user).filter(reference__in=selected)
    make_act = label_and_act[1]
    done, refused = services.each(
        known.select_related("organisation", "pack", "revision__pack").order_by("pk"),
        lambda application: make_act(application, request.user, selected[application.reference]),
    )
    _tell(request, label_and_act[0], done, refused)
    return back


def _claim(application: Application, by: User, _: int) -> object:
    return services.claim(application, by=by)


def _release(application: Application, by: User, _: int) -> object:
    return services.release(application, by=by)


def _approve(application: Application, by: User, revision: int) -> object:
    return services.approve_express(application, by=by, revision=revision)


BULK: Final[Mapping[str, tuple[StrOrPromise, Callable[[Application, User, int], object]]]] = {
    "claim": (_("Claim"), _claim),
    "release": (_("Release"), _release),
    "approve": (_("Approve (express)"), _approve),
}


def _selected(request: SignedInRequest) -> list[tuple[str, int]]:
    """Ticked rows as reference and the revision that was shown."""
    pairs = (value.partition("/") for value in request.POST.getlist("selected"))
    return [(reference, small_number(number)) for reference, _, number in pairs]


def _tell(
    request: SignedInRequest, label: StrOrPromise, done: list[str], refused: list[services.Refusal]
) -> None:
    if done:
        messages.success(request, f"{label}: {', '.join(done)}.")
    for refusal in refused:
        messages.error(request, f"{refusal.reference}: {refusal.sentence}")
    if not done and not refused:
        messages.error(request, gettext("Select at least one application."))


def _safe_query(request: SignedInRequest) -> str:
    """The filters from which one came, read and written again."""
    query = listing.filters_from(request.POST).as_query()
    return f"?{urlencode(query)}"


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
