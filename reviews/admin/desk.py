"""The desk's page, and what one does there short of deciding."""

from collections.abc import Mapping
from http import HTTPStatus
from uuid import uuid4

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts import services as accounts
from accounts.requests import SignedInRequest
from applications import queries as applications
from applications.exchanges import exchanges as told_of
from applications.models import Application
from applications.outcome_words import conditions as in_words
from applications.states import Role, Status, approval_actions_for
from common.errors import DomainError
from common.form_keys import form_key
from reviews import desk as desks
from reviews import (
    desk_news,
    desk_reasons,
    exposure,
    leases_in_words,
    presence,
    seen,
    services,
    topics,
)
from reviews.admin import distress
from reviews.admin.beat import page_of
from reviews.admin.found import act, reviewable
from reviews.desk_checks import Typed
from reviews.mark_words import MARK_WORDS
from reviews.services import MarkInput


@require_safe
@cache_control(private=True, no_store=True)
def show(request: SignedInRequest, reference: str) -> HttpResponse:
    """The desk of one application."""
    application = reviewable(request, reference)
    only_changed = request.GET.get("show") == "changed"
    shown = desks.desk(application, by=request.user, only_changed=only_changed)
    if distress.is_to_be_named(shown, by=request.user):
        return distress.name_topics(request, shown)
    return page(request, application, shown)


@require_safe
@cache_control(private=True, no_store=True)
def exchanges(request: SignedInRequest, reference: str) -> HttpResponse:
    """What was asked about each submission, what was answered, and what was said in between."""
    application = reviewable(request, reference)
    pack, answers = applications.pack_of(application), application.current_revision().all_answers()
    context = {
        **admin.site.each_context(request),
        "application": application,
        "exchanges": told_of(application),
        "message_key": uuid4(),
        "topics": topics.labels(pack, answers.get(topics.TOPICS_QUESTION)),
        "covered": exposure.covered(application, by=request.user),
        "is_desk": True,
    }
    return render(request, "admin/reviews/exchanges.html", context)


@require_POST
def claim(request: SignedInRequest, reference: str) -> HttpResponse:
    """Take it, or keep it for longer; marks that came along with that are saved."""
    application = reviewable(request, reference)
    try:
        services.claim(application, by=request.user)
    except DomainError as error:
        return _refused(request, application, _posted_marks(request), error)
    messages.success(request, gettext("You hold %(reference)s.") % {"reference": reference})
    return save_marks(request, reference) if _posted_marks(request) else _back(reference)


@act
def release(request: SignedInRequest, *, reference: str) -> str:
    """Give it back to the queue."""
    services.release(reviewable(request, reference), by=request.user)
    return gettext("%(reference)s is back in the queue.") % {"reference": reference}


@require_POST
def save_marks(request: SignedInRequest, reference: str) -> HttpResponse:
    """Save the checklist; what was refused is shown again as it was typed."""
    application = reviewable(request, reference)
    marks, seen_by_page = _posted_marks(request), page_of(request)
    try:
        shown = services.mark(
            application,
            marks,
            by=request.user,
            revision=seen_by_page.revision,
            shown=seen_by_page.shown,
        )
    except DomainError as error:
        return _refused(request, application, marks, error)
    if not getattr(request, "htmx", False):
        return _back(reference)
    context = {"desk": desks.desk(application, by=request.user), "shown": seen.as_text(shown)}
    return render(request, "reviews/partials/progress.html", context)


@require_POST
@cache_control(private=True, no_store=True)
def reveal(request: SignedInRequest, reference: str) -> HttpResponse:
    """Show one covered answer, and note that it was looked at."""
    application = reviewable(request, reference)
    question = request.POST.get("question", "")
    try:
        services.reveal(application, question, by=request.user)
    except DomainError as error:
        shown = desks.desk(application, by=request.user)
        return page(request, application, shown, problem=str(error), status=error.status)
    shown = desks.desk(application, by=request.user, revealed=frozenset({question}))
    return page(request, application, shown)


