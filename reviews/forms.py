"""Which fields do the reviewers' own pages ask for?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models.conflicts import REASON_MAX
from common.forms import Form


class InterestForm(Form):
    """An interest to be declared: in an organisation by name, or in all under a domain."""

    organisation_name = forms.CharField(
        label=_("Name of the organisation"),
        help_text=_("As it is registered here, now or later. Leave it empty to name a domain."),
        max_length=200,
        required=False,
    )
    domain = forms.CharField(
        label=_("Domain"),
        help_text=_("Of its website or e-mail, for example acme.example."),
        max_length=253,
        required=False,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Policy owners and you read it, nobody else."),
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    until = forms.DateField(
        label=_("Last day (optional)"),
        help_text=_("Without one it holds until a policy owner ends it."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
