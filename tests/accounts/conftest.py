"""What do the tests of accounts share?"""

import pytest
from django.db import connection

from accounts.models import Organisation, User
from tests.factories import OrganisationFactory, UserFactory


@pytest.fixture
def person(db):
    """Somebody who can sign in."""
    return UserFactory()


@pytest.fixture
def organisation(person):
    """The person's own organisation."""
    return OrganisationFactory(owner=person)


@pytest.fixture
def signed_in(client, person):
    """A browser in which the person is signed in."""
    client.force_login(person)
    return client


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """Rows that other connections see; taken away afterwards without emptying whole tables."""
    with django_db_blocker.unblock():
        before = set(User.objects.values_list("pk", flat=True))
        yield
        Organisation.objects.exclude(memberships__user__in=before).delete()
        User.objects.exclude(pk__in=before).delete()
        connection.close()
