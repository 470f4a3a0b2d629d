"""What anybody may read, without a cookie and at a constant cost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from guidelines import queries, services
from tests.factories import UserFactory
from tests.guidelines.test_publication import numbered

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/guidelines/",
    "/guidelines/starter@1.1.0/",
    "/guidelines/1.1.0/",
    "/guidelines/clauses/GP-01/",
    "/guidelines/clauses/GS-06/",
    "/terms/",
    "/terms/1.0/",
    "/weaknesses/",
    "/weaknesses/1.0/",
]


@pytest.fixture
def _published():
    services.publish_starter()


def text_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.mark.usefixtures("_published")
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_public_cacheable_and_sets_no_cookie(client, address):
    response = client.get(address)

    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert response["Cache-Control"] == "public, max-age=300"


@pytest.mark.usefixtures("_published")
@pytest.mark.parametrize("address", ADDRESSES)
def test_an_unchanged_page_is_not_sent_again(client, address):
    etag = client.get(address)["ETag"]

    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.usefixtures("_published")
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_the_same_for_somebody_who_is_signed_in(client, address):
    before = client.get(address)
    client.force_login(UserFactory())

    assert client.get(address).content == before.content


@pytest.mark.usefixtures("_published")
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_can_only_be_read(client, address):
    assert client.post(address).status_code == 405


@pytest.mark.usefixtures("_published")
def test_every_clause_has_an_anchor_its_rule_and_its_reason(client, pack):
    text = text_of(client, "/guidelines/")

    assert pack.clauses
    for clause in pack.clauses:
        assert f'id="{clause.id}"' in text
        assert f'href="#{clause.id}"' in text
        assert f'href="/guidelines/clauses/{clause.id}/"' in text
    assert "Do not use the models to create, find, share, normalise or conceal sexual" in text
    assert "for documented research, limited in time and signed by two people" in text
    assert "Keep to the limits on requests and tokens that are set here." in text


@pytest.mark.usefixtures("_published")
def test_a_clause_page_shows_its_checks_conditions_sources_and_history(client):
    text = text_of(client, reverse("guidelines:clause", args=["GP-12"]))

    assert "High-stakes decisions without a responsible human" in text
    assert "No listed life-affecting decision is made by output alone" in text
    assert 'id="CO-HITL"' in text
    assert "European Union" in text
    assert 'href="/guidelines/starter@1.1.0/#GP-12"' in text


def test_a_clause_that_went_away_keeps_its_page(client, content):
    start = timezone.now() - timedelta(days=2)
    services.publish_pack(content, effective_from=start)
    numbered(content, "2.0.0")["clauses"]["clauses"].pop()  # GS-13
    for check in content["checklist"]["checks"]:
        if check["clause"] == "GS-13":
            check["clause"] = None
    for section in content["form"]["sections"]:
        for question in section["questions"]:
            question["clauses"] = [name for name in question["clauses"] if name != "GS-13"]
            question["clauses"] = question["clauses"] or ["GP-13"]
    options = content["form"]["sections"][3]["questions"][0]["options"]
    options.pop()
    drop = " || 'GS-13' in answers.D1"
    for rule in (*content["checklist"]["checks"], *content["tiers"]["floors"]):
        rule["when"] = rule["when"].replace(drop, "").replace("'GS-13' in answers.D1", "true")
    content["form"]["sections"][3]["questions"][7]["show_if"] = "'GS-11' in answers.D1"
    content["eligibility"]["questions"][2]["options"].pop(-2)
    services.publish_pack(content)

    text = text_of(client, "/guidelines/clauses/GS-13/")

    assert "This clause is no longer in force." in text
    assert "Security and dual-use science" in text


def test_a_version_keeps_its_address_when_another_takes_over(client, content):
    start = timezone.now() - timedelta(days=2)
    services.publish_pack(content, effective_from=start)
    services.publish_pack(numbered(content, "1.2.0", why="For a better reason."))

    assert "For a better reason." in text_of(client, "/guidelines/")
    assert "For a better reason." not in text_of(client, "/guidelines/starter@1.1.0/")
    assert 'href="/guidelines/starter@1.1.0/"' in text_of(client, "/guidelines/")


@pytest.mark.parametrize("address", ["/guidelines/", "/terms/", "/weaknesses/"])
def test_before_anything_is_published_a_page_says_so(client, address):
    assert "published" in text_of(client, address)


@pytest.mark.parametrize(
    "address",
    ["/guidelines/9.9.9/", "/guidelines/clauses/GP-99/", "/guidelines/clauses/x/", "/terms/9/"],
)
@pytest.mark.usefixtures("_published")
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_a_clause_is_not_found_before_anything_is_published(client):
    assert client.get("/guidelines/clauses/GP-01/").status_code == 404


@pytest.mark.usefixtures("_published")
def test_the_documents_show_their_text(client):
    assert "<h2>Keys</h2>" in text_of(client, "/terms/")
    assert "<h2>KW-01 Confabulation</h2>" in text_of(client, "/weaknesses/")


@pytest.mark.parametrize("versions", [1, 3])
@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("/guidelines/", 2),  # the version in force, all versions
        ("/guidelines/starter@1.0.0/", 2),  # the version, all versions
        ("/guidelines/clauses/GP-01/", 2),  # all versions in force, the one in force
        ("/terms/", 2),  # the document in force, all versions
    ],
)
def test_a_page_costs_a_constant_number_of_queries(
    client, content, versions, address, number, django_assert_num_queries
):
    for index in range(versions):
        services.publish_pack(numbered(content, f"1.{index}.0", why=f"Reason {index}."))
        services.publish_document("terms", version=f"{index}", title="Terms", body="Text.")
    queries.compiled_all(queries.PackVersion.objects.all())

    with django_assert_num_queries(number):
        response = client.get(address)

    assert response.status_code == 200


def test_packs_not_yet_compiled_cost_one_query_together(content, django_assert_num_queries):
    versions = [services.publish_pack(numbered(content, f"7.{index}.0")) for index in range(3)]

    with django_assert_num_queries(1):
        packs = queries.compiled_all(versions)

    assert [pack.version for pack in packs] == ["7.0.0", "7.1.0", "7.2.0"]
