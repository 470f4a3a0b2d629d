"""In which language is a page answered, and who decides that?"""

import pytest

from accounts import services
from accounts.services.people import LanguageNotOffered
from tests.factories import UserFactory


@pytest.fixture(autouse=True)
def _two_languages(settings):
    settings.LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]


def spoken(response):
    return response["Content-Language"]


def test_an_address_names_its_language_and_keeps_it_in_its_links(client, db):
    response = client.get("/de/guidelines/")

    assert spoken(response) == "de"
    assert 'href="/de/applications/"' in response.content.decode()
    assert "Accept-Language" not in response.get("Vary", "")


def test_without_one_the_browser_says_and_no_cookie_takes_part(client, db):
    response = client.get("/guidelines/", headers={"Accept-Language": "fr, de-AT;q=0.8, en;q=0.5"})

    assert spoken(response) == "de"
    assert response["Vary"] == "Accept-Language"
    assert not response.cookies


def test_a_language_that_nobody_offers_gets_the_portals_own(client, db):
    assert spoken(client.get("/guidelines/", headers={"Accept-Language": "fr"})) == "en-gb"


def test_the_choice_of_a_person_holds_on_their_pages(client, db):
    person = UserFactory()
    services.choose_language(person, language="de")
    client.force_login(person)

    assert spoken(client.get("/account/")) == "de"
    assert spoken(client.get("/guidelines/")) == "en-gb"  # the same for everybody
    assert spoken(client.get("/en/account/")) == "en-gb"


def test_a_language_that_is_not_offered_cannot_be_chosen(db):
    with pytest.raises(LanguageNotOffered):
        services.choose_language(UserFactory(), language="fr")
