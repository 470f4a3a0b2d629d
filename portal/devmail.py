"""/dev/mail/: the mails that a demo would have sent, for whoever tries it. Demo mode only."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal import mailbox


@require_safe
@never_cache
def mail_list(request: HttpRequest) -> HttpResponse:
    """All mails, the newest first."""
    return render(request, "dev/mail_list.html", {"mails": mailbox.newest_first(_folder())})


@require_safe
@never_cache
def mail_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One mail: its text with links to follow, its HTML as source only."""
    mail = mailbox.find(_folder(), number)
    if mail is None:
        raise Http404
    return render(request, "dev/mail_detail.html", {"mail": mail})


def _folder() -> Path:
    if not settings.IS_DEMO:
        raise Http404
    return Path(settings.EMAIL_FILE_PATH)
