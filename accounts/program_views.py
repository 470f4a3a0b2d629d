"""What do the pages do on which a person lets programs in and shows them out again?"""

import uuid
from http import HTTPStatus

from allauth.account.decorators import reauthentication_required
from allauth.core.internal import ratelimit
from allauth.idp.oidc import views as identity
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import queries, services
from accounts.program_forms import DeviceCodeForm
from accounts.requests import SignedInRequest
from common.errors import DomainError


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def device(request: SignedInRequest) -> HttpResponse:
    """Ask for the code that a program shows, then whether the program may act for the person.

    In place of allauth's own page, which asks for no fresh proof and checks no CSRF token.
    """
    sent = request.POST if request.method == "POST" else request.GET
    form = DeviceCodeForm(sent if "code" in sent else None)
    if not form.is_valid():
        return render(request, "accounts/device_code.html", {"form": form})
    if request.method == "POST":
        return _answer(request, form)
    allowed = queries.in_words(form.waiting.scopes, of=request.user)
    context = {"waiting": form.waiting, "allowed": allowed}
    return render(request, "accounts/device_confirm.html", context)


def _answer(request: SignedInRequest, form: DeviceCodeForm) -> HttpResponse:
    is_let_in = request.POST.get("action") == "approve"
    act = services.let_in if is_let_in else services.turn_away
    try:
        act(form.waiting, by=request.user)
    except DomainError as error:
        form.add_error("code", str(error))
        return render(request, "accounts/device_code.html", {"form": form}, status=error.status)
    context = {"client": form.waiting.client, "is_let_in": is_let_in}
    return render(request, "accounts/device_answered.html", context)


@csrf_exempt
@require_POST
def device_code(request: HttpRequest) -> HttpResponse:
    """Give a program its pair of codes, so many a minute to one address."""
    if not ratelimit.consume(request, app="allauth.idp.oidc", action="device_code"):
        sentence = _("Too many codes were asked for from this address. Wait a minute.")
        refusal = {"error": "temporarily_unavailable", "error_description": sentence}
        return JsonResponse(
            refusal, status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": "60"}
        )
    response: HttpResponse = identity.device_code(request)
    return response


@require_safe
@login_required
@never_cache
def programs(request: SignedInRequest) -> HttpResponse:
    """List the programs that act for the person."""
    rows = queries.programs_of(request.user)
    return render(request, "accounts/program_list.html", {"rows": rows})


@require_POST
@login_required
def program_revoke(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show a program out."""
    connection = get_object_or_404(queries.connections_of(request.user), public_id=public_id)
    services.shut_out(connection)
    sentence = _("%(program)s can no longer act for you.")
    messages.success(request, sentence % {"program": connection.client.name})
    return redirect("accounts:programs")
