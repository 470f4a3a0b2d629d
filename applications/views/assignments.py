"""How is a colleague put on a section?"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from accounts import queries as accounts
from accounts.models import Membership
from accounts.requests import SignedInRequest
from applications.forms import person_named
from applications.models import Application
from applications.services import assignments
from applications.views import found
from common.errors import DomainError


@require_POST
@login_required
def assign(request: SignedInRequest, reference: str, section_id: str) -> HttpResponse:
    """Put the person chosen on the section, or nobody."""
    application = found.own(request, reference)
    colleague = _colleague(request, application)
    try:
        if colleague:
            assignments.assign(application, section_id, membership=colleague, by=request.user)
            sentence = gettext("%(person)s is on this section now.")
            messages.success(request, sentence % {"person": colleague.user})
        else:
            assignments.release(application, section_id, by=request.user)
            messages.success(request, gettext("Nobody is on this section now."))
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(application)
    return redirect("applications:section", reference, section_id)


def _colleague(request: SignedInRequest, application: Application) -> Membership | None:
    """Whom the form names; none for nobody."""
    if not request.POST.get("colleague"):
        return None
    people = accounts.members_of(application.organisation)
    return get_object_or_404(people, user__public_id=person_named(request.POST))
