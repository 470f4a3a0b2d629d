"""Do the pages give the next job, hand work over, and keep what one says of oneself?"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reviews import queries, services
from tests import cases
from tests.factories import ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db
NEXT = "/admin/reviews/queue/next/"
AVAILABILITY = "/admin/reviews/queue/availability/"


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def signed_in(client, reviewer):
    client.force_login(reviewer)
    return client


def desk_of(application):
    return reverse("admin:reviews_desk", args=[application.reference])


def test_next_leads_to_the_desk_and_says_there_why(signed_in, reviewer):
    application = cases.submitted()

    response = signed_in.post(NEXT, follow=True)

    assert response.redirect_chain == [(desk_of(application), 302)]
    assert "Among those it is due first, on" in response.content.decode()
    assert queries.is_held(application, by=reviewer)


def test_next_says_when_there_is_nothing(signed_in):
    response = signed_in.post(NEXT, follow=True)

    assert "Nothing that you may take waits for a reviewer now." in response.content.decode()


def test_next_is_no_address_to_open(signed_in):
    assert signed_in.get(NEXT).status_code == 405


@pytest.mark.parametrize("address", [NEXT, AVAILABILITY])
def test_others_get_nothing_there(client, address):
    client.force_login(UserFactory(is_staff=True))

    assert client.post(address).status_code == 403


def test_the_desk_says_why_it_is_here(signed_in):
    application = cases.submitted()

    page = signed_in.get(desk_of(application)).content.decode()

    assert "Here because:" in page
    assert "New (" in page


def test_one_hands_over_on_a_page_and_the_colleague_reads_why(signed_in, reviewer, client):
    application, colleague = cases.submitted(), ReviewerFactory()
    services.claim(application, by=reviewer)
    address = reverse("admin:reviews_hand_over", args=[application.reference])
    assert colleague.pseudonym in signed_in.get(address).content.decode()

    response = signed_in.post(address, {"colleague": colleague.pk, "note": "A to D <are> clear."})

    assert response.status_code == 302
    client.force_login(colleague)
    page = client.get(desk_of(application)).content.decode()
    assert f"{reviewer.pseudonym} has handed this over to {colleague.pseudonym}" in page
    assert "A to D &lt;are&gt; clear." in page
    client.post(reverse("admin:reviews_decline_hand_over", args=[application.reference]))
    assert queries.hand_over_of(application) is None


def test_a_hand_over_that_is_refused_is_shown_as_typed(signed_in, reviewer):
    application = cases.submitted()
    colleague = ReviewerFactory()
    address = reverse("admin:reviews_hand_over", args=[application.reference])

    response = signed_in.post(address, {"colleague": colleague.pk, "note": "Mine never was."})

    assert response.status_code == 422
    assert "Mine never was." in response.content.decode()
    assert "Claim the application first" in response.content.decode()


def test_languages_and_days_are_kept_apart(signed_in, reviewer):
    today = timezone.now().date()
    signed_in.post(AVAILABILITY, {"form": "languages", "languages": ["de"]})
    days = {"first": today.isoformat(), "last": (today + timedelta(days=3)).isoformat()}
    page = signed_in.post(AVAILABILITY, {"form": "away", **days}, follow=True)

    said = queries.availability_of(reviewer)
    assert (said.languages, said.away_from) == (["de"], today)
    assert "You have said that you are away from" in page.content.decode()
    signed_in.post(AVAILABILITY, {"form": "away", "first": "", "last": ""})
    assert queries.is_present(reviewer)


def test_days_that_make_no_absence_are_told_in_the_form(signed_in):
    response = signed_in.post(AVAILABILITY, {"form": "away", "first": "2026-01-02", "last": ""})

    assert response.status_code == 422
    assert "Give a first and a last day" in response.content.decode()
