"""Who lives in the demo, and how do they sign in?"""

import secrets
from dataclasses import dataclass

from django.db import transaction

from accounts import services
from accounts.models import User


@dataclass(frozen=True)
class DemoPerson:
    """Somebody to try the portal as."""

    email: str
    name: str
    group: str = ""
    organisation: str = ""


PEOPLE = (
    DemoPerson("applicant@example.org", "Ada Applicant", organisation="Example Ltd"),
    DemoPerson("reviewer1@example.org", "Rae Reviewer", group="Reviewers"),
    DemoPerson("reviewer2@example.org", "Robin Reviewer", group="Reviewers"),
    DemoPerson("policy@example.org", "Pat Policy", group="Policy owners"),
)


@transaction.atomic
def create_people() -> dict[str, str]:
    """Make whoever is missing; e-mail address → password of those made now."""
    there = set(User.objects.filter(email__in=_emails()).values_list("email", flat=True))
    return {person.email: _create(person) for person in PEOPLE if person.email not in there}


@transaction.atomic
def reset_passwords() -> dict[str, str]:
    """Give each of them a new password; e-mail address → password."""
    users = User.objects.filter(email__in=_emails()).order_by("pk")
    return {user.email: _set_password(user) for user in users}


def actors() -> tuple[User, User]:
    """Who applies, and who has reviewed something already: the last of the reviewers."""
    emails = (PEOPLE[0].email, PEOPLE[2].email)
    applicant, reviewer = (User.objects.get(email=email) for email in emails)
    return applicant, reviewer


def _emails() -> list[str]:
    return [person.email for person in PEOPLE]


def _create(person: DemoPerson) -> str:
    password = secrets.token_urlsafe(12)
    user = services.register_person(
        person.email,
        password=password,
        name=person.name,
        is_staff=bool(person.group),
        groups=[person.group] if person.group else [],
    )
    if person.organisation:
        services.register_organisation(user, name=person.organisation)
    return password


def _set_password(user: User) -> str:
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    user.save(update_fields=["password"])
    return password
