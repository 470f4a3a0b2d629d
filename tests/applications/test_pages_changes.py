"""While changes are requested: is only what was asked open, and do replies reach the reviewers?"""

import pytest

from applications.models import Application
from applications.services import submissions
from reviews import services as reviews
from tests.applications.addresses import section, text
from tests.browserless import filled_in

pytestmark = pytest.mark.django_db
FORM = 1  # the form after the one that signs out


def answers(application):
    return Application.objects.get(pk=application.pk).given_answers()


def save(client, application, section_id, **changes):
    """Fill in the page as it is shown, with changes, and save it."""
    url = section(application, section_id)
    return client.post(url, filled_in(client.get(url), form=FORM, **changes))


@pytest.fixture
def asked(draft, owner, reviewer):
    """Changes are requested of B2."""
    submissions.submit(draft, by=owner)
    reviews.claim(draft, by=reviewer)
    reviews.request_changes(
        draft, {"B2": "Say who uses it."}, by=reviewer, note="Almost.", revision=1
    )
    return draft


def test_only_what_was_asked_can_be_changed(signed_in, asked):
    page = text(signed_in.get(section(asked, "B")))

    assert 'name="B2"' in page
    assert 'name="B1"' not in page
    assert answers(asked)["B1"] in page
    assert "Say who uses it." in page


def test_another_answer_is_not_changed_by_a_forged_page(signed_in, asked):
    before = answers(asked)["B1"]

    response = save(signed_in, asked, "B", B1="Another name", B2="Clerks use it.")

    assert response.status_code == 422
    assert answers(asked)["B1"] == before
    assert answers(asked)["B2"] == "Clerks use it."


def test_a_reply_is_kept_with_the_changed_answer(signed_in, asked):
    request = asked.requests.get()

    save(signed_in, asked, "B", B2="Clerks use it.", **{f"reply__{request.pk}": "Done."})
    save(signed_in, asked, "B")

    request.refresh_from_db()
    assert request.reply == "Done."
    assert answers(asked)["B2"] == "Clerks use it."


def test_a_reply_that_is_too_long_is_named_and_stays_in_its_box(signed_in, asked):
    request = asked.requests.get()

    response = save(signed_in, asked, "B", **{f"reply__{request.pk}": "x" * 10_001})

    assert response.status_code == 422
    assert "Write a message of 1 to 10,000 characters." in text(response)
    assert "x" * 10_001 in text(response)
    request.refresh_from_db()
    assert request.reply == ""


def test_a_section_with_nothing_asked_is_for_reading(signed_in, asked):
    page = text(signed_in.get(section(asked, "A")))

    assert "Save and continue" not in page
