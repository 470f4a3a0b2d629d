"""Which fields do the reviewers' own pages ask for?"""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.models.conflicts import REASON_MAX
from common.forms import Form
from reviews.models.handovers import HAND_OVER_NOTE_MAX


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


class Colleagues(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Colleagues by pseudonym."""

    def label_from_instance(self, obj: Model) -> str:
        """As applicants know them, and colleagues too."""
        return str(getattr(obj, "pseudonym", ""))


class HandOverForm(Form):
    """To whom one leaves an application, and what they should know."""

    colleague = Colleagues(label=_("Colleague"), queryset=User.objects.none())
    note = forms.CharField(
        label=_("How far have you come?"),
        help_text=_("Your colleague reads it at the desk; applicants never do."),
        max_length=HAND_OVER_NOTE_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, colleagues: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].queryset = colleagues  # type: ignore[attr-defined]  # a choice field's


class LanguagesForm(Form):
    """The languages that one reads."""

    languages = forms.MultipleChoiceField(
        label=_("Languages that I read"),
        help_text=_(
            "Next gives you what is written in them; all others go to colleagues who read them."
            " Choose none if any will do."
        ),
        choices=lambda: settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class AwayForm(Form):
    """The days on which one is out of office."""

    first = forms.DateField(
        label=_("First day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    last = forms.DateField(
        label=_("Last day"),
        help_text=_("Leave both empty when you are back."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
