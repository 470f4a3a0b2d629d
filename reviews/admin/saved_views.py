"""The page of saved views, and what one does with them."""

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from common.errors import DomainError
from reviews.admin import queue_links
from reviews.models import SavedView
from reviews.models.saved_views import NAME_MAX
from reviews.narrowing import filters_from
from reviews.services import saved_views as services


@require_safe
def show(request: SignedInRequest) -> HttpResponse:
    """One's own in their order, and those that others share."""
    changeable = set(SavedView.objects.changeable_by(request.user).values_list("pk", flat=True))
    views = [
        {
            "view": view,
            "url": queue_links.url(filters_from(view.query)),
            "is_changeable": view.pk in changeable,
            "is_own": view.owner_id == request.user.pk,
        }
        for view in SavedView.objects.usable_by(request.user).select_related("owner")
    ]
    context = {**admin.site.each_context(request), "views": views, "name_max": NAME_MAX}
    return render(request, "admin/reviews/views.html", context)


@require_POST
def save(request: SignedInRequest) -> HttpResponse:
    """Keep what the queue shows under a name."""
    filters = filters_from(request.POST.dict())
    name, is_shared = request.POST.get("name", ""), "shared" in request.POST
    try:
        view = services.save_view(filters, name=name, is_shared=is_shared, by=request.user)
        messages.success(request, gettext("Saved: %(name)s.") % {"name": view.name})
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(reverse("admin:reviews_queue") + queue_links.url(filters))


@require_POST
def change(request: SignedInRequest, view_id: int) -> HttpResponse:
    """Rename, share, move up or delete one."""
    view = get_object_or_404(SavedView.objects.usable_by(request.user), pk=view_id)
    try:
        _act(request, view)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("admin:reviews_views")


def _act(request: SignedInRequest, view: SavedView) -> None:
    action = request.POST.get("action", "")
    if action == "up":
        services.move_view_up(view, by=request.user)
    elif action == "delete":
        services.delete_view(view, by=request.user)
        messages.success(request, gettext("Deleted: %(name)s.") % {"name": view.name})
    else:
        name, is_shared = request.POST.get("name", ""), "shared" in request.POST
        services.change_view(view, name=name, is_shared=is_shared, by=request.user)
        messages.success(request, gettext("Saved: %(name)s.") % {"name": view.name})
