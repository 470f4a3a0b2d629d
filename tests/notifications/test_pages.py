"""Do the pages of notifications show, mark and set what is the person's own?"""

import pytest
from django.test import Client

from notifications import services, unsubscribing
from notifications.groups import SETTABLE, Group, Mode
from notifications.models import Notification, Preferences
from notifications.services import NotSettable, UnknownHour, UnknownTimeZone, Wishes
from tests.factories import UserFactory

LIST, READ_ALL, PREFERENCES = "/notifications/", "/notifications/read/", "/account/notifications/"


def read_of(told):
    return f"/notifications/{told.public_id}/read/"


def chosen(**changes):
    """The form as it is sent when nothing was changed but this."""
    return {group.value: "at_once" for group in SETTABLE} | {"hour": "8", "zone": "UTC"} | changes


@pytest.fixture
def told(happen, owner):
    happen()
    return Notification.objects.get(person=owner)


@pytest.fixture
def stop(owner):
    """The path of the link that stops the mails about keys."""
    return unsubscribing.url_for(owner, [Group.KEYS]).removeprefix("http://testserver")


def test_the_list_says_what_happened_and_what_is_new(signed_in, told, application):
    page = signed_in.get(LIST).content.decode()

    assert "An API key was issued" in page
    assert "Minutes &amp; more" in page
    assert application.get_absolute_url() in page
    assert "Notifications (1)" in page


def test_the_navigation_counts_to_ninety_nine(signed_in, told, happen, monkeypatch):
    monkeypatch.setattr("notifications.queries.UNREAD_MAX", 2)
    for _ in range(2):
        happen()

    assert "Notifications (2+)" in signed_in.get("/account/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_a_constant_number_of_queries(
    signed_in, happen, count, django_assert_num_queries
):
    for _ in range(count):
        happen()
    signed_in.get(LIST)

    with django_assert_num_queries(3):  # the person, the notifications, the count of unread ones
        signed_in.get(LIST)


def test_the_list_goes_on_where_the_page_ended(signed_in, happen, owner, monkeypatch):
    monkeypatch.setattr("notifications.views.PAGE_SIZE", 2)
    for _ in range(3):
        happen()
    newest, _middle, oldest = Notification.objects.filter(person=owner)

    first = signed_in.get(LIST)
    second = signed_in.get(f"{LIST}?before={first.context['older']}")

    assert [one.pk for one, _ in second.context["entries"]] == [oldest.pk]
    assert first.context["newest"] == newest
    assert second.context["older"] is None


@pytest.mark.parametrize("before", ["x", "-1", "9" * 50, "²"])
def test_a_page_that_was_made_up_is_no_error(signed_in, told, before):
    assert signed_in.get(f"{LIST}?before={before}").status_code == 200


def test_one_is_marked_as_read_once(signed_in, told):
    signed_in.post(read_of(told))
    told.refresh_from_db()
    first = told.read_at

    signed_in.post(read_of(told))

    told.refresh_from_db()
    assert first == told.read_at is not None


def test_opening_one_marks_it_and_leads_to_its_place(signed_in, told, application):
    response = signed_in.post(read_of(told), {"open": "1"})

    told.refresh_from_db()
    assert response.url == application.get_absolute_url()
    assert told.read_at is not None


def test_somebody_elses_is_nowhere_to_be_found(client, told):
    client.force_login(UserFactory())

    assert client.post(read_of(told)).status_code == 404
    assert Notification.objects.unread().count() == 1


def test_who_left_sees_nothing_of_it_any_more(signed_in, told, organisation, owner, colleagues):
    organisation.memberships.filter(user=colleagues[0]).update(role="owner")
    organisation.memberships.get(user=owner).delete()

    page = signed_in.get(LIST).content.decode()

    assert "An API key was issued" not in page
    assert "Notifications (1)" not in page


def test_all_are_marked_but_what_came_after_the_page_was_made(signed_in, told, happen):
    happen()

    signed_in.post(READ_ALL, {"newest": str(told.public_id)})

    assert [one.pk > told.pk for one in Notification.objects.unread()] == [True]


@pytest.mark.parametrize("newest", ["", "nonsense"])
def test_all_are_marked_where_no_newest_is_named(signed_in, told, newest):
    signed_in.post(READ_ALL, {"newest": newest})
    signed_in.post(READ_ALL, {"newest": newest})

    assert Notification.objects.unread().count() == 0


@pytest.mark.parametrize("address", [LIST, PREFERENCES])
def test_whoever_is_signed_out_signs_in_first(client, address, db):
    assert client.get(address).url.startswith("/accounts/login/")


def test_marking_is_never_a_get(signed_in, told):
    assert signed_in.get(read_of(told)).status_code == 405
    assert signed_in.get(READ_ALL).status_code == 405


def test_choices_are_kept_and_shown(signed_in, owner):
    signed_in.post(PREFERENCES, chosen(keys="weekly", hour="7", zone="Europe/Berlin"))

    kept = Preferences.objects.get(person=owner)
    page = signed_in.get(PREFERENCES)
    assert (kept.keys, kept.digest_hour, kept.time_zone) == ("weekly", 7, "Europe/Berlin")
    assert page.context["form"].initial["keys"] == "weekly"


@pytest.mark.parametrize(
    "wrong", [{"keys": "never"}, {"keys": ""}, {"hour": "24"}, {"zone": "Mars/Olympus"}]
)
def test_a_choice_that_is_not_offered_is_refused(signed_in, wrong):
    page = signed_in.post(PREFERENCES, chosen(**wrong))

    assert "There is a problem" in page.content.decode()
    assert Preferences.objects.count() == 0


@pytest.mark.parametrize(
    ("wishes", "refusal"),
    [
        (Wishes({Group.DECISIONS: Mode.IN_APP}), NotSettable),
        (Wishes(time_zone="Mars/Olympus"), UnknownTimeZone),
        (Wishes(digest_hour=24), UnknownHour),
    ],
)
def test_programs_are_refused_the_same(owner, wishes, refusal):
    with pytest.raises(refusal):
        services.choose(owner, wishes)


def test_nobody_unsubscribes_from_decisions(owner):
    with pytest.raises(NotSettable):
        services.unsubscribe(owner, [Group.DECISIONS])


def test_the_link_of_a_mail_asks_first_and_then_stops_the_mails(client, owner, stop):
    asked = client.get(stop)
    before = Preferences.objects.count()
    done = client.post(stop)

    assert "Stop these mails" in asked.content.decode()
    assert before == 0
    assert "These mails have stopped" in done.content.decode()
    assert Preferences.objects.get(person=owner).keys == Mode.IN_APP


def test_a_mail_program_unsubscribes_with_one_post_and_no_cookie(owner, stop):
    strict = Client(enforce_csrf_checks=True)

    response = strict.post(stop, {"List-Unsubscribe": "One-Click"})

    assert (response.status_code, response.cookies) == (200, {})
    assert Preferences.objects.get(person=owner).keys == Mode.IN_APP


def test_a_link_that_we_did_not_make_stops_nothing(client, owner, stop):
    response = client.post(stop[:-3] + "xx/")

    assert response.status_code == 404
    assert Preferences.objects.count() == 0


def test_the_link_of_somebody_who_is_gone_says_so(client, stop, owner, organisation):
    organisation.delete()
    owner.delete()

    assert client.get(stop).status_code == 404
