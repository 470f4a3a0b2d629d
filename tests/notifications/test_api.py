"""Can a program read what its person was told, mark it as read and set how news comes?"""

import pytest

from accounts.scopes import Scope
from notifications.models import Notification, Preferences
from tests.applications.programs import problem, program
from tests.factories import MembershipFactory, UserFactory

SCOPES = (Scope.NOTIFICATIONS_READ, Scope.NOTIFICATIONS_WRITE)
URL = "/api/v1/notifications/"


@pytest.fixture
def api(owner):
    return program(owner, SCOPES)


def test_a_program_lists_what_its_person_was_told(api, happen, application):
    happen("key.issued")
    happen("application.record")

    found = api.get(URL).json()["results"]

    assert [one["kind"] for one in found] == ["application.record", "key.issued"]
    assert found[1]["heading"] == "An API key was issued"
    assert found[1]["application"] == application.reference
    assert found[1]["place"] == application.get_absolute_url()


def test_others_news_is_not_there(happen, organisation):
    happen("key.issued")
    told = Notification.objects.get()
    stranger = program(UserFactory(), SCOPES)
    colleague = program(MembershipFactory(organisation=organisation).user, SCOPES)

    for api in (stranger, colleague):
        assert api.get(URL).json()["results"] == []
        assert api.post(f"{URL}{told.public_id}/read/").status_code == 404
        assert api.post(f"{URL}read/", {"up_to": told.public_id}, format="json").status_code == 404
    assert Notification.objects.get().read_at is None


@pytest.mark.parametrize("scopes", [(Scope.APPLICATIONS_READ,), (Scope.NOTIFICATIONS_READ,)])
def test_a_token_needs_the_scope(owner, happen, scopes):
    happen("key.issued")
    told = Notification.objects.get()
    api = program(owner, scopes)

    refused = [
        api.post(f"{URL}{told.public_id}/read/"),
        api.post(f"{URL}read/", {"up_to": told.public_id}, format="json"),
        api.patch(f"{URL}preferences/", {"progress": "daily"}, format="json"),
    ]

    assert [response.status_code for response in refused] == [403, 403, 403]
    assert (api.get(URL).status_code == 200) is (Scope.NOTIFICATIONS_READ in scopes)


def test_one_is_marked_as_read_and_the_first_time_counts(api, happen):
    happen("key.issued")
    told = Notification.objects.get()

    first = api.post(f"{URL}{told.public_id}/read/").json()["read_at"]
    second = api.post(f"{URL}{told.public_id}/read/").json()["read_at"]

    assert first == second
    assert first is not None
    assert api.get(URL, {"unread": "true"}).json()["results"] == []
    assert len(api.get(URL, {"unread": "false"}).json()["results"]) == 1


def test_what_came_after_the_newest_one_seen_stays_unread(api, happen):
    happen("key.issued")
    happen("key.issued")
    seen = Notification.objects.first()
    happen("key.issued")

    marked = api.post(f"{URL}read/", {"up_to": seen.public_id}, format="json").json()

    assert marked == {"marked": 2}
    assert Notification.objects.unread().count() == 1


def test_preferences_change_only_where_they_are_named(api, owner):
    before = api.get(f"{URL}preferences/").json()

    sent = {"progress": "daily", "time_zone": "Europe/Berlin"}
    after = api.patch(f"{URL}preferences/", sent, format="json").json()

    assert after == {**before, **sent}
    assert Preferences.objects.get(person=owner).progress == "daily"
    assert api.get(f"{URL}preferences/").json() == after


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"decisions": "in_app"}, "not_settable"),
        ({"progress": "never"}, "invalid"),
        ({"nonsense": "daily"}, "invalid"),
        ({"time_zone": "Mars/Base"}, "unknown_time_zone"),
        ({"digest_hour": 24}, "invalid"),
    ],
)
def test_what_cannot_be_wanted_is_refused_and_nothing_is_kept(api, owner, sent, code):
    answer = api.patch(f"{URL}preferences/", {"keys": "daily", **sent}, format="json")

    assert problem(answer)[:2] == (422, code)
    assert not Preferences.objects.filter(person=owner).exists()


def test_a_mistyped_parameter_is_refused(api):
    assert api.get(URL, {"unraed": "true"}).status_code == 400


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_list_costs_a_constant_number_of_queries(
    api, happen, item_count, django_assert_num_queries
):
    for _ in range(item_count):
        happen("key.issued")
    api.get(URL)

    with django_assert_num_queries(3):  # token, person, notifications
        found = api.get(URL).json()["results"]

    assert len(found) == item_count
