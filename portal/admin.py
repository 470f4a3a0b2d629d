"""Who may enter the admin, and through which door?"""

from django.contrib.admin import AdminSite


class GatehouseAdminSite(AdminSite):
    """Django's admin under our name."""

    site_header = "Gatehouse"
