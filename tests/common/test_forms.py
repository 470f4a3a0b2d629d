"""Do ordinary forms come out in our markup, with what assistive technology needs?"""

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template

from common.forms import Form, dress


class Contact(Form):
    name = forms.CharField(label="Your name", help_text="As colleagues know you.")
    kind = forms.ChoiceField(choices=[("a", "Person"), ("b", "Team")], widget=forms.RadioSelect)
    note = forms.CharField(widget=forms.Textarea, max_length=20, required=False)
    agree = forms.BooleanField(label="I agree", error_messages={"required": "Tick the box"})
    place = forms.CharField(widget=forms.HiddenInput, required=False)


class Foreign(forms.Form):
    code = forms.CharField(label="Code", widget=forms.TextInput(attrs={"placeholder": "Code"}))


@pytest.fixture
def empty():
    """A form as somebody first sees it."""
    return str(Contact())


@pytest.fixture
def wrong():
    """A form that came back with nothing in it but a note that is too long."""
    return str(Contact({"note": "x" * 21}))


def test_a_control_is_described_by_its_hint(empty):
    assert (
        '<input type="text" name="name" aria-describedby="id_name_helptext" '
        'class="govuk-input" id="id_name">' in empty
    )


def test_a_wrong_control_is_described_by_its_error_too(wrong):
    assert 'aria-describedby="id_name_helptext id_name_error"' in wrong
    assert 'aria-invalid="true"' in wrong
    assert "govuk-input govuk-input--error" in wrong


def test_an_untouched_form_has_no_summary_of_errors(empty):
    assert "govuk-error-summary" not in empty


@pytest.mark.parametrize("control", ["id_name", "id_kind_0", "id_note", "id_agree"])
def test_the_summary_leads_to_each_wrong_control(wrong, control):
    assert f'<a href="#{control}">' in wrong
    assert f'id="{control}"' in wrong


@pytest.mark.parametrize("sentence", ["Enter your name", "Select kind", "Tick the box"])
def test_what_is_missing_is_named(wrong, sentence):
    assert sentence in wrong
    assert "This field is required" not in wrong


def test_options_stand_in_a_group_with_a_legend(empty):
    assert '<legend class="govuk-fieldset__legend' in empty
    assert empty.count("govuk-radios__item") == 2


def test_a_group_tells_its_error_once(wrong):
    radio = wrong[wrong.index('<input type="radio"') :].split(">")[0]

    assert "aria-invalid" not in radio
    assert 'aria-describedby="id_kind_error"' in wrong


def test_a_long_text_counts_its_characters(empty):
    assert 'data-maxlength="20"' in empty
    assert 'aria-describedby="id_note-info"' in empty


def test_a_hidden_field_has_neither_label_nor_class(empty):
    assert '<input type="hidden" name="place" class="" id="id_place">' in empty
    assert "Place" not in empty


def test_no_browser_says_what_is_missing_before_we_do(empty):
    assert "required" not in empty


def test_what_was_typed_is_escaped():
    page = str(Contact({"name": '"><script>'}))

    assert "<script>" not in page
    assert "&quot;&gt;&lt;script&gt;" in page


def test_a_form_of_others_is_dressed_even_after_it_was_touched():
    form = Foreign(QueryDict("code="))
    assert form["code"].errors == ["This field is required."]

    page = str(dress(form))

    assert "govuk-input--error" in page
    assert "Enter code" in page
    assert "placeholder" not in page


def test_a_template_dresses_a_form_by_a_tag():
    template = Template("{% load gatehouse %}{% fields_of form %}")

    page = template.render(Context({"form": Foreign()}))

    assert 'class="govuk-input"' in page
