"""Where are the guidelines, their clauses, the check before sign-up, and the documents?"""

from django.urls import path, re_path

from guidelines import views

app_name = "guidelines"
urlpatterns = [
    path("guidelines/", views.current, name="current"),
    path("guidelines/examples/", views.examples, name="examples"),
    path("guidelines/clauses/<slug:clause_id>/", views.clause, name="clause"),
    re_path(r"^guidelines/(?P<name>[a-z0-9@.-]+)/$", views.version, name="version"),
    path("eligibility/", views.eligibility, name="eligibility"),
    path("eligibility/<slug:question>/", views.eligibility, name="eligibility"),
    re_path(r"^(?P<kind>terms|weaknesses)/$", views.document, name="document"),
    re_path(
        r"^(?P<kind>terms|weaknesses)/(?P<version>[0-9A-Za-z][0-9A-Za-z.-]*)/$",
        views.document,
        name="document",
    ),
]
