"""What is asked before a key is issued?"""

from datetime import UTC, datetime, time, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import Form
from keys.services import NAME_MAX


class IssueForm(Form):
    """What the key is for, where it is used, and how long it lasts."""

    name = forms.CharField(
        label=_("What is the key for?"),
        help_text=_("For example “Server in Dublin”. Only your own people see it."),
        max_length=NAME_MAX,
        error_messages={"required": _("Enter what the key is for")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    env = forms.ChoiceField(
        label=_("Where is it used?"),
        choices=[
            ("live", _("Live: for the product that your users see")),
            ("test", _("Test: for development; gateways can tell it apart")),
        ],
        initial="live",
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Select live or test"),
            "invalid_choice": _("Select live or test"),
        },
    )
    expires_on = forms.DateField(
        label=_("Last day on which it works (optional)"),
        help_text=_("Leave this empty for a key that ends with the approval."),
        required=False,
        widget=forms.DateInput(
            attrs={"type": "date", "class": "govuk-input--width-10"}, format="%Y-%m-%d"
        ),
        error_messages={"invalid": _("Enter a real date, such as 2027-03-31")},
    )

    def expires_at(self) -> datetime | None:
        """The end of the last day, UTC."""
        day = self.cleaned_data["expires_on"]
        return datetime.combine(day, time(), tzinfo=UTC) + timedelta(days=1) if day else None


class RollForm(Form):
    """How long the old key goes on working."""

    overlap_hours = forms.TypedChoiceField(
        label=_("How long should the old key go on working?"),
        help_text=_("Long enough to put the new key everywhere. You can end the old one earlier."),
        choices=[
            (0, _("It ends at once")),
            (1, _("1 hour")),
            (24, _("24 hours")),
            (72, _("72 hours")),
        ],
        coerce=int,
        initial=24,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Select how long the old key goes on working"),
            "invalid_choice": _("Select how long the old key goes on working"),
        },
    )
