"""Where staff read the log, and ring again for a delivery that failed."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.requests import signed_in_user
from events import hiding, services
from events.models import Chain, Delivery, Event, Head

COUNTED_MAX = 2000


class CappedPaginator(Paginator[Any]):
    """Counts to 2,000 and no further: whoever looks for more names the subject."""

    object_list: QuerySet[Any]

    @cached_property
    def count(self) -> int:
        """Return how many rows can be paged through."""
        return self.object_list[:COUNTED_MAX].count()


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """To be looked at: nobody adds, changes or deletes here."""

    actions: Sequence[str] | None = None
    show_full_result_count = False
    list_per_page = 50
    paginator = CappedPaginator
    subject_path = ""  # how a row leads to what it is about; none has no subject

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Nothing about what is hidden from the person, superusers not excepted."""
        rows = super().get_queryset(request)
        if not self.subject_path:
            return rows
        return hiding.shown(rows, to=signed_in_user(request), subject=self.subject_path)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """The log, newest first; searched by the whole subject."""

    subject_path = "subject"
    list_display = ["id", "at", "subject", "seq", "kind", "actor_ref"]
    search_fields = ["subject__exact"]
    search_help_text = _("The whole subject, such as application:GA-7QK2M9XD.")
    ordering = ["-id"]
    sortable_by = ()
    fields = ("subject", "seq", "at", "kind", "actor_ref", "organisation_id", "data", "hash_hex")
    readonly_fields = ("hash_hex",)

    @admin.display(description=_("hash"))
    def hash_hex(self, event: Event) -> str:
        """Show the hash as people compare it."""
        return bytes(event.hash).hex()


@admin.register(Chain)
class ChainAdmin(ReadOnlyAdmin):
    """How far each subject's chain has come."""

    subject_path = "subject"
    list_display = ["subject", "seq"]
    search_fields = ["subject__exact"]
    ordering = ["-id"]
    sortable_by = ()
    fields = ["subject", "seq"]


@admin.register(Head)
class HeadAdmin(ReadOnlyAdmin):
    """The signed heads."""

    list_display = ["day", "event_count", "digest_hex"]
    ordering = ["-day"]
    fields = ("day", "at", "last_event_id", "event_count", "digest_hex")
    readonly_fields = ("digest_hex",)

    @admin.display(description=_("digest"))
    def digest_hex(self, head: Head) -> str:
        """Show the digest as people compare it."""
        return bytes(head.digest).hex()


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """The outbox: what waits, what failed and why."""

    actions = ("ring_again",)
    subject_path = "event__subject"
    list_display = ["id", "event", "channel", "state", "attempts", "next_try_at", "last_error"]
    list_filter = ["state"]  # by channel would read the whole table for its choices
    list_select_related = ["event"]
    ordering = ["-id"]
    sortable_by = ()
    fields = ("event", "channel", "state", "attempts", "next_try_at", "last_error", "done_at")

    def has_ring_permission(self, request: HttpRequest) -> bool:
        """Let those ring who may change deliveries."""
        return request.user.has_perm("events.change_delivery")

    @admin.action(description=_("Try the chosen deliveries again"), permissions=["ring"])
    def ring_again(self, request: HttpRequest, chosen: QuerySet[Delivery]) -> None:
        """Give each its attempts back and call a worker."""
        for delivery in chosen:
            services.ring_again(delivery)
        self.message_user(request, gettext("They will be tried again now."), messages.SUCCESS)
