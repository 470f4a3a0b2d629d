"""Does a reviewer with a conflict of interest find anything of it, anywhere?

Every address that answers GET is opened, ours and the stock admin's, in a browser and by a program,
with all that the conflict hides carrying words that stand nowhere else; and every mail is read. A
new page takes part by itself. A second reviewer, without the conflict, has to find the words: what
nobody finds proves nothing.
"""

import contextlib
import itertools

import pytest
from django.contrib import admin
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from accounts.models import Organisation, User
from accounts.scopes import Scope
from applications.models import Application
from applications.services import conversation, drafts, submissions
from events import delivery
from reviews.listing import Tab
from tests import cases
from tests.applications import conflicting
from tests.applications.programs import program
from tests.factories import ReviewerFactory
from tests.portal.test_query_counts import BACKEND, OURS, QUERY_STRINGS, parameters, routes
from tests.portal.worlds import World

TITLE, ANSWER, NOTE, NAME = "Zyzzyva Hush", "Quokkalike clerks", "Xylanthous", "Wherewithal Ltd"
HIDDEN = ("submitted", "asked", "approved", "amended", "declined", "appealed", "amendment")
SEARCHED = ("", "?q=Zyzzyva", "?q=Wherewithal", "?q=Quokkalike", *(f"?tab={tab}" for tab in Tab))
# whoever has such a link has it from its one reader
BY_SIGNATURE = {"accounts:invitation", "applications:appeal_link", "reviews:advice"}
FOUND_BY_OTHERS = {
    "admin:reviews_queue", "admin:reviews_desk", "admin:reviews_approve", "api:reviews",
    "api:review", "admin:applications_application_changelist", "admin:events_event_changelist",
}  # fmt: skip


@pytest.fixture
def world(monkeypatch):
    """A world in which title, answers, messages and the organisation's name are unmistakable."""
    plain = cases.example

    def told(name=cases.LOW):
        found = plain(name)
        found["answers"] |= {"B1": TITLE, "B2": f"{ANSWER}."}
        return found

    monkeypatch.setattr(cases, "example", told)
    world = World()
    world.grow()
    conversation.write(world.submitted, NOTE, by=world.owner, from_staff=False)
    _name(world)
    return world


def _name(world):
    Organisation.objects.filter(memberships__user=world.owner).update(name=NAME)


def hide(reviewer, kind):
    """Give the reviewer conflicts of this kind until they find nothing of the world."""
    while application := Application.objects.reviewable_by(reviewer).first():
        conflicting.WITHOUT_PART[kind](application, reviewer)


class Visitor:
    """One person, in a browser and as a program, and what they came upon."""

    def __init__(self, person):
        self.browser = Client()
        self.browser.force_login(person, backend=BACKEND)
        self.program = program(person, list(Scope))

    def opens(self, route, address):
        client = self.program if route.startswith("api:") else self.browser
        response = client.get(address)
        return response, b"".join(response).decode(errors="replace")


def ours(world):
    """Each address of ours: its route, whether it names a hidden item, and itself."""
    for route, pattern in routes(get_resolver().url_patterns):
        wanted = pattern.pattern.regex.groupindex
        if route in BY_SIGNATURE:
            continue
        for which in HIDDEN if "reference" in wanted else HIDDEN[:1]:
            known = parameters(world, getattr(world, which), route)
            address = reverse(route, kwargs={name: known[name] for name in wanted})
            if "reference" in wanted:
                yield route, True, address + QUERY_STRINGS.get(route, "")
            else:
                queries = SEARCHED if "reviews" in route else SEARCHED[:1]
                yield from ((route, False, address + query) for query in queries)


def stock(world, visitor):
    """The stock admin's lists, and its pages of the rows, where the person may enter at all."""
    for model, pages in admin.site._registry.items():  # noqa: SLF001 -- what is registered
        name = f"admin:{pages.opts.app_label}_{pages.opts.model_name}"
        listed = reverse(f"{name}_changelist")
        if visitor.browser.get(listed).status_code == 403:
            continue
        yield f"{name}_changelist", False, listed
        if OURS.match(f"{pages.opts.app_label}."):
            for words in (world.submitted, f"application:{world.submitted}"):
                yield f"{name}_changelist", False, f"{listed}?q={words}"
        for pk in model.objects.order_by("-pk").values_list("pk", flat=True)[:40]:
            yield from rows_of(name, pk)


def rows_of(name, pk):
    for page in ("change", "history"):
        with contextlib.suppress(NoReverseMatch):  # our own pages have none
            yield f"{name}_{page}", False, reverse(f"{name}_{page}", args=[pk])


def found(world, person, *, words):
    """The routes on which the person came upon a word; and the hidden items that answered."""
    visitor, seen, answered = Visitor(person), set(), set()
    for route, names_item, address in itertools.chain(ours(world), stock(world, visitor)):
        response, text = visitor.opens(route, address)
        told = [word for word in words if word in text and word not in address]
        if names_item and response.status_code not in {404, 405}:
            answered.add((route, response.status_code))
        if told:
            seen.add((route, *told))
    return seen, answered


def words_of(world, kind):
    """What is hidden; whoever took themselves off one application may know the organisation."""
    references = [getattr(world, name).reference for name in HIDDEN]
    return [TITLE, ANSWER, NOTE, *references, *([] if kind == "recused" else [NAME])]


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "is_superuser"),
    [("former member", False), ("recused", True), ("declared domain", True)],
)
def test_a_conflicted_reviewer_finds_nothing_at_any_address(world, kind, is_superuser):
    person = ReviewerFactory()
    User.objects.filter(pk=person.pk).update(is_superuser=is_superuser)
    person = User.objects.get(pk=person.pk)
    hide(person, kind)

    seen, answered = found(world, person, words=words_of(world, kind))

    assert seen == set()
    assert answered == set()


@pytest.mark.slow
@pytest.mark.django_db
def test_whoever_has_no_conflict_finds_the_same_words(world):
    person = ReviewerFactory()
    User.objects.filter(pk=person.pk).update(is_superuser=True)

    seen, _ = found(world, User.objects.get(pk=person.pk), words=words_of(world, ""))

    assert {route for route, *_ in seen} >= FOUND_BY_OTHERS


@pytest.mark.django_db
@pytest.mark.parametrize("kind", conflicting.WITHOUT_PART)
def test_a_conflicted_reviewer_gets_no_mail(world, kind):
    person, other = ReviewerFactory(), ReviewerFactory()
    hide(person, kind)
    mail.outbox.clear()

    conversation.write(world.submitted, "And again.", by=world.owner, from_staff=False)
    drafts.save_answers(world.asked, {"B2": "Other clerks."}, by=world.owner)
    submissions.submit(world.asked, by=world.owner)
    for due in delivery.due():
        delivery.attempt(due.pk)

    readers = {address for letter in mail.outbox for address in letter.recipients()}
    assert other.email in readers
    assert person.email not in readers
