"""What does one fill in to appeal?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models.appeal import STATEMENT_MAX
from common.forms import Form


class StatementForm(Form):
    """Why the decision should be another one."""

    statement = forms.CharField(
        label=_("Why should the decision be another one?"),
        help_text=_(
            "Say which finding is wrong, and why. The reviewers read it beside the decision and "
            "your answers, which stay as they were."
        ),
        max_length=STATEMENT_MAX,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": _("Enter why the decision should be another one")},
    )
