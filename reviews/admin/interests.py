"""Where do reviewers declare interests, and policy owners end them and lift recusals?"""

from http import HTTPStatus

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.requests import SignedInRequest
from applications.models import Interest, Recusal
from common.errors import DomainError
from reviews import queries, services
from reviews.admin import advice
from reviews.admin.found import act, reviewable
from reviews.admin.own_pages import OwnPages
from reviews.forms import InterestForm
from reviews.models import Interests

HERE = "admin:reviews_interests_changelist"


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: SignedInRequest) -> HttpResponse:
    """One's own interests, a form for another, and to policy owners everybody's."""
    _ensure_may_enter(request.user)
    form = InterestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.declare(by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, gettext("Declared. What it concerns is hidden from you now."))
            return redirect(HERE)
    context = {
        **admin.site.each_context(request),
        "form": form,
        "own": request.user.interests.in_force(),
        "own_recusals": request.user.recusals.in_force(),
        "others": queries.interests_of_others(request.user),
        "recusals": queries.recusals_of_others(request.user),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "admin/reviews/interests.html", context, status=status)


@require_POST
def end(request: SignedInRequest, interest_id: int) -> HttpResponse:
    """End somebody's interest."""
    _ensure_may_enter(request.user)
    interest = get_object_or_404(Interest, pk=interest_id)
    try:
        services.end_interest(interest, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, gettext("The interest has ended."))
    return redirect(HERE)


@require_POST
def lift(request: SignedInRequest, recusal_id: int) -> HttpResponse:
    """Let somebody judge again what they took themselves off."""
    _ensure_may_enter(request.user)
    recusal = get_object_or_404(Recusal.objects.select_related("application"), pk=recusal_id)
    try:
        services.lift(recusal, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, gettext("The recusal is lifted."))
    return redirect(HERE)


@act
def recuse(request: SignedInRequest, *, reference: str) -> str:
    """Take oneself off the application at the desk."""
    application = reviewable(request, reference)
    services.recuse(application, by=request.user, reason=request.POST.get("reason", ""))
    return gettext("Others judge it now; you no longer find it anywhere.")


def _may_enter(person: User) -> bool:
    return person.is_reviewer or person.is_policy_owner


def _ensure_may_enter(person: User) -> None:
    if not _may_enter(person):
        raise PermissionDenied


@admin.register(Interests)
class InterestsAdmin(OwnPages):
    """Conflicts of interest, and from whom advice came."""

    pages = (
        ("", show, "reviews_interests"),
        ("advice/", advice.breadth, "reviews_advice_breadth"),
        ("<int:interest_id>/end/", end, "reviews_interest_end"),
        ("recusals/<int:recusal_id>/lift/", lift, "reviews_recusal_lift"),
    )

    @staticmethod
    def may_enter(user: User) -> bool:
        """Reviewers and policy owners."""
        return _may_enter(user)
