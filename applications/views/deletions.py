"""How does an owner delete a draft, and get it back?"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import queries as accounts
from accounts.requests import SignedInRequest
from applications.models import Application
from applications.services import deletions
from applications.views import found
from common.errors import DomainError

PAGE_SIZE = 25


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    """The deleted drafts of the organisations that the person owns, the latest first."""
    known = Application.objects.restorable_by(request.user)
    known = known.select_related("organisation", "deleted_by").order_by("-deleted_at", "-pk")
    page = Paginator(known, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "applications/application_deleted_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete(request: SignedInRequest, reference: str) -> HttpResponse:
    """Delete a draft, after asking once."""
    application = found.own(request, reference)
    if request.method == "POST":
        return _delete(request, application)
    if not (application.is_deletable and accounts.is_owner(request.user, application.organisation)):
        return redirect(application)
    return render(request, "applications/application_delete.html", {"application": application})


def _delete(request: SignedInRequest, application: Application) -> HttpResponse:
    try:
        deletions.delete(application, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(application)
    sentence = gettext("%(application)s has been deleted. You can restore it for 30 days.")
    messages.success(request, sentence % {"application": application})
    return redirect("applications:deleted")


@require_POST
@login_required
def restore(request: SignedInRequest, reference: str) -> HttpResponse:
    """Bring a deleted draft back."""
    known = Application.objects.restorable_by(request.user).select_related("organisation")
    application = get_object_or_404(known, reference=reference)
    try:
        deletions.restore(application, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("applications:deleted")
    sentence = gettext("%(application)s is back as it was.")
    messages.success(request, sentence % {"application": application})
    return redirect(application)
