"""Which fields do the account pages ask for?"""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest

from accounts import services
from accounts.models import Membership, User
from accounts.scopes import Scope, offered
from common.forms import Form

LIFETIMES = [(7, "7 days"), (30, "30 days"), (90, "90 days"), (365, "1 year")]
ROLES_EXPLAINED = [
    (Membership.Role.VIEWER, "Viewer: reads its applications"),
    (Membership.Role.EDITOR, "Editor: also writes and submits them"),
    (Membership.Role.OWNER, "Owner: also looks after members"),
]


class SignupForm(Form):
    """What allauth's sign-up asks besides the address and password."""

    name = forms.CharField(
        label="Your name",
        max_length=150,
        error_messages={"required": "Enter your name"},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    organisation = forms.CharField(
        label="Your organisation (optional)",
        help_text="Leave this empty if somebody has invited you to theirs.",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep the name with the new person, and register their organisation."""
        services.rename(user, name=self.cleaned_data["name"])
        if self.cleaned_data["organisation"]:
            services.register_organisation(user, name=self.cleaned_data["organisation"])


class ProfileForm(Form):
    """What others see of a person."""

    name = forms.CharField(
        label="Your name",
        max_length=150,
        error_messages={"required": "Enter your name"},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class OrganisationForm(Form):
    """What an organisation is called and where it is found."""

    name = forms.CharField(
        label="Name of the organisation",
        max_length=200,
        error_messages={"required": "Enter the name of the organisation"},
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    website = forms.URLField(
        label="Website (optional)",
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Enter an address such as https://example.org"},
    )


class RoleForm(Form):
    """What a member may do."""

    role = forms.ChoiceField(
        label="Role",
        choices=ROLES_EXPLAINED,
        error_messages={"required": "Choose a role", "invalid_choice": "Choose a role"},
    )

    def clean_role(self) -> Membership.Role:
        """Return the role itself."""
        return Membership.Role(self.cleaned_data["role"])


class InvitationForm(RoleForm):
    """Whom to ask in."""

    email = forms.EmailField(
        label="E-mail address",
        error_messages={
            "required": "Enter the e-mail address of the person to invite",
            "invalid": "Enter an e-mail address such as name@example.org",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["email", "role"]


class TokenForm(Form):
    """What a new token is for, what it may do, and how long."""

    name = forms.CharField(
        label="What is the token for?",
        max_length=100,
        error_messages={"required": "Enter what the token is for"},
    )
    scopes = forms.MultipleChoiceField(
        label="What may it do?",
        choices=Scope,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one thing that the token may do"},
    )
    lifetime = forms.TypedChoiceField(
        label="How long does it last?",
        choices=LIFETIMES,
        initial=90,
        coerce=lambda days: timedelta(days=int(days)),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how long the token lasts"},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes = offered(to_reviewer=user.is_reviewer)
        self.fields["scopes"].choices = [(scope, scope.label) for scope in scopes]  # type: ignore[attr-defined]
