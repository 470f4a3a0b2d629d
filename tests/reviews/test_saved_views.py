"""Are views kept, shared, changed by their owners alone, and never a way to see more?"""

import pytest
from django.urls import reverse

from applications.services.moves import NotAReviewer
from reviews.models import SavedView
from reviews.narrowing import Filters
from reviews.services import saved_views as services
from reviews.services.saved_views import (
    NameOfViewMissing,
    NameOfViewTaken,
    TooManyViews,
    ViewOfAnother,
)
from reviews.tabs import Tab
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db
HIGH = Filters(tab=Tab.OPEN, tier="high")


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def other():
    return ReviewerFactory()


def save(by, name="High", *, is_shared=False):
    return services.save_view(HIGH, name=name, is_shared=is_shared, by=by)


def names(by):
    return [view.name for view in SavedView.objects.usable_by(by)]


def test_a_view_keeps_filters_and_stands_in_the_tab_bar(client, reviewer):
    client.force_login(reviewer)
    high, _ = cases.submitted(cases.HIGH), cases.submitted()

    sent = {**HIGH.as_query(), "name": " High  ones ", "after": "x"}
    client.post(reverse("admin:reviews_view_save"), sent)

    (view,) = client.get("/admin/reviews/queue/").context["saved_views"]
    assert (view["name"], view["url"]) == ("High ones", "?tab=open&tier=high")
    page = client.get("/admin/reviews/queue/" + view["url"]).context["page"]
    assert [row.application for row in page.rows] == [high]


def test_a_personal_view_is_for_oneself_and_a_shared_one_for_all(reviewer, other):
    save(reviewer, "Mine")
    save(reviewer, "Ours", is_shared=True)

    assert names(reviewer) == ["Mine", "Ours"]
    assert names(other) == ["Ours"]


def test_a_shared_view_shows_nobody_more_than_they_may_see(client, reviewer, other):
    application = cases.submitted(cases.HIGH)
    MembershipFactory(organisation=application.organisation, user=other, role="viewer")
    save(reviewer, is_shared=True)
    client.force_login(other)

    (view,) = client.get("/admin/reviews/queue/").context["saved_views"]
    response = client.get("/admin/reviews/queue/" + view["url"])

    assert application.reference not in response.content.decode()


def test_a_shared_view_of_somebody_who_leaves_stays_and_is_everybodys(reviewer, other):
    view = save(reviewer, is_shared=True)
    save(reviewer, "Personal")
    reviewer.delete()
    view.refresh_from_db()

    services.change_view(view, name="Renamed", is_shared=False, by=other)

    assert names(other) == ["Renamed"]
    assert names(ReviewerFactory()) == ["Renamed"]


def test_the_owner_renames_orders_and_deletes(reviewer):
    save(reviewer, "One")
    two = save(reviewer, "Two")

    services.move_view_up(two, by=reviewer)
    services.change_view(two, name="Second", is_shared=True, by=reviewer)
    assert names(reviewer) == ["Second", "One"]

    services.delete_view(two, by=reviewer)
    assert names(reviewer) == ["One"]


def test_nobody_changes_the_view_of_another(reviewer, other):
    view = save(reviewer, is_shared=True)

    with pytest.raises(ViewOfAnother):
        services.change_view(view, name="X", is_shared=False, by=other)
    with pytest.raises(ViewOfAnother):
        services.move_view_up(view, by=other)
    with pytest.raises(ViewOfAnother):
        services.delete_view(view, by=other)


def test_a_personal_view_of_another_does_not_exist_on_the_page(client, reviewer, other):
    view = save(reviewer)
    client.force_login(other)

    response = client.post(reverse("admin:reviews_view_change", args=[view.pk]), {"name": "X"})

    assert response.status_code == 404


@pytest.mark.parametrize("name", ["", "  ", "x" * 41])
def test_a_view_needs_a_name_that_fits(reviewer, name):
    with pytest.raises(NameOfViewMissing):
        save(reviewer, name)


def test_a_name_is_taken_once_by_each(reviewer, other):
    save(reviewer)
    save(other)

    with pytest.raises(NameOfViewTaken):
        save(reviewer)


def test_there_are_at_most_twenty(reviewer, monkeypatch):
    monkeypatch.setattr("reviews.services.saved_views.MOST", 1)
    save(reviewer)

    with pytest.raises(TooManyViews):
        save(reviewer, "Another")


def test_only_reviewers_save_views():
    with pytest.raises(NotAReviewer):
        save(UserFactory())


@pytest.mark.parametrize(
    ("sent", "left"), [({"action": "up"}, 2), ({"action": "delete"}, 1), ({"name": "New"}, 2)]
)
def test_the_page_does_each_act(client, reviewer, sent, left):
    save(reviewer, "One")
    two = save(reviewer, "Two")
    client.force_login(reviewer)

    response = client.post(reverse("admin:reviews_view_change", args=[two.pk]), sent, follow=True)

    assert len(response.context["views"]) == left
