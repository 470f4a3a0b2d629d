"""Which fields do the account pages ask for?"""

from django import forms
from django.http import HttpRequest

from accounts.models import User


class SignupForm(forms.Form):
    """What allauth's sign-up asks besides the address and password."""

    name = forms.CharField(max_length=150, label="Your name")

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep the name with the new person."""
        user.name = self.cleaned_data["name"].strip()
        user.save(update_fields=["name"])
