"""What do operators see of people and organisations in the admin, and what may they change?

Only a person's standing: in or out, staff or not, which groups. Everything else belongs to the
people themselves.
"""

from typing import Any

from allauth.idp.oidc.models import Client, Token
from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.models import Membership, Organisation, User
from accounts.requests import signed_in_user

admin.site.unregister([Client, Token])  # programs are let in and shown out on account pages


class ReadOnly:
    """Nothing is added or deleted here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


@admin.register(User)
class UserAdmin(ReadOnly, admin.ModelAdmin[User]):
    """People; superusers change their standing."""

    list_display = ["email", "name", "pseudonym", "is_staff", "is_active", "date_joined"]
    list_filter = ["is_staff", "is_active", "groups"]
    search_fields = ["email__istartswith"]
    search_help_text = _("The beginning of an e-mail address")
    ordering = ["email", "pk"]
    show_full_result_count = False
    fields = [
        "email", "name", "pseudonym", "public_id", "date_joined", "last_login",
        "is_active", "is_staff", "groups", "is_superuser",
    ]  # fmt: skip
    readonly_fields = [
        "email", "name", "pseudonym", "public_id", "date_joined", "last_login", "is_superuser",
    ]  # fmt: skip

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Superusers only, and not themselves: who may appoint could appoint themselves."""
        return bool(request.user.is_superuser) and obj != request.user

    def save_model(
        self,
        request: HttpRequest,
        obj: User,
        form: ModelForm[User],
        change: bool,  # noqa: FBT001 -- Django's signature
    ) -> None:
        """Let the service decide and write."""
        services.set_standing(
            obj,
            is_active=form.cleaned_data["is_active"],
            is_staff=form.cleaned_data["is_staff"],
            groups=form.cleaned_data["groups"],
            by=signed_in_user(request),
        )

    def save_related(self, *args: Any, **kwargs: Any) -> None:
        """Leave the groups as the service wrote them."""


class MembershipInline(ReadOnly, admin.TabularInline[Membership, Organisation]):
    """Who belongs to the organisation."""

    model = Membership
    fields = ("user", "role", "created_at")
    readonly_fields = fields
    extra = 0

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Owners look after members, not operators."""
        return False


@admin.register(Organisation)
class OrganisationAdmin(ReadOnly, admin.ModelAdmin[Organisation]):
    """Organisations and their members, to read."""

    list_display = ["name", "website", "created_at"]
    search_fields = ["name__istartswith"]
    search_help_text = _("The beginning of the name")
    ordering = ["name", "pk"]
    show_full_result_count = False
    fields = ("public_id", "name", "website", "created_at", "created_by")
    readonly_fields = fields
    inlines = [MembershipInline]

    def has_change_permission(self, request: HttpRequest, obj: Organisation | None = None) -> bool:
        """Nobody."""
        return False
