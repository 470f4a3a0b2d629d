"""Which application does an address mean? Whoever may not see it learns that there is none."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.requests import SignedInRequest
from applications import queries
from applications.models import Application
from guidelines.queries import NothingPublished


def own(request: SignedInRequest, reference: str) -> Application:
    """An application of the person's organisations, with the pack that this request reads it by."""
    known = Application.objects.of_applicant(request.user).select_related(
        "organisation", "pack", "revision__pack", "concerns"
    )
    application = get_object_or_404(known, reference=reference)
    try:
        # Not stored: a draft is pinned when it is submitted. It saves a query at each look.
        application.pack = queries.pack_version_of(application)
    except NothingPublished as error:
        raise Http404 from error
    return application
