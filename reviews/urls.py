"""The addresses of reviewing outside the admin: of advisers, who have no account."""

from django.urls import path

from reviews import views

app_name = "reviews"
urlpatterns = [path("advice/<str:secret>/", views.advise, name="advice")]
