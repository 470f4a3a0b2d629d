"""Which program shows the code that a person types in?"""

from allauth.core import context
from allauth.core.internal import ratelimit
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import waiting_programs
from accounts.waiting_programs import Waiting
from common.forms import Form


class DeviceCodeForm(Form):
    """The short code; guessing is limited by address and by person."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Eight letters that the program shows, for example BCDF-GHJK."),
        error_messages={"required": _("Enter the code that the program shows")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    waiting: Waiting

    def clean_code(self) -> str:
        """Find the program."""
        if not ratelimit.consume(
            context.request, app="allauth.idp.oidc", action="device_user_code", limit_get=True
        ):
            raise forms.ValidationError(_("Too many codes were tried. Wait a minute, then go on"))
        waiting = waiting_programs.find(self.cleaned_data["code"])
        if waiting is None:
            raise forms.ValidationError(
                _("No program waits with this code. It may have expired: start again there")
            )
        self.waiting = waiting
        return waiting.code
