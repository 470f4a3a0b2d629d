"""The queue's page."""

from django.contrib import admin
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from reviews import listing
from reviews.admin import queue_links
from reviews.admin.selected import BULK
from reviews.narrowing import filters_from
from reviews.tabs import counts


@require_safe
def show(request: SignedInRequest) -> HttpResponse:
    """One page of the queue."""
    filters = filters_from(request.GET.dict())
    page = listing.page(filters, by=request.user)
    options = queue_links.all_options()
    context = {
        **admin.site.each_context(request),
        "filters": filters,
        "page": page,
        "tabs": queue_links.tabs(filters, counts=counts(request.user)),
        "saved_views": queue_links.saved(filters, by=request.user),
        "chips": queue_links.chips(filters, options, by=request.user),
        "choices": queue_links.choices(filters, options),
        "next_url": queue_links.url(filters, after=page.next_after) if page.next_after else "",
        "previous_url": queue_links.url(filters, before=page.previous_before)
        if page.previous_before
        else "",
        "bulk": {name: label for name, (label, _) in BULK.items()},
    }
    return render(request, "admin/reviews/queue.html", context)
