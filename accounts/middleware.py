"""What holds for every request of somebody who is signed in?

Staff need a second factor, and where a session is used is noted for its owner to see.
"""

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import api

SECOND_FACTORS: Final = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
SET_UP_HERE: Final = "staff_set_up_second_factor"  # the session in which the first one was proved
ALWAYS_OPEN: Final = frozenset({"account_logout", "healthz"})
OPEN_TO_CONFIRM: Final = ALWAYS_OPEN | {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}
OPEN_TO_SET_UP: Final = ALWAYS_OPEN | {
    "account_confirm_email",
    "account_email",
    "account_email_verification_sent",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_index",
    "mfa_list_webauthn",
}
NOTED: Final = "activity_noted"  # session key and time of the last note
NOTE_EVERY: Final = 300  # seconds
EXPLANATIONS: Final = {
    "mfa_index": _("Staff sign in with a second factor. Set one up to go on."),
    "mfa_reauthenticate": _("Staff sign in with a second factor. Confirm yours to go on."),
}


class StaffMfaMiddleware:
    """Staff without a second factor see only the pages that set it up; others confirm theirs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the session that has just set up the first factor count as signed in with it."""
        response = self.get_response(request)
        if getattr(request, "staff_sets_up_factor", False) and _has_factor(request):
            request.session[SET_UP_HERE] = True
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Send staff who are not signed in with a second factor to the page they need."""
        if not (settings.STAFF_MFA_REQUIRED and _is_staff(request)):
            return None
        has_factor = _has_factor(request)
        if has_factor and used_second_factor(request):
            return None
        url_name = request.resolver_match.url_name if request.resolver_match else None
        if url_name in (OPEN_TO_CONFIRM if has_factor else OPEN_TO_SET_UP):
            request.staff_sets_up_factor = request.method == "POST" and not has_factor  # type: ignore[attr-defined]
            return None
        return _refusal(request, page="mfa_reauthenticate" if has_factor else "mfa_index")


class SessionActivityMiddleware:
    """Note address, browser and time of a session's use; allauth's own does so on every request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Note it at most every five minutes, and at once after a change of the session's key.

        Pages that are the same for everybody never touch the session, and neither does this.
        """
        response = self.get_response(request)
        if request.session.accessed and request.user.is_authenticated and _is_due(request):
            UserSession.objects.create_from_request(request)
            request.session[NOTED] = (request.session.session_key, time.time())
        return response


def _is_due(request: HttpRequest) -> bool:
    key, noted_at = request.session.get(NOTED, (None, 0))
    return bool(key != request.session.session_key or time.time() - noted_at > NOTE_EVERY)


def used_second_factor(request: HttpRequest) -> bool:
    """Whether this session was signed in, or confirmed, with a second factor."""
    records = get_authentication_records(request, request.user)
    return SET_UP_HERE in request.session or any(
        record.get("method") == "mfa" for record in records
    )


def _has_factor(request: HttpRequest) -> bool:
    return bool(is_mfa_enabled(request.user, SECOND_FACTORS))


def _is_staff(request: HttpRequest) -> bool:
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES  # strangers may share a cache
    return has_session and isinstance(request.user, User) and request.user.is_staff


def _refusal(request: HttpRequest, *, page: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return api.response(
            request,
            HTTPStatus.FORBIDDEN,
            code="second_factor_needed",
            detail=str(EXPLANATIONS[page]),
        )
    messages.warning(request, EXPLANATIONS[page])
    query = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
    return HttpResponseRedirect(f"{reverse(page)}?{query}")