@require_POST
def switch_keys(request: SignedInRequest) -> HttpResponse:
    """Turn the single-key shortcuts on or off for this person."""
    accounts.switch_shortcuts(request.user, on="on" in request.POST)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@act
def write(request: SignedInRequest, *, reference: str) -> str:
    """Write to the applicant under the pseudonym."""
    services.write(
        reviewable(request, reference),
        request.POST.get("body", ""),
        by=request.user,
        key=form_key(request.POST),
    )
    return gettext("Your message has been sent.")


@act
def take_back(request: SignedInRequest, *, reference: str, request_id: int) -> str:
    """Ask for a change no longer."""
    asked = reviewable(request, reference).requests.select_related("application")
    services.take_back(get_object_or_404(asked, pk=request_id), by=request.user)
    return gettext("The request is taken back.")


def page(
    request: SignedInRequest,
    application: Application,
    shown: desks.Desk,
    *,
    problem: str = "",
    news: tuple[str, ...] = (),
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """The desk with everything around it."""
    context = {
        **admin.site.each_context(request),
        "desk": shown,
        "application": application,
        "problem": problem,
        "news": news,
        "leave": distress.leave_choices(shown) if shown.is_held else (),
        "mark_words": MARK_WORDS,
        **_around(request, application, shown),
        **_approval(application, shown),
    }
    return render(request, "admin/reviews/desk.html", context, status=status)


def _around(
    request: SignedInRequest, application: Application, shown: desks.Desk
) -> dict[str, object]:
    """Why it is here, who else has it open, and how long the claim holds."""
    row = getattr(application, "handed", None)
    return {
        "here_because": desk_reasons.why(getattr(application, "reasons", [])),
        "handed": desk_reasons.Handed.read(row) if row else None,
        "others": leases_in_words.presence(presence.enter(application, by=request.user)),
        "lease_words": leases_in_words.lease(shown.lease, by=request.user),
        "seconds_left": leases_in_words.seconds_left(shown.lease, by=request.user),
    }


def _approval(application: Application, shown: desks.Desk) -> dict[str, object]:
    """What became of it, and what can be done with that."""
    is_over = application.status == Status.APPROVED
    approval = application.approvals.first() if is_over else None
    if approval is None:
        return {}
    return {
        "approval": approval,
        "approval_conditions": in_words(shown.pack, approval.conditions),
        "approval_actions": approval_actions_for(approval.status, Role.REVIEWER),
    }


def _refused(
    request: SignedInRequest,
    application: Application,
    marks: Mapping[str, MarkInput],
    error: DomainError,
) -> HttpResponse:
    """Say why, and what has changed since the page was made; what was typed is kept in it."""
    page_seen = page_of(request)
    news = desk_news.news(application, page_seen, by=request.user) if page_seen.position else ()
    if getattr(request, "htmx", False):
        told = " ".join((str(error), *error.pointers.values(), *news))
        return HttpResponse(told, status=error.status, content_type="text/plain; charset=utf-8")
    if page_seen.shown is not None:
        changed = seen.meet(marks, {}, page_seen.shown)
        marks = {c: one for c, one in marks.items() if c in changed.changed | changed.clashing}
    shown = desks.desk(application, by=request.user, typed=Typed(marks, error.pointers))
    return page(request, application, shown, problem=str(error), news=news, status=error.status)


def _back(reference: str) -> HttpResponse:
    return redirect("admin:reviews_desk", reference)


def _posted_marks(request: SignedInRequest) -> dict[str, MarkInput]:
    """Every check that the form holds, marked or not."""
    checks = [name.removeprefix("note-") for name in request.POST if name.startswith("note-")]
    return {
        check: MarkInput(
            request.POST.get(f"mark-{check}", ""),
            request.POST[f"note-{check}"],
            has_evidence=f"evidence-{check}" in request.POST,
        )
        for check in checks
    }
