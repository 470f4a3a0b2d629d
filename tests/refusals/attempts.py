"""How does somebody who must not decide try it all the same? By every way there is."""

from contextlib import contextmanager

from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.scopes import Scope
from applications.models import Application, Decision
from applications.models.decision import Outcome
from common.errors import DomainError
from reviews import services
from tests.applications.programs import program

REVIEWS = (Scope.REVIEWS_READ, Scope.REVIEWS_WRITE)
RATE = {"condition": ["CO-RATE"], "CO-RATE.rpm": "30", "CO-RATE.scope": "key"}
CONDITIONS = ({"id": "CO-RATE", "params": {"rpm": 30, "scope": "key"}},)


@contextmanager
def without_triggers():
    """As the owner of the database, for data that no service makes."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


def browser(person):
    client = Client()
    client.force_login(person)
    return client


def at(name, application, *more):
    return reverse(f"admin:reviews_{name}", args=[application.reference, *more])


def by_page(application, person, revision=1):
    browser(person).post(at("approve", application), RATE | {"revision": revision})


def by_one_click(application, person, revision=1):
    browser(person).post(at("express", application), {"revision": revision})


def in_bulk(application, person, revision=1):
    selected = {
        "action": "approve",
        "selected": [f"{application.reference}/{revision}"],
        "confirmed": "yes",
    }
    browser(person).post(reverse("admin:reviews_selected"), selected)


def by_program(application, person, revision=1):
    body = {"revision": revision, "outcome": "approve", "conditions": list(CONDITIONS)}
    address = f"/api/v1/reviews/{application.reference}/decide/"
    program(person, scopes=REVIEWS).post(address, body, format="json")


def by_job(application, person, revision=1):
    """As code that no page stands before."""
    try:
        services.decide(
            Application.objects.get(pk=application.pk),
            Outcome.APPROVE,
            by=person,
            revision=revision,
            conditions=CONDITIONS,
        )
    except DomainError:
        return


def by_sql(application, person, revision=1):
    """The row itself, as if every service had let it through."""
    row = application.revisions.get(number=revision)
    try:
        with transaction.atomic():
            Decision.objects.create(
                application=application,
                revision=row,
                round=application.round,
                reviewer=person,
                outcome=Outcome.APPROVE,
                tier=row.tier,
                grant_tier=row.tier,
                record_sha256="0" * 64,
            )
    except DatabaseError:
        return


WAYS = (by_page, by_one_click, in_bulk, by_program, by_job, by_sql)


def give_lease(application, person):
    """A claim that no service would give any more, so that only the act itself can refuse."""
    with without_triggers():
        application.leases.filter(ended_at=None).update(ended_at=timezone.now())
        held_until = timezone.now() + timezone.timedelta(minutes=10)
        application.leases.create(reviewer=person, expires_at=held_until)
