"""Who may come in, and which application does an address mean?"""

import re
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from applications.models import Application
from common.errors import DomainError
from reviews import queries

View = Callable[..., HttpResponse]


def for_reviewers(view: View) -> View:
    """Refuse staff who do not review."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not getattr(request.user, "is_reviewer", False):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def by_scripts_too(page: View) -> View:
    """Tell a script plainly that nobody is signed in, not by the sign-in page."""

    @wraps(page)
    def answered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if getattr(request, "htmx", False) and not request.user.is_authenticated:
            return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
        return page(request, *args, **kwargs)

    return answered


def reviewable(request: SignedInRequest, reference: str) -> Application:
    """One that this reviewer may judge; of their own organisations they learn nothing here."""
    known = Application.objects.reviewable_by(request.user).select_related(
        "organisation", "pack", "revision__pack", "appeal"
    )
    return get_object_or_404(queries.for_desk(known), reference=reference)


def onwards(request: SignedInRequest, reference: str) -> HttpResponse:
    """To its desk, or to the queue when the act has hidden it from whoever did it."""
    if Application.objects.reviewable_by(request.user).filter(reference=reference).exists():
        return redirect("admin:reviews_desk", reference)
    return redirect("admin:reviews_queue")


def revision_seen(request: HttpRequest) -> int:
    """The number of the revision on the page that was sent; 0 if it does not say."""
    return small_number(request.POST.get("revision", ""))


def small_number(text: str) -> int:
    """A number of up to five digits; 0 for anything else."""
    return int(text) if re.fullmatch("[0-9]{1,5}", text) else 0


def act(view: Callable[..., str]) -> View:
    """A view that does one thing, tells how it went and goes back; `view` returns the sentence."""

    @require_POST
    @wraps(view)
    def answered(request: SignedInRequest, reference: str, **more: Any) -> HttpResponse:
        try:
            messages.success(request, view(request, reference=reference, **more))
        except DomainError as error:
            messages.error(request, str(error))
        return onwards(request, reference)

    return answered
