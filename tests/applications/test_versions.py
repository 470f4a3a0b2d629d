"""Is a later save kept beside an earlier one, until somebody chooses between the two?"""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from applications import queries, versions
from applications.fingerprints import fingerprint
from applications.models import AnswerVariant, Application
from applications.models.drafting import Resolution
from applications.services import choosing, drafts, editing, submissions
from applications.services.choosing import Choice, Looked
from applications.services.editing import PageInput
from applications.services.moves import NotAnEditor
from events.models import Event
from tests.applications.addresses import of, section, text
from tests.browserless import filled_in
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def colleague(organisation):
    """An editor."""
    return MembershipFactory(organisation=organisation).user


@pytest.fixture
def variant(draft, owner, colleague):
    """The owner has saved “Theirs”; the colleague, who had not seen it, “Mine”."""
    return conflict(draft, first=owner, second=colleague)


def print_of(draft, question, value):
    return fingerprint(queries.pack_of(draft).question(question), value)


def conflict(draft, *, first, second, question="A1", values=("Theirs", "Mine")):
    seen = print_of(draft, question, draft.given_answers().get(question))
    drafts.save_answers(draft, {question: values[0]}, by=first)
    editing.save_page(draft, PageInput({question: values[1]}, {question: seen}), by=second)
    return draft.variants.open().latest("pk")


def looked_at(variant):
    stored = answers(variant.application).get(variant.question)
    return Looked(print_of(variant.application, variant.question, stored), variant.fingerprint)


def answers(application):
    return Application.objects.get(pk=application.pk).given_answers()


def typed(client, application, section_id, **changes):
    return filled_in(client.get(section(application, section_id)), form=1, **changes)


def autosave(client, application, section_id, values):
    return client.post(of(application, "autosave", section_id), values)


def seen_after(response, values, question):
    """The values of the page with what autosave has told it to compare with."""
    mark = text(response).partition(f'id="seen-{question}" value="')[2].partition('"')[0]
    others = [each for each in values["seen"] if not each.startswith(f"{question}:")]
    return {**values, "seen": [*others, mark]}


# --- Keeping -------------------------------------------------------------------------------------


def test_the_later_save_is_kept_sealed_and_the_earlier_one_stands(draft, variant, colleague):
    assert answers(draft)["A1"] == "Theirs"
    assert (variant.value, variant.saved_by) == ("Mine", colleague)
    with connection.cursor() as cursor:
        cursor.execute("SELECT v::text FROM applications_answervariant v")
        assert "Mine" not in str(cursor.fetchall())


def test_the_same_again_is_one_version(draft, variant, colleague):
    page = PageInput({"A1": "Mine"}, {"A1": "0" * 16})

    editing.save_page(draft, page, by=colleague)

    assert draft.variants.count() == 1


def test_the_database_keeps_the_same_version_once(variant):
    variant.pk = None

    with pytest.raises(IntegrityError, match="variant_open_once"), transaction.atomic():
        variant.save(force_insert=True)


def test_another_version_of_the_same_person_is_kept_as_well(draft, variant, colleague):
    editing.save_page(draft, PageInput({"A1": "Third"}, {"A1": "0" * 16}), by=colleague)

    assert [each.value for each in draft.variants.open()] == ["Mine", "Third"]


def test_a_page_that_goes_on_typing_replaces_its_own_version(draft, variant, colleague):
    own = {"A1": variant.pk}

    editing.save_page(draft, PageInput({"A1": "Mine, all of"}, {"A1": "0" * 16}, own), by=colleague)

    assert [each.value for each in draft.variants.open()] == ["Mine, all of"]


def test_nobody_replaces_somebody_elses_version(draft, variant, owner):
    own = {"A1": variant.pk}

    editing.save_page(draft, PageInput({"A1": "Other"}, {"A1": "0" * 16}, own), by=owner)

    assert [each.value for each in draft.variants.open()] == ["Mine", "Other"]


def test_a_page_that_types_the_answer_as_it_was_takes_its_version_back(draft, variant, colleague):
    own = {"A1": variant.pk}

    editing.save_page(draft, PageInput({"A1": "Theirs"}, {"A1": "0" * 16}, own), by=colleague)

    variant.refresh_from_db()
    assert variant.resolution == Resolution.TAKEN_BACK


def test_a_version_that_the_answer_comes_to_say_is_settled(draft, variant, owner):
    drafts.save_answers(draft, {"A1": "Mine"}, by=owner)

    variant.refresh_from_db()
    assert variant.resolution == Resolution.SAME


def test_a_page_whose_version_was_taken_goes_on_from_it(draft, variant, owner, colleague):
    choosing.choose(variant, Choice.VARIANT, looked=looked_at(variant), by=owner)
    page = PageInput({"A1": "Mine and more"}, {"A1": "0" * 16}, {"A1": variant.pk})

    editing.save_page(draft, page, by=colleague)

    assert answers(draft)["A1"] == "Mine and more"
    assert not draft.variants.open().exists()


