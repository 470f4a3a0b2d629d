"""Which applications does a person have, and how do they begin one?"""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts import queries as accounts
from accounts.requests import SignedInRequest
from applications import people
from applications.forms import OrganisationChoiceForm
from applications.models import Application
from applications.services import drafts

PAGE_SIZE = 25


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    """Those of the person's organisations, the newest first."""
    known = Application.objects.of_applicant(request.user).select_related(
        "organisation", "concerns"
    )
    page = Paginator(known.order_by("-pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    has_deleted = Application.objects.restorable_by(request.user).exists()
    own_sections = people.sections_of(request.user)
    context = {"page": page, "has_deleted": has_deleted, "own_sections": own_sections}
    return render(request, "applications/application_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: SignedInRequest) -> HttpResponse:
    """Choose for whom, and begin."""
    form = OrganisationChoiceForm(
        request.POST if request.method == "POST" else None,
        organisations=accounts.editable_organisations_of(request.user),
    )
    if form.is_valid():
        organisation, key = form.cleaned_data["organisation"], form.cleaned_data["key"]
        return redirect(drafts.create(organisation, by=request.user, key=key))
    return render(request, "applications/application_new.html", {"form": form})
