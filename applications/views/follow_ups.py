"""How do applicants amend, recertify or give up an approval, or begin again after a decline?"""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts import queries as accounts
from accounts.requests import SignedInRequest
from applications import lines, next_steps
from applications.models import Application
from applications.services import approvals, follow_ups
from applications.states import Kind
from applications.views import found
from common.errors import DomainError
from common.form_keys import form_key


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def begin(request: SignedInRequest, reference: str, kind: str) -> HttpResponse:
    """Say what an amendment or a recertification is, and begin it."""
    application = found.own(request, reference)
    chosen = Kind(kind)
    if request.method == "POST":
        return _begun(request, application, chosen)
    follows = lines.follows(application)
    if follows.under_way is not None:
        return redirect(follows.under_way)
    if not (follows.allows(chosen) and accounts.can_edit(request.user, application.organisation)):
        return redirect(application)
    context = {"application": application, "kind": chosen, "follows": follows}
    return render(request, "applications/follow_up_new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def again(request: SignedInRequest, reference: str) -> HttpResponse:
    """Begin a new application with the answers of one that was declined or withdrawn."""
    application = found.own(request, reference)
    if request.method == "POST":
        try:
            key = form_key(request.POST)
            return _shown(request, follow_ups.begin_again(application, by=request.user, key=key))
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(application)
    can_edit = accounts.can_edit(request.user, application.organisation)
    if not (next_steps.can_begin_again(application) and can_edit):
        return redirect(application)
    context = {"application": application, "key": uuid4()}
    return render(request, "applications/application_again.html", context)


def _begun(request: SignedInRequest, application: Application, kind: Kind) -> HttpResponse:
    """The new draft; a second click finds the one that the first has made."""
    try:
        return _shown(request, follow_ups.begin(application, kind, by=request.user))
    except follow_ups.OneIsOpen as error:
        messages.info(request, str(error))
        return redirect(lines.open_follow_up(application) or application)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(application)


def _shown(request: SignedInRequest, begun: follow_ups.Begun) -> HttpResponse:
    """The draft, with a word on what could not be copied."""
    if begun.dropped:
        count = len(begun.dropped)
        sentence = ngettext(
            "One answer was left out, because it is no longer asked for: %(names)s.",
            "%(count)d answers were left out, because they are no longer asked for: %(names)s.",
            count,
        )
        messages.info(request, sentence % {"count": count, "names": ", ".join(begun.dropped)})
    return redirect(begun.application)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def relinquish(request: SignedInRequest, reference: str) -> HttpResponse:
    """Give the approval up, after asking once."""
    application = found.own(request, reference)
    follows = lines.follows(application)
    if follows.approval is None:
        raise Http404
    if request.method == "POST":
        try:
            approvals.relinquish(follows.approval, by=request.user)
            messages.success(request, _("The approval was given up. Its keys no longer work."))
        except DomainError as error:
            messages.error(request, str(error))
        return redirect(application)
    can_edit = accounts.can_edit(request.user, application.organisation)
    if not (follows.can_relinquish and can_edit):
        return redirect(application)
    context = {"application": application, "follows": follows}
    return render(request, "applications/approval_relinquish.html", context)
