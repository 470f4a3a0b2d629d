"""How does a reviewer meet work that may distress: named first, covered, and easy to give back?"""

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.requests import SignedInRequest
from common.errors import DomainError
from reviews import desk as desks
from reviews import exposure, topics, wellbeing
from reviews.admin.found import reviewable
from reviews.services import wellbeing as services


def is_to_be_named(shown: desks.Desk, *, by: User) -> bool:
    """Whether the topics of this work are named before its desk is shown."""
    if shown.opened is None or shown.opened.is_opened:
        return False
    return wellbeing.wish_of(by).is_warned


def name_topics(request: SignedInRequest, shown: desks.Desk) -> HttpResponse:
    """Name what may distress, with a way in and a way out."""
    context = {
        **admin.site.each_context(request),
        "desk": shown,
        "application": shown.application,
        "leave": leave_choices(shown),
    }
    return render(request, "admin/reviews/named_first.html", context)


def leave_choices(shown: desks.Desk) -> list[tuple[str, str]]:
    """The topics that may be left to others from now on, with their names."""
    named = exposure.topics_of(shown.application)
    return [pair for pair in topics.offered(shown.pack).items() if pair[0] in named]


@require_POST
def open_named(request: SignedInRequest, reference: str) -> HttpResponse:
    """Open work whose topics were named."""
    try:
        services.open_named(reviewable(request, reference), by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("admin:reviews_desk", reference)


@require_POST
@cache_control(private=True, no_store=True)
def uncover(request: SignedInRequest, reference: str) -> HttpResponse:
    """Show one answer that was covered."""
    application = reviewable(request, reference)
    question = request.POST.get("question", "")
    try:
        services.uncover(application, question, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("admin:reviews_desk", reference)
    if not getattr(request, "htmx", False):
        return redirect(f"{reverse('admin:reviews_desk', args=[reference])}#{question}")
    shown = desks.desk(application, by=request.user)
    rows = (row for section in shown.sections() for row in section.rows)
    row = next(row for row in rows if row.question.id == question)
    context = {"desk": shown, "application": application, "row": row}
    return render(request, "admin/reviews/partials/uncovered.html", context)


@require_POST
def give_back(request: SignedInRequest, reference: str) -> HttpResponse:
    """Give it back, without a reason, and perhaps leave its topics to others from now on."""
    application = reviewable(request, reference)
    leave = request.POST.getlist("leave")
    try:
        services.give_back(application, by=request.user, leave=leave)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("admin:reviews_desk", reference)
    told = gettext("%(reference)s is back in the queue.") % {"reference": reference}
    messages.success(request, told)
    return redirect("admin:reviews_queue")


PAGES = (
    ("<str:reference>/open/", open_named, "reviews_open_named"),
    ("<str:reference>/uncover/", uncover, "reviews_uncover"),
    ("<str:reference>/give-back/", give_back, "reviews_give_back"),
)
