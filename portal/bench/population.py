"""Who and what is there to measure with?"""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.db import connection, transaction

from accounts import queries as accounts
from accounts.models import Membership, Organisation, User
from applications.models import Application
from guidelines import queries as guidelines
from guidelines import services as guidelines_services
from guidelines.assessment import Assessment, assess
from guidelines.models import PackVersion
from portal.bench import multitude
from portal.bench.answers import full_answers

REVIEWERS = 20
APPLICANT = "bench-applicant@example.org"


@dataclass(frozen=True, slots=True)
class Population:
    """Who and what there is to measure with."""

    applicant: User
    organisation: Organisation
    reviewers: list[User]
    pack: PackVersion
    answers: dict[str, Any]  # of a full application
    assessment: Assessment  # of these answers

    @property
    def reviewer(self) -> User:
        """One of them."""
        return self.reviewers[0]


def population(count: int) -> Population:
    """Those of a database that was kept; else `count` applications, a tenth of them open."""
    is_new = not Application.objects.exists()
    if is_new:
        guidelines_services.publish_starter()
        _people()
    pack = guidelines.current_pack()
    answers = full_answers(guidelines.compiled(pack))
    people = Population(
        applicant=User.objects.get(email=APPLICANT),
        organisation=Organisation.objects.get(memberships__user__email=APPLICANT),
        reviewers=list(accounts.reviewers().order_by("pk")),
        pack=pack,
        answers=answers,
        assessment=assess(guidelines.compiled(pack), answers),
    )
    if is_new:
        _fill(people, count)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return people


def _people() -> None:
    applicant = User.objects.create_user(APPLICANT)
    organisation = Organisation.objects.create(name="Bench")
    Membership.objects.create(organisation=organisation, user=applicant, role=Membership.Role.OWNER)
    for number in range(REVIEWERS):
        _reviewer(number)


def _fill(people: Population, count: int) -> None:
    organisations, owners = _organisations(max(count // 200, 20))
    for number, reviewer in enumerate(people.reviewers):  # each has a part in a few
        for organisation in organisations[number :: REVIEWERS * 10][:3]:
            Membership.objects.create(
                organisation=organisation, user=reviewer, role=Membership.Role.VIEWER
            )
    multitude.plan_and_fill(
        count,
        people.assessment,
        organisations=[organisation.pk for organisation in organisations],
        owners=[owner.pk for owner in owners],
        reviewers=[reviewer.pk for reviewer in people.reviewers],
    )


@transaction.atomic
def _organisations(count: int) -> tuple[list[Organisation], list[User]]:
    """Each with an owner, every third of whom reads German."""
    organisations = Organisation.objects.bulk_create(
        Organisation(name=f"Organisation {number}") for number in range(count)
    )
    owners = User.objects.bulk_create(
        User(
            email=f"owner@organisation{number}.example",
            pseudonym=f"Owner {number}",
            language="" if number % 3 else "de",
            password="!",  # noqa: S106 -- nobody signs in with it
        )
        for number in range(count)
    )
    Membership.objects.bulk_create(
        Membership(organisation=organisation, user=owner, role=Membership.Role.OWNER)
        for organisation, owner in zip(organisations, owners, strict=True)
    )
    return organisations, owners


def _reviewer(number: int) -> None:
    reviewer = User.objects.create_user(f"reviewer{number}@gatehouse.example", is_staff=True)
    reviewer.groups.add(Group.objects.get(name="Reviewers"))
