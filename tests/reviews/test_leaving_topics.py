"""Can a reviewer leave topics to others, without a reason and without anybody knowing?"""

import pytest
from django.db import connection

from applications.models import Application
from applications.sealing import unseal
from applications.services.moves import OwnOrganisation
from events.models import Event
from reviews import eligibility, exposure, wellbeing
from reviews import services as reviews
from reviews.models import Exposure, QueueItem, Wishes
from reviews.services import wellbeing as services
from reviews.services.leases import NotHeld
from reviews.wellbeing import BudgetSpent, OptedOut, Wish
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory

pytestmark = pytest.mark.django_db
DISTRESSING = "ex-05-teen-tutor"
LEFT = Wish(topics=frozenset({"self_harm"}))


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def application():
    return cases.submitted(DISTRESSING)


def offered(reviewer):
    """What may be offered, asked of applications and of what waits; both have to agree."""
    applications = eligibility.workable(Application.objects.all(), by=reviewer)
    items = eligibility.workable(QueueItem.objects.all(), by=reviewer)
    assert {item.application_id for item in items} == {one.pk for one in applications}
    return set(applications)


def test_what_names_a_topic_that_one_left_is_never_offered_again(reviewer, application):
    light = cases.submitted()
    assert offered(reviewer) == {application, light}

    services.choose(reviewer, wish=LEFT)

    assert offered(reviewer) == {light}
    assert offered(ReviewerFactory()) == {application, light}


def test_a_topic_that_is_left_hides_nothing_from_sight(reviewer, application):
    services.choose(reviewer, wish=LEFT)

    assert application in eligibility.visible(Application.objects.all(), by=reviewer)


def test_what_one_left_to_others_cannot_be_claimed_by_mistake(reviewer, application):
    services.choose(reviewer, wish=LEFT)

    with pytest.raises(OptedOut):
        reviews.claim(application, by=reviewer)


def test_whoever_takes_the_choice_back_is_offered_the_work_again(reviewer, application):
    services.choose(reviewer, wish=LEFT)

    services.choose(reviewer, wish=Wish())

    assert offered(reviewer) == {application}


def test_a_topic_left_while_one_has_the_work_takes_nothing_away(reviewer, application):
    reviews.claim(application, by=reviewer)
    services.choose(reviewer, wish=LEFT)

    reviews.claim(application, by=reviewer)  # keeps it for longer
    reviews.release(application, by=reviewer)

    assert not application.leases.filter(ended_at=None).exists()


def test_a_topic_that_no_guidelines_know_is_refused(reviewer, application):
    with pytest.raises(services.UnknownTopic):
        services.choose(reviewer, wish=Wish(topics=frozenset({"weather"})))


def test_the_option_that_says_there_is_nothing_is_no_topic(application):
    assert "none" not in wellbeing.known_topics()
    assert wellbeing.known_topics()["self_harm"] == "Suicide or self-harm"


def test_what_was_chosen_is_sealed_and_its_length_says_nothing(reviewer, application):
    services.choose(reviewer, wish=LEFT)
    services.choose(ReviewerFactory(), wish=Wish())

    many, none = (bytes(row.sealed) for row in Wishes.objects.order_by("pk"))
    assert b"self_harm" not in many
    assert len(many) == len(none)
    assert unseal(many)["topics"] == ["self_harm"]


def test_no_event_tells_of_a_choice(reviewer, application):
    before = Event.objects.count()

    services.choose(reviewer, wish=LEFT)

    assert Event.objects.count() == before


def test_giving_back_in_the_middle_ends_the_claim_and_looks_like_any_release(reviewer, application):
    reviews.claim(application, by=reviewer)
    reviews.release(application, by=reviewer)
    reviews.claim(application, by=reviewer)

    services.give_back(application, by=reviewer, leave=["self_harm"])

    plain, left = Event.objects.filter(kind="review.released").order_by("pk")
    assert (plain.data, plain.actor_ref) == (left.data, left.actor_ref)
    assert offered(reviewer) == set()
    assert application in offered(ReviewerFactory())


