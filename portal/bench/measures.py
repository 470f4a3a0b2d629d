"""What is measured: each function here is one name of `manage.py bench`."""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from django.test import Client
from django.urls import reverse

from accounts.scopes import Scope
from accounts.services import create_token
from applications.services import submissions
from guidelines import queries as guidelines
from guidelines.assessment import assess
from portal.bench import queueing
from portal.bench.drafting import complete_draft
from portal.bench.measuring import WARM_UP, Figure, measure
from portal.bench.pages import post
from portal.bench.population import Population


def tier(people: Population) -> list[Figure]:
    """Judge a full application: effective answers, tier, checks, gate. No database."""
    pack = guidelines.compiled(people.pack)
    return [measure("tier", lambda _: assess(pack, people.answers), runs=300)]


def precheck(people: Population) -> list[Figure]:
    """Judge the same application for a program: token, limit, body, pack, answer."""
    day = timedelta(days=1)
    _, token = create_token(people.applicant, name="bench", scopes=[Scope.PRECHECK], lifetime=day)
    client = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})
    body, url = json.dumps({"answers": people.answers}), reverse("api:precheck")
    return [measure("precheck", lambda _: post(client, url, body), runs=100)]


def submit(people: Population) -> list[Figure]:
    """Submit a complete draft, with its event, its acceptances and its deliveries."""
    runs = 40
    waiting = [complete_draft(people) for _ in range(WARM_UP + runs)]

    def act(number: int) -> None:
        submissions.submit(waiting[number], by=people.applicant)

    return [measure("submit", act, runs=runs)]


def queue(people: Population) -> list[Figure]:
    """All that a reviewer's day is made of."""
    return [
        act(people) for act in (queueing.queue_page, queueing.search, queueing.take_next)
    ] + desk(people)


def desk(people: Population) -> list[Figure]:
    """The desk alone."""
    return [queueing.desk(people)]


MEASURES: Final[Mapping[str, Callable[[Population], list[Figure]]]] = {
    "tier": tier,
    "precheck": precheck,
    "submit": submit,
    "queue": queue,
    "desk": desk,
}
