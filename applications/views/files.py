"""How does a file behind an answer, or what was read in it, reach those who may see it?"""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts import queries as accounts
from accounts.requests import SignedInRequest
from applications import attached, downloads
from applications.models import Attachment
from applications.models.attachment import ReadState
from applications.services import files
from common.errors import DomainError


@require_safe
@login_required
@cache_control(private=True, no_store=True)
def download(request: SignedInRequest, reference: str, attachment_id: int) -> HttpResponseBase:
    """Hand the file over as a download, never shown in the browser: anybody may have made it."""
    attachment = _known(request, reference, attachment_id)
    try:
        files.ensure_open_to_all(attachment)
    except DomainError as error:
        context = {"file": attachment, "refusal": str(error)}
        return render(request, "applications/file_held_back.html", context, status=error.status)
    return downloads.download(attachment)


@require_safe
@login_required
@cache_control(private=True, no_store=True)
def results(request: SignedInRequest, reference: str, attachment_id: int) -> HttpResponse:
    """All results that were read in one evaluation file."""
    attachment = _known(request, reference, attachment_id)
    if attachment.read_state != ReadState.READ or attachment.is_held_back:
        raise Http404
    organisation = attachment.application.organisation
    context = {
        "application": attachment.application,
        "file": attached.whole(attachment),
        "is_own": accounts.role_in(request.user, organisation) is not None,
    }
    return render(request, "applications/file_results.html", context)


def _known(request: SignedInRequest, reference: str, attachment_id: int) -> Attachment:
    """A file that this person may see; for others there is none."""
    visible = Attachment.objects.visible_to(request.user).filter(application__reference=reference)
    return get_object_or_404(visible.select_related("application__organisation"), pk=attachment_id)
