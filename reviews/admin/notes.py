"""What does the wellbeing contact read? The notes that reviewers addressed to them."""

from django.contrib import admin
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from reviews import debriefs


@require_safe
@cache_control(private=True, no_store=True)
def show(request: SignedInRequest) -> HttpResponse:
    """The notes; for everybody else, superusers included, there is no such page."""
    if not debriefs.is_contact(request.user):
        raise Http404
    context = {**admin.site.each_context(request), "notes": debriefs.addressed_to(request.user)}
    return render(request, "admin/reviews/debrief_notes.html", context)
