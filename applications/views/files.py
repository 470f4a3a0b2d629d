"""How does a file behind an answer reach those who may see it?"""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from applications.models import Attachment
from applications.services import files
from common.errors import DomainError


@require_safe
@login_required
@cache_control(private=True, no_store=True)
def download(request: SignedInRequest, reference: str, attachment_id: int) -> HttpResponseBase:
    """Hand the file over as a download, never shown in the browser: anybody may have made it."""
    known = Attachment.objects.visible_to(request.user).filter(application__reference=reference)
    attachment = get_object_or_404(known, pk=attachment_id)
    try:
        files.ensure_open_to_all(attachment)
    except DomainError as error:
        return HttpResponse(str(error), status=error.status, content_type="text/plain")
    response = FileResponse(
        attachment.file.open(),
        as_attachment=True,
        filename=attachment.name,
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
