"""The pages on which a person goes beyond the rules: another tier, and a research exception."""

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from applications.models import Application
from applications.models.decision import Outcome
from applications.services import judging
from common.errors import DomainError
from common.form_keys import form_key
from guidelines import exceptions, overrides
from reviews import condition_fields, services
from reviews import desk as desks
from reviews.admin.found import onwards, reviewable, revision_seen

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def override(request: SignedInRequest, reference: str) -> HttpResponse:
    """Raise or lower the tier, or leave it to the rules again."""
    application = reviewable(request, reference)
    problem: DomainError | None = None
    if request.method == "POST":
        try:
            services.override(
                application,
                request.POST.get("tier", ""),
                by=request.user,
                reason=request.POST.get("reason", ""),
                revision=revision_seen(request),
            )
        except DomainError as error:
            problem = error
        else:
            messages.success(request, gettext("The tier is set as a part of your judgement."))
            return redirect("admin:reviews_desk", reference)
    shown = desks.desk(application, by=request.user)
    given = shown.work.override
    more = {
        "up": overrides.up(shown.assessment),
        "down": overrides.down(shown.assessment),
        "chosen": request.POST.get("tier", given.tier if given else ""),
        "reason": request.POST.get("reason", given.reason if given else ""),
    }
    return _page(request, "override", shown, problem, more)


@form_page
def exception(request: SignedInRequest, reference: str) -> HttpResponse:
    """Record a research exception as one of two people."""
    application = reviewable(request, reference)
    problem: DomainError | None = None
    shown = desks.desk(application, by=request.user)
    if request.method == "POST":
        try:
            _except(request, application, shown)
        except DomainError as error:
            problem = error
        else:
            told = gettext("Your part of the exception is recorded. A second person has to agree.")
            messages.success(request, told)
            return onwards(request, reference)
    posted = request.POST if request.method == "POST" else None
    more = {
        "clauses": exceptions.clauses(shown.assessment),
        "conditions": condition_fields.offered(
            shown.assessment, posted, problem.pointers if problem else None
        ),
        "last_day": judging.last_exception_day(),
        "until": request.POST.get("until", ""),
        "note": request.POST.get("note", ""),
        "key": form_key(request.POST) or uuid4(),
    }
    return _page(request, "exception", shown, problem, more)


def _except(request: SignedInRequest, application: Application, shown: desks.Desk) -> None:
    services.decide(
        application,
        Outcome.EXCEPTION,
        by=request.user,
        revision=revision_seen(request),
        note=request.POST.get("note", ""),
        clauses=tuple(clause.reference for clause in exceptions.clauses(shown.assessment)),
        conditions=condition_fields.read(shown.assessment, request.POST),
        until=_day(request.POST.get("until", "")),
        key=form_key(request.POST),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _page(
    request: SignedInRequest,
    name: str,
    shown: desks.Desk,
    problem: DomainError | None,
    more: Mapping[str, Any],
) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "desk": shown,
        "application": shown.application,
        "problem": problem,
        "has_errors": problem is not None,
        "seen": revision_seen(request) or shown.revision.number,
        **more,
    }
    status = problem.status if problem else HTTPStatus.OK
    return render(request, f"admin/reviews/{name}.html", context, status=status)
