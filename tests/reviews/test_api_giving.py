"""Do programs get the next job with the reasons, and hand work over, as the pages do?"""

import pytest

from accounts.scopes import Scope
from reviews import queries, services
from tests import cases
from tests.applications.programs import errors, problem, program
from tests.factories import MembershipFactory, ReviewerFactory

pytestmark = pytest.mark.django_db
NEXT = "/api/v1/reviews/next/"


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def api(reviewer):
    return program(reviewer, scopes=(Scope.REVIEWS_READ, Scope.REVIEWS_WRITE))


def hand_over(api, application, **sent):
    place = f"/api/v1/reviews/{application.reference}/hand-over/"
    return api.post(place, sent, format="json")


def test_the_next_one_comes_with_the_reasons(api, reviewer):
    application = cases.submitted()

    taken = api.post(NEXT).json()

    assert taken["reference"] == application.reference
    assert taken["because"][0].endswith("stricter tiers come first.")
    assert queries.is_held(application, by=reviewer)


def test_when_there_is_nothing_it_says_so(api):
    status, code, detail = problem(api.post(NEXT))

    assert (status, code) == (409, "nothing_for_you")
    assert detail == "Nothing that you may take waits for a reviewer now."


def test_a_program_that_may_only_read_gets_nothing(reviewer):
    cases.submitted()

    assert program(reviewer, scopes=(Scope.REVIEWS_READ,)).post(NEXT).status_code == 403


def test_it_is_handed_over_by_pseudonym(api, reviewer):
    application, colleague = cases.submitted(), ReviewerFactory()
    services.claim(application, by=reviewer)

    response = hand_over(api, application, colleague=colleague.pseudonym, note="Nearly done.")

    assert response.status_code == 204
    assert queries.hand_over_of(application).reviewer == colleague


def test_a_colleague_who_cannot_have_it_or_is_nobody_is_refused_alike(api, reviewer):
    application, member = cases.submitted(), ReviewerFactory()
    MembershipFactory(organisation=application.organisation, user=member)
    services.claim(application, by=reviewer)

    for name in (member.pseudonym, "Nobody At All", reviewer.pseudonym):
        response = hand_over(api, application, colleague=name, note="Nearly done.")
        assert problem(response)[:2] == (409, "not_for_colleague")
    refused = hand_over(api, application, colleague=member.pseudonym)
    assert set(errors(refused)) == {"#/note"}
