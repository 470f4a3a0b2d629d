"""Do the pages that end a review do it by the rules alone, and refuse everything else?"""

import re

import pytest
from django.urls import reverse

from applications.models import Approval, Decision
from applications.services import submissions
from applications.states import Status
from reviews import queries, services
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory

pytestmark = pytest.mark.django_db
PROHIBITED = "ex-06-religion-segments"


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def signed_in(client, reviewer):
    client.force_login(reviewer)
    return client


@pytest.fixture
def application(reviewer):
    """A low-tier application with a complete checklist, in the reviewer's hands."""
    application = cases.submitted()
    cases.mark_all(application, by=reviewer)
    return application


def at(name, application, *more):
    return reverse(f"admin:reviews_{name}", args=[application.reference, *more])


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def sentences(response):
    return [str(message) for message in response.context["messages"]]


def as_form(conditions):
    """Conditions as the approve page sends them."""
    form = {"condition": [condition["id"] for condition in conditions]}
    for condition in conditions:
        for name, value in condition["params"].items():
            form[f"{condition['id']}.{name}"] = _as_text(value)
    return form


def _as_text(value):
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "\n".join(f"{key}: {part}" for key, part in value.items())
    return value


RATE = {"condition": ["CO-RATE"], "CO-RATE.rpm": "30", "CO-RATE.scope": "key"}


# --- approving ------------------------------------------------------------------------------------


def test_the_conditions_of_the_tier_are_filled_in(signed_in, application):
    response = signed_in.get(at("approve", application))

    chosen = [f.condition.id for f in response.context["conditions"] if f.is_chosen]
    text = text_of(response)
    assert sorted(chosen) == ["CO-INCIDENT", "CO-RATE", "CO-RECERT"]
    assert 'name="CO-RATE.rpm" value="60"' in text
    assert "<option selected>key</option>" in text
    assert 'value="scope_change" checked' in text


def test_an_approval_carries_the_conditions_as_changed(signed_in, application):
    sent = RATE | {"revision": 1, "note": "Welcome."}

    response = signed_in.post(at("approve", application), sent, follow=True)

    application.refresh_from_db()
    approval = application.approvals.get()
    assert application.status == Status.APPROVED
    assert approval.conditions == [{"id": "CO-RATE", "params": {"rpm": 30, "scope": "key"}}]
    assert sentences(response)[0].endswith(f"{application.reference} is approved.")


def test_every_type_of_field_is_read_as_what_it_is(signed_in, application):
    pack = queries.pack_of(application)
    every = cases.conditions(pack, tier="low", names=[c.id for c in pack.conditions])

    signed_in.post(at("approve", application), as_form(every) | {"revision": 1})

    granted = application.approvals.get().conditions
    assert {c["id"]: c["params"] for c in granted} == {c["id"]: c["params"] for c in every}


def test_a_default_that_was_emptied_does_not_come_back(signed_in, application):
    sent = {"revision": 1, "condition": ["CO-RECERT"], "CO-RECERT.months": "12"}

    signed_in.post(at("approve", application), sent)

    (condition,) = application.approvals.get().conditions
    assert condition["params"] == {"months": 12, "triggers": None}


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"condition": ["CO-NONE"]}, "has no condition CO-NONE"),
        ({"condition": ["CO-SPEND"]}, "CO-SPEND.currency: Enter"),
        (RATE | {"CO-RATE.rpm": "many"}, "must be a whole number"),
        (RATE | {"CO-RATE.rpm": "1.5"}, "must be a whole number"),
        (RATE | {"CO-RATE.rpm": "nan"}, "must be a whole number"),
        (RATE | {"CO-RATE.scope": "planet"}, "must be one of the options"),
        (RATE | {"condition": ["CO-RATE", "CO-RATE"]}, "can stand once"),
    ],
)
def test_conditions_that_do_not_fit_are_named_and_kept_as_typed(
    signed_in, application, sent, sentence
):
    response = signed_in.post(at("approve", application), sent | {"revision": 1, "note": "Kept"})

    text = text_of(response)
    assert response.status_code == 409
    assert sentence in text.replace("&#x27;", "'")
    assert ">Kept</textarea>" in text
    assert "<title> Error:" in text
    assert not Decision.objects.exists()


