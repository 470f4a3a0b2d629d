"""Can a draft be saved whatever is typed, and is nothing lost that was saved before?"""

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Membership
from applications import queries
from applications.models import Application
from applications.services import drafts, files
from applications.services.moves import NotAnEditor
from tests import cases
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return UserFactory()


@pytest.fixture
def application(owner):
    cases.publish_starter()
    return drafts.create(OrganisationFactory(owner=owner), by=owner)


def upload(name="prompts.md", content=b"You are helpful."):
    return ContentFile(content, name=name)


@pytest.mark.parametrize(
    "value", ["", "x" * 300, 5, True, ["a"], {"a": 1}, "zero\u200bwidth", "🔑"]
)
def test_any_value_is_kept_valid_or_not(application, owner, value):
    saved = drafts.save_answers(application, {"B1": value}, by=owner)

    stored = Application.objects.get(pk=application.pk)
    assert saved.refused == {}
    assert stored.answers["B1"] == value


def test_what_the_database_cannot_keep_is_named_and_the_saved_answer_stays(application, owner):
    drafts.save_answers(application, {"B1": "Minutes", "B2": "One"}, by=owner)

    saved = drafts.save_answers(
        application,
        {"B1": "Min\x00utes", "C4": ["\ud800"], "B2": "Two", "Z9": "?", "B3": "x" * 200_001},
        by=owner,
    )

    stored = Application.objects.get(pk=application.pk)
    assert saved.refused.keys() == {"B1", "C4", "Z9", "B3"}
    assert all(saved.refused.values())
    assert (stored.answers["B1"], stored.answers["B2"]) == ("Minutes", "Two")
    assert "B3" not in stored.answers


def test_the_product_name_becomes_the_title(application, owner):
    drafts.save_answers(application, {"B1": "  Minutes  "}, by=owner)
    assert Application.objects.get(pk=application.pk).title == "Minutes"

    drafts.save_answers(application, {"B1": ["no text"]}, by=owner)
    assert Application.objects.get(pk=application.pk).title == ""


def test_sensitive_answers_are_sealed(application, owner):
    drafts.save_answers(application, {"A5": "Inès Thill", "B1": "Minutes"}, by=owner)

    stored = Application.objects.get(pk=application.pk)
    assert stored.given_answers()["A5"] == "Inès Thill"
    with connection.cursor() as cursor:
        cursor.execute("SELECT a::text FROM applications_application a")
        assert "Thill" not in str(cursor.fetchall())


def test_a_save_on_top_of_anothers_is_refused(application, owner):
    version = application.version
    drafts.save_answers(application, {"B1": "One"}, by=owner, expected_version=version)

    with pytest.raises(drafts.ChangedElsewhere):
        drafts.save_answers(application, {"B1": "Two"}, by=owner, expected_version=version)

    assert Application.objects.get(pk=application.pk).answers["B1"] == "One"


@pytest.mark.parametrize("role", [Membership.Role.VIEWER, None])
def test_only_editors_write(application, role):
    person = UserFactory()
    if role:
        MembershipFactory(organisation=application.organisation, user=person, role=role)

    with pytest.raises(NotAnEditor):
        drafts.save_answers(application, {"B1": "Mine"}, by=person)
    with pytest.raises(NotAnEditor):
        drafts.create(application.organisation, by=person)
    with pytest.raises(NotAnEditor):
        files.attach(application, "B9", file=upload(), by=person)


def test_after_submission_the_answers_are_closed():
    application = cases.submitted()

    with pytest.raises(drafts.NotEditable):
        drafts.save_answers(application, {"B1": "Other"}, by=application.created_by)


def test_the_database_closes_the_answers_of_a_submitted_application():
    application = cases.submitted()

    with pytest.raises(IntegrityError, match="Answers change only"), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(answers={"B1": "Other"})


