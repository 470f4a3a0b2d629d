"""Does the check before sign-up ask, come back, and lead on, with nothing kept?"""

import re

import pytest
from django.urls import reverse

from guidelines import services
from guidelines.models import PackVersion
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
CHECK = "/eligibility/"
PLAIN = {"access": "own_calls", "purpose": "none", "domains": "none", "effect": "informs"}


@pytest.fixture(autouse=True)
def _published():
    services.publish_starter()


def page(client, path=CHECK, **answers):
    response = client.get(path, answers)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def headings(shown):
    return [re.sub("<[^>]*>", "", found).strip() for found in re.findall("<h1.*?</h1>", shown)]


def test_the_questions_come_one_after_the_other(client):
    said = [
        page(client),
        page(client, access="own_calls"),
        page(client, access="own_calls", purpose="none"),
        page(client, access="own_calls", purpose="none", domains="none"),
    ]

    for number, shown in enumerate(said, start=1):
        assert f"Question {number} of 4" in shown
        assert "There is a problem" not in shown


@pytest.mark.parametrize(
    ("answers", "title", "leads_to"),
    [
        ({"access": "not_yet"}, "You need no approval yet", "/guidelines/"),
        ({"access": "through_others"}, "You need no approval of your own", "/guidelines/"),
        ({"access": "approved_already"}, "Ask for a change", "/applications/"),
        ({**PLAIN, "purpose": "attacks"}, "This would be refused", "/guidelines/clauses/GP-04/"),
        ({**PLAIN, "effect": "decides_alone"}, "refused as it stands", "/applications/new/"),
        ({**PLAIN, "domains": "health"}, "we will look harder", "/guidelines/clauses/GS-01/"),
        (PLAIN, "You need approval", "/accounts/signup/?next=/applications/new/"),
    ],
)
def test_each_outcome_has_a_page_that_leads_on(client, answers, title, leads_to):
    shown = page(client, **answers)

    assert title in headings(shown)[0]
    assert f'href="{leads_to}"' in shown


def test_the_outcome_says_which_answer_touches_which_clause(client):
    shown = page(client, access="own_calls", purpose=["attacks", "violence"])

    assert shown.count("Because you chose: Weapons, violence, extremism or hate") == 2
    assert "Because you chose: Malware, or attacks" in shown
    assert 'href="/guidelines/examples/"' in shown


def test_going_on_without_choosing_says_so(client):
    shown = page(client, access="own_calls", purpose="")

    assert "There is a problem" in shown
    assert "Select what it is meant to do" in shown
    assert "<title> Error:" in shown


def test_a_choice_that_cannot_be_is_asked_again_as_it_was_made(client):
    shown = page(client, access="own_calls", purpose=["", "none", "attacks"])

    assert "There is a problem" in shown
    assert len(re.findall(r'value="(?:none|attacks)" [^>]*checked', shown)) == 2


def test_an_answer_is_changed_without_losing_the_others(client):
    outcome = page(client, **PLAIN)
    change = re.findall(r'href="(/eligibility/purpose/[^"]*)"', outcome)[0].replace("&amp;", "&")

    shown = page(client, change)

    assert re.search(r'value="none" [^>]*checked', shown)
    for name in ("access", "domains", "effect"):
        assert f'<input type="hidden" name="{name}" value="{PLAIN[name]}">' in shown
    assert '<input type="hidden" name="purpose" value="">' in shown


def test_the_way_back_leads_to_the_question_before_with_its_answer(client):
    second = page(client, access="own_calls")
    back = re.findall(r'govuk-back-link" href="([^"]*)"', second)[0]

    assert back == "/eligibility/access/?access=own_calls"
    assert re.search(r'value="own_calls" [^>]*checked', page(client, back))
    assert 'govuk-back-link" href="/"' in page(client)


@pytest.mark.parametrize(
    "given",
    [
        {"access": "<script>alert(1)</script>"},
        {"<script>": "x"},
        {"access": ["own_calls", "not_yet"]},
        {"access": "own_calls\x00"},
        {**PLAIN, "effect": "x" * 5000},
    ],
)
def test_an_address_that_was_tampered_with_asks_the_question_again(client, given):
    shown = page(client, **given)

    assert "Check whether you need approval" in headings(shown)[0]
    assert "<script>" not in shown


@pytest.mark.parametrize("path", [CHECK, "/eligibility/purpose/", "/guidelines/examples/"])
def test_the_pages_are_public_cacheable_and_the_same_for_everybody(client, path):
    before = client.get(path, PLAIN)
    client.force_login(UserFactory())
    after = client.get(path, PLAIN)

    assert before.content == after.content
    assert before["Cache-Control"] == "public, max-age=300"
    assert "Cookie" not in before.get("Vary", "")
    assert not before.cookies
    assert client.post(path).status_code == 405
    assert client.get(path, PLAIN, headers={"If-None-Match": before["ETag"]}).status_code == 304


def test_nothing_is_written(client, django_assert_num_queries):
    page(client)

    with django_assert_num_queries(1) as asked:  # the pack in force
        page(client, **PLAIN)

    assert asked.captured_queries[0]["sql"].startswith("SELECT")


@pytest.mark.parametrize("path", ["/eligibility/nothing/", "/eligibility/purpose/x/"])
def test_a_question_that_is_not_there_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_without_the_check_there_is_no_page(client, content):
    del content["eligibility"]
    content["pack"].update(version="1.2.0", files=content["pack"]["files"][:-1])
    services.publish_pack(content)

    assert client.get(CHECK).status_code == 404


def test_every_example_of_every_clause_is_shown_once_beside_its_clause(client, pack):
    shown = page(client, "/guidelines/examples/").replace("&#x27;", "'")

    for clause in pack.clauses:
        for example in (*clause.allowed, *clause.not_allowed):
            assert shown.count(example) == 1
        assert shown.count(f'href="/guidelines/clauses/{clause.id}/"') == 4
    allowed, depends, refused = (
        shown.index(f'id="{name}"') for name in ("allowed", "depends", "refused")
    )
    assert allowed < shown.index("A shop drafts its newsletter") < depends
    assert depends < shown.index("A clinic drafts visit summaries") < refused
    assert refused < shown.index("A symptom chat that tells users which medicine")


def test_a_clause_page_says_which_examples_depend_on_safeguards(client):
    assert "Depends on the safeguards" in page(client, "/guidelines/clauses/GS-01/")
    assert "Depends on the safeguards" not in page(client, "/guidelines/clauses/GP-05/")


def test_somebody_who_is_signed_in_is_led_past_signing_up(client):
    client.force_login(UserFactory())

    response = client.get("/accounts/signup/", {"next": reverse("applications:new")})

    assert (response.status_code, response["Location"]) == (302, "/applications/new/")


def test_a_translated_clause_says_that_it_is_one_where_it_is_cited(client, settings):
    settings.LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]
    german = {"clauses": {"GP-04": {"title": "Schadprogramme und Angriffe"}}}
    version = PackVersion.objects.get()
    services.publish_pack_translation(version, german, language="de")
    refused = "eligibility/?access=own_calls&purpose=attacks"

    cited, examples = page(client, f"/de/{refused}"), page(client, "/de/guidelines/examples/")

    assert "GP-04 Schadprogramme und Angriffe" in cited
    assert "GP-04 Schadprogramme und Angriffe" in examples
    assert f'href="/en/{refused}"'.replace("&", "&amp;") in cited
    assert 'href="/en/guidelines/examples/"' in examples
