"""How do applicants get a key, find it again, roll it, and end it?"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from accounts import queries as accounts
from accounts.requests import SignedInRequest
from applications.models import Application
from common.errors import DomainError
from keys import queries, services
from keys.decision import Allow, Deny, decide
from keys.forms import IssueForm, RollForm
from keys.models import ApiKey
from keys.reasons import no_key_because

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key as a list shows it."""

    key: ApiKey
    verdict: Allow | Deny

    @property
    def can_be_rolled(self) -> bool:
        """Whether it works and nothing has taken its place yet."""
        return isinstance(self.verdict, Allow) and self.key.replaced_by is None


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    """The keys of the person's organisations."""
    page = Paginator(queries.of(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "keys/key_list.html", {"page": page, "rows": _rows(page)})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
@sensitive_variables("secret")
def issue(request: SignedInRequest, reference: str) -> HttpResponse:
    """The keys of an application; a new one is shown on this very answer and never again."""
    application = _application(request, reference)
    form = IssueForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, application, form=form)
    try:
        key, secret = services.issue(
            application,
            by=request.user,
            name=form.cleaned_data["name"],
            env=form.cleaned_data["env"],
            expires_at=form.expires_at(),
        )
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(request, application, form=form, status=error.status)
    return _shown_once(request, key, secret)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
@sensitive_variables("secret")
def roll(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Put a new key in the place of one; it is shown on this very answer and never again."""
    key = get_object_or_404(queries.of(request.user), public_id=public_id)
    form = RollForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if form.is_valid():
        try:
            new, secret = services.roll(key, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
            status = error.status
        else:
            return _shown_once(request, new, secret, replaces=key)
    return render(request, "keys/key_roll.html", {"key": key, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def revoke(request: SignedInRequest, public_id: str) -> HttpResponse:
    """End a key, after asking once."""
    key = get_object_or_404(queries.of(request.user), public_id=public_id)
    if request.method != "POST":
        return render(request, "keys/key_revoke.html", {"key": key})
    try:
        services.revoke(key, by=request.user)
        sentence = _("The key “%(name)s” no longer works.")
        messages.success(request, sentence % {"name": key.name})
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("keys:issue", key.approval.application.reference)


@sensitive_variables("secret")
def _shown_once(
    request: SignedInRequest, key: ApiKey, secret: str, *, replaces: ApiKey | None = None
) -> HttpResponse:
    context = {
        "application": key.approval.application,
        "key": key,
        "secret": secret,
        "replaces": replaces,
        "site_url": settings.SITE_URL,
    }
    return render(request, "keys/key_issued.html", context)


def _application(request: SignedInRequest, reference: str) -> Application:
    known = Application.objects.of_applicant(request.user).select_related("organisation")
    return get_object_or_404(known, reference=reference)


def _page(
    request: SignedInRequest, application: Application, *, form: IssueForm, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "application": application,
        "reason": no_key_because(application, now=timezone.now()),
        "can_edit": accounts.can_edit(request.user, application.organisation),
        "rows": _rows(queries.of_application(application)),
        "form": form,
    }
    return render(request, "keys/key_issue.html", context, status=status)


def _rows(keys: Any) -> list[KeyRow]:
    now = timezone.now()
    return [KeyRow(key, decide(key.facts(), now=now)) for key in keys]
