"""The project's apps: the portal itself and Django's admin with our site in it."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class GatehouseAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "portal.admin.GatehouseAdminSite"


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from portal import checks  # noqa: F401, PLC0415 -- registers the system checks