def test_an_answer_to_a_hidden_question_is_kept_but_never_counts(application, owner):
    drafts.save_answers(application, {"A8": False, "A9": "Old story"}, by=owner)
    hidden = queries.assess_draft(application)
    drafts.save_answers(application, {"A8": True}, by=owner)
    shown = queries.assess_draft(application)

    assert hidden.effective.answers["A9"] == ""
    assert hidden.effective.hidden_but_answered == ("A9",)
    assert shown.effective.answers["A9"] == "Old story"


def test_a_file_becomes_part_of_the_answer_and_goes_out_again(application, owner):
    attachment = files.attach(application, "B9", file=upload(), by=owner)
    with_file = application.answers["B9"]

    files.detach(attachment, by=owner)

    assert with_file == [{"name": "prompts.md", "size": 16, "sha256": attachment.sha256}]
    assert Application.objects.get(pk=application.pk).answers["B9"] == []


def test_the_same_file_twice_is_one(application, owner):
    first = files.attach(application, "B9", file=upload(), by=owner)
    second = files.attach(application, "B9", file=upload(name="again.md"), by=owner)

    assert first == second
    assert len(application.answers["B9"]) == 1


def test_evidence_names_its_format(application, owner):
    attachment = files.attach(
        application, "H1", file=upload("results.bin", b"{}"), by=owner, format_name="inspect_json"
    )

    assert attachment.as_answer()["format"] == "inspect_json"


@pytest.mark.parametrize(
    ("question", "file", "format_name", "sentence"),
    [
        ("B9", upload("prompts.exe"), "", "one of these kinds"),
        ("B9", upload("noending"), "", "one of these kinds"),
        ("B9", upload(content=b""), "", "empty"),
        ("H1", upload(), "excel", "one of these kinds"),
        ("H1", upload(), "", "one of these kinds"),
        ("B1", upload(), "", "takes no files"),
        ("Z9", upload(), "", "takes no files"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(
    application, owner, question, file, format_name, sentence
):
    with pytest.raises(files.FileRefused, match=sentence):
        files.attach(application, question, file=file, by=owner, format_name=format_name)


def test_a_file_over_the_limit_is_refused(application, owner, settings):
    settings.UPLOAD_MAX_BYTES = 10

    with pytest.raises(files.FileRefused, match="MB or smaller"):
        files.attach(application, "B9", file=upload(), by=owner)


def test_a_question_takes_so_many_files(application, owner, monkeypatch):
    monkeypatch.setattr(files, "FILES_PER_QUESTION", 1)
    files.attach(application, "B9", file=upload(), by=owner)

    with pytest.raises(files.FileRefused, match="at most 1"):
        files.attach(application, "B9", file=upload(content=b"other"), by=owner)


def test_a_path_in_a_file_name_is_cut_off(application, owner):
    attachment = files.attach(application, "B9", file=upload("../../etc/prompts.md"), by=owner)

    assert attachment.name == "prompts.md"
    assert attachment.file.name.startswith("attachments/")
    assert "prompts" not in attachment.file.name


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def test_null_clears_an_answer(application, owner):
    drafts.save_answers(application, {"B1": "Summariser"}, by=owner)

    drafts.save_answers(application, {"B1": None}, by=owner)

    assert "B1" not in Application.objects.get(pk=application.pk).answers


class TestAnySave(TestCase):
    @example({"B1": [float("inf")]})
    @settings(max_examples=20)
    @given(
        st.dictionaries(st.sampled_from(["A5", "B1", "B4", "C2", "D2", "B9", "Z1"]), json_values)
    )
    def test_any_json_is_kept_or_named_and_the_pages_can_still_be_shown(self, answers):
        cases.publish_starter()
        owner = UserFactory()
        application = drafts.create(OrganisationFactory(owner=owner), by=owner)

        saved = drafts.save_answers(application, answers, by=owner)

        kept = Application.objects.get(pk=application.pk).given_answers()
        given = {question for question, value in answers.items() if value is not None}
        assert kept.keys() | saved.refused.keys() == given | saved.refused.keys()
        queries.problems(application, queries.assess_draft(application))
