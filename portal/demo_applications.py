"""What is there to review in the demo? The pack's own examples, brought there by the services."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml
from django.core.files.base import ContentFile

from accounts.models import Organisation, User
from applications import evidence
from applications.models import Application
from applications.services import drafts, files, submissions
from guidelines import loading
from reviews import services as reviews
from reviews.services import MarkInput

EXAMPLES: Final = Path(loading.__file__).parent / "examples"
SAMPLES: Final = Path(evidence.__file__).parent / "samples"
APPROVED: Final = "ex-01-minutes-summariser"
SUBMITTED: Final = ("ex-03-code-assistant", "ex-04-cv-ranking", "ex-05-teen-tutor")
EARLIER: Final = "A7"  # which earlier applications it follows
BEGUN: Final = "ex-02-library-search"
SAMPLE_OF: Final = {
    "garak_jsonl": "garak.jsonl",
    "inspect_json": "inspect.json",
    "lm_eval_json": "lm_eval.json",
}
PDF: Final = (
    "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%% {}\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
)


def prepare(*, applicant: User, reviewer: User) -> None:
    """Make one that is approved, three that wait and one that is begun, unless there are any."""
    if Application.objects.exists():
        return
    organisation = Organisation.objects.of(applicant).get()
    _approve(_submit(APPROVED, organisation, by=applicant), by=reviewer)
    for name in SUBMITTED:
        _submit(name, organisation, by=applicant)
    _draft(BEGUN, organisation, by=applicant)


def _example(name: str) -> Mapping[str, Any]:
    text = (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def _draft(name: str, organisation: Organisation, *, by: User) -> Application:
    answers = _example(name)["answers"]
    uploads = {question: value for question, value in answers.items() if _is_files(value)}
    application = drafts.create(organisation, by=by)
    typed = {question: value for question, value in answers.items() if question not in uploads}
    if typed.get(EARLIER):  # the example names one of an organisation that is not here
        typed[EARLIER] = [organisation.applications.earliest("pk").reference]
    drafts.save_answers(application, typed, by=by)
    for question, items in uploads.items():
        for item in items:
            file, told = _file(question, item), item.get("format", "")
            files.attach(application, question, file=file, by=by, format_name=told)
    return application


def _is_files(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _file(question: str, item: Mapping[str, Any]) -> ContentFile[bytes]:
    """A small file of the kind that its name and format promise, another one for each question."""
    sample = SAMPLE_OF.get(item.get("format", ""))
    if sample:
        return ContentFile((SAMPLES / sample).read_bytes(), name=item["name"])
    about = f"{question}: {item['name']}"
    by_ending = {
        "pdf": PDF.format(about),
        "csv": f'metric,value,note\naccuracy,0.91,"{about}"\n',
        "jsonl": f'{{"input": "{about}", "output": "An invented answer."}}\n',
    }
    ending = item["name"].rpartition(".")[2]
    text = by_ending.get(ending, f"# {about}\n\nInvented for the demo.\n")
    return ContentFile(text.encode(), name=item["name"])


def _submit(name: str, organisation: Organisation, *, by: User) -> Application:
    application = _draft(name, organisation, by=by)
    submissions.submit(application, by=by)
    return application


def _approve(application: Application, *, by: User) -> None:
    """As the example's review does; its tier lets one click approve."""
    review = _example(APPROVED)["review"]
    marks = {
        check: MarkInput(mark, note="As seen.", has_evidence=check in review["evidence"])
        for check, mark in review["checks"].items()
    }
    reviews.claim(application, by=by)
    reviews.mark(application, marks, by=by, revision=1)
    reviews.approve_express(application, by=by, revision=1)