def test_a_gap_is_mended_by_a_condition_that_is_offered_for_it(signed_in, reviewer):
    application = cases.submitted(cases.HIGH)
    cases.mark_all(application, cases.HIGH, by=reviewer)

    response = signed_in.get(at("approve", application))

    offered = {field.condition.id: field for field in response.context["conditions"]}
    assert offered["CO-BIAS"].mends == ("CK-GP07b",)
    assert not offered["CO-BIAS"].is_chosen
    assert "Mends the gap in CK-GP07b" in text_of(response)


def test_two_reviewers_approve_a_high_tier_through_the_pages(client, reviewer):
    application = cases.submitted(cases.HIGH)
    names = cases.example(cases.HIGH)["review"]["conditions"]
    conditions = cases.conditions(queries.pack_of(application), tier="high", names=names)
    statuses = []
    for person in (reviewer, ReviewerFactory()):
        cases.mark_all(application, cases.HIGH, by=person)
        client.force_login(person)
        client.post(at("approve", application), as_form(conditions) | {"revision": 1})
        application.refresh_from_db()
        statuses.append(application.status)

    assert statuses == [Status.AWAITING_SECOND, Status.APPROVED]


def test_one_click_approves_where_the_tier_is_express(signed_in, application):
    assert "Approve with the default conditions" in text_of(signed_in.get(at("desk", application)))

    signed_in.post(at("express", application), {"revision": 1})

    application.refresh_from_db()
    assert application.status == Status.APPROVED


# --- refusals -------------------------------------------------------------------------------------


def assert_refused(response, application, sentence):
    application.refresh_from_db()
    assert sentence in text_of(response)
    assert application.status in {Status.SUBMITTED, Status.IN_REVIEW}
    assert not Decision.objects.exists()
    assert not Approval.objects.exists()


def test_nobody_approves_without_the_lease(signed_in, application, reviewer):
    services.release(application, by=reviewer)

    response = signed_in.post(at("approve", application), RATE | {"revision": 1})

    assert_refused(response, application, "Claim the application first")


def test_nobody_approves_under_the_lease_of_another(client, application):
    client.force_login(ReviewerFactory())

    response = client.post(at("approve", application), RATE | {"revision": 1})

    assert_refused(response, application, "Claim the application first")


def test_a_stale_page_decides_nothing(signed_in, application):
    response = signed_in.post(at("approve", application), RATE | {"revision": 2})

    assert_refused(response, application, "has changed since you opened it")


def test_an_incomplete_checklist_approves_nothing(signed_in, application, reviewer):
    marks = {"CK-01": services.MarkInput("unclear")}
    services.mark(application, marks, by=reviewer, revision=1)

    response = signed_in.post(at("approve", application), RATE | {"revision": 1})

    assert_refused(response, application, "The checklist does not allow an approval yet.")


def test_a_second_tab_decides_nothing_more(signed_in, application):
    signed_in.post(at("approve", application), RATE | {"revision": 1})

    again = signed_in.post(at("approve", application), RATE | {"revision": 1})

    assert "This cannot be done while the state is" in text_of(again)
    assert Decision.objects.count() == 1


def test_an_applicant_approves_nothing(client, application):
    client.force_login(application.created_by)

    response = client.post(at("approve", application), RATE | {"revision": 1})

    assert response.status_code == 302
    assert not Decision.objects.exists()


@pytest.mark.parametrize("page", ["approve", "decline", "changes", "express"])
def test_members_find_no_page_to_decide_on_their_own(signed_in, application, reviewer, page):
    MembershipFactory(organisation=application.organisation, user=reviewer, role="viewer")

    response = signed_in.post(at(page, application), RATE | {"revision": 1})

    assert response.status_code == 404
    assert not Decision.objects.exists()


def test_the_first_reviewer_is_not_the_second_too(signed_in, reviewer):
    application = cases.submitted(cases.HIGH)
    cases.approve(application, cases.HIGH, by=reviewer, tier="high")

    response = signed_in.post(at("approve", application), RATE | {"revision": 1})

    application.refresh_from_db()
    assert application.status == Status.AWAITING_SECOND
    assert Decision.objects.count() == 1
    assert response.status_code == 404


