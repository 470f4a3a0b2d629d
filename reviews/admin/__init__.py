"""Where does the admin lead reviewers? To the queue and the desk, our own pages."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path

from reviews.admin import (
    advice,
    beat,
    by_hand,
    dashboards,
    desk,
    interests,
    outcomes,
    quality,
    queue,
    saved_views,
    selected,
)
from reviews.admin.distress import PAGES as DISTRESS
from reviews.admin.evidence import PAGES as EVIDENCE
from reviews.admin.found import View, by_scripts_too, for_reviewers
from reviews.admin.giving import PAGES as GIVING
from reviews.admin.notes import show as show_notes
from reviews.admin.own_work import PAGES as OWN_WORK
from reviews.admin.vendors import VendorAdmin, VendorReviewerAdmin
from reviews.models import Queue

__all__ = ["PAGES", "QueueAdmin", "VendorAdmin", "VendorReviewerAdmin", "dashboards", "quality"]

PAGES: tuple[tuple[str, View, str], ...] = (
    ("", queue.show, "reviews_queue"),
    ("selected/", selected.act_on_selected, "reviews_selected"),
    ("keys/", desk.switch_keys, "reviews_keys"),
    *OWN_WORK,
    ("views/", saved_views.show, "reviews_views"),
    ("views/save/", saved_views.save, "reviews_view_save"),
    ("views/<int:view_id>/", saved_views.change, "reviews_view_change"),
    *GIVING,
    ("<str:reference>/", desk.show, "reviews_desk"),
    ("<str:reference>/exchanges/", desk.exchanges, "reviews_exchanges"),
    ("<str:reference>/beat/", beat.beat, "reviews_beat"),
    ("<str:reference>/advice/", advice.ask, "reviews_advice"),
    ("<str:reference>/advice/<int:advice_id>/", advice.withdraw, "reviews_advice_withdraw"),
    ("<str:reference>/claim/", desk.claim, "reviews_claim"),
    ("<str:reference>/recuse/", interests.recuse, "reviews_recuse"),
    ("<str:reference>/release/", desk.release, "reviews_release"),
    ("<str:reference>/marks/", desk.save_marks, "reviews_marks"),
    ("<str:reference>/reveal/", desk.reveal, "reviews_reveal"),
    ("<str:reference>/message/", desk.write, "reviews_message"),
    ("<str:reference>/requests/<int:request_id>/", desk.take_back, "reviews_take_back"),
    *DISTRESS,
    ("<str:reference>/changes/", outcomes.request_changes, "reviews_changes"),
    ("<str:reference>/approve/", outcomes.approve, "reviews_approve"),
    ("<str:reference>/express/", outcomes.approve_express, "reviews_express"),
    ("<str:reference>/decline/", outcomes.decline, "reviews_decline"),
    ("<str:reference>/tier/", by_hand.override, "reviews_override"),
    ("<str:reference>/exception/", by_hand.exception, "reviews_exception"),
    ("<str:reference>/undo/", outcomes.undo, "reviews_undo"),
    ("<str:reference>/waiting/", outcomes.waiting, "reviews_waiting"),
    ("<str:reference>/approval/<str:action>/", outcomes.move_approval, "reviews_approval"),
    *EVIDENCE,
)


@admin.register(Queue)
class QueueAdmin(admin.ModelAdmin[Queue]):
    """The review queue; nothing of the stock admin's own pages for it."""

    def get_urls(self) -> list[URLPattern]:
        """Our pages; the index links to the list by the stock name."""
        pages = [(*page, for_reviewers(page[1])) for page in PAGES]
        urls = [
            path(route, by_scripts_too(self.admin_site.admin_view(view)), name=name)
            for route, _, name, view in pages
        ]
        contact = path("notes/", self.admin_site.admin_view(show_notes), name="reviews_notes")
        listing = self.admin_site.admin_view(for_reviewers(queue.show))
        return [contact, *urls, path("", listing, name="reviews_queue_changelist")]

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Reviewers see it on the admin's first page."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Reviewers."""
        return bool(getattr(request.user, "is_reviewer", False))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: applicants apply."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: the pages have their own acts."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False
