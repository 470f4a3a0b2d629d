"""Where are the keys?"""

from django.urls import path, re_path

from applications.references import PATTERN
from keys import views

app_name = "keys"
urlpatterns = [
    path("keys/", views.index, name="list"),
    re_path(rf"^applications/(?P<reference>{PATTERN})/keys/$", views.issue, name="issue"),
    re_path(r"^keys/(?P<public_id>[0-9A-Za-z]{10})/roll/$", views.roll, name="roll"),
    re_path(r"^keys/(?P<public_id>[0-9A-Za-z]{10})/revoke/$", views.revoke, name="revoke"),
]
