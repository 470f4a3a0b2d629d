"""Where do reviewers ask outside advisers, and what did those say?"""

from http import HTTPStatus
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.requests import SignedInRequest
from applications.models import Application
from common.errors import DomainError
from reviews import sharing
from reviews.admin.found import act, reviewable
from reviews.models.advice import StakeholderGroup
from reviews.services import advice as services


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: SignedInRequest, reference: str) -> HttpResponse:
    """The opinions on one application, and the form that asks for another."""
    application = reviewable(request, reference)
    problem: DomainError | None = None
    if request.method == "POST":
        try:
            services.ask(application, **_asked(request), by=request.user)
        except DomainError as error:
            problem = error
        else:
            messages.success(request, gettext("The question has been sent."))
            return redirect("admin:reviews_advice", reference)
    return _page(request, application, problem)


@act
def withdraw(request: SignedInRequest, *, reference: str, advice_id: int) -> str:
    """Take a question back."""
    application = reviewable(request, reference)
    advice = get_object_or_404(application.advice.all(), pk=advice_id)
    services.withdraw(advice, by=request.user)
    return gettext("The question is taken back: its link opens nothing any more.")


@require_safe
def breadth(request: SignedInRequest) -> HttpResponse:
    """From how many groups opinions came, for policy owners."""
    if not request.user.is_policy_owner:
        raise PermissionDenied
    context = {**admin.site.each_context(request), "rows": _in_words(request.user)}
    return render(request, "admin/reviews/advice_breadth.html", context)


def _in_words(person: User) -> list[dict[str, Any]]:
    labels = dict(StakeholderGroup.choices)
    return [{**row, "label": labels[row["group"]]} for row in sharing.breadth(person)]


def _asked(request: SignedInRequest) -> dict[str, Any]:
    return {
        "email": request.POST.get("email", ""),
        "shared": request.POST.getlist("shared"),
        "wanted": request.POST.get("wanted", ""),
    }


def _page(
    request: SignedInRequest, application: Application, problem: DomainError | None
) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "application": application,
        "questions": sharing.offered(application),
        "asked": application.advice.select_related("invited_by"),
        "typed": _asked(request),
        "problem": problem,
    }
    status = problem.status if problem else HTTPStatus.OK
    return render(request, "admin/reviews/advice.html", context, status=status)
