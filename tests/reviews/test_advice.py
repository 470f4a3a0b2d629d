"""Do outside advisers see what is shared with them, after they have declared, and nothing else?"""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from applications.services.moves import NotAReviewer, Recused
from applications.states import WrongState
from events import queries as events
from reviews import services as reviews
from reviews import sharing
from reviews.models import Advice
from reviews.services import advice as services
from tests import cases
from tests.factories import PolicyOwnerFactory, ReviewerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def application():
    return cases.submitted()


def ask(application, by, **changes):
    given = {"email": "Ada@Law.example", "shared": ["B2"], "wanted": "Is this fair?", **changes}
    return services.ask(application, **given, by=by)


def link():
    return "/advice/" + mail.outbox[-1].body.partition("/advice/")[2].partition("/")[0] + "/"


def text_of(response):
    return " ".join(response.content.decode().split())


def declare(client, place, **changes):
    return client.post(place, {"group": "law", "has_conflict": "no", **changes}, follow=True)


def test_the_mail_names_a_pseudonym_and_nothing_of_the_application(application, reviewer):
    ask(application, reviewer)

    letter = mail.outbox[-1]
    assert letter.to == ["ada@law.example"]
    assert reviewer.pseudonym in letter.body
    for secret in (application.reference, application.title, reviewer.name, reviewer.email):
        assert secret not in letter.body + letter.subject


def test_nothing_is_shown_before_the_adviser_has_declared(client, application, reviewer):
    ask(application, reviewer)
    answer = application.revision.all_answers()["B2"]

    before = text_of(client.get(link()))
    after = text_of(declare(client, link()))

    assert answer not in before
    assert answer in after


def test_only_what_was_shared_is_shown(client, application, reviewer):
    ask(application, reviewer, shared=["B2"])
    ask(application, reviewer, email="other@law.example", wanted="Another question.")
    mine = mail.outbox[-2].body.partition("/advice/")[2].partition("/")[0]

    text = text_of(declare(client, f"/advice/{mine}/"))

    answers = application.revision.all_answers()
    assert answers["B2"] in text
    for hidden in (
        *(application.reference, application.title, application.organisation.name),
        *(reviewer.email, reviewer.name, answers["B3"], "Another question."),
    ):
        assert str(hidden) not in text


def test_an_adviser_with_a_conflict_reads_nothing_ever(client, application, reviewer):
    ask(application, reviewer)

    text = text_of(declare(client, link(), has_conflict="yes", conflict="I own shares."))
    again = text_of(client.get(link()))

    answer = application.revision.all_answers()["B2"]
    assert answer not in text + again
    assert Advice.objects.get().conflict == "I own shares."
    with pytest.raises(services.AdviceOver):
        services.give(Advice.objects.get(), opinion="Still.", recommendation="approve")


@pytest.mark.parametrize("sent", [{"group": ""}, {"has_conflict": ""}])
def test_a_half_declaration_opens_nothing(client, application, reviewer, sent):
    ask(application, reviewer)

    response = client.post(link(), {"group": "law", "has_conflict": "no", **sent})

    assert str(services.NotDeclared()) in text_of(response)
    assert Advice.objects.get().declared_at is None


def test_an_opinion_reaches_the_desk_once(client, application, reviewer):
    ask(application, reviewer)
    declare(client, link())
    sent = {"opinion": "It is fair enough.", "recommendation": "conditions"}

    client.post(link(), sent)
    again = client.post(link(), {**sent, "opinion": "No, it is not."})

    client.force_login(reviewer)
    text = text_of(client.get(reverse("admin:reviews_advice", args=[application.reference])))
    assert "It is fair enough." in text
    assert "Thank you" in text_of(again)
    assert Advice.objects.get().opinion == "It is fair enough."
    assert [e.kind for e in events.timeline(application.subject)][-3:] == [
        "advice.asked", "advice.declared", "advice.given",
    ]  # fmt: skip


