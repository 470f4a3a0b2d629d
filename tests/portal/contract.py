"""Who calls the API in the tests of its contract, on what, and how is nothing left behind?"""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction

from accounts.scopes import FOR_REVIEWERS, Scope
from accounts.services import create_token
from applications import queries
from applications.fingerprints import fingerprint
from applications.services import conversation, deletions, editing
from applications.services.editing import PageInput
from keys import services as keys
from reviews import services as reviews
from tests import cases
from tests.factories import ReviewerFactory, UserFactory

WEB = get_wsgi_application()


def application(environ, start_response):
    """The portal; what a request has done is undone before the next."""
    with _one_connection(), transaction.atomic():
        response = WEB(environ, start_response)
        content = b"".join(response)
        response.close()
        transaction.set_rollback(True)
    return [content]


@contextmanager
def _one_connection():
    """Django would close it around each request, and the test's transaction with it."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


@dataclass(frozen=True)
class World:
    """Headers by caller, and for each thing that there is the names that lead to it."""

    headers: dict[str, dict[str, str]]
    places: list[dict[str, str | int]]

    def leading(self, names: set[str]) -> list[dict[str, str | int]]:
        """The places that know all of these names."""
        return [{n: place[n] for n in names} for place in self.places if names <= place.keys()]


def world() -> World:
    """An applicant with an application in each of many states, and a reviewer who knows them."""
    owner, reviewer = UserFactory(), ReviewerFactory()
    draft = cases.draft(cases.HIGH, owner=owner)
    held = cases.submitted(owner=owner)
    reviews.claim(held, by=reviewer)
    approved = cases.approved(by=reviewer, owner=owner)
    key, secret = keys.issue(approved, by=owner, name="contract")
    waiting = cases.submitted(owner=owner), cases.declined(by=reviewer, owner=owner)
    everything = draft, held, approved, _asked(owner, by=reviewer), _deleted(owner), *waiting
    headers = {
        "applicant": bearer(owner, [s for s in Scope if s not in FOR_REVIEWERS]),
        "reviewer": bearer(reviewer, FOR_REVIEWERS),
        "key": {"Authorization": f"Bearer {secret}"},
        "nobody": {},
    }
    return World(headers, [_place(one) | {"key_id": key.public_id} for one in everything])


def bearer(person, scopes) -> dict[str, str]:
    lifetime = timedelta(days=1)
    _, secret = create_token(person, name="contract", scopes=scopes, lifetime=lifetime)
    return {"Authorization": f"Bearer {secret}"}


def _place(application) -> dict[str, str | int]:
    """The names of the application, and of what belongs to it."""
    found = {
        "file_id": application.attachments.present().first(),
        "version_id": application.variants.first(),
        "request_id": application.requests.first(),
    }
    own = {name: thing.pk for name, thing in found.items() if thing}
    own |= {"number": application.revision.number} if application.revision else {}
    return own | {
        "reference": application.reference,
        "question": "B1",
        "action": "suspend",
        "public_id": str(application.organisation.public_id),
    }


def _asked(owner, *, by):
    application = cases.submitted(owner=owner)
    reviews.claim(application, by=by)
    reviews.request_changes(application, {"B2": "Who?"}, by=by, note="Almost.", revision=1)
    conversation.write(application, "Hello", by=owner, from_staff=False)
    seen = fingerprint(queries.pack_of(application).question("B2"), "Never seen.")
    editing.save_page(application, PageInput({"B2": "Mine"}, {"B2": seen}), by=owner)
    return application


def _deleted(owner):
    application = cases.draft(owner=owner)
    deletions.delete(application, by=owner)
    return application
