"""Who may enter the admin, and through which door?"""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy


class GatehouseAdminSite(AdminSite):
    """Django's admin under our name; people sign in and change their password as everywhere."""

    site_header = site_title = settings.SITE_NAME
    index_title = gettext_lazy("Administration")
    site_url = "/"

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Sign in through allauth, second factor included; never by the admin's own form."""
        return secure_admin_login(_to_index)(request)  # type: ignore[no-any-return]

    def password_change(  # type: ignore[override]  # a redirect serves as well
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Change it where everybody does."""
        return redirect("account_change_password")


def _to_index(_: HttpRequest) -> HttpResponse:
    return redirect("admin:index")