def test_no_opinion_without_a_declaration_or_a_recommendation(application, reviewer):
    advice = ask(application, reviewer)

    with pytest.raises(services.NotDeclared):
        services.give(advice, opinion="Fair.", recommendation="approve")
    services.declare_standing(advice, group="law", conflict="")
    for opinion, recommendation in (("", "approve"), ("Fair.", ""), ("x" * 10_001, "approve")):
        with pytest.raises(services.OpinionRefused):
            services.give(advice, opinion=opinion, recommendation=recommendation)


def test_what_was_taken_back_shows_nothing(client, application, reviewer):
    advice = ask(application, reviewer)
    declare(client, link())

    services.withdraw(advice, by=reviewer)

    response = client.get(link())
    assert application.revision.all_answers()["B2"] not in text_of(response)
    with pytest.raises(services.AdviceOver):
        services.give(advice, opinion="Fair.", recommendation="approve")


def test_an_expired_link_shows_nothing(client, application, reviewer, monkeypatch):
    monkeypatch.setattr(services, "LIFETIME", timedelta(seconds=-1))
    advice = ask(application, reviewer)

    response = client.get(link())

    assert response.status_code == 410
    assert "works" in text_of(response)
    with pytest.raises(services.AdviceOver):
        services.declare_standing(advice, group="law", conflict="")


def test_an_unknown_link_is_over_too(client):
    assert client.get("/advice/nothing/").status_code == 410


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"email": "nobody"}, services.AddressRefused),
        ({"shared": []}, services.NothingShared),
        ({"shared": ["ZZ"]}, services.NothingShared),
        ({"wanted": " "}, services.NothingShared),
    ],
)
def test_a_question_that_asks_nothing_is_refused(application, reviewer, changes, refusal):
    with pytest.raises(refusal):
        ask(application, reviewer, **changes)

    assert not Advice.objects.exists()


def test_an_applicant_does_not_advise(application, reviewer):
    with pytest.raises(services.AdviserApplied):
        ask(application, reviewer, email=application.created_by.email.upper())


def test_only_reviewers_without_a_conflict_ask_and_only_what_is_open(application, reviewer):
    with pytest.raises(NotAReviewer):
        ask(application, application.created_by)
    closed = cases.declined(by=ReviewerFactory())
    with pytest.raises(WrongState):
        ask(closed, reviewer)
    reviews.recuse(application, by=reviewer)
    with pytest.raises(Recused):
        ask(application, reviewer)


def test_ten_people_are_asked_at_once(application, reviewer):
    for number in range(10):
        ask(application, reviewer, email=f"a{number}@law.example")

    with pytest.raises(services.TooManyAsked):
        ask(application, reviewer)


def test_the_database_keeps_what_an_adviser_wrote(application, reviewer):
    advice = ask(application, reviewer)
    services.declare_standing(advice, group="law", conflict="")
    services.give(advice, opinion="Fair.", recommendation="approve")

    for change in ({"opinion": "Unfair."}, {"shared": ["B3"]}, {"recommendation": "decline"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Advice.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Advice.objects.all().delete()


def test_a_reviewer_asks_and_takes_back_by_the_page(client, application, reviewer):
    client.force_login(reviewer)
    place = reverse("admin:reviews_advice", args=[application.reference])

    client.post(place, {"email": "a@law.example", "shared": "B2", "wanted": "Fair?"})
    advice = Advice.objects.get()
    client.post(reverse("admin:reviews_advice_withdraw", args=[application.reference, advice.pk]))

    advice.refresh_from_db()
    assert advice.withdrawn_at <= timezone.now()
    assert "Taken back." in text_of(client.get(place))


def test_the_breadth_is_told_to_policy_owners_alone(client, application, reviewer):
    for number, group in enumerate(("law", "law", "research")):
        advice = ask(application, reviewer, email=f"a{number}@law.example")
        services.declare_standing(advice, group=group, conflict="Shares." if number else "")
    owner = PolicyOwnerFactory()

    rows = list(sharing.breadth(owner).values_list("group", "people", "given", "conflicts"))
    client.force_login(owner)
    shown = client.get(reverse("admin:reviews_advice_breadth"))
    client.force_login(reviewer)
    refused = client.get(reverse("admin:reviews_advice_breadth"))

    assert rows == [("law", 2, 0, 1), ("research", 1, 0, 1)]
    assert "Research" in text_of(shown)
    assert refused.status_code == 403
