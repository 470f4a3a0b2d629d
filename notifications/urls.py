"""Where are a person's notifications, and where do they say how to hear of things?"""

from django.urls import path

from notifications import views

app_name = "notifications"
urlpatterns = [
    path("notifications/", views.index, name="list"),
    path("notifications/read/", views.read_all, name="read_all"),
    path("notifications/<uuid:public_id>/read/", views.read, name="read"),
    path("notifications/unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("account/notifications/", views.preferences, name="preferences"),
]
