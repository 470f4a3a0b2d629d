"""One act on several applications: shown with its list and count first, then done one by one."""

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django_stubs_ext import StrOrPromise

from accounts.models import User
from accounts.requests import SignedInRequest
from applications.models import Application
from reviews import services
from reviews.admin.found import small_number
from reviews.narrowing import filters_from

SELECTED_MAX = 100


@require_POST
def act_on_selected(request: SignedInRequest) -> HttpResponse:
    """Ask first, with the list and the count; then do it to each, and tell every refusal."""
    label_and_act = BULK.get(request.POST.get("action", ""))
    back = reverse("admin:reviews_queue") + _safe_query(request)
    if label_and_act is None:
        messages.error(request, gettext("Choose what to do with the selected applications."))
        return redirect(back)
    label, act = label_and_act
    selected = dict(_selected(request)[:SELECTED_MAX])
    found = _found(request.user, selected)
    if not found:
        messages.error(request, gettext("Select at least one application."))
        return redirect(back)
    if "confirmed" not in request.POST:
        return _ask(request, label, found, back)
    done, refused = services.each(
        found, lambda application: act(application, request.user, selected[application.reference])
    )
    _tell(request, label, done, refused)
    return redirect(back)


def _found(by: User, selected: Mapping[str, int]) -> QuerySet[Application]:
    known = Application.objects.reviewable_by(by).filter(reference__in=selected)
    return known.select_related("organisation", "pack", "revision__pack").order_by("pk")


def _ask(
    request: SignedInRequest, label: StrOrPromise, found: QuerySet[Application], back: str
) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "label": label,
        "action": request.POST["action"],
        "found": found,
        "selected": request.POST.getlist("selected")[:SELECTED_MAX],
        "query": filters_from(request.POST.dict()).as_query(),
        "back": back,
    }
    return render(request, "admin/reviews/selected.html", context)


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


def _safe_query(request: SignedInRequest) -> str:
    """The filters from which one came, read and written again."""
    query = filters_from(request.POST.dict()).as_query()
    return f"?{urlencode(query)}"
