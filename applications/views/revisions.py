"""How do applicants look back at what they submitted, compare it, and take copies?"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from applications import revision_pages
from applications.copies import content, handing_out
from applications.models import Application, Revision
from applications.views import found
from common.errors import DomainError


@require_safe
@login_required
def index(request: SignedInRequest, reference: str) -> HttpResponse:
    """Every submission with its copies, the latest first."""
    application = found.own(request, reference)
    if application.revision is None:
        return redirect(application)
    context = revision_pages.listed(application)
    return render(request, "applications/revision_list.html", context)


@require_safe
@login_required
def revision(request: SignedInRequest, reference: str, number: str) -> HttpResponse:
    """The answers of one submission, and what changed in it."""
    application = found.own(request, reference)
    context = revision_pages.one(_numbered(application, number))
    return render(request, "applications/revision_detail.html", context)


@require_safe
@login_required
def compare(request: SignedInRequest, reference: str) -> HttpResponse:
    """Word by word what differs between any two submissions."""
    application = found.own(request, reference)
    numbers = (request.GET.get("before", ""), request.GET.get("after", ""))
    before, after = (_numbered(application, number) for number in numbers)
    context = revision_pages.compared(before, after)
    return render(request, "applications/revision_compare.html", context)


@require_safe
@login_required
def copy(request: SignedInRequest, reference: str, number: str, kind: str) -> HttpResponse:
    """One submission as a file."""
    chosen = _numbered(found.own(request, reference), number)
    try:
        return handing_out.response(handing_out.copy_of(chosen, kind), request.headers)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("applications:revisions", reference)


@require_safe
@cache_control(public=True, max_age=86400)
def schema(_: HttpRequest) -> HttpResponse:
    """What the JSON copy looks like; for anybody."""
    return JsonResponse(content.schema(), content_type="application/schema+json")


def _numbered(application: Application, number: str) -> Revision:
    """One of its revisions, which knows the application as this request has loaded it."""
    if not (number.isascii() and number.isdigit() and len(number) <= len("32767")):
        raise Http404
    known = application.revisions.select_related("submitted_by", "pack")
    chosen: Revision = get_object_or_404(known, number=number)
    chosen.application = application
    return chosen
