"""What the tests of notifications share: an organisation of five, and things that happen."""

import pytest
from django.db import transaction

from applications.models import Application
from events import services as events
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.notifications import mailboxes


@pytest.fixture
def owner(db):
    return UserFactory()


@pytest.fixture
def organisation(owner):
    return OrganisationFactory(owner=owner)


@pytest.fixture
def application(organisation, owner):
    """A draft with a name, which costs no pack."""
    return Application.objects.create(
        organisation=organisation, created_by=owner, title="Minutes & more"
    )


@pytest.fixture
def colleagues(organisation):
    """Four editors beside the owner."""
    return [m.user for m in MembershipFactory.create_batch(4, organisation=organisation)]


@pytest.fixture
def happen(application, django_capture_on_commit_callbacks):
    """Let something happen to the application, and everything that follows from it."""

    def run(kind="key.issued", *, about=None, actor=None, **data):
        subject = (about or application).subject
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            return events.append(
                subject, kind, actor=actor, data=data, deliveries=("applicant-mail",)
            )

    return run


@pytest.fixture
def signed_in(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def refused(settings):
    """The addresses that the mail server refuses for now."""
    settings.EMAIL_BACKEND = "tests.notifications.mailboxes.Picky"
    yield mailboxes.refused
    mailboxes.refused.clear()
