"""When many ask at once, does nobody get what another has, and does everything get its turn?"""

import itertools
import random
import threading

import pytest
from django.db import connection

from applications.models import Application
from applications.services import submissions
from reviews import services
from reviews.models import Lease, QueueItem
from reviews.services import NothingForYou
from tests import cases
from tests.factories import OrganisationFactory, ReviewerFactory, UserFactory

WORKERS = 8
SHARE_PUT_BACK = 0.65  # the rest is kept, as long as anything is free


class Worker(threading.Thread):
    """A reviewer who takes what is next, again and again, and puts most of it back."""

    def __init__(self, reviewer, *, claims, together):
        super().__init__()
        self.reviewer, self.claims, self.together = reviewer, claims, together
        self.chance = random.Random(reviewer.pk)  # noqa: S311 -- a repeatable mix
        self.got = []

    def run(self):
        try:
            self.together.wait(timeout=30)
            for _ in range(self.claims):
                self.take()
        finally:
            connection.close()

    def take(self):
        try:
            application = services.take_next(self.reviewer).application
        except NothingForYou:
            return  # the others hold all that is left
        self.got.append(application.pk)
        if self.chance.random() < SHARE_PUT_BACK:
            services.release(application, by=self.reviewer)


def claimed_at_once(reviewers, claims):
    """Let all take what is next so many times; who got what, one list a reviewer."""
    together = threading.Barrier(len(reviewers))
    workers = [Worker(one, claims=claims, together=together) for one in reviewers]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return [worker.got for worker in workers]


def assert_nobody_shared():
    """No two claims on one application overlap, by the claims' own times."""
    for application in Application.objects.filter(leases__isnull=False).distinct():
        leases = application.leases.order_by("claimed_at", "pk")
        for earlier, later in itertools.pairwise(leases):
            assert earlier.ended_at is not None
            assert earlier.ended_at <= later.claimed_at


@pytest.mark.django_db(transaction=True)
def test_eight_who_ask_at_once_get_eight_different_ones():
    for _ in range(WORKERS):
        cases.submitted()
    workers = ReviewerFactory.create_batch(WORKERS)

    got = claimed_at_once(workers, 1)

    assert len({pk for taken in got for pk in taken}) == WORKERS
    assert_nobody_shared()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_1600_claims_on_500_items_share_none_and_starve_none():
    owner = UserFactory()
    organisation = OrganisationFactory(owner=owner)
    for _ in range(500):
        submissions.submit(cases.draft(owner=owner, organisation=organisation), by=owner)
    workers = ReviewerFactory.create_batch(WORKERS)

    got = claimed_at_once(workers, 200)

    assert_nobody_shared()
    seen = {pk for taken in got for pk in taken}
    assert seen == set(QueueItem.objects.waiting().values_list("application", flat=True))
    assert sum(len(taken) for taken in got) == Lease.objects.count() > 1000
