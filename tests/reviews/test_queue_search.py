"""Does the queue find what one looks for, count what it lists, and name nothing that is hidden?"""

import pytest

from applications.models import Application
from applications.services import submissions
from applications.states import Status
from reviews.tabs import Tab
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory
from tests.portal.worlds import World
from tests.reviews.test_queue import URL, make_due, references

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def signed_in(client, reviewer):
    client.force_login(reviewer)
    return client


def test_one_filters_by_everything_else_too(signed_in):
    other, wanted = cases.submitted(cases.HIGH), cases.draft()
    wanted.answers["B10"] = ["violence"]
    wanted.save(update_fields=["answers"])
    wanted.created_by.language = "de"
    wanted.created_by.save()
    submissions.submit(wanted, by=wanted.created_by)
    make_due(wanted, hours=-1)
    by_filter = {
        "kind": "application",
        "language": "de",
        "topic": "violence",
        "organisation": str(wanted.organisation.public_id),
        "overdue": "yes",
    }

    for name, value in by_filter.items():
        response = signed_in.get(URL, {"tab": "open", name: value})

        expected = {wanted.reference, other.reference} if name == "kind" else {wanted.reference}
        (chip,) = response.context["chips"]
        assert set(references(response)) == expected, name
        assert len(references(signed_in.get(URL + chip["url"]))) == 2, name
    assert references(signed_in.get(URL, {"tab": "open", "kind": "amendment"})) == []


def test_a_chip_names_no_organisation_of_which_one_may_see_nothing(signed_in, reviewer):
    application = cases.submitted()
    MembershipFactory(organisation=application.organisation, user=reviewer, role="viewer")

    response = signed_in.get(URL, {"organisation": str(application.organisation.public_id)})

    assert application.organisation.name not in response.content.decode()


def test_a_search_counts_and_lists_the_best_first_and_says_where_the_words_stand(
    signed_in, reviewer
):
    said, titled, hidden = cases.submitted(), cases.submitted(), cases.submitted()
    Application.objects.filter(pk=titled.pk).update(title="Minutes of minutes")
    MembershipFactory(organisation=hidden.organisation, user=reviewer)

    response = signed_in.get(URL, {"tab": "open", "q": "minutes"})

    assert references(response) == [titled.reference, said.reference]
    assert response.context["page"].found == 2
    assert "<mark>" in response.content.decode()
    assert hidden.reference not in response.content.decode()


def test_what_a_search_finds_is_paged_there_and_back(signed_in, monkeypatch):
    monkeypatch.setattr("reviews.listing.PAGE_SIZE", 2)
    for _ in range(5):
        cases.submitted()

    first = signed_in.get(URL, {"q": "minutes"})
    second = signed_in.get(URL + first.context["next_url"])
    third = signed_in.get(URL + second.context["next_url"])
    back = signed_in.get(URL + third.context["previous_url"])

    walked = [*references(first), *references(second), *references(third)]
    assert len(set(walked)) == 5
    assert references(back) == references(second)
    assert (first.context["previous_url"], third.context["next_url"]) == ("", "")


def test_of_too_many_matches_the_best_are_ranked_and_one_is_told_to_narrow(signed_in, monkeypatch):
    monkeypatch.setattr("reviews.searching.MOST", 2)
    for _ in range(3):
        cases.submitted()

    response = signed_in.get(URL, {"q": "minutes"})

    assert len(references(response)) == response.context["page"].found == 2
    assert "More than 2 match" in response.content.decode()


@pytest.mark.parametrize("tab", Tab)
def test_what_the_tabs_count_is_what_they_list(signed_in, reviewer, monkeypatch, tab):
    monkeypatch.setattr("reviews.listing.PAGE_SIZE", 2)
    World().grow()
    MembershipFactory(organisation=cases.submitted().organisation, user=reviewer, role="viewer")
    make_due(Application.objects.filter(status=Status.SUBMITTED)[0], hours=-1)

    response = signed_in.get(URL, {"tab": tab})
    count = {item["tab"]: item["count"] for item in response.context["tabs"]}[tab]
    listed = references(response)
    while response.context["next_url"]:
        response = signed_in.get(URL + response.context["next_url"])
        listed += references(response)

    assert count in {len(listed), None}
    assert (count is None) == (tab in {Tab.NEXT, Tab.DECIDED})
