"""Which fields does the page of preferences ask for?"""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from common.forms import Form
from notifications import digests
from notifications.groups import EXPLANATIONS, SETTABLE, Group, Mode
from notifications.models import Preferences
from notifications.services import Wishes

HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]


class PreferencesForm(Form):
    """How news of each group comes, and when digests do."""

    def __init__(self, sent: QueryDict | None = None, *, preferences: Preferences) -> None:
        initial: dict[str, Any] = {g.value: preferences.mode_of(g) for g in SETTABLE}
        initial |= {"hour": preferences.digest_hour, "zone": preferences.time_zone}
        super().__init__(sent, initial=initial)
        for group in SETTABLE:
            self.fields[group.value] = forms.ChoiceField(
                label=group.label,
                help_text=EXPLANATIONS[group],
                choices=Mode.choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Select how this news reaches you")},
            )
        self.fields["hour"] = forms.TypedChoiceField(
            label=_("Hour of digests"),
            help_text=_("Weekly digests come on Mondays."),
            choices=HOURS,
            coerce=int,
        )
        self.fields["zone"] = forms.ChoiceField(
            label=_("Time zone"),
            help_text=_("The place whose clock counts for the hour, and for the times in mails."),
            choices=[(name, name.replace("_", " ")) for name in digests.zone_names()],
        )

    def wishes(self) -> Wishes:
        """What was chosen."""
        chosen = self.cleaned_data
        modes: dict[Group, Mode] = {group: Mode(chosen[group.value]) for group in SETTABLE}
        return Wishes(modes, digest_hour=chosen["hour"], time_zone=chosen["zone"])
