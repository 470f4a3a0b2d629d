"""Every address of the portal."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path

from common.api import not_found
from portal import styleguide, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("", views.home, name="home"),
    path("", include("accounts.urls")),
    path("", include("allauth.idp.urls")),  # behind ours, which stand in for two of them
    path("", include("guidelines.urls")),
    path("", include("applications.urls")),
    path("", include("keys.urls")),
    path("", include("notifications.urls")),
    path("", include("reviews.urls")),
    path("dev/mail/", include("portal.devmail_urls")),
    path("dev/style/", styleguide.style_guide),
    path("api/v1/", include("portal.api_urls")),
    re_path("^api/", not_found),
]
handler500 = "common.api.server_error"
