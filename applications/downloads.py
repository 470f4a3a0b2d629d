"""How do the bytes of a file leave the portal? As something that no browser opens by itself."""

from typing import Final

from django.http import FileResponse

from applications.models import Attachment

MEDIA_TYPE: Final = "application/octet-stream"


def download(attachment: Attachment) -> FileResponse:
    """The file under the name that its owner gave it. Whether it may be opened is asked before."""
    response = FileResponse(
        attachment.file.open(),
        as_attachment=True,
        filename=attachment.name,
        content_type=MEDIA_TYPE,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
