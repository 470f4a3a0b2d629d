"""Is distressing work named before it is opened, covered until asked for, and easy to give back?"""

import re

import pytest
from django.urls import reverse

from applications.services import submissions
from reviews import services as reviews
from reviews import wellbeing
from reviews.models import Exposure
from reviews.services import wellbeing as services
from reviews.wellbeing import Wish
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory

pytestmark = pytest.mark.django_db
DISTRESSING = "ex-05-teen-tutor"
HIDDEN = "Pupils write of hurting themselves."


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def signed_in(client, reviewer):
    client.force_login(reviewer)
    return client


@pytest.fixture
def application():
    draft = cases.draft(DISTRESSING)
    draft.answers["B3"] = " ".join([HIDDEN] * 20)
    draft.save(update_fields=["answers"])
    submissions.submit(draft, by=draft.created_by)
    return draft


@pytest.fixture
def held(application, reviewer):
    reviews.claim(application, by=reviewer)
    return application


def at(name, application):
    return reverse(f"admin:reviews_{name}", args=[application.reference])


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def sentences(response):
    return [str(message) for message in response.context["messages"]]


def test_topics_are_named_before_anything_else_is_shown(signed_in, application):
    text = text_of(signed_in.get(at("desk", application)))

    assert "This application may distress you" in text
    assert "Suicide or self-harm" in text
    assert application.title not in text
    assert HIDDEN not in text


def test_whoever_opens_it_comes_to_the_desk_and_is_not_asked_again(signed_in, held):
    first = signed_in.post(at("open_named", held), follow=True)
    again = signed_in.get(at("desk", held))

    for page in (first, again):
        assert "Checklist" in text_of(page)
        assert "This application may distress you" not in text_of(page)
    assert Exposure.objects.count() == 1


def test_a_colleague_is_asked_for_themselves(client, signed_in, held):
    signed_in.post(at("open_named", held))
    client.force_login(ReviewerFactory())

    assert "This application may distress you" in text_of(client.get(at("desk", held)))


def test_who_wants_no_page_before_the_desk_has_none_and_finds_the_text_covered(
    signed_in, held, reviewer
):
    services.choose(reviewer, wish=Wish(is_warned=False))

    text = text_of(signed_in.get(at("desk", held)))

    assert "Covered: Suicide or self-harm" in text
    assert HIDDEN not in text


def test_work_without_topics_opens_at_once(signed_in):
    assert "Checklist" in text_of(signed_in.get(at("desk", cases.submitted())))


def test_a_covered_answer_is_not_in_the_page_until_it_is_asked_for(signed_in, held):
    signed_in.post(at("open_named", held))
    before = text_of(signed_in.get(at("desk", held)))

    response = signed_in.post(at("uncover", held), {"question": "B3"})

    assert HIDDEN not in before
    assert response.url == at("desk", held) + "#B3"
    after = text_of(signed_in.get(at("desk", held)))
    assert HIDDEN in after
    assert after.count("gh-covered__button") == before.count("gh-covered__button") - 1


def test_files_are_covered_as_texts_are(signed_in, held):
    signed_in.post(at("open_named", held))
    name = held.current_revision().answers["B9"][0]["name"]

    before = text_of(signed_in.get(at("desk", held)))
    signed_in.post(at("uncover", held), {"question": "B9"})

    assert name not in before
    assert name in text_of(signed_in.get(at("desk", held)))


def test_a_page_with_scripts_gets_the_answer_alone(signed_in, held):
    signed_in.post(at("open_named", held))

    response = signed_in.post(
        at("uncover", held), {"question": "B3"}, headers={"hx-request": "true"}
    )

    assert HIDDEN in text_of(response)
    assert "Checklist" not in text_of(response)


def test_what_is_not_covered_is_not_uncovered(signed_in, held):
    response = signed_in.post(at("uncover", held), {"question": "B1"}, follow=True)

    assert sentences(response) == ["Nothing is covered here."]


def test_nothing_is_opened_where_nothing_may_distress(signed_in):
    response = signed_in.post(at("open_named", cases.submitted()), follow=True)

    assert sentences(response) == ["Nothing is covered here."]


def test_one_button_gives_it_back_and_may_leave_the_topic_to_others(signed_in, held, reviewer):
    response = signed_in.post(at("give_back", held), {"leave": "self_harm"}, follow=True)

    assert sentences(response) == [f"{held.reference} is back in the queue."]
    assert not held.leases.filter(ended_at=None).exists()
    assert wellbeing.wish_of(reviewer).topics == {"self_harm"}


def test_giving_back_twice_is_refused(signed_in, held):
    signed_in.post(at("give_back", held))

    response = signed_in.post(at("give_back", held), follow=True)

    assert "Claim the application first" in sentences(response)[-1]


def test_of_ones_own_organisation_nothing_can_be_opened(client, application):
    member = MembershipFactory(organisation=application.organisation, user=ReviewerFactory()).user
    client.force_login(member)

    for name in ("open_named", "uncover", "give_back"):
        assert client.post(at(name, application), {"question": "B3"}).status_code == 404
    assert not Exposure.objects.exists()


@pytest.mark.parametrize("name", ["open_named", "uncover", "give_back"])
def test_nothing_is_opened_or_given_back_by_a_link(signed_in, held, name):
    assert signed_in.get(at(name, held)).status_code == 405
