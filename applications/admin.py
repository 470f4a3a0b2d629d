"""What does the stock admin show of applications? All of it to read, none of it to change.

Nothing here decides: reviewers decide at their desk, where the rules are.
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation
from accounts.requests import signed_in_user
from applications import conflicts
from applications.models import Application, Approval, Decision, Holiday, Revision
from applications.services import holidays
from applications.states import CLOSED


class ReadOnlyAdmin(admin.ModelAdmin[Any]):
    """To be looked at by reviewers: nobody adds, changes or deletes here, and there is no action.

    Reviewers find what they may review: of their own organisations they learn nothing here.
    """

    actions = None
    show_full_result_count = False
    list_per_page = 50
    sortable_by = ()
    of_application = "application__"  # how a row leads to its application

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Only what the person may review."""
        known = Application.objects.reviewable_by(signed_in_user(request))
        return super().get_queryset(request).filter(**{f"{self.of_application}pk__in": known})

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Reviewers."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Reviewers."""
        return bool(getattr(request.user, "is_reviewer", False))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    """Applications, without their answers: those are read at the desk."""

    of_application = ""
    list_display = ("reference", "title", "organisation", "status", "tier", "submitted_at")
    list_filter = ("status", "tier")
    list_select_related = ("organisation",)
    search_fields = ("reference__istartswith",)
    search_help_text = _("The beginning of a reference")
    ordering = ("-pk",)
    fields = (
        *("reference", "title", "organisation", "status", "tier", "reviewers_needed", "round"),
        *("pack", "submitted_at", "due_at", "decided_at"),
    )


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    """Revisions with the tier that the answers gave."""

    list_display = ("application", "number", "tier", "points", "submitted_at")
    list_select_related = ("application",)
    ordering = ("-pk",)
    fields = (
        *("application", "number", "pack", "tier", "floor", "band", "points", "points_by_line"),
        *("fired", "reviewers_needed", "record_sha256", "submitted_at"),
    )


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """Decisions, once the application is closed: a second reviewer judges afresh."""

    list_display = ("application", "outcome", "reviewer", "tier", "decided_at")
    list_filter = ("outcome", "tier")
    list_select_related = ("application", "reviewer")
    ordering = ("-pk",)
    fields = (
        *("application", "revision", "round", "reviewer", "outcome", "note", "clauses"),
        *("conditions", "checks", "tier", "grant_tier", "fired", "points_by_line"),
        *("record_sha256", "decided_at"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Those on applications that are closed."""
        return super().get_queryset(request).filter(application__status__in=CLOSED)


@admin.register(Approval)
class ApprovalAdmin(ReadOnlyAdmin):
    """Approvals; suspending and revoking are acts of the desk."""

    list_display = ("application", "organisation", "status", "tier", "valid_from", "valid_until")
    list_filter = ("status", "tier")
    list_select_related = ("application", "organisation")
    ordering = ("-pk",)
    fields = (
        *("public_id", "application", "revision", "pack", "organisation", "tier", "model_names"),
        *("conditions", "limits", "valid_from", "valid_until", "status", "status_note"),
    )


@admin.register(Holiday)
class HolidayAdmin(admin.ModelAdmin[Holiday]):
    """Holidays, which policy owners enter and take out, and nobody changes in between."""

    list_display = ("on", "name")
    ordering = ("-on",)
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Policy owners."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Policy owners."""
        return bool(getattr(request.user, "is_policy_owner", False))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Policy owners."""
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: another day is another holiday."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Policy owners."""
        return self.has_view_permission(request)

    def save_model(self, request: HttpRequest, obj: Holiday, form: Any, change: bool) -> None:  # noqa: FBT001 -- Django's own signature
        """Through the service, which records it."""
        kept = holidays.add(obj.on, obj.name, by=signed_in_user(request))
        obj.pk = kept.pk

    def delete_model(self, request: HttpRequest, obj: Holiday) -> None:
        """Through the service, which records it."""
        holidays.remove(obj, by=signed_in_user(request))


class MembershipInline(admin.TabularInline[Membership, Organisation]):
    """Who belongs to the organisation; owners look after members, not operators."""

    model = Membership
    fields = ("user", "role", "created_at")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin[Organisation]):
    """Organisations and their members, to read, less those of which one judges nothing.

    Here rather than among the people: who has a conflict of interest is known from here on.
    """

    actions = None
    list_display = ("name", "website", "created_at")
    search_fields = ("name__istartswith",)
    search_help_text = _("The beginning of the name")
    ordering = ("name", "pk")
    show_full_result_count = False
    fields = ("public_id", "name", "website", "created_at", "created_by")
    readonly_fields = fields
    inlines = (MembershipInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        """Superusers are not excepted."""
        hidden = conflicts.organisations(signed_in_user(request))
        return super().get_queryset(request).exclude(pk__in=hidden)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False
