"""Does what is typed reach the draft without a button, and is nothing lost when it cannot?"""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from applications.models import Application
from applications.services import drafts, submissions
from tests.applications.addresses import of, section, text
from tests.browserless import filled_in
from tests.factories import PASSWORD, MembershipFactory

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def answers(application):
    return Application.objects.get(pk=application.pk).given_answers()


def typed(client, application, section_id, **changes):
    """What the page holds, with changes."""
    return filled_in(client.get(section(application, section_id)), form=1, **changes)


def autosave(client, application, section_id, values):
    url = of(application, "autosave", section_id)
    return client.post(url, values, headers={"HX-Request": "true"})


def test_a_change_is_saved_and_the_page_learns_what_is_stored_now(signed_in, draft):
    values = typed(signed_in, draft, "A", A1="Acme")

    response = autosave(signed_in, draft, "A", values)

    assert response.status_code == 200
    assert answers(draft)["A1"] == "Acme"
    fresh = typed(signed_in, draft, "A")["seen"][0]
    assert f'id="seen-A1" value="{fresh}" hx-swap-oob="true"' in text(response)


def test_a_question_that_comes_to_apply_is_put_in_its_place(signed_in, draft):
    response = autosave(signed_in, draft, "A", typed(signed_in, draft, "A", A8="true"))

    page = text(response)
    assert '<div id="place-A9" hx-swap-oob="true">' in page
    assert "What happened, and what has changed since?" in page
    assert 'id="place-A1"' not in page


def test_a_question_that_no_longer_applies_goes(signed_in, draft):
    autosave(signed_in, draft, "A", typed(signed_in, draft, "A", A8="true"))

    response = autosave(signed_in, draft, "A", typed(signed_in, draft, "A", A8="false"))

    page = text(response)
    assert '<div id="place-A9" hx-swap-oob="true"> </div>' in page
    assert "What happened" not in page


def test_a_chosen_file_is_left_in_its_place(signed_in, draft):
    response = autosave(signed_in, draft, "B", typed(signed_in, draft, "B", B1="Minutes"))

    assert 'id="place-' not in text(response)


def test_a_second_tab_on_other_questions_is_no_conflict(signed_in, draft):
    first = typed(signed_in, draft, "A", A1="First tab")
    second = typed(signed_in, draft, "A", A2="https://second.example")

    statuses = [autosave(signed_in, draft, "A", each).status_code for each in (first, second)]

    assert statuses == [200, 200]
    assert answers(draft)["A1"] == "First tab"
    assert answers(draft)["A2"] == "https://second.example"


def test_the_same_twice_is_saved_once(signed_in, draft):
    values = typed(signed_in, draft, "A", A1="Acme")

    autosave(signed_in, draft, "A", values)
    version = Application.objects.get(pk=draft.pk).version
    response = autosave(signed_in, draft, "A", values)

    assert response.status_code == 200
    assert Application.objects.get(pk=draft.pk).version == version


def test_an_impossible_value_is_not_saved(signed_in, draft):
    response = autosave(signed_in, draft, "A", typed(signed_in, draft, "A", A3="starship"))

    assert response.status_code == 422
    assert answers(draft)["A3"] != "starship"


def test_a_submitted_application_is_not_changed(signed_in, draft, owner):
    values = typed(signed_in, draft, "A", A1="Late")
    submissions.submit(draft, by=owner)

    response = autosave(signed_in, draft, "A", values)

    assert response.status_code == 409
    assert answers(draft)["A1"] != "Late"


def test_a_stranger_finds_nothing(client, draft, stranger):
    client.force_login(stranger, backend=BACKEND)

    assert autosave(client, draft, "A", {"A1": "x"}).status_code == 404


def test_a_viewer_may_not(client, draft, viewer):
    client.force_login(viewer, backend=BACKEND)

    assert autosave(client, draft, "A", {"A1": "x", "seen": "A1:"}).status_code == 403


def test_it_takes_a_post(signed_in, draft):
    assert signed_in.get(of(draft, "autosave", "A")).status_code == 405


# --- The session has ended -----------------------------------------------------------------------


def test_the_page_learns_that_the_session_has_ended(client, draft):
    assert autosave(client, draft, "A", {"A1": "x"}).status_code == 401


def test_what_was_sent_signed_out_is_on_the_page_after_signing_in(client, draft, owner):
    client.force_login(owner, backend=BACKEND)
    values = typed(client, draft, "A", A1="Typed for an hour", A3="company")
    client.logout()

    to_sign_in = client.post(section(draft, "A"), values)
    back = client.post(to_sign_in.url, {"login": owner.email, "password": PASSWORD})
    page = client.get(back.url)

    assert to_sign_in.url.startswith(reverse("account_login"))
    assert back.url == section(draft, "A")
    assert "You were signed out before this page was saved." in text(page)
    assert 'value="Typed for an hour"' in text(page)
    assert answers(draft)["A1"] != "Typed for an hour"

    client.post(section(draft, "A"), filled_in(page, form=1))

    assert answers(draft)["A1"] == "Typed for an hour"
    assert "You were signed out before" not in text(client.get(section(draft, "A")))


def test_what_was_sent_signed_out_is_sealed(client, draft):
    client.post(section(draft, "A"), {"A5": "Inès Thill"})

    assert "Thill" not in str(dict(client.session))


def test_nothing_is_kept_for_an_application_that_does_not_exist(client, draft):
    client.post("/applications/GA-00000000/sections/A/", {"A1": "x"})

    assert not client.session.keys()


