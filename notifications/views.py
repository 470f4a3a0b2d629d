"""What do the pages of notifications do: list, mark as read, preferences, unsubscribe?"""

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from notifications import kinds, queries, services, unsubscribing
from notifications.forms import PreferencesForm
from notifications.models import Notification

PAGE_SIZE = 25


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    """What the person was told, the newest first, a page at a time by keyset."""
    told = queries.told(request.user)
    before = request.GET.get("before", "")
    if before.isdecimal():
        told = told.filter(pk__lt=int(before[:18]))
    shown = list(told[: PAGE_SIZE + 1])
    context = {
        "entries": [(one, kinds.of(one.event)) for one in shown[:PAGE_SIZE]],
        "newest": shown[0] if shown else None,
        "is_first": not before,
        "older": shown[PAGE_SIZE - 1].pk if len(shown) > PAGE_SIZE else None,
    }
    return render(request, "notifications/notification_list.html", context)


@require_POST
@login_required
def read(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Mark one as read, and go to the place that it tells of if that was asked for."""
    told = get_object_or_404(queries.told(request.user), public_id=public_id)
    services.mark_read(told)
    return redirect(told.place if "open" in request.POST else "notifications:list")


@require_POST
@login_required
def read_all(request: SignedInRequest) -> HttpResponse:
    """Mark as read whatever was there when the page was made; what came since stays unread."""
    newest = _newest_seen(request)
    count = services.mark_all_read(request.user, up_to=newest)
    text = ngettext(
        "%(count)d notification is marked as read.",
        "%(count)d notifications are marked as read.",
        count,
    )
    messages.success(request, text % {"count": count})
    return redirect("notifications:list")


def _newest_seen(request: SignedInRequest) -> Notification | None:
    try:
        named = uuid.UUID(request.POST.get("newest", ""))
    except ValueError:
        return None
    return queries.told(request.user).filter(public_id=named).first()


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def preferences(request: SignedInRequest) -> HttpResponse:
    """How news of each group reaches the person."""
    chosen = queries.preferences_of([request.user])[request.user.pk]
    form = PreferencesForm(request.POST or None, preferences=chosen)
    if form.is_valid():
        services.choose(request.user, form.wishes())
        messages.success(request, _("Your choices have been saved."))
        return redirect("notifications:preferences")
    return render(request, "notifications/preferences_edit.html", {"form": form})


@csrf_exempt  # mail programs post here without a cookie (RFC 8058); the signed link is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the mails that a link in one of them is about; asking first, unless it is a program."""
    found = unsubscribing.read(token)
    if found is None:
        page = "notifications/unsubscribe_unknown.html"
        return render(request, page, status=HTTPStatus.NOT_FOUND)
    person, groups = found
    if request.method == "POST":
        services.unsubscribe(person, groups)
    context = {"groups": groups, "is_done": request.method == "POST"}
    return render(request, "notifications/unsubscribe.html", context)
