"""The pages on which policy owners try a draft of the policy on decided cases."""

from collections import Counter
from http import HTTPStatus
from typing import Any, Final

from django.contrib import admin
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from applications.models.conflicts import unconflicted
from common.errors import DomainError
from reviews import drafts
from reviews.admin.found import small_number
from reviews.models import WhatIf
from reviews.services import what_ifs
from reviews.what_if import Difference

LISTED: Final = 200
USUAL: Final = 200
WORDS: Final = {
    Difference.TIER: _("another tier"),
    Difference.PROHIBITED: _("approved, and would be prohibited"),
    Difference.STOPPED: _("approved, and would be stopped by its marks"),
    Difference.ALLOWED: _("was prohibited, and would not be"),
    Difference.QUESTIONS: _("answers would be missing or invalid"),
    Difference.CHECKS: _("checks that nobody has answered"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def show(request: SignedInRequest) -> HttpResponse:
    """The form, and the trials so far."""
    problem = None
    if request.method == "POST":
        try:
            return redirect("admin:reviews_what_if", _begin(request).pk)
        except DomainError as error:
            problem = error
    context = {
        **admin.site.each_context(request),
        "trials": WhatIf.objects.defer("content")[:LISTED],
        "last": request.POST.get("last", USUAL),
        "problem": problem,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return render(request, "admin/reviews/what_ifs.html", context, status=status)


def _begin(request: SignedInRequest) -> WhatIf:
    file = request.FILES.get("draft")
    if file is None or isinstance(file, list) or file.file is None:
        raise drafts.DraftUnreadable
    content = drafts.content_of(file.file, name=str(file.name))
    last = small_number(request.POST.get("last", ""))
    return what_ifs.begin(content, last=last, by=request.user)


@require_safe
@cache_control(private=True, no_store=True)
def detail(request: SignedInRequest, trial_id: int) -> HttpResponse:
    """How far a trial is, and what would change in what the reader may see."""
    trial = get_object_or_404(WhatIf.objects.defer("content"), pk=trial_id)
    visible = trial.cases.filter(
        unconflicted(
            request.user, organisation="application__organisation", application="application"
        )
    )
    differences = visible.values_list("differences", flat=True)
    counts = Counter(one for found in differences for one in found)
    moves = Counter(visible.values_list("before", "after"))
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "trial": trial,
        "changed": len(differences),
        "counts": [(WORDS[one], counts[one]) for one in Difference if counts[one]],
        "moves": sorted((*move, count) for move, count in moves.items() if move[0] != move[1]),
        "cases": _listed(request, visible),
        "may_list": request.user.is_reviewer,
        "heading": gettext("%(pack)s on decided cases") % {"pack": trial.pack_name},
    }
    return render(request, "admin/reviews/what_if.html", context)


def _listed(request: SignedInRequest, visible: Any) -> list[Any]:
    """The cases by reference, for policy owners who review as well."""
    if not request.user.is_reviewer:
        return []
    return [
        (case, [WORDS[Difference(one)] for one in case.differences])
        for case in visible.select_related("application")[:LISTED]
    ]
