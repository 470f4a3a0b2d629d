"""How do tests bring an application to a state? Through the services, with the pack's examples."""

import functools
from pathlib import Path

import yaml
from django.core.files.base import ContentFile

from applications import queries as applications
from applications.conditions import defaults
from applications.models.decision import Outcome
from applications.services import drafts, files, follow_ups, submissions
from applications.states import Kind
from guidelines import loading
from guidelines import services as guidelines
from guidelines.assessment import digest
from guidelines.models import PackContent, PackVersion
from reviews import queries
from reviews import services as reviews
from reviews.services import MarkInput
from tests import contents
from tests.factories import OrganisationFactory, UserFactory

EXAMPLES = Path(loading.__file__).parent / "examples"
LOW = "ex-01-minutes-summariser"
HIGH = "ex-04-cv-ranking"
PROHIBITED = "ex-06-religion-segments"


def example(name):
    """One of the pack's example applications."""
    return yaml.safe_load((EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8"))


@functools.cache
def _starter():
    """The starter pack, read and checked once for all tests of a process."""
    content = loading.read_folder(loading.STARTER)
    return loading.load(content), content, digest(content)


def publish_starter():
    """What `guidelines.services.publish_starter` leaves behind, without checking it each time."""
    pack, content, sha256 = _starter()
    version, is_new = PackVersion.objects.get_or_create(
        pack_id=pack.id, version=pack.version, defaults={"title": pack.title, "sha256": sha256}
    )
    if is_new:
        PackContent.objects.create(pack_version=version, content=content)
        guidelines.publish_starter_documents()


def draft(name=LOW, *, owner=None, organisation=None):
    """A complete draft: the example's answers, its files uploaded with contents of our own."""
    publish_starter()
    owner = owner or UserFactory()
    organisation = organisation or OrganisationFactory(owner=owner)
    application = drafts.create(organisation, by=owner)
    answers = example(name)["answers"]
    uploads = {q: value for q, value in answers.items() if _is_files(value)}
    drafts.save_answers(
        application, {q: v for q, v in answers.items() if q not in uploads}, by=owner
    )
    for question, named in uploads.items():
        for item in named:
            text = f"{question} {item['name']}"
            inside = contents.fitting(item["name"], text, format_name=item.get("format", ""))
            content = ContentFile(inside, name=item["name"])
            files.attach(
                application, question, file=content, by=owner, format_name=item.get("format", "")
            )
    return application


def _is_files(value):
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def submitted(name=LOW, *, owner=None):
    """The same, submitted by its owner."""
    application = draft(name, owner=owner)
    submissions.submit(application, by=application.created_by)
    return application


def mark_all(application, name=LOW, *, by):
    """Claim, and mark the checklist as the example's review does."""
    reviews.claim(application, by=by)
    review = example(name)["review"]
    reviews.mark(
        application,
        {
            check: MarkInput(mark, note="As seen.", has_evidence=check in review["evidence"])
            for check, mark in review["checks"].items()
        },
        by=by,
        revision=application.revision.number,
    )


CONDITION_PARAMS = {  # what a reviewer adds to the defaults that leave required fields open
    "integer": 10,
    "number": 10,
    "text": "As agreed",
    "boolean": True,
    "date": "2027-06-30",
    "list": ["one"],
    "map": {"one": "two"},
}


def conditions(pack, *, tier, names=()):
    """The tier's default conditions and others by name, every required field filled."""
    chosen = [*defaults(pack, tier)]
    chosen += [{"id": n, "params": {}} for n in names if n not in {c["id"] for c in chosen}]
    return tuple(_filled(pack, condition, tier) for condition in chosen)


def _filled(pack, condition, tier):
    known = pack.condition(condition["id"])
    params = {**known.defaults.get(tier, {}), **condition["params"]}
    for param in known.params:
        if param.required and param.name not in params:
            params[param.name] = (
                param.options[0] if param.type == "choice" else CONDITION_PARAMS[param.type]
            )
    return {"id": condition["id"], "params": params}


def approve(application, name=LOW, *, by, tier="low"):
    """Mark all and approve with the conditions that the example's review names."""
    mark_all(application, name, by=by)
    names = example(name)["review"].get("conditions", ())
    return reviews.decide(
        application,
        Outcome.APPROVE,
        by=by,
        revision=application.revision.number,
        conditions=conditions(queries.pack_of(application), tier=tier, names=names),
    ).decision


CLAUSES = ("GP-11@1.0.0",)


def approved(name=LOW, *, by, owner=None):
    """Submitted and approved; of the low tier, unless more reviewers follow."""
    application = submitted(name, owner=owner)
    approve(application, name, by=by)
    return application


def declined(name=LOW, *, by, owner=None):
    """Submitted and declined."""
    application = submitted(name, owner=owner)
    decline(application, by=by)
    return application


def decline(application, *, by):
    """Claim and decline."""
    reviews.claim(application, by=by)
    number = application.revision.number
    return reviews.decide(
        application, Outcome.DECLINE, by=by, revision=number, note="Not so.", clauses=CLAUSES
    ).decision


def follow_up(application, kind=Kind.AMENDMENT, *, by=None, **answers):
    """A complete amendment or recertification: all that one agrees to, agreed to again."""
    by = by or application.created_by
    begun = follow_ups.begin(application, kind, by=by).application
    agreed = {q.id: True for q in applications.pack_of(begun).questions if q.type == "attestation"}
    drafts.save_answers(begun, {**agreed, **answers}, by=by)
    return begun
