"""Who has a conflict of interest in what?

One question in three forms: what is hidden from a person, what ties them to one application, and
who is kept from it. Lists, services, mails and the admin ask here; the triggers on leases and
decisions ask the same two views of the database.
"""

from typing import Any, Final

from django.db.models import CharField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat

from accounts.models import User
from applications.models import Application, Approval
from applications.models.conflicts import (
    ApplicationConflict,
    OrganisationConflict,
    Part,
    Tie,
    unconflicted,
)

PLAINEST_FIRST: Final = (
    *(Tie.MEMBER, Part.APPLIED, Tie.FORMER, Part.RECUSED, Part.APPEALED, Part.DECIDED),
    *(Tie.DECLARED, Tie.DOMAIN, Part.BLIND),
)


def organisations(person: User) -> QuerySet[OrganisationConflict, Any]:
    """The ids of the organisations of which the person judges nothing, as a subquery."""
    return OrganisationConflict.objects.hiding_from(person)


def applications(person: User) -> QuerySet[ApplicationConflict, Any]:
    """The ids of the single applications that they do not judge, as a subquery."""
    return ApplicationConflict.objects.hiding_from(person)


def between(person: User, application: Application) -> Tie | Part | None:
    """What keeps the person from judging it, the plainest first; None if nothing does."""
    ties = OrganisationConflict.objects.filter(
        user=person, organisation=application.organisation_id
    ).values_list("kind", flat=True)
    parts = ApplicationConflict.objects.filter(user=person, application=application)
    found = {*ties, *parts.values_list("kind", flat=True)}
    return next((kind for kind in PLAINEST_FIRST if kind in found), None)


def people(application: Application) -> Q:
    """As a condition on people: all who have a conflict of interest in the application."""
    ties = OrganisationConflict.objects.filter(organisation=application.organisation_id)
    parts = ApplicationConflict.objects.filter(application=application)
    return Q(pk__in=ties.values("user_id")) | Q(pk__in=parts.values("user_id"))


def hidden_subjects(person: User) -> tuple[QuerySet[Any, str], ...]:
    """The chains of events that the person does not read: of applications and their approvals.

    Events of one name others of its line, so a line is hidden whole.
    """
    conflicting = Application.objects.filter(~unconflicted(person))
    lines = conflicting.values_list(Coalesce("concerns_id", "pk"))
    hidden = Application.objects.filter(Q(pk__in=lines) | Q(concerns__in=lines))
    names = Concat(Value("application:"), "reference", output_field=CharField())
    ids = Concat(Value("approval:"), Cast("public_id", TextField()), output_field=CharField())
    approvals = Approval.objects.filter(application__in=hidden)
    return hidden.values_list(names), approvals.values_list(ids)
