"""What becomes of a page that somebody saves after the session has ended?

It waits in the browser's next session and is shown again, unsaved, once they have signed in.
"""

from typing import Final

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from applications import sealing
from applications.models import Application

KEPT: Final = "page_typed_while_signed_out"
KEPT_MAX: Final = 200_000  # characters
NOT_SAVED: Final = (
    "You were signed out before this page was saved. It is as you left it: save it again."
)


def keep(request: HttpRequest, reference: str, section_id: str) -> HttpResponse:
    """Keep what was posted and ask to sign in; only for an application that exists."""
    path = reverse("applications:section", args=[reference, section_id])
    given = request.POST.copy()
    given.pop("csrfmiddlewaretoken", None)
    typed = given.urlencode()
    if len(typed) <= KEPT_MAX and Application.objects.filter(reference=reference).exists():
        sealed = sealing.seal({"typed": typed}).decode()  # it may hold sensitive answers
        request.session[KEPT] = {"path": path, "sealed": sealed}
    return redirect_to_login(path)


def take(request: HttpRequest) -> QueryDict | None:
    """What was kept for this very page, once."""
    kept = request.session.get(KEPT)
    if kept is None or kept["path"] != request.path:
        return None
    del request.session[KEPT]
    return QueryDict(sealing.unseal(kept["sealed"].encode())["typed"])
