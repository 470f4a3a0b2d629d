"""Addresses below /dev/mail/."""

from django.urls import path

from portal import devmail

app_name = "dev"
urlpatterns = [
    path("", devmail.mail_list, name="mail_list"),
    path("<slug:number>/", devmail.mail_detail, name="mail_detail"),
]
