"""Lists for programs: narrowed by parameters, refused where these mean nothing, page by page."""

from base64 import b64encode
from datetime import timedelta

import pytest
from django.utils import timezone

from applications.models import Application
from tests import cases
from tests.applications.programs import address, errors, problem, program
from tests.factories import OrganisationFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = "/api/v1/applications/"


@pytest.fixture
def owner():
    return UserFactory()


@pytest.fixture
def api(owner):
    return program(owner)


def listed(api, **parameters):
    response = api.get(LIST, parameters)
    assert response.status_code == 200, response.content
    return {line["reference"] for line in response.json()["results"]}


def make(owner, **fields):
    return Application.objects.create(
        organisation=OrganisationFactory(owner=owner), created_by=owner, **fields
    )


def test_each_parameter_narrows_the_list(api, owner):
    draft = cases.draft(cases.HIGH, owner=owner)
    sent = cases.submitted(owner=owner)
    both = {draft.reference, sent.reference}
    cases.submitted()  # another's, which no parameter brings in

    assert listed(api) == both
    assert listed(api, status="draft") == {draft.reference}
    assert listed(api, status=["draft", "submitted"]) == both
    assert listed(api, kind="new") == both
    assert listed(api, kind=["amendment", "recertification"]) == set()
    assert listed(api, tier=["low", "high"]) == {sent.reference}
    assert listed(api, tier="high") == set()
    assert listed(api, organisation=str(sent.organisation.public_id)) == {sent.reference}
    assert listed(api, organisation="00000000-0000-0000-0000-000000000000") == set()
    assert listed(api, status="submitted", tier="high") == set()


def test_words_are_looked_for_in_titles_and_at_the_beginning_of_references(api, owner):
    one, percent = make(owner, title="Minutes"), make(owner, title="100% Minutes_")

    assert listed(api, q="minutes") == {one.reference, percent.reference}
    assert listed(api, q="0%") == {percent.reference}
    assert listed(api, q="s_") == {percent.reference}
    assert listed(api, q=one.reference[:9].lower()) == {one.reference}
    assert listed(api, q=one.reference[4:]) == set()


@pytest.mark.parametrize("name", ["created", "updated"])
def test_what_is_older_than_asked_for_is_left_out(api, owner, name):
    old, new = make(owner), make(owner)
    before = timezone.now() - timedelta(days=2)
    Application.objects.filter(pk=old.pk).update(**{f"{name}_at": before})

    since = (timezone.now() - timedelta(days=1)).isoformat()

    assert listed(api, **{f"{name}_since": since}) == {new.reference}
    assert listed(api, **{f"{name}_since": before.isoformat()}) == {new.reference, old.reference}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "unheard-of"),
        ("kind", ""),
        ("tier", "LOW"),
        ("organisation", "1"),
        ("created_since", "yesterday"),
        ("updated_since", "2026-13-01T00:00:00Z"),
        ("q", "a\0b"),
        ("q", "x" * 101),
        ("page_size", "0"),
        ("page_size", "101"),
        ("page_size", "many"),
        ("cursor", "x"),
        ("cursor", b64encode(b"p=abc").decode()),
        ("cursor", b64encode(b"p=%00").decode()),
        ("cursor", b64encode(b"o=-1&p=1").decode()),
        ("Status", "draft"),
        ("ordering", "pk"),
    ],
)
def test_what_means_nothing_is_refused_and_named(api, owner, name, value):
    make(owner)

    response = api.get(LIST, {name: value})

    assert problem(response)[0] == 400
    assert list(errors(response)) == [f"?{name}"]


def test_an_unknown_parameter_is_answered_with_the_known_ones(api):
    assert "created_since, cursor, kind" in errors(api.get(LIST, {"state": "draft"}))["?state"]


@pytest.mark.parametrize("act", ["deleted/", "messages/"])
def test_other_lists_refuse_what_they_do_not_know(api, owner, act):
    draft = cases.draft(owner=owner)
    url = address(draft, act) if act == "messages/" else f"{LIST}{act}"

    assert list(errors(api.get(url, {"status": "draft"}))) == ["?status"]
    assert api.get(url, {"page_size": 100}).status_code == 200


@pytest.mark.parametrize(
    "parameters", [{"tab": "x"}, {"tier": "x"}, {"status": "x"}, {"after": "x"}]
)
def test_the_queue_refuses_what_it_does_not_know(parameters):
    response = program(ReviewerFactory(), scopes=["reviews:read"]).get(
        "/api/v1/reviews/", parameters
    )

    assert list(errors(response)) == [f"?{name}" for name in parameters]


def test_pages_hold_still_while_others_are_begun(api, owner):
    made = [make(owner) for _ in range(5)]
    first = api.get(LIST, {"page_size": 2, "status": "draft"}).json()
    make(owner)

    second = api.get(first["next"]).json()
    third = api.get(second["next"]).json()

    seen = [line["reference"] for page in (first, second, third) for line in page["results"]]
    assert seen == [one.reference for one in reversed(made)]
    assert third["next"] is None
    assert api.get(third["previous"]).json()["results"] == second["results"]


@pytest.mark.parametrize("item_count", [1, 3])
def test_a_narrowed_list_costs_a_constant_number_of_queries(
    api, owner, item_count, django_assert_num_queries
):
    for _ in range(item_count):
        make(owner, title="Minutes")
    asked = {"q": "min", "status": "draft", "kind": "new", "created_since": "2020-01-01T00:00:00Z"}
    api.get(LIST, asked)

    with django_assert_num_queries(3):  # token with its person, its use, applications
        lines = api.get(LIST, asked).json()["results"]

    assert len(lines) == item_count