def test_a_value_that_no_form_could_mean_is_not_kept_beside(draft, owner):
    outcome = editing.save_page(draft, PageInput({"A3": "starship"}, {"A3": "0" * 16}), by=owner)

    assert outcome.refused.keys() == {"A3"}
    assert not draft.variants.exists()


def test_two_tabs_that_save_at_once_lose_nothing(transactional_db, draft, owner):
    seen = {"A1": print_of(draft, "A1", answers(draft).get("A1"))}
    together = threading.Barrier(2)

    def save(value):
        try:
            together.wait(timeout=10)
            own = Application.objects.get(pk=draft.pk)
            editing.save_page(own, PageInput({"A1": value}, seen), by=owner)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[value]) for value in ("One", "Other")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {answers(draft)["A1"], draft.variants.get().value} == {"One", "Other"}


# --- Choosing ------------------------------------------------------------------------------------


def test_the_later_version_becomes_the_answer(draft, variant, owner):
    choosing.choose(variant, Choice.VARIANT, looked=looked_at(variant), by=owner)

    variant.refresh_from_db()
    assert answers(draft)["A1"] == "Mine"
    assert variant.resolution == Resolution.KEPT
    event = Event.objects.get(kind="application.version_chosen")
    assert event.data == {"question": "A1", "kept": "variant", "variant": variant.pk}


def test_the_answer_stays(draft, variant, owner):
    choosing.choose(variant, Choice.ANSWER, looked=looked_at(variant), by=owner)

    variant.refresh_from_db()
    assert answers(draft)["A1"] == "Theirs"
    assert variant.resolution == Resolution.DROPPED


def test_one_chooses_once(variant, owner):
    looked = looked_at(variant)
    choosing.choose(variant, Choice.ANSWER, looked=looked, by=owner)

    with pytest.raises(choosing.AlreadyChosen):
        choosing.choose(variant, Choice.VARIANT, looked=looked, by=owner)


def test_nobody_chooses_over_an_answer_that_has_changed_again(draft, variant, owner):
    looked = looked_at(variant)
    drafts.save_answers(draft, {"A1": "Once more"}, by=owner)

    with pytest.raises(choosing.ChangedAgain):
        choosing.choose(variant, Choice.VARIANT, looked=looked, by=owner)

    assert answers(draft)["A1"] == "Once more"
    assert draft.variants.open().exists()


def test_nobody_chooses_over_a_version_that_has_changed_again(draft, variant, owner, colleague):
    looked = looked_at(variant)
    page = PageInput({"A1": "Mine, all of it"}, {"A1": "0" * 16}, {"A1": variant.pk})
    editing.save_page(draft, page, by=colleague)

    with pytest.raises(choosing.ChangedAgain):
        choosing.choose(variant, Choice.ANSWER, looked=looked, by=owner)


def test_a_viewer_does_not_choose(variant, viewer):
    with pytest.raises(NotAnEditor):
        choosing.choose(variant, Choice.ANSWER, looked=looked_at(variant), by=viewer)


def test_nobody_chooses_after_the_submission(draft, owner):
    variant = conflict(draft, first=owner, second=owner, question="A9")  # hidden: in nobody's way
    looked = looked_at(variant)
    submissions.submit(draft, by=owner)

    with pytest.raises(drafts.NotEditable):
        choosing.choose(variant, Choice.ANSWER, looked=looked, by=owner)


def test_the_database_keeps_what_was_decided(variant, owner):
    choosing.choose(variant, Choice.ANSWER, looked=looked_at(variant), by=owner)

    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        AnswerVariant.objects.update(resolution=Resolution.KEPT)


def test_an_undecided_version_stands_in_the_way_of_submitting(draft, variant, owner):
    with pytest.raises(submissions.NotComplete) as refusal:
        submissions.submit(draft, by=owner)

    assert refusal.value.pointers == {"A1": "Choose one of the versions of this answer"}


# --- Pages ---------------------------------------------------------------------------------------


def test_the_section_shows_both_with_who_and_when(signed_in, draft, variant, owner, colleague):
    page = text(signed_in.get(section(draft, "A")))

    assert f"{owner}, " in page
    assert f"{colleague}, " in page
    assert "[removed: </span>Theirs<" in page
    assert "[added: </span>Mine<" in page
    assert "Keep the answer as it is now" in page
    assert "Choose one of the versions of this answer" in page


def test_the_task_list_and_the_check_say_so(signed_in, draft, variant):
    tasks = text(signed_in.get(of(draft)))
    check = text(signed_in.get(of(draft, "check")))

    assert "1 answer has two versions to choose from" in tasks
    assert "There is a problem" in tasks
    assert "Choose one of the versions of this answer" in check


