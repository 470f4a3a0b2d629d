"""Does one page tell, submission by submission, what was asked, answered, changed and said?"""

import pytest
from django.urls import reverse

from applications import queries
from applications.exchanges import exchanges
from applications.models import Application
from applications.services import conversation, drafts, submissions
from reviews import services as reviews
from tests import cases
from tests.applications.addresses import of, text
from tests.factories import MembershipFactory, ReviewerFactory

pytestmark = pytest.mark.django_db
DISTRESSING = "ex-05-teen-tutor"


@pytest.fixture
def submitted(draft, owner):
    drafts.save_answers(draft, {"B2": "Nurses and clerks use it."}, by=owner)
    submissions.submit(draft, by=owner)
    return draft


def ask(application, reviewer, note="Almost.", **requests):
    reviews.claim(application, by=reviewer)
    number = application.revision.number
    reviews.request_changes(application, requests, by=reviewer, note=note, revision=number)


def answer(application, owner, *, reply="", **answers):
    if reply:
        conversation.reply(application.requests.open().order_by("question")[0], reply, by=owner)
    drafts.save_answers(application, answers, by=owner)
    submissions.submit(application, by=owner)


@pytest.fixture
def answered(submitted, owner, reviewer):
    """Asked once, answered once, with a message on either side of it."""
    conversation.write(submitted, "When, please?", by=owner, from_staff=False)
    ask(submitted, reviewer, B2="Who exactly?", A1="The legal name?")
    answer(submitted, owner, reply="Only clerks.", B2="Clerks use it.", B1="Another name")
    conversation.write(submitted, "Thank you.", by=reviewer, from_staff=True)
    return Application.objects.get(pk=submitted.pk)


def words(change):
    return [(piece.kind, piece.text) for piece in change.pieces]


def test_each_request_stands_with_its_reply_and_what_changed_word_by_word(answered, reviewer):
    latest, first = exchanges(answered)

    told = {asked.request.question: asked for asked in first.asked}
    assert (first.asked_by, first.answered_at) == (reviewer.pseudonym, answered.submitted_at)
    assert told["A1"].request.reply == "Only clerks."
    assert ("removed", "Nurses and clerks") in words(told["B2"].change)
    assert ("added", "Clerks") in words(told["B2"].change)
    assert not told["A1"].change.is_changed
    assert (latest.asked, latest.others, latest.answered_at) == ((), (), None)


def test_messages_stand_between_the_submissions_they_were_written_between(answered):
    latest, first = exchanges(answered)

    assert [message.body for message in first.messages] == ["When, please?", "Almost."]
    assert [message.body for message in latest.messages] == ["Thank you."]


def test_what_changed_without_being_asked_for_is_told_apart(submitted, owner, reviewer):
    ask(submitted, reviewer, A8="Really?")
    drafts.save_answers(submitted, {"A8": True}, by=owner)  # which brings A9 along
    answer(submitted, owner, A9="A leak in 2019, mended since.")

    first = exchanges(submitted)[-1]

    assert [asked.request.question for asked in first.asked] == ["A8"]
    assert [change.question.id for change in first.others] == ["A9"]


def test_a_sensitive_answer_is_not_shown(owner, reviewer):
    application = cases.submitted(cases.HIGH, owner=owner)
    questions = queries.pack_of(application).questions
    secret = next(question for question in questions if question.sensitive)
    ask(application, reviewer, **{secret.id: "Say more."})
    drafts.save_answers(application, {secret.id: "Utterly-secret-words"}, by=owner)
    submissions.submit(application, by=owner)

    [asked] = exchanges(application)[-1].asked

    change = asked.change
    assert (change.is_changed, change.is_masked, change.pieces) == (True, True, ())


def test_nobody_reads_of_a_change_before_it_is_submitted(submitted, owner, reviewer, client):
    ask(submitted, reviewer, B2="Who exactly?", A1="Who?")
    drafts.save_answers(submitted, {"B2": "Unfinished thoughts"}, by=owner)
    reviews.take_back(submitted.requests.get(question="B2"), by=reviewer)
    client.force_login(reviewer)

    page = text(client.get(reverse("admin:reviews_exchanges", args=[submitted.reference])))

    assert "Who exactly?" in page
    assert "The reviewer took this back" in page
    assert "Not answered yet" in page
    assert "Unfinished thoughts" not in page


def test_an_applicant_is_led_from_the_status_page_to_the_question(signed_in, submitted, reviewer):
    ask(submitted, reviewer, B2="Who exactly?")

    status = text(signed_in.get(of(submitted)))
    page = text(signed_in.get(of(submitted, "exchanges")))

    assert of(submitted, "exchanges") in status
    assert f"{of(submitted, 'section', 'B')}#question-B2" in page
    assert f"{reviewer.pseudonym} asked on" in page


def test_the_page_tells_it_all_to_the_applicant(signed_in, answered, reviewer):
    page = text(signed_in.get(of(answered, "exchanges")))

    for said in (
        "Who exactly?",
        "Only clerks.",
        "removed: </span>Nurses and clerks<",
        "When, please?",
    ):
        assert said in page
    assert "The answer stayed as it was." in page
    assert page.index("Submission 2") < page.index("Submission 1")
    assert reviewer.name not in page
    assert reviewer.email not in page


def test_a_reviewer_who_is_gone_has_no_name(signed_in, answered, reviewer):
    reviewer.delete()

    assert "A reviewer asked on" in text(signed_in.get(of(answered, "exchanges")))


def test_what_may_distress_stays_covered_at_the_desk_alone(client, signed_in, owner, reviewer):
    application = cases.submitted(DISTRESSING, owner=owner)
    ask(application, reviewer, B3="What happens then?")
    answer(application, owner, B3="Pupils write of hurting themselves. " * 10)
    own = text(signed_in.get(of(application, "exchanges")))
    client.force_login(reviewer)

    desk = text(client.get(reverse("admin:reviews_exchanges", args=[application.reference])))

    assert "gh-covered" not in own
    assert "Covered: " in desk
    assert "hurting themselves" in own
    assert "hurting themselves" not in desk


def test_a_draft_has_nothing_to_tell(signed_in, draft):
    assert "It has not been submitted yet" in text(signed_in.get(of(draft, "exchanges")))


def test_strangers_find_nothing(client, answered, stranger, owner):
    client.force_login(stranger)
    theirs = client.get(of(answered, "exchanges")).status_code
    desk = client.get(reverse("admin:reviews_exchanges", args=[answered.reference]))

    assert theirs == 404
    assert "Nurses" not in text(desk)


def test_a_reviewer_of_the_organisation_finds_no_desk(client, answered, organisation):
    reviewer = ReviewerFactory()
    MembershipFactory(organisation=organisation, user=reviewer)
    client.force_login(reviewer)

    found = client.get(reverse("admin:reviews_exchanges", args=[answered.reference]))

    assert found.status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_a_constant_number_of_queries(
    signed_in, submitted, owner, reviewer, number, django_assert_num_queries
):
    for turn in range(number):
        ask(submitted, reviewer, B2=f"Who exactly? {turn}")
        answer(submitted, owner, B2=f"Clerks use it, {turn}.")
    signed_in.get(of(submitted, "exchanges"))

    with django_assert_num_queries(6):
        # person, application, revisions, requests, messages, unread news
        page = signed_in.get(of(submitted, "exchanges"))

    assert len(page.context["exchanges"]) == number + 1
