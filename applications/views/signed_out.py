"""What becomes of a page that somebody saves after the session has ended?

It waits in the browser's next session and is shown again, unsaved, once they have signed in. The
same happens to a page that was opened before they signed in again in another tab.
"""

import re
from typing import Final

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _
from django.views import csrf

from applications import sealing
from applications.models import Application
from common import languages

KEPT: Final = "page_typed_while_signed_out"
KEPT_MAX: Final = 200_000  # characters
NOT_SAVED: Final = _(
    "You were signed out before this page was saved. It is as you left it: save it again."
)


OUTDATED_TOKEN: Final = re.compile(r"CSRF token from .* incorrect\.")
PAGES: Final = frozenset(
    f"applications:{name}" for name in ("section", "upload", "remove", "version")
)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW: signing in changes the token; an open page has the old one."""
    place = resolve(request.path_info)
    if place.view_name not in PAGES or not OUTDATED_TOKEN.fullmatch(reason):
        return csrf.csrf_failure(request, reason)
    reference, section_id = place.kwargs["reference"], place.kwargs["section_id"]
    keep(request, reference, section_id)
    return redirect("applications:section", reference, section_id)


def keep(request: HttpRequest, reference: str, section_id: str) -> HttpResponse:
    """Keep what was posted and ask to sign in; only for an application that exists."""
    path = reverse("applications:section", args=[reference, section_id])
    given = request.POST.copy()
    given.pop("csrfmiddlewaretoken", None)
    typed = given.urlencode()
    if len(typed) <= KEPT_MAX and Application.objects.filter(reference=reference).exists():
        sealed = sealing.seal({"typed": typed}).decode()  # it may hold sensitive answers
        request.session[KEPT] = {"path": languages.without_prefix(path), "sealed": sealed}
    return redirect_to_login(path)


def take(request: HttpRequest) -> QueryDict | None:
    """What was kept for this very page, once."""
    kept = request.session.get(KEPT)
    if kept is None or kept["path"] != languages.without_prefix(request.path):
        return None
    del request.session[KEPT]
    return QueryDict(sealing.unseal(kept["sealed"].encode())["typed"])
