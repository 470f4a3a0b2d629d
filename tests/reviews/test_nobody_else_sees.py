"""Does any page, export, event or answer of the API say what a reviewer keeps for themselves?

Every address that answers GET is read twice by people with every right, once before and once after
a colleague leaves topics to others, opens, uncovers, pauses and writes; nothing may differ.
"""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver

from accounts.scopes import Scope
from events.models import Event
from reviews.models import Break, DebriefNote, Exposure, Wishes
from reviews.services import wellbeing
from reviews.wellbeing import Wish
from tests import cases
from tests.applications.programs import program
from tests.factories import PolicyOwnerFactory, ReviewerFactory, staff_group
from tests.portal.test_query_counts import BACKEND, addresses, routes
from tests.portal.worlds import World

pytestmark = [pytest.mark.django_db]
OWN = (Wishes, Exposure, Break, DebriefNote)
# What differs at every reading: tokens against forgery, keys of forms, the time.
FLEETING = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"'
    r"|[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|\d{1,2}:\d{2}(:\d{2})?|\d+ (min|minutes|seconds)\b|data-seconds\S+"
    r"|\d{4}-\d\d-\d\dT[\d:.]+Z?"
)


def busy(reviewer, application):
    """Leave topics to others, open, uncover, pause and write."""
    wellbeing.choose(reviewer, wish=Wish(topics=frozenset({"hate", "sexual"}), budget=7))
    wellbeing.open_named(application, by=reviewer)
    wellbeing.uncover(application, "B3", by=reviewer)
    wellbeing.pause(reviewer, minutes=5)
    wellbeing.write_down(reviewer, "It stayed with me.", reader="oneself")


def admin_pages():
    """Every list of the stock admin's registry."""
    found = {name for name, _ in routes(get_resolver().url_patterns)}
    assert "admin:reviews_my_work" in found
    for model in filter(admin.site.is_registered, apps.get_models()):
        kind = ContentType.objects.get_for_model(model, for_concrete_model=False)
        yield f"/admin/{kind.app_label}/{kind.model}/"


def read(clients, places):
    """What each person reads at each place."""
    pages = {}
    for who, client in clients.items():
        for place in places:
            response = client.get(place)
            text = b"".join(response).decode(errors="replace")
            pages[who, place] = (response.status_code, FLEETING.sub("~", text))
    return pages


def people():
    """A reviewer, a policy owner and a superuser in browsers; a reviewer's program."""
    groups = [staff_group("Reviewers").name, staff_group("Policy owners").name]
    chief = PolicyOwnerFactory(is_superuser=True, groups=groups)
    persons = {"reviewer": ReviewerFactory(), "owner": PolicyOwnerFactory(), "chief": chief}
    clients = {name: Client() for name in persons}
    for name, client in clients.items():
        client.force_login(persons[name], backend=BACKEND)
    return {**clients, "program": program(persons["reviewer"], list(Scope))}


@pytest.mark.slow
def test_no_page_differs_by_what_a_colleague_keeps_for_themselves():
    world = World()
    world.grow()
    application = cases.submitted("ex-05-teen-tutor", owner=world.owner)
    colleague = ReviewerFactory()
    clients = people()
    places = sorted({place for _, _, place in addresses(world)} | set(admin_pages()))
    read(clients, places)  # what is remembered from the first reading is in place
    before, events = read(clients, places), Event.objects.count()

    busy(colleague, application)

    assert Event.objects.count() == events
    after = read(clients, places)
    assert {page for page, text in before.items() if after[page] != text} == set()
    assert sum(status == 200 for status, _ in after.values()) > 100


def test_the_stock_admin_registers_nothing_of_it():
    kinds = ContentType.objects.get_for_models(*OWN).values()

    assert not any(admin.site.is_registered(model) for model in OWN)
    assert not Permission.objects.filter(content_type__in=kinds).exists()
    assert set(apps.get_app_config("reviews").get_models()) >= set(OWN)


def test_a_dump_of_the_database_shows_neither_choices_nor_notes(capsys):
    cases.publish_starter()
    busy(ReviewerFactory(), cases.submitted("ex-05-teen-tutor"))

    call_command("dumpdata", "reviews.wishes", "reviews.debriefnote")

    said = capsys.readouterr().out
    assert "reviews.wishes" in said
    for word in ("hate", "sexual", "stayed"):
        assert word not in said


def test_my_work_lists_nobody_and_shows_only_ones_own_figures(client):
    reviewer, colleague = ReviewerFactory(), ReviewerFactory(name="Cal Colleague")
    busy(colleague, cases.submitted("ex-05-teen-tutor"))
    client.force_login(reviewer)

    text = client.get("/admin/reviews/queue/my-work/").content.decode()

    assert "Cal Colleague" not in text
    assert colleague.pseudonym not in text
    assert "stayed" not in text
    assert "0 of" in " ".join(text.split())
