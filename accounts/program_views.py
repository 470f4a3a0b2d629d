"""What do the pages do on which a person lets programs in and shows them out again?"""

import uuid
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.idp.oidc import views as identity
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import queries, services
from accounts.forms import DeviceCodeForm
from accounts.requests import SignedInRequest
from common.errors import DomainError
from common.limits import limited

FORM_PAGE = "accounts/device_code.html"
OUTCOME_PAGE = "accounts/device_outcome.html"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def device(request: SignedInRequest) -> HttpResponse:
    """Ask for the code that a program shows, then whether the program may act for the person.

    In place of allauth's own page, which neither asks for a fresh proof nor checks the form's token.
    """
    form = DeviceCodeForm(request.GET if "code" in request.GET else None)
    if not form.is_valid():
        return render(request, FORM_PAGE, {"form": form})
    if request.method == "POST":
        return _answer(request, form)
    context = {
        "code": form.cleaned_data["code"],
        "client": form.client,
        "allowed": queries.asked_for(form.device_code, by=form.client, of=request.user),
    }
    return render(request, "accounts/device_confirm.html", context)


def _answer(request: SignedInRequest, form: DeviceCodeForm) -> HttpResponse:
    is_let_in = request.POST.get("action") == "approve"
    context: dict[str, Any] = {"client": form.client, "is_let_in": is_let_in}
    try:
        if is_let_in:
            services.let_in(request.user, client=form.client, device_code=form.device_code)
        else:
            services.turn_away(request.user, device_code=form.device_code)
    except DomainError as error:
        form.add_error("code", str(error))
        return render(request, FORM_PAGE, {"form": form}, status=error.status)
    return render(request, OUTCOME_PAGE, context)


@require_safe
@login_required
@never_cache
def programs(request: SignedInRequest) -> HttpResponse:
    """List the programs that act for the person."""
    connections = queries.connections_of(request.user)
    return render(request, "accounts/program_list.html", {"connections": connections})


@require_POST
@login_required
def program_revoke(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show a program out."""
    connection = get_object_or_404(queries.connections_of(request.user), public_id=public_id)
    services.shut_out(connection)
    sentence = _("%(program)s can no longer act for you.")
    messages.success(request, sentence % {"program": connection.client.name})
    return redirect("accounts:programs")
