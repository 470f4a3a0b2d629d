"""Is the JSON copy of a revision complete, described, and the same for ever?"""

import hashlib
import json

import pytest
from django.utils import translation
from jsonschema import Draft202012Validator

from applications.copies import content
from applications.models import Revision
from applications.services import drafts, submissions
from applications.states import Kind
from guidelines.assessment import digest
from tests import cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def revision(draft, owner):
    return submissions.submit(draft, by=owner)


def copy(revision):
    return json.loads(content.as_json(Revision.objects.get(pk=revision.pk)))


def question(copied, name):
    found = [q for section in copied["sections"] for q in section["questions"] if q["id"] == name]
    return found[0] if found else None


@pytest.mark.parametrize("name", [cases.LOW, cases.HIGH])
def test_a_copy_is_as_its_schema_says(owner, organisation, name):
    draft = cases.draft(name, owner=owner, organisation=organisation)
    revision = submissions.submit(draft, by=owner)

    Draft202012Validator.check_schema(content.schema())
    faults = list(Draft202012Validator(content.schema()).iter_errors(copy(revision)))

    assert faults == []
    assert copy(revision)["$schema"] == content.schema()["$id"]


def test_a_copy_tells_questions_answers_files_tier_and_reasons(owner, organisation):
    draft = cases.draft(cases.HIGH, owner=owner, organisation=organisation)
    copied = copy(submissions.submit(draft, by=owner))
    expected = cases.example(cases.HIGH)["expected"]

    assert copied["reference"] == draft.reference
    assert question(copied, "B1")["label"] == "Product name"
    assert question(copied, "B1")["value"] == "Vacantio Match"
    assert question(copied, "B4")["labels"]["score_or_rank_people"]
    assert question(copied, "D8") is None
    named = {(file["question"], file["name"], len(file["sha256"])) for file in copied["files"]}
    assert ("B9", draft.given_answers()["B9"][0]["name"], 64) in named
    assert [rule["id"] for rule in copied["tier"]["fired"]] == expected["fired"]
    assert copied["tier"]["points"] == expected["points"]
    assert {line["id"]: line["points"] for line in copied["tier"]["lines"]} == (
        expected["points_by_line"]
    )


def test_the_organisation_has_its_sensitive_answers_marked(revision, draft):
    answer = question(copy(revision), "A6")

    assert answer["value"] == draft.given_answers()["A6"]
    assert answer["is_sensitive"]


def test_the_tier_can_be_worked_out_again_from_the_record(revision):
    copied = copy(revision)

    assert digest(copied["record"]) == copied["record_sha256"] == revision.record_sha256


def test_the_bytes_are_canonical(revision):
    made = content.as_json(revision)

    again = json.dumps(json.loads(made), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert made == again.encode()
    assert content.sha256(made) == hashlib.sha256(made).hexdigest()


def test_the_copy_stays_the_same_whatever_happens_afterwards(revision, draft, owner, reviewer):
    made = content.as_json(revision)
    cases.decline(draft, by=reviewer)
    owner.name = "Another name"
    owner.save()
    draft.organisation.name = "Another organisation"
    draft.organisation.save()

    with translation.override("de"):
        later = content.as_json(Revision.objects.get(pk=revision.pk))

    assert later == made


def test_the_copy_names_no_person(revision, owner):
    made = content.as_json(revision).decode()

    assert owner.name not in made
    assert owner.email not in made


def test_the_copy_of_an_amendment_names_what_it_concerns(reviewer):
    application = cases.approved(by=reviewer)
    amendment = cases.follow_up(application, Kind.AMENDMENT, B1="Minutes for clerks")

    copied = copy(submissions.submit(amendment, by=application.created_by))

    assert (copied["kind"], copied["concerns"]) == ("amendment", application.reference)


def test_what_was_typed_is_only_text(draft, owner):
    typed = '"}],"tier":"low" \u202e </script> \U0001f600'
    drafts.save_answers(draft, {"B2": typed}, by=owner)

    copied = copy(submissions.submit(draft, by=owner))

    assert question(copied, "B2")["value"] == typed
