"""What do policy owners see and write of vendors in the admin?"""

from typing import Any

from django.contrib import admin, messages
from django.db.models import URLField
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import queries as accounts
from accounts.requests import signed_in_user
from common.errors import DomainError
from reviews import vendor_records
from reviews.models import Vendor, VendorReviewer
from reviews.services import vendors as services


class ForPolicyOwners(admin.ModelAdmin[Any]):
    """Policy owners read and write; nothing is deleted but who belongs where."""

    actions = None
    show_full_result_count = False

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
        """Policy owners."""
        return self.has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


@admin.register(Vendor)
class VendorAdmin(ForPolicyOwners):
    """Vendors with their records of labour standards."""

    list_display = ("name", "is_current", "what_is_missing", "lapses_on")
    ordering = ("name", "pk")
    fields = ("what_is_missing", *services.RECORD)
    readonly_fields = ("what_is_missing",)
    formfield_overrides = {URLField: {"assume_scheme": "https"}}

    @admin.display(description=_("people may work"), boolean=True)
    def is_current(self, vendor: Vendor) -> bool:
        """Whether its people get work."""
        return not vendor_records.missing(vendor, today=timezone.now().date())

    @admin.display(description=_("missing"), empty_value="-")
    def what_is_missing(self, vendor: Vendor) -> str:
        """What keeps them from it."""
        return ", ".join(vendor_records.missing(vendor, today=timezone.now().date()))

    def save_model(
        self,
        request: HttpRequest,
        obj: Vendor,
        form: ModelForm[Vendor],
        change: bool,  # noqa: FBT001 -- Django's signature
    ) -> None:
        """Let the service write it down."""
        services.keep_record(obj, by=signed_in_user(request))


@admin.register(VendorReviewer)
class VendorReviewerAdmin(ForPolicyOwners):
    """Which reviewer comes from which vendor."""

    list_display = ("reviewer", "vendor")
    list_select_related = ("reviewer", "vendor")
    ordering = ("vendor__name", "pk")
    fields = ("reviewer", "vendor")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Reviewers, and no others."""
        if db_field.name == "reviewer":
            kwargs["queryset"] = accounts.reviewers()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: one is taken away and another added, so that the log tells both."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Policy owners."""
        return self.has_view_permission(request)

    def save_model(
        self,
        request: HttpRequest,
        obj: VendorReviewer,
        form: ModelForm[VendorReviewer],
        change: bool,  # noqa: FBT001 -- Django's signature
    ) -> None:
        """Let the service write it down."""
        try:
            link = services.put_with(obj.reviewer, obj.vendor, by=signed_in_user(request))
        except DomainError as error:
            messages.error(request, str(error))
        else:
            obj.pk = link.pk

    def delete_model(self, request: HttpRequest, obj: VendorReviewer) -> None:
        """Let the service take it away."""
        services.take_from(obj, by=signed_in_user(request))
