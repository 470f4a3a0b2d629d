"""Is found what is written, by whoever may see it, and never what is sealed?"""

import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Organisation
from applications.models import Application
from applications.services import drafts, submissions
from reviews import searching
from reviews.models import SearchDocument
from reviews.searching import passages, query, rank
from tests import cases
from tests.factories import ReviewerFactory

pytestmark = pytest.mark.django_db


def found(words):
    return set(
        SearchDocument.objects.filter(document=query(words)).values_list(
            "application__reference", flat=True
        )
    )


def said(answer, question="B2", name=cases.LOW):
    application = cases.draft(name)
    drafts.save_answers(application, {question: answer}, by=application.created_by)
    submissions.submit(application, by=application.created_by)
    return application


@pytest.mark.parametrize(
    "words",
    ["minute", "minuting", '"quiet minutes"', "minutes -zebra", "zebra or minutes", "Protokolle"],
)
def test_words_of_an_answer_are_found_as_written_and_by_their_stem(words):
    application = said("It writes quiet minutes; auf Deutsch: Protokolle.")

    assert found(words) == {application.reference}


@pytest.mark.parametrize(
    "words", ["zebras", "minutes -quiet", '"minutes quiet"', "the -minute", "'"]
)
def test_what_is_not_said_or_is_excluded_is_not_found(words):
    said("It writes quiet minutes.")

    assert found(words) == set()


def test_title_organisation_and_the_beginning_of_a_reference_are_found():
    application = cases.submitted()
    cases.submitted(cases.HIGH)
    Organisation.objects.filter(pk=application.organisation_id).update(name="Quartz Works")

    for words in ("quartz", application.reference, application.reference[:7].lower()):
        assert found(words) == {application.reference}


def test_a_title_ranks_before_an_organisation_and_that_before_an_answer():
    answer, organisation, title = said("A xylophone."), cases.submitted(), cases.submitted()
    Organisation.objects.filter(pk=organisation.organisation_id).update(name="Xylophone")
    Application.objects.filter(pk=title.pk).update(title="Xylophone")

    ranked = (
        Application.objects.filter(search__document=query("xylophone"))
        .annotate(rank=rank("xylophone", document="search__document"))
        .order_by("-rank")
    )

    assert list(ranked) == [title, organisation, answer]


def test_only_the_answers_of_the_current_revision_are_found():
    application = said("It plays the xylophone.")
    reviewer = ReviewerFactory()
    cases.reviews.claim(application, by=reviewer)
    cases.reviews.request_changes(
        application, {"B2": "Really?"}, by=reviewer, note="Say more.", revision=1
    )
    drafts.save_answers(application, {"B2": "It plays the zither."}, by=application.created_by)
    assert found("xylophone")
    assert found("zither") == set()

    submissions.submit(application, by=application.created_by)

    assert found("xylophone") == set()
    assert found("zither") == {application.reference}


def test_a_sealed_answer_is_in_no_document():
    application = cases.submitted(cases.HIGH)
    revision = application.current_revision()
    sealed = revision.all_answers().keys() - revision.answers.keys()
    assert sealed, "the example has to have sensitive answers"

    words = {
        word
        for question in sealed
        for word in str(revision.all_answers()[question]).lower().split()
        if word.isalpha() and len(word) > 6
    }

    document = SearchDocument.objects.get(application=application).document
    open_text = str(revision.answers).lower() + application.title.lower()
    assert [word for word in words if word not in open_text and f"'{word}'" in document] == []
    assert any(word not in open_text for word in words), "something has to be able to leak"


def test_a_document_says_whether_its_application_is_open():
    application = cases.submitted()
    assert application.search.is_open

    cases.approve(application, by=ReviewerFactory())

    assert not SearchDocument.objects.get(application=application).is_open


def test_nobody_writes_a_document_by_hand():
    application = cases.submitted()

    with pytest.raises(IntegrityError, match="follows the application"):
        SearchDocument.objects.filter(application=application).update(is_open=False)


def test_a_passage_is_text_in_which_the_words_stand_out():
    application = said("<script>alert(1)</script> \ue000 It writes minutes & more.")

    passage = passages([application.revision_id], "minute")[application.revision_id]

    assert "<mark>minutes</mark> &amp; more" in passage
    assert "<script>" not in passage


def test_there_is_no_passage_where_the_words_stand_in_the_title_alone():
    application = cases.submitted()
    Application.objects.filter(pk=application.pk).update(title="Xylophone")

    assert passages([application.revision_id], "xylophone") == {}


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=100))
def test_any_words_can_be_looked_for(words):
    assert found(words) == set()


@given(st.text(max_size=60))
def test_no_passage_is_ever_markup(text):
    html = searching.marked(text)

    assert html.replace("<mark>", "").replace("</mark>", "").count("<") == 0
