"""My work: what a reviewer chooses, what they have been through, breaks, hours and notes.

Everybody sees their own; there is no page that shows somebody else's.
"""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from common.errors import DomainError
from reviews import debriefs, desk_times, vendor_records, wellbeing
from reviews.admin.found import small_number
from reviews.models import DebriefNote, Vendor
from reviews.services import wellbeing as services
from reviews.wellbeing import Wish

PAUSES = (5, 10, 15, 20, 30)  # minutes


@require_safe
@cache_control(private=True, no_store=True)
def show(request: SignedInRequest) -> HttpResponse:
    """The whole page."""
    return page(request)


@require_POST
def choose(request: SignedInRequest) -> HttpResponse:
    """Keep what was chosen."""
    budget = request.POST.get("budget", "").strip()
    wish = Wish(
        topics=frozenset(request.POST.getlist("topics")),
        budget=small_number(budget) if budget else None,
        is_warned="is_warned" in request.POST,
    )
    try:
        services.choose(request.user, wish=wish)
    except DomainError as error:
        return page(request, problem=error)
    return _told(request, gettext("Saved. Nobody but you can see this."))


@require_POST
def pause(request: SignedInRequest) -> HttpResponse:
    """Take a break, and come back to where one was."""
    try:
        taken = services.pause(request.user, minutes=small_number(request.POST.get("minutes", "")))
    except DomainError as error:
        messages.error(request, str(error))
        return _back(request)
    until = date_format(timezone.localtime(taken.ends_at), "TIME_FORMAT")
    told = gettext("You are on a break until %(time)s. What you hold is held.") % {"time": until}
    messages.success(request, told)
    return _back(request)


@require_POST
def resume(request: SignedInRequest) -> HttpResponse:
    """End the break."""
    services.resume(request.user)
    return _back(request)


@require_safe
@cache_control(private=True, no_store=True)
def moment(request: SignedInRequest) -> HttpResponse:
    """The word about breaks and the budget that the desk fetches now and then."""
    context = {
        "hours": desk_times.hours(request.user),
        "day": wellbeing.day(request.user),
        "at": request.GET.get("at", ""),
        "pauses": PAUSES,
    }
    return render(request, "admin/reviews/partials/moment.html", context)


@require_POST
def write_down(request: SignedInRequest) -> HttpResponse:
    """Keep a note."""
    text, reader = request.POST.get("text", ""), request.POST.get("reader", "")
    try:
        services.write_down(request.user, text, reader=reader)
    except DomainError as error:
        return page(request, problem=error, text=text)
    return _told(request, gettext("The note is kept."))


@require_POST
def tear_up(request: SignedInRequest, note_id: int) -> HttpResponse:
    """Delete one of one's own notes."""
    mine = DebriefNote.objects.filter(reviewer=request.user)
    services.tear_up(get_object_or_404(mine, pk=note_id), by=request.user)
    return _told(request, gettext("The note is gone."))


def page(
    request: SignedInRequest, *, problem: DomainError | None = None, text: str = ""
) -> HttpResponse:
    """The page with everything that is the person's own."""
    by = request.user
    hours = desk_times.hours(by)
    vendor = Vendor.objects.filter(reviewers__reviewer=by).first()
    today = timezone.now().date()
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "problem": problem,
        "text": text,
        "day": wellbeing.day(by),
        "most": settings.EXPOSURE_BUDGET,
        "topics": wellbeing.known_topics(),
        "hours": hours,
        "worked": _worked(hours),
        "pauses": PAUSES,
        "at": "",
        "notes": debriefs.of(by),
        "contacts": wellbeing.contacts(),
        "vendor": vendor,
        "missing": vendor_records.missing(vendor, today=today) if vendor else (),
    }
    status = problem.status if problem else HTTPStatus.OK
    return render(request, "admin/reviews/my_work.html", context, status=status)


def _worked(hours: desk_times.Hours) -> list[tuple[str, str]]:
    spans = (
        (gettext("Time with applications today"), hours.today),
        (gettext("This week"), hours.week),
        (gettext("Last week"), hours.last_week),
    )
    return [(label, _clock(length)) for label, length in spans]


def _clock(length: timedelta) -> str:
    hours, minutes = divmod(int(length.total_seconds() // 60), 60)
    return gettext("%(hours)d h %(minutes)02d min") % {"hours": hours, "minutes": minutes}


def _told(request: SignedInRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("admin:reviews_my_work")


def _back(request: SignedInRequest) -> HttpResponse:
    """To the desk that one came from, if any."""
    reference = request.POST.get("at", "")
    if reference.isascii() and reference.replace("-", "").isalnum():
        return redirect("admin:reviews_desk", reference)
    return redirect("admin:reviews_my_work")


PAGES = (
    ("my-work/", show, "reviews_my_work"),
    ("my-work/choices/", choose, "reviews_choose"),
    ("my-work/break/", pause, "reviews_pause"),
    ("my-work/back/", resume, "reviews_resume"),
    ("my-work/moment/", moment, "reviews_moment"),
    ("my-work/notes/", write_down, "reviews_write_down"),
    ("my-work/notes/<int:note_id>/delete/", tear_up, "reviews_tear_up"),
)
