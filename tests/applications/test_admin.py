"""Does the stock admin show applications to reviewers, and change nothing whatever one sends?"""

import pytest
from django.urls import reverse

from applications.models import Application, Approval, Decision
from applications.states import Status
from reviews import services
from tests import cases
from tests.factories import MembershipFactory, PolicyOwnerFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db
MODELS = ["application", "revision", "decision", "approval"]


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def signed_in(client, reviewer):
    client.force_login(reviewer)
    return client


@pytest.fixture
def operator(client):
    """The strongest person there is."""
    person = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(person)
    return client


def at(model, act, *args):
    return reverse(f"admin:applications_{model}_{act}", args=args)


@pytest.mark.parametrize("model", MODELS)
def test_reviewers_read_everything_there_is(signed_in, reviewer, model):
    application = cases.submitted()
    cases.approve(application, by=reviewer)

    listed = signed_in.get(at(model, "changelist"))
    (row,) = listed.context["cl"].result_list

    assert application.reference in listed.content.decode()
    assert signed_in.get(at(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_of_their_own_organisation_they_learn_nothing_there(signed_in, reviewer, model):
    application, other = cases.submitted(), ReviewerFactory()
    cases.approve(application, by=other)
    MembershipFactory(organisation=application.organisation, user=reviewer, role="viewer")

    assert list(signed_in.get(at(model, "changelist")).context["cl"].result_list) == []


@pytest.mark.parametrize("model", MODELS)
def test_staff_who_do_not_review_do_not_get_in(client, model):
    client.force_login(PolicyOwnerFactory())

    assert client.get(at(model, "changelist")).status_code == 403


@pytest.mark.parametrize("act", ["add", "delete", "change", "action"])
@pytest.mark.parametrize("model", MODELS)
def test_nobody_adds_changes_or_deletes_there(operator, model, act):
    reviewer, application = ReviewerFactory(), cases.submitted()
    cases.approve(application, by=reviewer)
    row = operator.get(at(model, "changelist")).context["cl"].result_list[0]
    before = type(row).objects.filter(pk=row.pk).values().get()
    sent = {"status": "revoked", "outcome": "decline", "_selected_action": row.pk}
    address = {
        "add": at(model, "add"),
        "delete": at(model, "delete", row.pk),
        "change": at(model, "change", row.pk),
        "action": at(model, "changelist"),
    }[act]

    response = operator.post(address, sent | {"post": "yes", "action": "delete_selected"})

    assert response.status_code == (200 if act == "action" else 403)
    assert type(row).objects.filter(pk=row.pk).values().get() == before


def test_the_prohibited_example_is_not_approved_there(operator):
    application = cases.submitted("ex-06-religion-segments")
    services.claim(application, by=ReviewerFactory())

    response = operator.post(
        at("application", "change", application.pk), {"status": "approved", "tier": "low"}
    )

    application.refresh_from_db()
    assert response.status_code == 403
    assert (application.status, application.tier) == (Status.IN_REVIEW, "prohibited")
    assert not Decision.objects.exists()
    assert not Approval.objects.exists()


def test_a_first_verdict_is_not_read_there_by_the_second_reviewer(signed_in):
    application = cases.submitted(cases.HIGH)
    cases.approve(application, cases.HIGH, by=ReviewerFactory(), tier="high")

    assert list(signed_in.get(at("decision", "changelist")).context["cl"].result_list) == []


def test_answers_are_not_shown_there(signed_in):
    application = cases.submitted()

    page = signed_in.get(at("application", "change", application.pk)).content.decode()

    assert application.answers["B2"] not in page


@pytest.mark.parametrize("item_count", [1, 3])
@pytest.mark.parametrize("model", ["application", "revision"])
def test_the_lists_cost_a_constant_number_of_queries(
    signed_in, model, item_count, django_assert_max_num_queries
):
    for _ in range(item_count):
        cases.submitted()

    signed_in.get(at(model, "changelist"))  # notes the session

    with django_assert_max_num_queries(9):
        listed = signed_in.get(at(model, "changelist"))

    assert len(listed.context["cl"].result_list) == item_count
    assert Application.objects.count() == item_count


def test_the_admin_leads_reviewers_to_the_queue(signed_in):
    page = signed_in.get(reverse("admin:index")).content.decode()

    assert f'href="{reverse("admin:reviews_queue")}"' in page
