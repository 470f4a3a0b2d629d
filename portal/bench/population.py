"""Where the rows to measure on come from: thousands of applications made from one answer set."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Membership, Organisation, User
from applications.models import Application, Revision
from guidelines import queries as guidelines
from guidelines import services as guidelines_services
from guidelines.assessment import Assessment, assess
from guidelines.models import PackVersion
from portal.bench.answers import full_answers

BATCH = 2_000
ORGANISATIONS = 200
CLOSED_SHARE = 3  # of four applications, so many are closed again


@dataclass(frozen=True, slots=True)
class Population:
    """Who and what there is to measure with."""

    applicant: User
    organisation: Organisation
    reviewer: User
    pack: PackVersion
    answers: dict[str, Any]  # of a full application
    assessment: Assessment  # of these answers


def populate(count: int) -> Population:
    """Publish the starter pack and make `count` full applications, a quarter of them open."""
    guidelines_services.publish_starter()
    pack = guidelines.current_pack()
    answers = full_answers(guidelines.compiled(pack))
    people = Population(
        applicant=User.objects.create_user("bench-applicant@example.org"),
        organisation=Organisation.objects.create(name="Bench"),
        reviewer=_reviewer(),
        pack=pack,
        answers=answers,
        assessment=assess(guidelines.compiled(pack), answers),
    )
    Membership.objects.create(
        organisation=people.organisation, user=people.applicant, role=Membership.Role.OWNER
    )
    organisations = Organisation.objects.bulk_create(
        Organisation(name=f"Organisation {number}") for number in range(ORGANISATIONS)
    )
    for start in range(0, count, BATCH):
        _submit_batch(people, organisations, start=start, stop=min(count, start + BATCH))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return people


def _reviewer() -> User:
    reviewer = User.objects.create_user("bench-reviewer@example.org", is_staff=True)
    reviewer.groups.add(Group.objects.get(name="Reviewers"))
    return reviewer


@transaction.atomic
def _submit_batch(
    people: Population, organisations: list[Organisation], *, start: int, stop: int
) -> None:
    """Drafts, their revisions, then one statement that submits them: the triggers all run."""
    applications = Application.objects.bulk_create(
        Application(
            organisation=organisations[number % len(organisations)],
            title=f"Product {number}",
            answers=dict(people.assessment.effective.answers),
        )
        for number in range(start, stop)
    )
    Revision.objects.bulk_create(_revision(people, application) for application in applications)
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE applications_application a
                  SET status = 'submitted', revision_id = r.id, pack_id = r.pack_id, tier = r.tier,
                      reviewers_needed = r.reviewers_needed, submitted_at = %s,
                      due_at = %s + (a.id %% 500) * interval '1 hour'
                 FROM applications_revision r
                WHERE r.application_id = a.id AND a.status = 'draft'""",
            [now, now - timedelta(days=3)],
        )
    pks = [application.pk for application in applications]
    closed = [pk for pk in pks if pk % 4 < CLOSED_SHARE]
    Application.objects.filter(pk__in=closed).update(status="withdrawn", decided_at=now)


def _revision(people: Population, application: Application) -> Revision:
    assessment = people.assessment
    return Revision(
        application=application,
        number=1,
        pack=people.pack,
        answers=dict(assessment.effective.answers),
        tier=assessment.tier,
        floor=assessment.verdict.floor,
        band=assessment.verdict.band,
        points=assessment.verdict.points,
        points_by_line=dict(assessment.verdict.points_by_line),
        fired=[rule.id for rule in assessment.fired],
        reviewers_needed=assessment.review_consequence.reviewers,
        record_sha256=assessment.sha256,
    )
