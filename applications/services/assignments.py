"""Putting a colleague on a section. It says who writes it, and keeps nobody else out."""

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, User
from applications import queries
from applications.models import Application, SectionAssignment
from applications.models.drafting import WRITERS
from applications.services.drafts import ensure_open_for
from applications.services.moves import APPLICANT_MAIL, lock
from common.errors import DomainError
from events import services as events
from guidelines import queries as guidelines


class NoSection(DomainError):
    """The form of this application has no such section."""


class NoColleague(DomainError):
    """Only owners and editors of the organisation can be put on a section. An owner can invite this
    person, or give them another role."""


@transaction.atomic
def assign(
    application: Application, section: str, *, membership: Membership, by: User
) -> SectionAssignment:
    """Put a colleague on a section, instead of whoever was on it, and tell them."""
    lock(application)
    ensure_open_for(application, by=by)
    title = _title(application, section)
    colleague = _writer(application, membership)
    before = application.assignments.in_force().filter(section=section).first()
    if before is not None and before.membership_id == colleague.pk:
        return before
    facts = {"membership": colleague, "assigned_by": by, "assigned_at": timezone.now()}
    assignment, __ = application.assignments.update_or_create(section=section, defaults=facts)
    events.append(
        application.subject,
        "section.assigned",
        actor=by,
        data={"section": section, "title": title, "person": str(colleague.user.public_id)},
        deliveries=(APPLICANT_MAIL,) if colleague.user != by else (),
    )
    return assignment


@transaction.atomic
def release(application: Application, section: str, *, by: User) -> None:
    """Put nobody on a section; doing so twice changes nothing."""
    lock(application)
    ensure_open_for(application, by=by)
    title = _title(application, section)
    found = application.assignments.filter(section=section).select_related("membership__user")
    if (assignment := found.first()) is None:
        return
    assignment.delete()
    person = str(assignment.membership.user.public_id)
    facts = {"section": section, "title": title, "person": person}
    events.append(application.subject, "section.released", actor=by, data=facts)


def _title(application: Application, section: str) -> str:
    pack = guidelines.original(queries.pack_version_of(application))
    titles = {each.id: each.title for each in pack.sections}
    if section not in titles:
        raise NoSection
    return titles[section]


def _writer(application: Application, membership: Membership) -> Membership:
    """The membership as it is now, and stays until the end of the transaction."""
    known = Membership.objects.select_for_update(of=("self",)).select_related("user")
    found = known.filter(
        pk=membership.pk, organisation=application.organisation_id, role__in=WRITERS
    ).first()
    if found is None:
        raise NoColleague
    return found
