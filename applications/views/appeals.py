"""How do applicants appeal against a decline: signed in, or by the link in their mail?"""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts import queries as accounts
from accounts.models import User
from accounts.requests import SignedInRequest
from applications import appeal_links, appealing, outcome_words, queries
from applications.appeal_forms import StatementForm
from applications.models import Application
from applications.services import appeals
from applications.views import found
from common.errors import DomainError

_CLOSED = {
    "unknown": HTTPStatus.NOT_FOUND,
    "stranger": HTTPStatus.FORBIDDEN,
    "filed": HTTPStatus.OK,
    "over": HTTPStatus.GONE,
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def appeal(request: SignedInRequest, reference: str) -> HttpResponse:
    """Say why the decision should be another one."""
    application = found.own(request, reference)
    can_appeal = appealing.is_possible(application, now=timezone.now())
    if not (can_appeal and accounts.can_edit(request.user, application.organisation)):
        return redirect(application)
    form = _form(request)
    if form.is_valid() and _filed(form, application, by=request.user):
        messages.success(request, _("You have appealed. Other reviewers judge it now."))
        return redirect(application)
    context = _context(application, form)
    return render(request, "applications/application_appeal.html", context, status=_status(form))


@csrf_exempt  # the signed address is the secret, and no cookie lends anybody power here
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def appeal_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same for whoever holds the link; looking changes nothing, whoever looks."""
    response = _by_link(request, appeal_links.opened(token))
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _by_link(request: HttpRequest, link: appeal_links.Link | None) -> HttpResponse:
    reason = _why_closed(link)
    if link is None or reason:
        return _closed(request, link, reason)
    form = _form(request)
    if form.is_valid() and _filed(form, link.application, by=link.person):
        return redirect(request.path)  # the page then says what happens next; a reload is harmless
    context = _context(link.application, form)
    return render(request, "applications/appeal_link.html", context, status=_status(form))


def _why_closed(link: appeal_links.Link | None) -> str:
    """Why this link files no appeal; "" if it does."""
    if link is None:
        return "unknown"
    reasons = {
        "stranger": not link.may_act,
        "filed": appealing.appeal_of(link.application) is not None,
        "over": not appealing.is_possible(link.application, now=timezone.now()),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _closed(request: HttpRequest, link: appeal_links.Link | None, reason: str) -> HttpResponse:
    """A page without a form, which says why there is none; to a stranger, nothing more."""
    is_known = link is not None and reason != "stranger"
    application = link.application if link and is_known else None
    context = {
        "reason": reason,
        "application": application,
        "appeal": application and appealing.appeal_of(application),
    }
    return render(request, "applications/appeal_link_closed.html", context, status=_CLOSED[reason])


def _form(request: HttpRequest) -> StatementForm:
    return StatementForm(request.POST if request.method == "POST" else None)


def _filed(form: StatementForm, application: Application, *, by: User) -> bool:
    """File it; a refusal goes onto the form."""
    try:
        appeals.file(application, form.cleaned_data["statement"], by=by)
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True


def _status(form: StatementForm) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _context(application: Application, form: StatementForm) -> dict[str, Any]:
    decision = appealing.final_decision(application, None)
    pack = queries.pack_of(application)
    return {
        "application": application,
        "form": form,
        "last_day": appealing.last_day(application),
        "decided": decision and outcome_words.decision_words(application, pack, decision),
    }