@pytest.mark.parametrize(("choice", "stands"), [("answer", "Theirs"), ("variant", "Mine")])
def test_a_button_chooses_and_the_page_is_saved_with_it(signed_in, draft, variant, choice, stands):
    looked = looked_at(variant)
    values = typed(signed_in, draft, "A", A2="https://typed.example")

    keep = f"{choice}:{looked.answer}:{looked.variant}"
    response = signed_in.post(of(draft, "version", "A", variant.pk), {**values, "keep": keep})

    assert response.url == section(draft, "A") + "#question-A1"
    assert (answers(draft)["A1"], answers(draft)["A2"]) == (stands, "https://typed.example")
    assert "two versions" not in text(signed_in.get(response.url))


def test_a_button_on_an_old_page_is_refused_with_a_sentence(signed_in, draft, variant, owner):
    looked = looked_at(variant)
    values = typed(signed_in, draft, "A")
    drafts.save_answers(draft, {"A1": "Once more"}, by=owner)

    keep = f"variant:{looked.answer}:{looked.variant}"
    response = signed_in.post(of(draft, "version", "A", variant.pk), {**values, "keep": keep})

    assert response.status_code == 422
    assert "One of the two versions has changed since you looked" in text(response)
    assert answers(draft)["A1"] == "Once more"


def test_a_page_chooses_its_own_version_with_what_was_typed_last(client, draft, owner, colleague):
    client.force_login(colleague, backend=BACKEND)
    values = typed(client, draft, "A", A1="Mine")
    drafts.save_answers(draft, {"A1": "Theirs"}, by=owner)
    values = seen_after(autosave(client, draft, "A", values), values, "A1")
    looked = looked_at(draft.variants.get())

    keep = f"variant:{looked.answer}:{looked.variant}"
    url = of(draft, "version", "A", draft.variants.get().pk)
    response = client.post(url, {**values, "A1": "Mine, typed on", "keep": keep})

    assert response.status_code == 302
    assert answers(draft)["A1"] == "Mine, typed on"


@pytest.mark.parametrize("keep", ["", "both", "answer:x:y", "answer:0:0"])
def test_a_choice_that_no_page_offers_is_a_bad_request(signed_in, draft, variant, keep):
    response = signed_in.post(of(draft, "version", "A", variant.pk), {"keep": keep})

    assert response.status_code == 400


def test_a_viewer_sees_both_versions_and_no_button(client, draft, variant, viewer):
    client.force_login(viewer, backend=BACKEND)
    looked = looked_at(variant)

    page = text(client.get(section(draft, "A")))
    keep = f"variant:{looked.answer}:{looked.variant}"
    client.post(of(draft, "version", "A", variant.pk), {"keep": keep})

    assert "This answer has two versions" in page
    assert "Take this version instead" not in page
    assert answers(draft)["A1"] == "Theirs"


def test_a_viewer_does_not_read_a_sensitive_version(client, draft, owner, viewer):
    conflict(draft, first=owner, second=owner, question="A5", values=("Inès Thill", "Ines T."))
    client.force_login(viewer, backend=BACKEND)

    page = text(client.get(section(draft, "A")))

    assert "This answer has two versions" in page
    assert "Thill" not in page
    assert "Ines T." not in page


def test_a_stranger_finds_no_version(client, draft, variant, stranger):
    client.force_login(stranger, backend=BACKEND)
    looked = looked_at(variant)

    keep = f"variant:{looked.answer}:{looked.variant}"
    response = client.post(of(draft, "version", "A", variant.pk), {"keep": keep})

    assert response.status_code == 404


# --- Autosave ------------------------------------------------------------------------------------


def test_autosave_keeps_the_later_version_and_shows_both(signed_in, draft, owner):
    values = typed(signed_in, draft, "A", A1="Mine")
    drafts.save_answers(draft, {"A1": "Theirs"}, by=owner)

    response = autosave(signed_in, draft, "A", values)

    assert response.status_code == 200
    assert (answers(draft)["A1"], draft.variants.get().value) == ("Theirs", "Mine")
    assert "This answer has two versions" in text(response)
    assert 'id="versions-A1"' in text(response)
    assert 'id="place-A1"' not in text(response)


def test_typing_on_keeps_one_version_and_sees_it_go(signed_in, draft, owner):
    values = typed(signed_in, draft, "A", A1="M")
    drafts.save_answers(draft, {"A1": "Theirs"}, by=owner)

    for typed_on in ("M", "Mi", "Mine"):
        response = autosave(signed_in, draft, "A", {**values, "A1": typed_on})
        values = seen_after(response, values, "A1")
    kept = [variant.value for variant in draft.variants.open()]
    last = autosave(signed_in, draft, "A", {**values, "A1": "Theirs"})

    assert kept == ["Mine"]
    assert not draft.variants.open().exists()
    assert "This answer has two versions" not in text(last)
    assert 'id="versions-A1"' in text(last)


@pytest.mark.parametrize("number", [1, 3])
def test_the_versions_cost_two_queries_however_many(
    draft, owner, colleague, number, django_assert_num_queries
):
    for question in ("A1", "B1", "B2")[:number]:
        conflict(draft, first=owner, second=colleague, question=question)
    pack = queries.pack_of(draft)

    with django_assert_num_queries(2):
        assert len(versions.of(draft, pack)) == number