@pytest.mark.parametrize("page", ["approve", "express"])
def test_the_prohibited_example_is_not_approved_by_a_page(signed_in, reviewer, page):
    application = cases.submitted(PROHIBITED)
    services.claim(application, by=reviewer)

    desk = text_of(signed_in.get(at("desk", application)))
    response = signed_in.post(at(page, application), RATE | {"revision": 1}, follow=True)

    assert "Prohibited by the guidelines: it cannot be approved." in desk
    assert at("approve", application) not in desk
    sentence = "prohibited by the guidelines" if page == "approve" else "express"
    assert_refused(response, application, sentence)


def test_the_prohibited_example_is_not_approved_in_bulk(signed_in, reviewer):
    application = cases.submitted(PROHIBITED)
    services.claim(application, by=reviewer)

    response = signed_in.post(
        reverse("admin:reviews_selected"),
        {"action": "approve", "selected": [f"{application.reference}/1"], "confirmed": "1"},
        follow=True,
    )

    assert_refused(response, application, "express")


# --- declining and asking for changes -------------------------------------------------------------


def test_a_refusal_cites_clauses_and_says_why(signed_in, application):
    sent = {"revision": 1, "note": "It imitates people.", "clause": ["GP-11@1.0.0"]}

    signed_in.post(at("decline", application), sent)

    application.refresh_from_db()
    assert application.status == Status.DECLINED
    assert application.decisions.get().clauses == ["GP-11@1.0.0"]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"clause": ["GP-11@1.0.0"]}, "Say why"),
        ({"note": "No."}, "Cite at least one clause"),
        ({"note": "No.", "clause": ["GP-99@1.0.0"]}, "Cite clauses of the pack"),
        ({"note": "No.", "clause": ["GP-11@9.9.9"]}, "Cite clauses of the pack"),
    ],
)
def test_a_refusal_without_reasons_is_refused(signed_in, application, sent, sentence):
    response = signed_in.post(at("decline", application), sent | {"revision": 1})

    assert_refused(response, application, sentence)


def test_the_clauses_of_failed_checks_are_ticked_beforehand(signed_in, application, reviewer):
    marks = {"CK-GP11a": services.MarkInput("gap")}
    services.mark(application, marks, by=reviewer, revision=1)

    response = signed_in.get(at("decline", application))

    assert response.context["chosen"] == ("GP-11@1.0.0",)


def test_changes_are_asked_for_on_named_questions(signed_in, application, reviewer):
    sent = {"revision": 1, "note": "Almost.", "request-B2": "Who reads it?", "request-B3": " "}

    signed_in.post(at("changes", application), sent)

    application.refresh_from_db()
    (request,) = application.requests.all()
    assert application.status == Status.CHANGES_REQUESTED
    assert (request.question, request.text) == ("B2", "Who reads it?")
    assert application.messages.get().author_name == reviewer.pseudonym


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"note": "Almost."}, "Name at least one question"),
        ({"request-B2": "Who?"}, "Say why"),
        ({"note": "Almost.", "request-A9": "What?"}, "A request must name a question"),
        ({"note": "Almost.", "request-Z9": "What?"}, "A request must name a question"),
    ],
)
def test_requests_that_make_no_sense_are_refused_and_kept(signed_in, application, sent, sentence):
    response = signed_in.post(at("changes", application), sent | {"revision": 1})

    assert_refused(response, application, sentence)
    assert application.requests.count() == 0


@pytest.mark.parametrize(
    ("page", "sent", "words"),
    [
        ("changes", {"note": "Almost.", "request-B2": "Who?"}, ["Almost.", "Who?"]),
        ("approve", RATE | {"note": "Welcome."}, ["Welcome.", "Requests per minute: 30"]),
        ("decline", {"note": "Sorry.", "clause": ["GP-11@1.0.0"]}, ["Sorry.", "GP-11@1.0.0"]),
    ],
)
def test_a_letter_is_previewed_and_nothing_is_sent(
    signed_in, application, reviewer, page, sent, words
):
    response = signed_in.post(at(page, application), sent | {"revision": 1, "preview": "1"})

    letter = text_of(response).partition("gh-letter")[2].partition("</section>")[0]
    assert all(word in letter for word in [*words, reviewer.pseudonym])
    application.refresh_from_db()
    assert application.status == Status.IN_REVIEW
    assert not application.messages.exists()


def test_a_withdrawn_application_is_decided_by_nobody(signed_in, application):
    submissions.withdraw(application, by=application.created_by)

    response = signed_in.post(at("approve", application), RATE | {"revision": 1})

    assert "This cannot be done while the state is" in text_of(response)