def test_another_page_does_not_get_what_was_kept(client, draft, owner):
    client.post(section(draft, "A"), {"A1": "Kept"})
    client.force_login(owner, backend=BACKEND)

    assert "Kept" not in text(client.get(section(draft, "B")))


def test_a_page_opened_before_signing_in_again_elsewhere_loses_nothing(draft, owner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner, backend=BACKEND)
    values = typed(client, draft, "A", A1="Typed for an hour")

    response = client.post(section(draft, "A"), {**values, "csrfmiddlewaretoken": "0" * 32})
    page = client.get(response.url)

    assert response.url == section(draft, "A")
    assert 'value="Typed for an hour"' in text(page)
    assert answers(draft)["A1"] != "Typed for an hour"


@pytest.mark.parametrize(
    ("name", "more"), [("submit", {"csrfmiddlewaretoken": "0" * 32}), ("section", {})]
)
def test_any_other_forged_post_is_refused(draft, owner, name, more):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner, backend=BACKEND)
    client.get(section(draft, "A"))
    url = section(draft, "A") if name == "section" else of(draft, name)

    response = client.post(url, more)

    assert response.status_code == 403


def test_autosave_is_told_the_new_token_after_signing_in_again(draft, owner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner, backend=BACKEND)
    values = typed(client, draft, "A", A1="Acme")

    refused = autosave(client, draft, "A", {**values, "csrfmiddlewaretoken": "0" * 32})
    token = refused["X-Renewed-Token"]
    again = autosave(client, draft, "A", {**values, "csrfmiddlewaretoken": token})

    assert (refused.status_code, again.status_code) == (403, 200)
    assert answers(draft)["A1"] == "Acme"


def test_a_forged_autosave_is_told_nothing(draft, owner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner, backend=BACKEND)

    response = autosave(client, draft, "A", {"A1": "x"})

    assert response.status_code == 403
    assert "X-Renewed-Token" not in response


# --- Somebody else is signed in by now -----------------------------------------------------------


@pytest.fixture
def colleague(organisation):
    return MembershipFactory(organisation=organisation).user


def test_another_person_is_not_handed_what_was_typed(client, draft, owner, colleague):
    client.force_login(owner, backend=BACKEND)
    values = typed(client, draft, "A", A1="Typed for an hour")
    client.logout()

    client.post(section(draft, "A"), values)
    client.force_login(colleague, backend=BACKEND)
    page = text(client.get(section(draft, "A")))

    assert "Typed for an hour" not in page
    assert "You were signed out before" not in page
    assert "Typed for an hour" not in str(dict(client.session))


@pytest.mark.parametrize("name", ["section", "autosave"])
def test_nothing_is_saved_in_another_persons_name(client, draft, owner, colleague, name):
    client.force_login(owner, backend=BACKEND)
    values = typed(client, draft, "A", A1="Typed for an hour")
    client.force_login(colleague, backend=BACKEND)

    response = client.post(of(draft, name, "A"), values)

    assert response.status_code == 409
    assert "omebody else is signed in" in text(response)
    assert answers(draft)["A1"] != "Typed for an hour"
    assert not draft.variants.exists()


def test_an_old_token_of_another_person_saves_and_keeps_nothing(draft, owner, colleague):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner, backend=BACKEND)
    values = typed(client, draft, "A", A1="Typed for an hour")
    client.force_login(colleague, backend=BACKEND)

    response = client.post(section(draft, "A"), {**values, "csrfmiddlewaretoken": "0" * 32})

    assert response.status_code == 409
    assert "Typed for an hour" not in text(client.get(section(draft, "A")))


def test_a_page_too_long_to_keep_says_how_to_save_it(client, draft, owner):
    client.force_login(owner, backend=BACKEND)
    values = typed(client, draft, "B", B3="x" * 200_001)
    client.logout()

    response = client.post(section(draft, "B"), values)

    assert response.status_code == 409
    assert "more text than we can keep" in text(response)
    assert not client.session.keys()


def test_a_long_page_in_any_script_is_kept(client, draft, owner):
    client.force_login(owner, backend=BACKEND)
    values = typed(client, draft, "B", B3="語" * 100_000)
    client.logout()

    client.post(section(draft, "B"), values)
    client.force_login(owner, backend=BACKEND)

    assert "語" * 100_000 in text(client.get(section(draft, "B")))


def test_files_in_a_page_sent_signed_out_are_asked_for_again(client, draft, owner):
    client.force_login(owner, backend=BACKEND)
    values = typed(client, draft, "B", B1="Kept")
    client.logout()

    file = ContentFile(b"You are helpful.", name="more.md")
    client.post(of(draft, "upload", "B", "B9"), {**values, "B9": file})
    client.force_login(owner, backend=BACKEND)
    page = text(client.get(section(draft, "B")))

    assert "choose them again" in page
    assert 'value="Kept"' in page


def test_what_comes_back_after_signing_in_overwrites_nobody(client, draft, owner, colleague):
    client.force_login(owner, backend=BACKEND)
    values = typed(client, draft, "A", A1="Mine")
    client.logout()
    client.post(section(draft, "A"), values)
    drafts.save_answers(draft, {"A1": "Theirs"}, by=colleague)

    client.force_login(owner, backend=BACKEND)
    client.post(section(draft, "A"), filled_in(client.get(section(draft, "A")), form=1))

    assert answers(draft)["A1"] == "Theirs"
    assert draft.variants.get().value == "Mine"
