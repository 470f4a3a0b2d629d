"""How do tests come by decisions of the past? As rows, with the triggers standing aside."""

from contextlib import contextmanager
from datetime import timedelta

from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone

from applications.models import Appeal, Application, Decision, Revision
from applications.states import Status
from guidelines import queries as guidelines
from tests import cases
from tests.factories import OrganisationFactory, ReviewerFactory


@contextmanager
def without_triggers():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


def decided(*hours, tier="low", organisation=None, ago=timedelta(days=1), status=Status.DECLINED):
    """Applications that took so many hours each, of an organisation each unless one is named."""
    cases.publish_starter()
    reviewer = ReviewerFactory()
    with without_triggers():
        made = [
            _one(number, tier, organisation or OrganisationFactory(), ago, status, reviewer)
            for number in hours
        ]
    cache.clear()
    return made


def _one(hours, tier, organisation, ago, status, reviewer):
    end = timezone.now() - ago
    application = Application.objects.create(organisation=organisation)
    for number in (1, 2):  # handed in, and once more after a request for changes
        begun = end - timedelta(hours=hours) if number == 1 else end
        revision = _revision(application, number, tier=tier, submitted_at=begun)
    application.revision, application.pack = revision, revision.pack
    application.status, application.tier = status, tier
    application.submitted_at = application.decided_at = end
    application.save()
    decide(application, at=end, tier=tier, reviewer=reviewer)
    return application


def _revision(application, number, *, tier, submitted_at):
    return Revision.objects.create(
        application=application,
        number=number,
        pack=guidelines.current_pack(),
        answers={},
        tier=tier,
        floor=tier,
        band=tier,
        points=0,
        points_by_line={},
        fired=[],
        reviewers_needed=1,
        submitted_at=submitted_at,
    )


def decide(application, *, at, tier, reviewer, in_round=1):
    Decision.objects.create(
        application=application,
        revision=application.revision,
        round=in_round,
        reviewer=reviewer,
        outcome="decline",
        note="Not so.",
        clauses=["GP-11@1.0.0"],
        tier=tier,
        grant_tier=tier,
        decided_at=at,
    )


def appealed(application, *, after):
    """Another decision, on an appeal, so much later than the first; of the tier medium."""
    first = application.decided_at
    reviewer = ReviewerFactory()
    with without_triggers():
        Appeal.objects.create(
            application=application,
            round=2,
            statement="Look again.",
            filed_at=first,
            outcome="upheld",
            decided_at=first + after,
        )
        decide(application, at=first + after, tier="medium", reviewer=reviewer, in_round=2)
        Application.objects.filter(pk=application.pk).update(
            decided_at=first + after, tier="medium"
        )
    cache.clear()
