"""How does somebody leave an organisation, or close it? It is said first what ends with it."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from accounts import queries as accounts
from accounts import services
from accounts.models import Membership, Organisation
from accounts.requests import SignedInRequest
from applications import people
from applications.forms import ClosingForm, SuccessorForm
from applications.services import closing
from common.errors import DomainError


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def leave(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask once, then go; the last owner hands over in the same act."""
    organisation = get_object_or_404(accounts.organisations_of(request.user), public_id=public_id)
    form = _successor_form(request, organisation)
    if request.method == "POST" and (form is None or form.is_valid()):
        return _leave(request, organisation, form)
    context = {
        "organisation": organisation,
        "form": form,
        "own_sections": people.sections_of(request.user, organisation=organisation),
    }
    return render(request, "applications/organisation_leave.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def remove(request: SignedInRequest, public_id: uuid.UUID, person: uuid.UUID) -> HttpResponse:
    """Ask an owner once, then take a member out."""
    organisation = get_object_or_404(accounts.organisations_of(request.user), public_id=public_id)
    membership = get_object_or_404(accounts.members_of(organisation), user__public_id=person)
    if request.method == "POST":
        return _remove(request, membership)
    if not accounts.is_owner(request.user, organisation):
        return redirect(organisation)
    sections = people.sections_of(membership.user, organisation=organisation)
    context = {"organisation": organisation, "member": membership.user, "their_sections": sections}
    return render(request, "applications/member_remove.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def close(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask an owner for the organisation's name once, then end all that it has."""
    known = accounts.organisations_of(request.user).filter(closed_at=None)
    organisation = get_object_or_404(known, public_id=public_id)
    if not accounts.is_owner(request.user, organisation):
        return redirect(organisation)
    form = ClosingForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        return _close(request, organisation)
    context = {
        "organisation": organisation,
        "form": form,
        "approvals": closing.in_force(organisation),
        "applications": closing.under_way(organisation),
    }
    return render(request, "applications/organisation_close.html", context)


def _close(request: SignedInRequest, organisation: Organisation) -> HttpResponse:
    try:
        closing.close(organisation, by=request.user)
        sentence = gettext("%(organisation)s is closed. Its keys no longer work.")
        messages.success(request, sentence % {"organisation": organisation})
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(organisation)


def _remove(request: SignedInRequest, membership: Membership) -> HttpResponse:
    try:
        services.remove_member(membership, by=request.user)
        sentence = gettext("%(person)s no longer belongs to the organisation.")
        messages.success(request, sentence % {"person": membership.user})
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(membership.organisation)


def _successor_form(request: SignedInRequest, organisation: Organisation) -> SuccessorForm | None:
    """Asked of the last owner alone; what was chosen holds, even if there is another by now."""
    is_asked = accounts.is_last_owner(request.user, organisation) or "successor" in request.POST
    if not is_asked:
        return None
    others = accounts.members_of(organisation).exclude(user=request.user)
    return SuccessorForm(request.POST if request.method == "POST" else None, others=others)


def _leave(
    request: SignedInRequest, organisation: Organisation, form: SuccessorForm | None
) -> HttpResponse:
    names = {"organisation": organisation, "person": form and form.chosen.user}
    try:
        if form is None:
            services.leave(organisation, user=request.user)
            sentence = gettext("You have left %(organisation)s.")
        else:
            services.hand_over_and_leave(form.chosen, by=request.user)
            sentence = gettext("%(person)s is an owner now, and you have left %(organisation)s.")
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(organisation)
    messages.success(request, sentence % names)
    return redirect("accounts:account")
