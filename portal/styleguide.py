"""/dev/style/: every component and every type of question, to look at. Never in production."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.forms import Form
from common.questions import ClauseLink, QuestionField, UploadedFile

CLAUSES = [ClauseLink(id="GP-05", title="Fraud, spam and impersonation", url="#GP-05")]
LETTERS = [chr(code) for code in range(ord("A"), ord("Z") + 1)]


def _option(value: str, *, exclusive: bool = False) -> SimpleNamespace:
    label = value.replace("_", " ").capitalize()
    return SimpleNamespace(id=value, value=value, label=label, exclusive=exclusive)


FEW = [_option("web_page"), _option("app"), _option("none_of_these", exclusive=True)]
MANY = [_option(f"country_{first}{second}") for first in LETTERS[:9] for second in LETTERS]
ROWS = [_option("malware_and_attacks_on_systems"), _option("fraud,_spam_and_impersonation")]
CHANCES = [_option("no"), _option("by_misuse"), _option("yes")]
UPLOAD: dict[str, Any] = {"accept": ".pdf,.csv", "upload_url": "#"}
QUESTIONS = [
    QuestionField(id="1", type="text", label="What is the product called?", is_sensitive=True),
    QuestionField(id="2", type="url", label="Where can one see it?"),
    QuestionField(id="3", type="long_text", label="What does it do?", max_length=300),
    QuestionField(id="4", type="number", label="How many people see an output?"),
    QuestionField(id="5", type="numbers", label="Quota", fields=[_option("rpm"), _option("rpd")]),
    QuestionField(id="6", type="date", label="Planned launch", optional_label="(optional)"),
    QuestionField(id="7", type="yes_no", label="Does it act by itself?"),
    QuestionField(id="8", type="single", label="How do people reach it?", options=FEW[:2]),
    QuestionField(id="9", type="single", label="Country of the organisation", options=MANY),
    QuestionField(id="10", type="multi", label="Where does it run?", options=FEW),
    QuestionField(id="11", type="multi", label="Countries where it is offered", options=MANY),
    QuestionField(
        id="12",
        type="multi",
        label="Languages",
        is_open=True,
        item_label="Language",
        suggested=[_option("en"), _option("de")],
    ),
    QuestionField(id="13", type="matrix", label="Could it do this?", rows=ROWS, options=CHANCES),
    QuestionField(id="14", type="files", label="Prompts and sample outputs", **UPLOAD),
    QuestionField(id="15", type="evidence", label="Results", formats=[("csv", "CSV")], **UPLOAD),
    QuestionField(id="16", type="attestation", label="I have read the usage guidelines"),
]


class SampleForm(Form):
    """An ordinary form with one field of each kind."""

    name = forms.CharField(label="Your name", help_text="As colleagues know you.")
    password = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "off"}))
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=200)
    role = forms.ChoiceField(choices=[("owner", "Owner"), ("editor", "Editor")])
    lifetime = forms.ChoiceField(
        choices=[("7", "7 days"), ("30", "30 days")], widget=forms.RadioSelect
    )
    scopes = forms.MultipleChoiceField(
        choices=[("read", "Read"), ("write", "Write")], widget=forms.CheckboxSelectMultiple
    )
    agree = forms.BooleanField(label="I agree", help_text="You can change your mind later.")
    file = forms.FileField()


@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    """Show everything at once."""
    if settings.MODE not in {"demo", "test"}:
        raise Http404
    for level in ("success", "error", "info"):
        getattr(messages, level)(request, f"A message of the level {level}.")
    return render(request, "dev/style.html", _context())


def _context() -> dict[str, Any]:
    states = {"Empty": _empty(), "Filled": _filled(), "Wrong": _wrong()}
    return {
        "empty_form": SampleForm(prefix="empty"),
        "wrong_form": SampleForm({}, prefix="wrong"),
        "states": states,
        "wrong_questions": states["Wrong"],
        "tags": ["grey", "blue", "green", "yellow", "orange", "red", "purple"],
        "tiers": ["low", "medium", "high", "prohibited"],
        "marks": ["meets", "gap", "violates", "unclear", "n/a"],
    }


def _empty() -> list[QuestionField]:
    return [
        replace(
            question, id=f"E{question.id}", help="Why we ask, with an example.", clauses=CLAUSES
        )
        for question in QUESTIONS
    ]


def _filled() -> list[QuestionField]:
    answers: dict[str, dict[str, Any]] = {
        "text": {"value": "Minutes"},
        "url": {"value": "https://example.org/minutes"},
        "long_text": {
            "value": "It turns recordings of meetings into minutes.\nA person checks them."
        },
        "number": {"value": "12"},
        "numbers": {"parts": {"rpm": "60", "rpd": "5000"}},
        "date": {"value": "2027-03-01"},
        "yes_no": {"value": "false"},
        "single": {"value": "app"},
        "multi": {"values": ["app", "country_AB", "en"]},
        "matrix": {"parts": {"malware_and_attacks_on_systems": "no"}},
        "files": {
            "files": [_file(status="Being scanned"), _file(status="Checked", colour="green")]
        },
        "evidence": {"files": [_file(status="Refused", colour="red")]},
        "attestation": {"value": "true"},
    }
    return [
        replace(question, id=f"F{question.id}", **answers[question.type]) for question in QUESTIONS
    ]


def _wrong() -> list[QuestionField]:
    return [
        replace(question, id=f"W{question.id}", error=f"Answer “{question.label}”")
        for question in QUESTIONS
    ]


def _file(*, status: str, colour: str = "yellow") -> UploadedFile:
    return UploadedFile(
        name="evaluation-of-the-summaries-in-three-languages.pdf",
        size=1_234_567,
        status=status,
        colour=colour,
        sha256="9f86d081884c7d659a2feaa0c55ad015" * 2,
        url="#file",
        remove_url="#remove",
    )
