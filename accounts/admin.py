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
from accounts.models import SharedDomain, User
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


@admin.register(SharedDomain)
class SharedDomainAdmin(admin.ModelAdmin[SharedDomain]):
    """Domains that tie nobody to anybody; policy owners add and take away."""

    actions = None
    list_display = ("domain", "why", "added_at")
    list_filter = ("why",)
    search_fields = ("domain__istartswith",)
    search_help_text = _("The beginning of a domain")
    ordering = ("domain",)
    sortable_by = ()
    show_full_result_count = False
    fields = ("domain", "why")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Policy owners."""
        return bool(getattr(request.user, "is_policy_owner", False))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Policy owners."""
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Policy owners."""
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Policy owners."""
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: one is taken away and another added."""
        return False

    def save_model(
        self,
        request: HttpRequest,
        obj: SharedDomain,
        form: ModelForm[SharedDomain],
        change: bool,  # noqa: FBT001 -- Django's signature
    ) -> None:
        """Let the service write."""
        services.share_domain(obj, by=signed_in_user(request))

    def delete_model(self, request: HttpRequest, obj: SharedDomain) -> None:
        """Let the service delete."""
        services.stop_sharing_domain(obj, by=signed_in_user(request))
