"""Do the pages of another tier and of a research exception do what their services allow?"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.models import Decision
from reviews import queries, services
from reviews.models import TierOverride
from reviews.services import MarkInput
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def signed_in(client, reviewer):
    client.force_login(reviewer)
    return client


@pytest.fixture
def application(reviewer):
    application = cases.submitted()
    cases.mark_all(application, by=reviewer)
    return application


@pytest.fixture
def prohibited(reviewer):
    """In the reviewer's hands, with nothing against it but a clause that allows an exception."""
    application = cases.submitted(cases.PROHIBITED)
    services.claim(application, by=reviewer)
    shown = queries.assess(application, by=reviewer).shown
    marks = {check.id: MarkInput("meets") for check in shown}
    services.mark(application, marks, by=reviewer, revision=1)
    return application


def at(name, application):
    return reverse(f"admin:reviews_{name}", args=[application.reference])


def text_of(response):
    return " ".join(response.content.decode().split())


def test_the_page_offers_the_tiers_that_an_override_may_lead_to(signed_in, application):
    text = text_of(signed_in.get(at("override", application)))

    assert 'id="tier-high"' in text
    assert 'id="tier-low"' not in text
    assert "prohibited" not in text.lower().replace("prohibited uses", "")


def test_an_override_is_set_shown_at_the_desk_and_taken_back(signed_in, application, reviewer):
    sent = {"revision": 1, "tier": "high", "reason": "It will serve children."}

    signed_in.post(at("override", application), sent)
    raised = queries.assess(application, by=reviewer).review_tier
    text = text_of(signed_in.get(at("override", application)))
    signed_in.post(at("override", application), {"revision": 1, "tier": ""})

    assert raised == "high"
    assert "It will serve children." in text
    assert TierOverride.objects.get().tier == ""
    assert queries.assess(application, by=reviewer).review_tier == "low"


def test_an_override_without_a_reason_is_refused_and_kept_as_chosen(signed_in, application):
    response = signed_in.post(at("override", application), {"revision": 1, "tier": "high"})

    assert response.status_code == 409
    assert "Say in 1 to 2,000 characters" in text_of(response)
    assert not TierOverride.objects.exists()


def test_another_reviewer_reads_nothing_of_an_override(client, signed_in, application):
    sent = {"revision": 1, "tier": "high", "reason": "It will serve children."}
    signed_in.post(at("override", application), sent)
    client.force_login(ReviewerFactory())

    pages = [text_of(client.get(at(name, application))) for name in ("override", "desk")]

    assert all("It will serve children." not in page for page in pages)


def test_an_exception_is_offered_where_the_clauses_allow_it_alone(
    signed_in, application, prohibited
):
    possible, impossible = (signed_in.get(at("desk", one)) for one in (prohibited, application))

    assert at("exception", prohibited) in text_of(possible)
    assert at("exception", application) not in text_of(impossible)
    assert "There is nothing to except" in text_of(signed_in.get(at("exception", application)))


def test_the_page_records_the_first_of_two_parts_of_an_exception(signed_in, prohibited):
    until = timezone.now().date() + timedelta(days=30)
    sent = {"revision": 1, "note": "For one study.", "until": until.isoformat()}

    signed_in.post(at("exception", prohibited), sent)

    prohibited.refresh_from_db()
    decision = Decision.objects.get()
    assert prohibited.status == "awaiting_second"
    assert (decision.outcome, decision.exception_until) == ("exception", until)
    assert decision.clauses == ["GP-07@1.0.0"]


@pytest.mark.parametrize("until", ["", "soon", "2020-01-01"])
def test_an_exception_without_a_fitting_end_is_refused(signed_in, prohibited, until):
    response = signed_in.post(
        at("exception", prohibited), {"revision": 1, "note": "Study.", "until": until}
    )

    assert response.status_code == 409
    assert "has a last day" in text_of(response)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("name", ["override", "exception"])
def test_members_find_neither_page_for_their_own(signed_in, application, reviewer, name):
    MembershipFactory(organisation=application.organisation, user=reviewer, role="viewer")

    assert signed_in.get(at(name, application)).status_code == 404
    assert signed_in.post(at(name, application), {"revision": 1}).status_code == 404