def test_giving_back_remembers_nothing_unless_asked(reviewer, application):
    reviews.claim(application, by=reviewer)

    services.give_back(application, by=reviewer)

    assert wellbeing.wish_of(reviewer) == Wish()


def test_giving_back_leaves_only_topics_that_the_work_names(reviewer, application):
    reviews.claim(application, by=reviewer)

    services.give_back(application, by=reviewer, leave=["violence"])

    assert wellbeing.wish_of(reviewer).topics == frozenset()


def test_nobody_gives_back_what_another_has(reviewer, application):
    reviews.claim(application, by=reviewer)

    with pytest.raises(NotHeld):
        services.give_back(application, by=ReviewerFactory(), leave=["self_harm"])


def test_giving_back_twice_is_refused(reviewer, application):
    reviews.claim(application, by=reviewer)
    services.give_back(application, by=reviewer)

    with pytest.raises(NotHeld):
        services.give_back(application, by=reviewer, leave=["self_harm"])
    assert wellbeing.wish_of(reviewer).topics == frozenset()


def test_opening_counts_once_for_the_day_by_the_heaviest_topic(reviewer, application):
    services.open_named(application, by=reviewer)
    services.open_named(application, by=reviewer)

    assert wellbeing.day(reviewer).spent == 3
    assert exposure.seen(application, by=reviewer).is_opened


def test_what_names_no_topic_has_nothing_to_open(reviewer):
    with pytest.raises(services.NotDistressing):
        services.open_named(cases.submitted(), by=reviewer)


def test_each_answer_is_uncovered_for_itself_and_counts_once(reviewer, application):
    services.uncover(application, "B3", by=reviewer)
    services.uncover(application, "B3", by=reviewer)

    assert exposure.seen(application, by=reviewer).questions == {"B3"}
    assert exposure.seen(application, by=ReviewerFactory()).questions == frozenset()
    assert wellbeing.day(reviewer).spent == 3


def test_answers_that_are_not_covered_are_not_uncovered(reviewer, application):
    with pytest.raises(services.NotDistressing):
        services.uncover(application, "B1", by=reviewer)
    with pytest.raises(services.NotDistressing):
        services.uncover(cases.submitted(), "B3", by=reviewer)
    assert not Exposure.objects.exists()


def test_strangers_to_reviewing_uncover_nothing(application):
    member = MembershipFactory(organisation=application.organisation, user=ReviewerFactory()).user

    for act in (services.open_named, lambda one, by: services.uncover(one, "B3", by=by)):
        with pytest.raises(OwnOrganisation):
            act(application, by=member)


def test_a_spent_budget_keeps_distressing_work_away_and_nothing_else(
    reviewer, application, settings
):
    settings.EXPOSURE_BUDGET = 3
    light = cases.submitted()
    services.open_named(application, by=reviewer)

    assert offered(reviewer) == {light}
    with pytest.raises(BudgetSpent):
        reviews.claim(application, by=reviewer)
    reviews.claim(light, by=reviewer)


def test_a_spent_budget_never_locks_one_in(reviewer, application, settings):
    settings.EXPOSURE_BUDGET = 3
    reviews.claim(application, by=reviewer)
    services.open_named(application, by=reviewer)

    reviews.claim(application, by=reviewer)
    services.give_back(application, by=reviewer)

    assert not application.leases.filter(ended_at=None).exists()


def test_what_was_opened_yesterday_does_not_count_today(reviewer, application, settings):
    settings.EXPOSURE_BUDGET = 3
    services.open_named(application, by=reviewer)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reviews_exposure SET at = at - interval '1 day'")

    assert offered(reviewer) == {application}


def test_a_person_lowers_their_budget_but_never_raises_it(reviewer, application, settings):
    settings.EXPOSURE_BUDGET = 10

    services.choose(reviewer, wish=Wish(budget=3))
    services.open_named(application, by=reviewer)

    assert offered(reviewer) == set()
    for wrong in (11, -1):
        with pytest.raises(services.BudgetTooHigh):
            services.choose(reviewer, wish=Wish(budget=wrong))
