"""How fast are queue, search, Next and desk, for several reviewers, near the top and deep down?"""

from collections.abc import Mapping
from contextlib import suppress
from itertools import product
from typing import Final
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse

from applications.services import submissions
from portal.bench.drafting import complete_draft
from portal.bench.measuring import Figure, measure
from portal.bench.pages import get, signed_in
from portal.bench.plan import COMMON
from portal.bench.population import Population
from reviews import cursors
from reviews import services as reviews
from reviews.cursors import Place
from reviews.models import QueueItem
from reviews.services.next import NothingForYou
from reviews.tabs import Tab

RUNS: Final = 100
DESKS: Final = 3
NARROWING: Final[tuple[Mapping[str, str], ...]] = (
    {},
    {"tier": "high"},
    {"topic": "hate", "kind": "application"},
    {"language": "de", "overdue": "yes"},
)
SEARCHES: Final = (
    *COMMON[:6],  # in half of all, and less and less
    *(
        "babaqua",
        "zenzenzen",
        "lolofo",
        "Prüfung -customers",
        "hospital lawyers",
        '"model support"',
    ),
    *("customers or zenwiba", "GA-7", "Organisation 7", "nowhere"),
)


def queue_page(people: Population) -> Figure:
    """The queue: every tab, narrowed or not, and far down in the long ones."""
    plain = [{"tab": tab, **more} for tab, more in product(Tab, NARROWING)]
    queries = [*plain, *_deep()]
    url = reverse("admin:reviews_queue")
    clients = _browsers(people, url)

    def act(number: int) -> None:
        query = urlencode(queries[number * 7 % len(queries)])
        get(clients[number % len(clients)], f"{url}?{query}")

    return measure("queue_page", act, runs=RUNS)


def search(people: Population) -> Figure:
    """The queue with words: rare, common and in no document, among what is open and decided."""
    queries = [
        {"tab": tab, "q": words}
        for words, tab in product(SEARCHES, (Tab.OPEN, Tab.DECIDED, Tab.UNCLAIMED))
    ]
    url = reverse("admin:reviews_queue")
    clients = _browsers(people, url)

    def act(number: int) -> None:
        query = urlencode(queries[number * 7 % len(queries)])
        get(clients[number % len(clients)], f"{url}?{query}")

    return measure("search", act, runs=RUNS)


def take_next(people: Population) -> Figure:
    """Next: choose and claim, by one reviewer after the other; nothing left is an answer too."""
    reviewers = people.reviewers

    def act(number: int) -> None:
        with suppress(NothingForYou):
            reviews.take_next(reviewers[number % len(reviewers)])

    return measure("next", act, runs=RUNS)


def desk(people: Population) -> Figure:
    """The desk of claimed applications with all their answers and checks on it."""
    by = people.reviewer
    opened = [complete_draft(people) for _ in range(DESKS)]
    for application in opened:
        submissions.submit(application, by=people.applicant)
        reviews.claim(application, by=by)
    urls = [reverse("admin:reviews_desk", args=[application.reference]) for application in opened]
    client = signed_in(by)
    return measure("desk", lambda number: get(client, urls[number % len(urls)]), runs=RUNS)


def _browsers(people: Population, url: str) -> list[Client]:
    """One for each reviewer, who has opened the page before."""
    clients = [signed_in(reviewer) for reviewer in people.reviewers]
    for client in clients:
        get(client, url)
    return clients


def _deep() -> list[dict[str, str]]:
    """Places at four fifths of the lists that are sorted by due date."""
    waiting = QueueItem.objects.waiting().order_by("due_at", "pk")
    item = waiting[waiting.count() * 4 // 5]
    after = cursors.write(Place(item.due_at, item.pk)) if item.due_at else ""
    return [{"tab": tab, "after": after} for tab in (Tab.OPEN, Tab.UNCLAIMED, Tab.OVERDUE)]
