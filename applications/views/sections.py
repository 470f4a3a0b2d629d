"""How is a section of the form shown and saved?"""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseStopPolling

from accounts import queries as accounts
from accounts.models import Membership, User
from accounts.requests import SignedInRequest
from applications import attached, question_fields
from applications.forms import chosen_version, page_input
from applications.places import BACK_TO_CHECK
from applications.section_page import SectionPage
from applications.services import editing
from applications.services.editing import Outcome, PageInput
from applications.views import found, signed_out
from common.errors import DomainError

MORE_QUESTIONS = gettext_lazy("Your answers add more questions to this page.")
BOTH_KEPT = gettext_lazy(
    "An answer was changed by somebody else while you had this page open. Both versions are kept."
    " Choose which of them is to stay."
)


def keeps_what_was_typed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Like `login_required`, but a page that was sent signed out is not lost."""

    @wraps(view)
    def guarded(request: HttpRequest, reference: str, section_id: str, **rest: Any) -> HttpResponse:
        if request.user.is_authenticated:
            if request.method == "POST" and signed_out.is_of_another(request):
                return signed_out.refuse(request)
            return view(request, reference, section_id, **rest)
        if request.method == "POST":
            return signed_out.keep(request, reference, section_id)
        return redirect_to_login(request.get_full_path())

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_what_was_typed
def section(request: SignedInRequest, reference: str, section_id: str) -> HttpResponse:
    """One section on one page. Saving keeps everything, right or wrong, and says what is wrong."""
    page = _page(request, reference, section_id)
    if request.method != "POST":
        return _render(request, _as_left(request, page))
    given = page_input(page.section.questions, request.POST, request.FILES)
    try:
        outcome = editing.save_page(page.application, given, by=request.user)
    except DomainError as error:
        return _refused(request, page, error)
    return _saved(request, page, given, outcome)


@require_POST
@keeps_what_was_typed
def upload(
    request: SignedInRequest, reference: str, section_id: str, question_id: str
) -> HttpResponse:
    """Save the page with its chosen files, and stay at the question."""
    page = _page(request, reference, section_id)
    given = page_input(page.section.questions, request.POST, request.FILES)
    try:
        outcome = editing.save_page(page.application, given, by=request.user)
    except DomainError as error:
        return _refused(request, page, error)
    return _saved(request, page, given, outcome, stay_at=question_id)


@require_POST
@keeps_what_was_typed
def remove(
    request: SignedInRequest, reference: str, section_id: str, attachment_id: int
) -> HttpResponse:
    """Save the page, take a file out of its answer, and stay at the question."""
    page = _page(request, reference, section_id)
    attachment = get_object_or_404(
        page.application.attachments.select_related("application"), pk=attachment_id
    )
    given = page_input(page.section.questions, request.POST, request.FILES)
    try:
        outcome = editing.save_page_and_detach(given, attachment, by=request.user)
    except DomainError as error:
        return _refused(request, page, error)
    return _saved(request, page, given, outcome, stay_at=attachment.question)


@require_POST
@keeps_what_was_typed
def version(
    request: SignedInRequest, reference: str, section_id: str, variant_id: int
) -> HttpResponse:
    """Save the page, decide between two versions of an answer, and stay at the question."""
    page = _page(request, reference, section_id)
    variants = page.application.variants.select_related("application")
    variant = get_object_or_404(variants, pk=variant_id)
    chosen = chosen_version(request.POST)
    if chosen is None:
        raise BadRequest
    choice, looked = chosen
    given = page_input(page.section.questions, request.POST, request.FILES)
    try:
        outcome = editing.save_page_and_choose(
            given, variant, choice, looked=looked, by=request.user
        )
    except DomainError as error:
        return _refused(request, page, error)
    return _saved(request, page, given, outcome, stay_at=variant.question)


@require_POST
def autosave(request: HttpRequest, reference: str, section_id: str) -> HttpResponse:
    """Save answers while they are typed; the answer brings what the page must change."""
    if not isinstance(request.user, User):
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
    if signed_out.is_of_another(request):
        return _plainly(str(signed_out.OTHER_PERSON), HTTPStatus.CONFLICT)
    page = _page(request, reference, section_id)  # type: ignore[arg-type]  # somebody is signed in
    given = page_input(page.section.questions, request.POST, request.FILES)
    try:
        outcome = editing.save_page(page.application, replace(given, uploads=()), by=request.user)
    except DomainError as error:
        return _plainly(str(error), error.status)
    status = HTTPStatus.OK if outcome.is_complete else HTTPStatus.UNPROCESSABLE_ENTITY
    context = _after_autosave(page, given, outcome)
    return render(request, "applications/autosave.html", context, status=status)


@require_safe
def files(request: HttpRequest, reference: str, section_id: str, question_id: str) -> HttpResponse:
    """The files of one question, for a page that asks again while they are being checked."""
    if not isinstance(request.user, User):
        return _ask_no_more()
    page = _page(request, reference, section_id)  # type: ignore[arg-type]  # somebody is signed in
    asked = (e for e in page.entries if e.question.id == question_id and e.is_shown)
    entry = next(asked, None)
    if entry is None:
        return _ask_no_more()
    field = question_fields.field(page, entry)
    if request.GET.get("seen") == attached.seen(entry.files):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    context = {"field": field, "application": page.application}
    return render(request, "applications/section_files.html", context)


def _ask_no_more() -> HttpResponse:
    """For a page that no longer is what it was: htmx stops, and leaves it as it stands."""
    return HttpResponseStopPolling(headers={"HX-Reswap": "none"})


def _plainly(sentence: str, status: int) -> HttpResponse:
    """What autosave says beside the button."""
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")


def _after_autosave(page: SectionPage, given: PageInput, outcome: Outcome) -> dict[str, Any]:
    """What has to change on an open page, whose controls stay as they are."""
    marks = {q: f"{given.seen.get(q, '')}:{pk}" for q, pk in outcome.conflicts.items()}
    reply_marks = {pk: given.seen_replies[pk] for pk in outcome.stale}
    after = replace(page, marks=marks, reply_marks=reply_marks)  # reads again what now applies
    moved = [e for e in after.entries if e.is_shown != (e.question.id in given.seen)]
    kept = [e for e in after.entries if e.is_shown and e not in moved]
    return {
        "page": after,
        "application": after.application,
        "kept": kept,
        "compared": [e for e in kept if e.versions or e.question.id in given.own],
        "swapped": question_fields.shown(after, moved),
    }


def _page(request: SignedInRequest, reference: str, section_id: str) -> SectionPage:
    application = found.own(request, reference)
    page = SectionPage(
        application,
        section_id,
        can_edit=accounts.can_edit(request.user, application.organisation),
        back=BACK_TO_CHECK if request.GET.get("back") == BACK_TO_CHECK else "",
        show_missing="problems" in request.GET,
    )
    if page.task is None:
        raise Http404
    return page


def _as_left(request: SignedInRequest, page: SectionPage) -> SectionPage:
    """The page as it is stored, or as somebody left it when they had been signed out."""
    left = signed_out.take(request)
    if left is None:
        return page
    messages.warning(request, signed_out.NOT_SAVED)
    if left.had_files:
        messages.warning(request, signed_out.FILES_NOT_KEPT)
    given = page_input(page.section.questions, left.typed, MultiValueDict())
    # It goes on comparing with what the person saw, whatever colleagues have saved since.
    return replace(
        page,
        typed=given.answers,
        replies=given.replies,
        marks=given.seen,
        reply_marks=given.seen_replies,
    )


def _saved(
    request: SignedInRequest,
    page: SectionPage,
    given: PageInput,
    outcome: Outcome,
    *,
    stay_at: str = "",
) -> HttpResponse:
    """Show what could not be kept, or go to where the person wants to go."""
    after = replace(
        page, typed=given.answers, replies=given.replies, outcome=outcome, show_missing=True
    )
    if not outcome.is_complete:
        return _render(request, after, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if outcome.conflicts:
        messages.info(request, BOTH_KEPT)
        return redirect(_address(page, anchor=min(outcome.conflicts)))
    return redirect(_next(request, after, given, stay_at=stay_at))


def _next(request: SignedInRequest, page: SectionPage, given: PageInput, *, stay_at: str) -> str:
    """Where one goes when all of a page is kept."""
    if request.POST.get("go") == "later":
        return page.application.get_absolute_url()
    added = _added(page, given)
    if added:
        messages.info(request, MORE_QUESTIONS)
    return _address(page, anchor=stay_at or added) if stay_at or added else _onward(page)


def _added(page: SectionPage, given: PageInput) -> str:
    """The first question that was not on the page when it was sent."""
    added = (e.question.id for e in page.entries if e.is_shown and e.question.id not in given.seen)
    return next(added, "") if given.seen else ""


def _onward(page: SectionPage) -> str:
    """Back to the section while something is wrong in it, else to where one came from, or on."""
    if page.has_problems:
        return _address(page, problems=True)
    reference = page.application.reference
    if page.back or page.following is None:
        return reverse("applications:check", args=[reference])
    return reverse("applications:section", args=[reference, page.following.section.id])


def _address(page: SectionPage, *, anchor: str = "", problems: bool = False) -> str:
    """The page again, for coming back to the right place."""
    query = {"back": page.back, "problems": "1" if problems else ""}
    given = urlencode({name: value for name, value in query.items() if value})
    url = reverse("applications:section", args=[page.application.reference, page.section.id])
    return url + (f"?{given}" if given else "") + (f"#question-{anchor}" if anchor else "")


def _refused(request: SignedInRequest, page: SectionPage, error: DomainError) -> HttpResponse:
    """Nothing on the page may be changed by this person, or not now."""
    messages.error(request, str(error))
    return redirect(page.application)


def _colleagues(page: SectionPage) -> QuerySet[Membership] | tuple[()]:
    """Whom one can put on the section."""
    if not (page.can_edit and page.application.is_editable):
        return ()
    return accounts.members_of(page.application.organisation).filter(role__in=accounts.WRITERS)


def _render(
    request: SignedInRequest, page: SectionPage, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    questions = question_fields.shown(page, page.entries)
    context = {
        "page": page,
        "page_url": _address(page),
        "application": page.application,
        "questions": questions,
        "fields": [each.field for each in questions if each.field],
        "has_errors": bool(page.errors),
        "colleagues": _colleagues(page),
    }
    return render(request, "applications/section.html", context, status=status)
