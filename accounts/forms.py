"""Which fields do the account pages ask for?"""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.models import Membership, User
from accounts.scopes import Scope, offered
from common import languages
from common.forms import Form

LIFETIMES = [(7, _("7 days")), (30, _("30 days")), (90, _("90 days")), (365, _("1 year"))]
ROLES_EXPLAINED = [
    (Membership.Role.VIEWER, _("Viewer: reads its applications")),
    (Membership.Role.EDITOR, _("Editor: also writes and submits them")),
    (Membership.Role.OWNER, _("Owner: also looks after members")),
]


class SignupForm(Form):
    """What allauth's sign-up asks besides the address and password."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        error_messages={"required": _("Enter your name")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    organisation = forms.CharField(
        label=_("Your organisation (optional)"),
        help_text=_("Leave this empty if somebody has invited you to theirs."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep name and language with the new person, and register their organisation."""
        language = get_language() or settings.LANGUAGE_CODE
        services.change_profile(user, name=self.cleaned_data["name"], language=language)
        if self.cleaned_data["organisation"]:
            services.register_organisation(user, name=self.cleaned_data["organisation"])


class ProfileForm(Form):
    """What others see of a person, and which language the portal speaks to them."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        error_messages={"required": _("Enter your name")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    language = forms.ChoiceField(
        label=_("Language of pages and mails"),
        required=False,
        error_messages={"invalid_choice": _("Choose one of the languages")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_browser = ("", _("As my browser asks; mails in English"))
        self.fields["language"].choices = [by_browser, *languages.names()]  # type: ignore[attr-defined]


class OrganisationForm(Form):
    """What an organisation is called and where it is found."""

    name = forms.CharField(
        label=_("Name of the organisation"),
        max_length=200,
        error_messages={"required": _("Enter the name of the organisation")},
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    website = forms.URLField(
        label=_("Website (optional)"),
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Enter an address such as https://example.org")},
    )


class OrganisationChangeForm(OrganisationForm):
    """The same, and whether others may learn from its cases."""

    allows_learning = forms.BooleanField(
        label=_("Decided applications may be used, masked, to improve the reviews"),
        help_text=_(
            "Names, e-mail addresses, telephone numbers and sensitive answers are taken out."
            " You can take this back at any time."
        ),
        required=False,
    )


class RoleForm(Form):
    """What a member may do."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=ROLES_EXPLAINED,
        error_messages={"required": _("Choose a role"), "invalid_choice": _("Choose a role")},
    )

    def clean_role(self) -> Membership.Role:
        """Return the role itself."""
        return Membership.Role(self.cleaned_data["role"])


class InvitationForm(RoleForm):
    """Whom to ask in."""

    email = forms.EmailField(
        label=_("E-mail address"),
        error_messages={
            "required": _("Enter the e-mail address of the person to invite"),
            "invalid": _("Enter an e-mail address such as name@example.org"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["email", "role"]


class TokenForm(Form):
    """What a new token is for, what it may do, and how long."""

    name = forms.CharField(
        label=_("What is the token for?"),
        max_length=100,
        error_messages={"required": _("Enter what the token is for")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may it do?"),
        choices=Scope,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that the token may do")},
    )
    lifetime = forms.TypedChoiceField(
        label=_("How long does it last?"),
        choices=LIFETIMES,
        initial=90,
        coerce=lambda days: timedelta(days=int(days)),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how long the token lasts")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes = offered(to_reviewer=user.is_reviewer)
        self.fields["scopes"].choices = [(scope, scope.label) for scope in scopes]  # type: ignore[attr-defined]
