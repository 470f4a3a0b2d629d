"""What do the account, organisation, token and invitation pages do?"""

import uuid

from allauth.account.decorators import reauthentication_required
from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import queries, services
from accounts.forms import (
    InvitationForm,
    OrganisationChangeForm,
    OrganisationForm,
    ProfileForm,
    RoleForm,
    TokenForm,
)
from accounts.models import Membership, Organisation
from accounts.requests import SignedInRequest
from common.errors import DomainError

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
@login_required
def account(request: SignedInRequest) -> HttpResponse:
    """Show the person their profile, and change the name."""
    initial = {"name": request.user.name, "language": request.user.language}
    form = ProfileForm(request.POST or None, initial=initial)
    if form.is_valid():
        services.change_profile(request.user, **form.cleaned_data)
        messages.success(request, _("Your profile has been changed."))
        return redirect("accounts:account")
    memberships = queries.memberships_of(request.user)
    return render(request, "accounts/account.html", {"form": form, "memberships": memberships})


@get_or_post
@login_required
@never_cache
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
@sensitive_variables("secret")
def tokens(request: SignedInRequest) -> HttpResponse:
    """List the person's tokens; make one and show its secret this once."""
    form = TokenForm(request.POST or None, user=request.user)
    secret = None
    if form.is_valid():
        try:
            __, secret = services.create_token(request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            form = TokenForm(user=request.user)
    context = {"form": form, "secret": secret, "tokens": queries.tokens_of(request.user)}
    return render(request, "accounts/token_list.html", context)


@require_POST
@login_required
def token_revoke(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Stop a token working."""
    token = get_object_or_404(queries.tokens_of(request.user), public_id=public_id)
    services.revoke_token(token)
    messages.success(request, _("The token “%(token)s” no longer works.") % {"token": token})
    return redirect("accounts:tokens")


@get_or_post
@login_required
def organisation_new(request: SignedInRequest) -> HttpResponse:
    """Register an organisation, and go on to `next`, or to its page."""
    form = OrganisationForm(request.POST or None)
    if form.is_valid():
        try:
            organisation = services.register_organisation(request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect(get_next_redirect_url(request) or organisation)
    return render(request, "accounts/organisation_new.html", {"form": form})


@require_safe
@login_required
def organisation_detail(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show the members, and to owners the invitations."""
    return _organisation_page(request, _organisation(request, public_id))


@get_or_post
@login_required
def organisation_edit(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change the name and website."""
    organisation = _organisation(request, public_id)
    initial = {
        "name": organisation.name,
        "website": organisation.website,
        "allows_learning": organisation.allowed_learning_at is not None,
    }
    form = OrganisationChangeForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            services.describe(organisation, **form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The organisation has been changed."))
            return redirect(organisation)
    context = {"form": form, "organisation": organisation}
    return render(request, "accounts/organisation_edit.html", context)


@require_POST
@login_required
def invite(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask somebody to join."""
    organisation = _organisation(request, public_id)
    form = InvitationForm(request.POST)
    if form.is_valid():
        try:
            services.invite(organisation, **form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            invited = _("We have invited %(email)s.") % {"email": form.cleaned_data["email"]}
            messages.success(request, invited)
            return redirect(organisation)
    return _organisation_page(request, organisation, form=form)


@require_POST
@login_required
def invitation_revoke(
    request: SignedInRequest, public_id: uuid.UUID, invitation_id: uuid.UUID
) -> HttpResponse:
    """Take an invitation back."""
    organisation = _organisation(request, public_id)
    found = get_object_or_404(organisation.invitations, public_id=invitation_id)
    try:
        services.revoke_invitation(found, by=request.user)
        sentence = _("The invitation to %(email)s no longer works.")
        messages.success(request, sentence % {"email": found.email})
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(organisation)


@require_POST
@login_required
def invitation_again(
    request: SignedInRequest, public_id: uuid.UUID, invitation_id: uuid.UUID
) -> HttpResponse:
    """Send a new link."""
    organisation = _organisation(request, public_id)
    found = get_object_or_404(organisation.invitations, public_id=invitation_id)
    try:
        services.send_again(found, by=request.user)
        sentence = _("We have sent %(email)s a new link. The old one no longer works.")
        messages.success(request, sentence % {"email": found.email})
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(organisation)


@require_POST
@login_required
def member_role(request: SignedInRequest, public_id: uuid.UUID, person: uuid.UUID) -> HttpResponse:
    """Give a member another role."""
    membership = _membership(request, public_id, person)
    form = RoleForm(request.POST)
    try:
        if form.is_valid():
            services.change_role(membership, **form.cleaned_data, by=request.user)
            sentence = _("The role of %(person)s has been changed.")
            messages.success(request, sentence % {"person": membership.user})
        else:
            messages.error(request, _("Choose a role."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(membership.organisation)


@require_POST
@login_required
def member_hand_over(
    request: SignedInRequest, public_id: uuid.UUID, person: uuid.UUID
) -> HttpResponse:
    """Make a member the owner in one's own place."""
    membership = _membership(request, public_id, person)
    try:
        services.hand_over(membership, by=request.user)
        sentence = _("%(person)s is an owner now, and you are an editor.")
        messages.success(request, sentence % {"person": membership.user})
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(membership.organisation)


@get_or_post
@never_cache
@sensitive_variables("secret")
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Show an invitation to whoever has its link; accept it for who is signed in."""
    found = services.find_invitation(secret)
    if found is None:
        raise Http404
    if request.method == "POST" and request.user.is_authenticated:
        try:
            services.accept(found, user=request.user)
        except DomainError as error:
            messages.error(request, str(error))
        else:
            sentence = _("You now belong to %(organisation)s.")
            messages.success(request, sentence % {"organisation": found.organisation})
            return redirect(found.organisation)
    is_theirs = queries.has_confirmed(request.user, found.email)
    address = found.email if is_theirs else found.masked_email
    context = {"invitation": found, "address": address, "is_theirs": is_theirs}
    return render(request, "accounts/invitation_detail.html", context)


def _organisation(request: SignedInRequest, public_id: uuid.UUID) -> Organisation:
    return get_object_or_404(queries.organisations_of(request.user), public_id=public_id)


def _membership(request: SignedInRequest, public_id: uuid.UUID, person: uuid.UUID) -> Membership:
    organisation = _organisation(request, public_id)
    return get_object_or_404(queries.members_of(organisation), user__public_id=person)


def _organisation_page(
    request: SignedInRequest, organisation: Organisation, *, form: InvitationForm | None = None
) -> HttpResponse:
    context = {
        "organisation": organisation,
        "is_owner": queries.is_owner(request.user, organisation),
        "members": queries.members_of(organisation),
        "roles": Membership.Role.choices,
        "invitations": queries.open_invitations(organisation),
        "form": form or InvitationForm(),
    }
    return render(request, "accounts/organisation_detail.html", context)
