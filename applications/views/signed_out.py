"""What becomes of a page that somebody saves after the session has ended?

It waits in the browser's next session and is shown again, unsaved, once they have signed in. The
same happens to a page that was opened before they signed in again in another tab. Nobody is handed
what another person typed.
"""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _
from django.views import csrf

from accounts.models import User
from applications import sealing
from applications.models import Application
from common import languages

KEPT: Final = "page_typed_while_signed_out"
KEPT_MAX: Final = 200_000  # characters
PERSON: Final = "person"  # hidden in the form: for whom the page was made
RENEWED: Final = "X-Renewed-Token"
NOT_SAVED: Final = _(
    "You were signed out before this page was saved. It is as you left it: save it again."
)
FILES_NOT_KEPT: Final = _("The files that you had chosen could not be kept: choose them again.")
OTHER_PERSON: Final = _(
    "Not saved: somebody else is signed in here now, and this page was opened by another person."
)
OUTDATED_TOKEN: Final = re.compile(r"CSRF token from .* incorrect\.")
SAVED_BY_SCRIPTS: Final = frozenset(
    {"applications:autosave", "admin:reviews_marks", "admin:reviews_beat"}
)
PAGES: Final = frozenset(
    f"applications:{name}" for name in ("section", "upload", "remove", "version")
)


@dataclass(frozen=True, slots=True)
class Left:
    """A page as its person left it."""

    typed: QueryDict
    had_files: bool


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW: signing in changes the token; an open page has the old one.

    Autosave is told the new one, in an answer that no other site can read, and tries again.
    """
    place = resolve(request.path_info)
    if OUTDATED_TOKEN.fullmatch(reason):
        if place.view_name in SAVED_BY_SCRIPTS:
            return HttpResponse(status=HTTPStatus.FORBIDDEN, headers={RENEWED: get_token(request)})
        if place.view_name in PAGES:
            return _show_again(request, place.kwargs["reference"], place.kwargs["section_id"])
    return csrf.csrf_failure(request, reason)


def _show_again(request: HttpRequest, reference: str, section_id: str) -> HttpResponse:
    if is_of_another(request):
        return refuse(request)
    kept = keep(request, reference, section_id)
    is_kept = kept.status_code == HTTPStatus.FOUND
    return redirect("applications:section", reference, section_id) if is_kept else kept


def is_of_another(request: HttpRequest) -> bool:
    """Whether the page was made for somebody else than who is signed in now."""
    person = request.POST.get(PERSON, "")
    return bool(person and isinstance(request.user, User)) and person != _public_id(request)


def refuse(request: HttpRequest) -> HttpResponse:
    """Say that nothing was saved; the way back in the browser still has what was typed."""
    context = {"sign_in_url": reverse("account_login"), "is_too_long": not is_of_another(request)}
    return render(request, "applications/section_unsaved.html", context, status=HTTPStatus.CONFLICT)


def keep(request: HttpRequest, reference: str, section_id: str) -> HttpResponse:
    """Keep what was posted and ask to sign in; only for an application that exists."""
    path = reverse("applications:section", args=[reference, section_id])
    given = {n: v for n, v in request.POST.lists() if n != "csrfmiddlewaretoken"}
    if sum(len(text) for values in given.values() for text in values) > KEPT_MAX:
        return refuse(request)
    if Application.objects.present().filter(reference=reference).exists():
        sealed = sealing.seal({"typed": given}).decode()  # it may hold sensitive answers
        request.session[KEPT] = {
            "path": languages.without_prefix(path),
            "person": request.POST.get(PERSON, ""),
            "files": bool(request.FILES),
            "sealed": sealed,
        }
    return redirect_to_login(path)


def take(request: HttpRequest) -> Left | None:
    """What was kept for this very page, once, and for this very person."""
    kept = request.session.get(KEPT)
    if kept is None or kept["path"] != languages.without_prefix(request.path):
        return None
    del request.session[KEPT]
    if kept["person"] not in {"", _public_id(request)}:
        return None
    typed = QueryDict(mutable=True)
    for name, values in sealing.unseal(kept["sealed"].encode())["typed"].items():
        typed.setlist(name, values)
    return Left(typed, had_files=kept["files"])


def _public_id(request: HttpRequest) -> str:
    return str(request.user.public_id) if isinstance(request.user, User) else ""
