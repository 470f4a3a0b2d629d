"""Do applicants get a key once, behind their password, and only under an approval in force?"""

import logging
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from applications.states import ApprovalAction
from keys import queries
from keys import services as keys
from keys.models import ApiKey
from reviews import services as reviews
from tests import cases
from tests.factories import (
    PASSWORD,
    MembershipFactory,
    OrganisationFactory,
    ReviewerFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
KEY = re.compile(r"gate_(?:live|test)_[0-9A-Za-z]{48}")
ASKED = {"name": "Server", "env": "live", "expires_on": ""}


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def owner():
    return UserFactory()


@pytest.fixture
def draft(owner):
    return cases.draft(owner=owner)


@pytest.fixture
def application(owner, reviewer):
    """An approved application."""
    application = cases.submitted(owner=owner)
    cases.approve(application, by=reviewer)
    return application


@pytest.fixture
def signed_in(client, owner):
    client.force_login(owner, backend=BACKEND)
    return client


@pytest.fixture
def confirmed(signed_in):
    """The owner's browser just after the password was asked for again."""
    signed_in.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return signed_in


def of(application):
    return reverse("keys:issue", args=[application.reference])


def revoking(key):
    return reverse("keys:revoke", args=[key.public_id])


def rolling(key):
    return reverse("keys:roll", args=[key.public_id])


def text(response):
    return " ".join(response.content.decode().split())


def issued(application, owner, name="Server"):
    key, _ = keys.issue(application, by=owner, name=name)
    return key


# --- Issuing -------------------------------------------------------------------------------------


def test_a_key_is_shown_once_and_works(confirmed, application):
    response = confirmed.post(of(application), ASKED)

    secret = KEY.search(response.content.decode()).group()
    key = queries.by_secret(secret)
    assert key.approval.application == application
    assert (key.name, key.env, key.expires_at) == ("Server", "live", None)
    assert f"GATEHOUSE_API_KEY={secret}" in text(response)
    assert "http://testserver/api/v1/key" in text(response)
    assert "no-store" in response["Cache-Control"]


def test_afterwards_only_its_id_and_last_four_are_shown(confirmed, application):
    secret = KEY.search(confirmed.post(of(application), ASKED).content.decode()).group()

    for url in (of(application), reverse("keys:list")):
        page = confirmed.get(url).content.decode()
        assert not KEY.search(page)
        assert f"{ApiKey.objects.get().public_id}…{secret[-4:]}" in page


def test_the_key_is_neither_in_the_session_nor_in_the_log_nor_in_an_address(
    confirmed, application, caplog
):
    caplog.set_level(logging.DEBUG)

    response = confirmed.post(of(application), ASKED)

    stored = [session.get_decoded() for session in Session.objects.all()]
    assert not KEY.search(str(stored) + str(dict(confirmed.session)))
    assert not KEY.search(caplog.text)
    assert response.status_code == 200


def test_issuing_asks_for_the_password_first_and_then_goes_on(signed_in, application):
    response = signed_in.post(of(application), ASKED)
    asked = not ApiKey.objects.exists()

    shown = signed_in.post(response.url, {"password": PASSWORD})

    assert response.url.startswith(reverse("account_reauthenticate"))
    assert asked
    assert KEY.search(shown.content.decode())
    assert "no-store" in shown["Cache-Control"]


def test_a_key_ends_with_the_last_day_that_was_asked_for(confirmed, application):
    last_day = timezone.now().date() + timedelta(days=10)

    confirmed.post(of(application), {**ASKED, "env": "test", "expires_on": last_day.isoformat()})

    key = ApiKey.objects.get()
    midnight = datetime(last_day.year, last_day.month, last_day.day, tzinfo=UTC)
    assert (key.env, key.expires_at) == ("test", midnight + timedelta(days=1))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Enter what the key is for"),
        ({"name": "x" * 101}, "at most 100 characters"),
        ({"env": "prod"}, "Select live or test"),
        ({"env": ""}, "Select live or test"),
        ({"expires_on": "soon"}, "Enter a real date, such as 2027-03-31"),
        ({"expires_on": "2020-01-01"}, "must lie in the future"),
    ],
)
def test_what_is_wrong_is_said_and_no_key_is_made(confirmed, application, changes, sentence):
    response = confirmed.post(of(application), {**ASKED, **changes})

    assert sentence in text(response)
    assert not ApiKey.objects.exists()


