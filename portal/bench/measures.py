"""What is measured: each function here is one name of `manage.py bench`."""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from accounts.scopes import Scope
from accounts.services import create_token
from applications.models import Application
from applications.services import drafts, files, submissions
from guidelines import queries as guidelines
from guidelines.assessment import assess
from portal.bench import queueing
from portal.bench.answers import file_content
from portal.bench.measuring import WARM_UP, Figure, measure
from portal.bench.pages import post
from portal.bench.population import Population

FILE_TYPES = ("files", "evidence")


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
    waiting = [_complete_draft(people) for _ in range(WARM_UP + runs)]
    act = lambda number: submissions.submit(waiting[number], by=people.applicant)  # noqa: E731
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


def _complete_draft(people: Population) -> Application:
    pack = guidelines.compiled(people.pack)
    application = drafts.create(people.organisation, by=people.applicant)
    drafts.save_answers(
        application,
        {q: v for q, v in people.answers.items() if pack.question(q).type not in FILE_TYPES},
        by=people.applicant,
    )
    for question in pack.questions:
        if question.type in FILE_TYPES:
            (item,) = people.answers[question.id]
            content = ContentFile(file_content(question), name=item["name"])
            files.attach(
                application,
                question.id,
                file=content,
                by=people.applicant,
                format_name=item.get("format", ""),
            )
    return application
