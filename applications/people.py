"""Who writes an application together, and who is on which section?"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from applications import queries
from applications.models import Application, SectionAssignment
from guidelines import queries as guidelines


def name_of(person: User | None) -> str:
    """What colleagues call a person, who may be gone."""
    return str(person) if person else _("Somebody who is no longer here")


def on_sections(application: Application) -> Mapping[str, SectionAssignment]:
    """By section; one query."""
    found = application.assignments.in_force().select_related("membership__user")
    return {assignment.section: assignment for assignment in found}


@dataclass(frozen=True, slots=True)
class OwnSection:
    """A section that somebody was put on, with its title."""

    assignment: SectionAssignment
    title: str

    @property
    def application(self) -> Application:
        return self.assignment.application


def sections_of(user: User, *, organisation: Organisation | None = None) -> list[OwnSection]:
    """What a person was put on and can answer now; two queries, one if there is nothing."""
    known = SectionAssignment.objects.to_do_for(user).order_by("-application_id", "section")
    if organisation is not None:
        known = known.filter(application__organisation=organisation)
    related = ("application__organisation", "application__pack")
    found = list(known.select_related(*related))
    if not found:
        return []
    current = guidelines.current_pack()
    own = []
    for assignment in found:
        application = assignment.application
        application.pack = application.pack or current  # not stored: it saves a query for each
        titles = {each.id: each.title for each in queries.pack_of(application).sections}
        if title := titles.get(assignment.section):
            own.append(OwnSection(assignment, title))
    return own