def test_asking_twice_makes_two_keys(confirmed, application):
    confirmed.post(of(application), ASKED)
    confirmed.post(of(application), ASKED)

    assert ApiKey.objects.count() == 2


def test_before_the_approval_the_page_says_why_there_is_no_key(confirmed, draft):
    page = text(confirmed.get(of(draft)))
    response = confirmed.post(of(draft), ASKED)

    assert "This application has not been submitted yet." in page
    assert draft.get_absolute_url() in page
    assert "Issue key" not in page
    assert response.status_code == 409
    assert "A key exists only after production approval" in text(response)
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (ApprovalAction.SUSPEND, "The approval is suspended."),
        (ApprovalAction.REVOKE, "The approval was revoked."),
    ],
)
def test_after_the_approval_there_is_no_new_key(confirmed, application, reviewer, act, reason):
    reviews.move_approval(application, act, by=reviewer, note="Spam.")

    page = text(confirmed.get(of(application)))
    response = confirmed.post(of(application), ASKED)

    assert reason in page
    assert response.status_code == 409
    assert not ApiKey.objects.exists()


def test_a_viewer_sees_the_keys_and_cannot_issue_one(client, application, owner):
    issued(application, owner)
    viewer = MembershipFactory(
        organisation=application.organisation, role=Membership.Role.VIEWER
    ).user
    client.force_login(viewer, backend=BACKEND)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    page = text(client.get(of(application)))
    response = client.post(of(application), ASKED)

    assert "Server" in page
    assert "Issue key" not in page
    assert response.status_code == 403
    assert "Only owners and editors of the organisation" in text(response)
    assert ApiKey.objects.count() == 1


def test_strangers_and_reviewers_find_nothing(client, application, owner, reviewer):
    key = issued(application, owner)
    stranger = OrganisationFactory().memberships.get().user
    for person in (stranger, reviewer):
        client.force_login(person, backend=BACKEND)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

        assert client.get(of(application)).status_code == 404
        assert client.post(of(application), ASKED).status_code == 404
        assert client.post(revoking(key)).status_code == 404
        assert client.post(rolling(key), {"overlap_hours": "0"}).status_code == 404
        assert "Server" not in text(client.get(reverse("keys:list")))


def test_the_pages_need_somebody_signed_in(client, application, owner):
    key = issued(application, owner)

    for url in (of(application), revoking(key), rolling(key), reverse("keys:list")):
        assert client.get(url).url.startswith("/accounts/login/")


# --- Revoking ------------------------------------------------------------------------------------


def test_revoking_asks_once_and_then_ends_the_key(signed_in, application, owner):
    key = issued(application, owner)

    question = text(signed_in.get(revoking(key)))
    response = signed_in.post(revoking(key), follow=True)

    key.refresh_from_db()
    assert "This cannot be undone" in question
    assert key.revoked_at is not None
    assert "no longer works" in text(response)
    assert "Revoked</strong>" in text(response)


def test_revoking_twice_changes_nothing(signed_in, application, owner):
    key = issued(application, owner)
    signed_in.post(revoking(key))
    key.refresh_from_db()
    first = key.revoked_at

    signed_in.post(revoking(key))

    key.refresh_from_db()
    assert key.revoked_at == first


def test_a_viewer_cannot_revoke(client, application, owner):
    key = issued(application, owner)
    viewer = MembershipFactory(
        organisation=application.organisation, role=Membership.Role.VIEWER
    ).user
    client.force_login(viewer, backend=BACKEND)

    response = client.post(revoking(key), follow=True)

    key.refresh_from_db()
    assert "Only owners and editors" in text(response)
    assert key.revoked_at is None


