"""Does any page ask the database more often because there is more to show?

Every address of ours that answers GET is tried, for each of several applications, with one and
with three of everything. A new page takes part by itself; a new kind of parameter has to be taught.
"""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, reverse

from accounts.scopes import Scope
from applications import appeal_links
from applications.states import ApprovalAction
from notifications import unsubscribing
from notifications.groups import Group
from tests.applications.programs import program
from tests.factories import PolicyOwnerFactory
from tests.portal.worlds import World

OURS = re.compile(r"(accounts|applications|guidelines|keys|notifications|portal|reviews)\.")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
APPLICATIONS = (
    "draft",
    "submitted",
    "asked",
    "approved",
    "amended",
    "declined",
    "appealed",
    "deleted",
)
QUERY_STRINGS = {"applications:compare": "?before=1&after=2"}
FOR_POLICY_OWNERS = {
    "admin:reviews_advice_breadth",
    "admin:reviews_feedback",
    "admin:reviews_policy_task",
    "admin:reviews_what_if",
    "admin:reviews_what_ifs",
}
NOT_HERE = {
    "admin:login": "is for people who are not signed in",
    "admin:password_change": "leads to the page of the account",
    "admin:reviews_notes": "is there for the wellbeing contact alone; its own test reads it",
    "api:key": "is asked by a key; its own test counts",
    "applications:recertify": "is open only before an approval ends; its own test counts",
    "applications:results": "needs a file that was read; its own test counts",
    "dev:mail_detail": "stands in the demo alone",
    "dev:mail_list": "stands in the demo alone",
}


def routes(patterns, names=()):
    """Every address of ours that has a name: the name and its pattern."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = (*names, pattern.namespace) if pattern.namespace else names
            yield from routes(pattern.url_patterns, inner)
        elif pattern.name and OURS.match(pattern.callback.__module__) and may_get(pattern):
            yield ":".join((*names, pattern.name)), pattern


def may_get(pattern):
    """Whether it answers GET, as far as its class shows; functions are asked."""
    view = getattr(pattern.callback, "cls", None)
    return view is None or hasattr(view, "get")


def parameters(world, application, route):
    """What stands in the addresses, for this application."""
    return {
        "action": ApprovalAction.SUSPEND,
        "advice_id": world.advice.pk,
        "attachment_id": world.file.pk,
        "check": "CK-01",
        "clause_id": "GP-07",
        "figure": "backlog",
        "file_id": world.file.pk,
        "interest_id": world.interest.pk,
        "invitation_id": world.invitation.public_id,
        "key_id": world.key.public_id,
        "kind": "json" if route.endswith(":copy") else "terms",
        "name": "starter@1.1.0",
        "note_id": 1,
        "number": "1",
        "opening_id": 1,
        "person": world.member.user.public_id,
        "public_id": world.public_id(route),
        "question": "access" if route.endswith(":eligibility") else "B2",
        "question_id": "B9",
        "quote_id": 1,  # taken off by POST alone
        "recusal_id": world.recusal.pk,
        "reference": application.reference,
        "review_id": world.second_look.pk,
        "request_id": world.asked.requests.first().pk,
        "secret": world.adviser_secret if route == "reviews:advice" else world.secret,
        "section_id": "B",
        "token": token(world, route),
        "task_id": 1,
        "trial_id": world.trial.pk,
        "variant_id": world.draft.variants.first().pk,
        "version": "1.0.0",
        "view_id": world.view.pk,
        "version_id": world.draft.variants.first().pk,
    }


def token(world, route):
    if route == "notifications:unsubscribe":
        address = unsubscribing.url_for(world.owner, [Group.PROGRESS])
    else:
        address = appeal_links.url_for(world.declined, world.owner)
    return address.rstrip("/").rpartition("/")[2]


def addresses(world):
    """The address of each page: the name of the route, and which application it is about."""
    for route, pattern in routes(get_resolver().url_patterns):
        wanted = pattern.pattern.regex.groupindex
        for which in APPLICATIONS if "reference" in wanted else APPLICATIONS[:1]:
            known = parameters(world, getattr(world, which), route)
            address = reverse(route, kwargs={name: known[name] for name in wanted})
            yield route, which, address + QUERY_STRINGS.get(route, "")


class Visitors:
    """Who looks at a page: an owner, a reviewer or a policy owner, by browser or as a program."""

    def __init__(self, world):
        people = {name: getattr(world, name) for name in ("owner", "reviewer")}
        people["policy owner"] = PolicyOwnerFactory()
        self.people = {name: Client() for name in people}
        for name, client in self.people.items():
            client.force_login(people[name], backend=BACKEND)
        self.programs = {
            "owner": program(world.owner, [s for s in Scope if not s.startswith("reviews")]),
            "reviewer": program(world.reviewer, list(Scope)),
        }

    def of(self, route):
        clients = self.programs if route.startswith("api:") else self.people
        if route in FOR_POLICY_OWNERS:
            return clients["policy owner"]
        return clients["reviewer" if "review" in route else "owner"]


def visit(client, address):
    """The status of the answer, which is read to its end."""
    response = client.get(address)
    b"".join(response)
    return response.status_code


def counted(world):
    """Queries by page and application, of each page that is shown; and which pages are not."""
    visitors, counts, answers = Visitors(world), {}, {}
    for route, which, address in addresses(world):
        client = visitors.of(route)
        status = visit(client, address)  # also fills what is kept in memory
        answers.setdefault(route, set()).add(status)
        if status == 200:
            with CaptureQueriesContext(connection) as queries:
                visit(client, address)
            counts[route, which] = len(queries)
    return counts, answers


@pytest.mark.slow
@pytest.mark.django_db
def test_no_page_asks_more_often_when_there_is_more_to_show():
    world = World()
    world.grow()
    before, _ = counted(world)

    world.grow()
    world.grow()
    after, answers = counted(world)

    changed = {page: (n, after.get(page)) for page, n in before.items() if after.get(page) != n}
    assert changed == {}
    unseen = {route for route, given in answers.items() if 200 not in given and 405 not in given}
    assert unseen == set(NOT_HERE)
