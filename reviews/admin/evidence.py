"""The pages of one check: words quoted for it, what it asks, precedents; and opening checks."""

from http import HTTPStatus

from django.contrib import admin
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from applications.models import Application
from common.errors import DomainError
from guidelines.pack import Check
from reviews import closed_checks, queries, services
from reviews.admin.found import View, act, reviewable, revision_seen, small_number
from reviews.check_page import check_page
from reviews.models import Opening, Quote

TYPED = ("question", "words", "wording", "reason")


@require_safe
@cache_control(private=True, no_store=True)
def show(request: SignedInRequest, reference: str, check: str) -> HttpResponse:
    """What else there is on one check."""
    application = reviewable(request, reference)
    return _page(request, application, _known(application, check))


@require_http_methods(["POST"])
def quote(request: SignedInRequest, reference: str) -> HttpResponse:
    """Pin words of an answer to a check."""
    application = reviewable(request, reference)
    check = _known(application, request.POST.get("check", ""))
    try:
        services.quote(
            application,
            check.id,
            question=request.POST.get("question", ""),
            words=request.POST.get("words", ""),
            near=small_number(request.POST.get("near", "")),
            by=request.user,
            revision=revision_seen(request),
        )
    except DomainError as error:
        return _page(request, application, check, problem=error)
    return _back(application, check.id)


@act
def unquote(request: SignedInRequest, *, reference: str, quote_id: int) -> str:
    """Take a quote of one's own off its check."""
    application = reviewable(request, reference)
    own = Quote.objects.filter(revision__application=application, reviewer=request.user)
    known = own.select_related("revision__application")
    services.unquote(get_object_or_404(known, pk=quote_id), by=request.user)
    return gettext("The quote is taken off.")


@require_http_methods(["POST"])
def ask(request: SignedInRequest, reference: str, check: str) -> HttpResponse:
    """Word the question that an unclear check asks."""
    application = reviewable(request, reference)
    known = _known(application, check)
    try:
        services.ask(
            application,
            known.id,
            question=request.POST.get("question", ""),
            wording=request.POST.get("wording", ""),
            by=request.user,
            revision=revision_seen(request),
        )
    except DomainError as error:
        return _page(request, application, known, problem=error)
    return _back(application, known.id)


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def open_checks(request: SignedInRequest, reference: str) -> HttpResponse:
    """Put a domain or single checks on the checklist that the answers do not put there."""
    application = reviewable(request, reference)
    problem: DomainError | None = None
    if request.method == "POST":
        try:
            services.open_checks(
                application,
                _chosen(request, application),
                reason=request.POST.get("reason", ""),
                by=request.user,
                revision=revision_seen(request),
            )
        except DomainError as error:
            problem = error
        else:
            return _back(application, "checklist")
    return _opening_page(request, application, problem)


@act
def close_check(request: SignedInRequest, *, reference: str, opening_id: int) -> str:
    """Take a check off the checklist that one has opened."""
    application = reviewable(request, reference)
    known = application.openings.standing().select_related("application")
    opening: Opening = get_object_or_404(known, pk=opening_id)
    services.take_back_opening(opening, by=request.user)
    return gettext("%(check)s is off the checklist.") % {"check": opening.check_id}


PAGES: tuple[tuple[str, View, str], ...] = (
    ("<str:reference>/checks/", open_checks, "reviews_open_checks"),
    ("<str:reference>/checks/<str:check>/", show, "reviews_check"),
    ("<str:reference>/checks/<str:check>/question/", ask, "reviews_ask"),
    ("<str:reference>/quotes/", quote, "reviews_quote"),
    ("<str:reference>/quotes/<int:quote_id>/remove/", unquote, "reviews_unquote"),
    ("<str:reference>/openings/<int:opening_id>/close/", close_check, "reviews_close_check"),
)


def _known(application: Application, check: str) -> Check:
    known = queries.pack_of(application).check_index.get(check)
    if known is None:
        raise Http404
    return known


def _chosen(request: SignedInRequest, application: Application) -> list[str]:
    """The single checks, and those of each domain."""
    domains = set(request.POST.getlist("domain"))
    checks = queries.pack_of(application).checks
    return [*request.POST.getlist("check"), *(one.id for one in checks if one.clause in domains)]


def _back(application: Application, anchor: str) -> HttpResponse:
    return redirect(f"{reverse('admin:reviews_desk', args=[application.reference])}#{anchor}")


def _page(
    request: SignedInRequest,
    application: Application,
    check: Check,
    *,
    problem: DomainError | None = None,
) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "application": application,
        "page": check_page(application, check, by=request.user),
        "problem": problem,
        "typed": {name: request.POST.get(name, "") for name in TYPED},
        "seen": revision_seen(request) or application.current_revision().number,
    }
    status = problem.status if problem else HTTPStatus.OK
    return render(request, "admin/reviews/check.html", context, status=status)


def _opening_page(
    request: SignedInRequest, application: Application, problem: DomainError | None
) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "application": application,
        "groups": closed_checks.groups(application, by=request.user),
        "openings": queries.openings_of(application),
        "is_held": queries.is_held(application, by=request.user),
        "problem": problem,
        "typed": {name: request.POST.get(name, "") for name in TYPED},
        "chosen": {*request.POST.getlist("check"), *request.POST.getlist("domain")},
        "seen": revision_seen(request) or application.current_revision().number,
    }
    status = problem.status if problem else HTTPStatus.OK
    return render(request, "admin/reviews/open_checks.html", context, status=status)
