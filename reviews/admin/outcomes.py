"""The pages on which a review ends: changes, approval, refusal; and what becomes of an approval."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.contrib import admin, messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from applications.models.decision import Outcome
from applications.states import ApprovalAction
from common import languages
from common.errors import DomainError
from common.form_keys import form_key
from reviews import condition_fields, desk_news, letters, queries, services
from reviews import desk as desks
from reviews.admin.beat import page_of
from reviews.admin.found import act, onwards, reviewable, revision_seen
from reviews.models import HeldDecision

form_page = require_http_methods(["GET", "HEAD", "POST"])
NAMES = ("requests", "conditions", "clauses")


@form_page
def request_changes(request: SignedInRequest, reference: str) -> HttpResponse:
    """Ask for changes of named answers."""
    application = reviewable(request, reference)
    typed = _typed_requests(request)
    problem: DomainError | None = None
    if request.method == "POST" and "preview" not in request.POST:
        try:
            services.request_changes(
                application,
                typed,
                by=request.user,
                note=request.POST.get("note", ""),
                revision=revision_seen(request),
            )
        except DomainError as error:
            problem = error
        else:
            told = gettext("%(reference)s is with the applicant.") % {"reference": reference}
            messages.success(request, told)
            return redirect("admin:reviews_desk", reference)
    shown = desks.desk(application, by=request.user)
    typed = typed if request.method == "POST" else dict(shown.drafted_requests)
    letter = letters.of_changes(shown.pack, typed, note=request.POST.get("note", ""))
    more = {"typed": typed, "letter": letter, "open_sections": shown.doubtful_sections(typed)}
    return _page(request, "changes", shown, problem, more)


@form_page
def approve(request: SignedInRequest, reference: str) -> HttpResponse:
    """Approve with conditions."""
    application = reviewable(request, reference)
    note = request.POST.get("note", "")
    problem: DomainError | None = None
    shown = desks.desk(application, by=request.user)
    conditions = condition_fields.read(shown.assessment, request.POST)
    if request.method == "POST" and "preview" not in request.POST:
        try:
            held = services.decide(
                application,
                Outcome.APPROVE,
                by=request.user,
                revision=revision_seen(request),
                note=note,
                conditions=conditions,
                key=form_key(request.POST),
            )
        except DomainError as error:
            problem = error
        else:
            return _decided(request, held)
    posted = request.POST if request.method == "POST" else None
    offered = condition_fields.offered(
        shown.assessment, posted, problem.pointers if problem else None
    )
    letter = letters.of_approval(
        shown.pack, conditions, note=note, is_appeal=application.is_appealed
    )
    return _page(request, "approve", shown, problem, {"conditions": offered, "letter": letter})


@act
def approve_express(request: SignedInRequest, *, reference: str) -> str:
    """Approve with the default conditions, where the tier allows one click."""
    application = reviewable(request, reference)
    held = services.approve_express(application, by=request.user, revision=revision_seen(request))
    return _told(held)


@form_page
def decline(request: SignedInRequest, reference: str) -> HttpResponse:
    """Decline, with the clauses that it breaks."""
    application = reviewable(request, reference)
    clauses = tuple(request.POST.getlist("clause"))
    note = request.POST.get("note", "")
    problem: DomainError | None = None
    if request.method == "POST" and "preview" not in request.POST:
        try:
            held = services.decide(
                application,
                Outcome.DECLINE,
                by=request.user,
                revision=revision_seen(request),
                note=note,
                clauses=clauses,
                key=form_key(request.POST),
            )
        except DomainError as error:
            problem = error
        else:
            return _decided(request, held)
    shown = desks.desk(application, by=request.user)
    chosen = clauses if request.method == "POST" else letters.broken_clauses(shown.assessment)
    letter = letters.of_refusal(shown.pack, clauses, note=note, is_appeal=application.is_appealed)
    return _page(request, "decline", shown, problem, {"chosen": chosen, "letter": letter})


@act
def undo(request: SignedInRequest, *, reference: str) -> str:
    """Take a decision back that has not been sent."""
    services.undo(reviewable(request, reference), by=request.user)
    return gettext("Undone. Everything is as it was before.")


@require_safe
def waiting(request: SignedInRequest, reference: str) -> HttpResponse:
    """What the desk says of a decision that waits, for the page to renew."""
    application = reviewable(request, reference)
    held = queries.held_decision(application, by=request.user)
    context = {"application": application, "held": held, "held_over": held is None}
    return render(request, "admin/reviews/partials/held.html", context)


@act
def move_approval(request: SignedInRequest, *, reference: str, action: str) -> str:
    """Suspend, reinstate or revoke."""
    if action not in ApprovalAction.values:
        raise Http404
    application = reviewable(request, reference)
    note = request.POST.get("note", "")
    services.move_approval(application, ApprovalAction(action), by=request.user, note=note)
    return gettext("Done. Keys under this approval follow at once.")


def _typed_requests(request: SignedInRequest) -> dict[str, str]:
    """Question → what should change, for those with a text."""
    named = (name for name in request.POST if name.startswith("request-"))
    texts = {name.removeprefix("request-"): request.POST[name].strip() for name in named}
    return {question: text for question, text in texts.items() if text}


def _decided(request: SignedInRequest, held: HeldDecision) -> HttpResponse:
    messages.success(request, _told(held))
    if held.is_waiting:
        return redirect("admin:reviews_desk", held.application.reference)
    return onwards(request, held.application.reference)


def _told(held: HeldDecision) -> str:
    """What has become of a decision that was just given."""
    if held.is_waiting:
        told = gettext("Your decision on %(reference)s will be sent soon. You can still undo it.")
        return told % {"reference": held.application.reference}
    state = languages.inside_sentence(held.application.get_status_display())
    told = gettext("Your decision is recorded: %(reference)s is %(state)s.")
    return told % {"reference": held.application.reference, "state": state}


def _page(
    request: SignedInRequest,
    name: str,
    shown: desks.Desk,
    problem: DomainError | None,
    more: Mapping[str, Any],
) -> HttpResponse:
    page = page_of(request)
    is_refused = bool(problem and page.position)
    context = {
        **admin.site.each_context(request),
        "desk": shown,
        "application": shown.application,
        "offer": next(one for one in shown.offers if one.url_name.endswith(name)),
        "problem": problem,
        "has_errors": problem is not None,
        "note": request.POST.get("note", ""),
        "key": form_key(request.POST) or uuid4(),
        "is_preview": "preview" in request.POST,
        "seen": revision_seen(request) or shown.revision.number,
        "at": page.position,
        "news": desk_news.news(shown.application, page, by=request.user) if is_refused else (),
        **more,
    }
    status = problem.status if problem else HTTPStatus.OK
    return render(request, f"admin/reviews/{name}.html", context, status=status)
