"""Is a reply in words to a reviewer saved as it is typed, and is nobody's overwritten unseen?"""

import pytest

from applications.fingerprints import of_text
from applications.services import conversation, submissions
from events.models import Event
from reviews import services as reviews
from tests.applications.addresses import of, section, text
from tests.applications.programs import REPLACE, address, errors, problem, program
from tests.browserless import filled_in
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
NOT_ASKED = "The reviewers did not ask for a change of this answer."


@pytest.fixture
def asked(draft, owner, reviewer):
    """What a reviewer asks about B2."""
    submissions.submit(draft, by=owner)
    reviews.claim(draft, by=reviewer)
    reviews.request_changes(draft, {"B2": "Who uses it?"}, by=reviewer, note="Almost.", revision=1)
    return draft.requests.get()


@pytest.fixture
def colleague(organisation):
    return MembershipFactory(organisation=organisation).user


def typed(client, asked, words):
    """The page as it is shown, with these words in the box."""
    shown = client.get(section(asked.application, "B"))
    return filled_in(shown, form=1, **{f"reply__{asked.pk}": words})


def autosave(client, asked, values):
    return client.post(of(asked.application, "autosave", "B"), values)


def save(client, asked, values):
    return client.post(section(asked.application, "B"), values)


def stored(asked):
    asked.refresh_from_db()
    return asked.reply


def test_what_is_typed_is_saved_without_a_button_and_told_once(signed_in, asked):
    values = typed(signed_in, asked, "Clerks")
    first = autosave(signed_in, asked, values)
    seen = {"seen_reply": f"{asked.pk}:{of_text('Clerks')}"}

    autosave(signed_in, asked, values | seen | {f"reply.{asked.pk}": "Clerks do."})

    assert f'value="{seen["seen_reply"]}" hx-swap-oob="true"' in text(first)
    assert stored(asked) == "Clerks do."
    assert Event.objects.filter(kind="application.reply").count() == 1


@pytest.mark.parametrize("way", [autosave, save])
def test_a_reply_that_a_colleague_has_written_meanwhile_is_shown_and_stays(
    signed_in, asked, colleague, way
):
    values = typed(signed_in, asked, "Mine.")
    conversation.reply(asked, "Theirs.", by=colleague)

    responses = [way(signed_in, asked, values) for _ in range(2)]

    assert {response.status_code for response in responses} == {422}
    assert stored(asked) == "Theirs."


def test_after_one_has_seen_it_both_go_in(signed_in, asked, colleague):
    values = typed(signed_in, asked, "Mine.")
    conversation.reply(asked, "Theirs.", by=colleague)

    refused = save(signed_in, asked, values)
    again = filled_in(refused, form=1)
    [mine] = again[f"reply.{asked.pk}"]
    save(signed_in, asked, again | {f"reply.{asked.pk}": "Theirs. Mine."})

    assert "A colleague has written a reply to the reviewer meanwhile: “Theirs.”" in text(refused)
    assert mine == "Mine."
    assert stored(asked) == "Theirs. Mine."


def test_a_page_that_left_the_box_alone_leaves_the_reply_alone(signed_in, asked, colleague):
    values = typed(signed_in, asked, "")
    conversation.reply(asked, "Theirs.", by=colleague)

    save(signed_in, asked, values)

    assert stored(asked) == "Theirs."


def test_a_reply_is_taken_back_by_emptying_the_box(signed_in, asked, owner):
    conversation.reply(asked, "Clerks.", by=owner)

    save(signed_in, asked, typed(signed_in, asked, " "))

    assert stored(asked) == ""
    assert Event.objects.filter(kind="application.reply").count() == 1


def test_what_was_typed_signed_out_comes_back_and_overwrites_nobody(
    client, signed_in, asked, colleague, owner
):
    values = typed(signed_in, asked, "Mine.")
    client.logout()
    sent = save(client, asked, values)
    conversation.reply(asked, "Theirs.", by=colleague)

    client.get(sent.url)
    client.post(sent.url, {"login": owner.email, "password": "correct horse battery"})
    shown = filled_in(client.get(section(asked.application, "B")), form=1)
    refused = save(client, asked, shown)

    assert shown[f"reply.{asked.pk}"] == ["Mine."]
    assert refused.status_code == 422
    assert stored(asked) == "Theirs."


def test_a_program_changes_what_was_asked_and_nothing_else(asked, owner):
    application, api = asked.application, program(owner)
    sent = {"answers": {"B1": "Another name", "B2": "Clerks use it."}}

    refused = api.patch(address(application), sent, format="json", headers=REPLACE)
    before = api.get(address(application)).json()["answers"]
    sent["answers"].pop("B1")
    done = api.patch(address(application), sent, format="json", headers=REPLACE)

    assert errors(refused) == {"#/answers/B1": NOT_ASKED}
    assert before["B2"] != "Clerks use it."  # all of a patch, or nothing
    assert (done.status_code, done.json()["answers"]["B2"]) == (200, "Clerks use it.")


def test_a_viewer_by_program_neither_answers_nor_replies(asked, viewer):
    api, words = program(viewer), {"text": "Mine."}

    replied = api.post(
        address(asked.application, f"requests/{asked.pk}/reply/"), words, format="json"
    )
    saved = api.patch(
        address(asked.application), {"answers": {"B2": "x"}}, format="json", headers=REPLACE
    )

    assert [problem(response)[:2] for response in (replied, saved)] == [(403, "not_an_editor")] * 2
    assert stored(asked) == ""


def test_a_viewer_reads_what_is_asked(client, asked, viewer):
    client.force_login(viewer)

    assert "Who uses it?" in text(client.get(section(asked.application, "B")))
