"""How does an ordinary Django form come to look like our pages?

Derive from `Form` or `ModelForm` here, write `{{ form }}` inside the page's own <form novalidate>,
and the error summary, labels, hints and errors follow. `dress` does it to a form of others.
"""

from pathlib import Path
from typing import Any

import django.forms
from django import forms
from django.conf import settings
from django.forms.renderers import DjangoTemplates
from django.forms.utils import ErrorList
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from common import languages

_CLASSES = {
    "select": "govuk-select",
    "checkbox": "govuk-checkboxes__input",
    "radio": "govuk-radios__input",
    "file": "gh-file",
    "hidden": "",
}


class BoundField(forms.BoundField):
    """A field that knows which classes its control carries and what it is described by."""

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Add our classes, and the counter to what describes a long text."""
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        attrs["class"] = " ".join(filter(None, self._classes_of(widget)))
        if self.use_fieldset:
            attrs.pop("aria-invalid", None)  # the group's error is told by its fieldset
        if self.counted_to:
            described_by = f"{attrs.get('aria-describedby', '')} {self.auto_id}-info"
            attrs["aria-describedby"] = described_by.strip()
        return attrs

    @property
    def errors(self) -> ErrorList:
        """What is wrong with it, in sentences that name the field."""
        errors: ErrorList = super().errors
        _name_what_is_missing(errors, self)
        return errors

    @property
    def kind(self) -> str:
        """What sort of control it is: `text`, `textarea`, `select`, `radio`, `checkbox`, …"""
        return _kind_of(self.field.widget)

    @property
    def counted_to(self) -> int | None:
        """How many characters a long text may have, if there is a limit."""
        return getattr(self.field, "max_length", None) if self.kind == "textarea" else None

    @property
    def first_control_id(self) -> str:
        """Where a link of the error summary leads."""
        return self.id_for_label or f"{self.auto_id}_0"

    def _classes_of(self, widget: forms.Widget) -> list[str]:
        kind = _kind_of(widget)
        control = _CLASSES.get(kind, "govuk-textarea" if kind == "textarea" else "govuk-input")
        is_wrong = bool(control and self.errors and not self.use_fieldset)
        return [
            control,
            f"{control}--error" if is_wrong else "",
            "govuk-js-character-count" if self.counted_to else "",
            str(widget.attrs.get("class", "")),
        ]


def _kind_of(widget: forms.Widget) -> str:
    if isinstance(widget, forms.Textarea):
        return "textarea"
    return str(getattr(widget, "input_type", ""))


class FormRenderer(DjangoTemplates):
    """Our three templates, around the controls that Django renders."""

    form_template_name = "common/forms/form.html"
    field_template_name = "common/forms/field.html"
    bound_field_class = BoundField

    @cached_property
    def engine(self) -> Any:
        """Django's engine for forms, which looks among our templates first."""
        built_in = Path(django.forms.__file__).parent / "templates"
        return self.backend(
            {
                "APP_DIRS": True,
                "DIRS": [settings.BASE_DIR / "templates", built_in],
                "NAME": "common.forms",
                "OPTIONS": {},
            }
        )


RENDERER = FormRenderer()


class Form(forms.Form):
    default_renderer = RENDERER
    use_required_attribute = False  # the sentence that is missing is ours, not the browser's


class ModelForm(forms.ModelForm):  # type: ignore[type-arg]
    default_renderer = RENDERER
    use_required_attribute = False


def dress(form: forms.BaseForm) -> forms.BaseForm:
    """Give somebody else's form our templates and controls."""
    form.renderer = RENDERER
    form.bound_field_class = BoundField
    form.use_required_attribute = False
    # Django keeps the bound fields that were already touched: those were made by its own class.
    form._bound_fields_cache.clear()  # type: ignore[attr-defined]  # noqa: SLF001
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)  # it says the label again, and too faintly
    return form


def _name_what_is_missing(errors: ErrorList, field: BoundField) -> None:
    """Turn Django's "This field is required" into a sentence that names the field."""
    wanted = _("Select %(field)s") if field.kind in _CLASSES else _("Enter %(field)s")
    for error in errors.as_data():
        if error.message == forms.Field.default_error_messages["required"]:
            error.message = wanted % {"field": languages.inside_sentence(str(field.label))}