# --- Rolling -------------------------------------------------------------------------------------


def test_rolling_shows_the_new_key_once_and_says_until_when_the_old_one_works(
    confirmed, application, owner
):
    key = issued(application, owner)

    response = confirmed.post(rolling(key), {"overlap_hours": "24"})

    new = queries.by_secret(KEY.search(response.content.decode()).group())
    key.refresh_from_db()
    assert key.replaced_by == new
    assert f"The old key <code>{key}</code> works until" in text(response)
    assert "no-store" in response["Cache-Control"]
    assert not KEY.search(text(confirmed.get(of(application))))


def test_a_key_that_is_rolled_without_overlap_is_said_to_work_no_more(
    confirmed, application, owner
):
    key = issued(application, owner)

    response = confirmed.post(rolling(key), {"overlap_hours": "0"})

    assert f"The old key <code>{key}</code> no longer works." in text(response)


def test_a_rolled_key_can_be_ended_early_and_not_rolled_again(confirmed, application, owner):
    key = issued(application, owner)
    confirmed.post(rolling(key), {"overlap_hours": "72"})

    page = text(confirmed.get(of(application)))
    again = confirmed.post(rolling(key), {"overlap_hours": "72"})

    assert "replaced by" in page
    assert revoking(key) in page
    assert rolling(key) not in page
    assert again.status_code == 409
    assert "This key has been rolled already." in text(again)
    assert ApiKey.objects.count() == 2


def test_rolling_asks_for_the_password_first(signed_in, application, owner):
    key = issued(application, owner)

    response = signed_in.post(rolling(key), {"overlap_hours": "1"})

    assert response.url.startswith(reverse("account_reauthenticate"))
    assert ApiKey.objects.count() == 1


@pytest.mark.parametrize("hours", ["", "2", "soon"])
def test_an_overlap_that_is_not_offered_is_refused_in_a_sentence(
    confirmed, application, owner, hours
):
    response = confirmed.post(rolling(issued(application, owner)), {"overlap_hours": hours})

    assert "Select how long the old key goes on working" in text(response)
    assert ApiKey.objects.count() == 1


def test_a_viewer_cannot_roll(client, application, owner):
    key = issued(application, owner)
    viewer = MembershipFactory(
        organisation=application.organisation, role=Membership.Role.VIEWER
    ).user
    client.force_login(viewer, backend=BACKEND)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    response = client.post(rolling(key), {"overlap_hours": "1"})

    assert response.status_code == 403
    assert "Only owners and editors" in text(response)
    assert ApiKey.objects.count() == 1


# --- The list ------------------------------------------------------------------------------------


def test_without_keys_the_list_says_where_they_come_from(signed_in):
    assert "You have no keys yet." in text(signed_in.get(reverse("keys:list")))


def test_a_hostile_name_is_text(signed_in, application, owner):
    issued(application, owner, name="<script>alert(1)</script>")

    for url in (of(application), reverse("keys:list")):
        assert "<script>alert" not in signed_in.get(url).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_a_constant_number_of_queries(
    signed_in, application, owner, count, django_assert_num_queries
):
    for number in range(count):
        issued(application, owner, name=f"Key {number}")
    signed_in.get(reverse("keys:list"))

    with django_assert_num_queries(4):  # the user, the count, the page of keys, unread news
        response = signed_in.get(reverse("keys:list"))

    assert text(response).count('class="gh-card"') == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_an_application_costs_a_constant_number_of_queries(
    signed_in, application, owner, count, django_assert_num_queries
):
    for number in range(count):
        issued(application, owner, name=f"Key {number}")
    signed_in.get(of(application))

    # the user, the application, its approval, the person's role, the keys
    with django_assert_num_queries(6):
        signed_in.get(of(application))
