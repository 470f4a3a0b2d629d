"""The single door through which an application's state changes, and who may go through it."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final

from django.utils import timezone

from accounts import queries as accounts
from accounts.models import Membership, User
from applications import conflicts
from applications.models import Application
from applications.models.application import RETURNABLE
from applications.models.conflicts import Part, Tie
from applications.states import TRANSITIONS, Action, Role, Status
from common.errors import DomainError
from events import services as events

EDITORS = frozenset({Membership.Role.OWNER, Membership.Role.EDITOR})
APPLICANT_MAIL = "applicant-mail"
REVIEWER_MAIL = "reviewer-mail"
QUALITY_DRAW = "quality-draw"
_FOLLOWING = ("returned_to", "returned_until", "paused_at")


class NotAnEditor(DomainError):
    """Only owners and editors of the organisation can change its applications."""

    status = HTTPStatus.FORBIDDEN


class OrganisationClosed(DomainError):
    """This organisation has been closed. It applies for nothing more, and its keys have ended."""


class DraftDeleted(DomainError):
    """This draft has been deleted meanwhile. An owner can restore it for 30 days."""


class Purged(DomainError):
    """This draft was deleted 30 days ago and is gone for good."""

    status = HTTPStatus.GONE


class NotAReviewer(DomainError):
    """Only reviewers can do this."""

    status = HTTPStatus.FORBIDDEN


class Conflicted(DomainError):
    """You have a conflict of interest in this application: other reviewers judge it."""

    status = HTTPStatus.FORBIDDEN


class TookPart(Conflicted):
    """You took part in the decision that is under appeal: people who did not decide on it now."""


class OwnOrganisation(Conflicted):
    """You belong to the organisation that applies, or applied for it: other reviewers decide."""


class FormerMember(Conflicted):
    """You once belonged to the organisation that applies: other reviewers decide."""


class DeclaredInterest(Conflicted):
    """You have declared an interest in the organisation that applies: other reviewers decide."""


class SameDomain(Conflicted):
    """You share an e-mail domain with the organisation that applies: other reviewers decide."""


class Recused(Conflicted):
    """You have said that you should not judge this application: other reviewers decide."""


class DecidedAlready(Conflicted):
    """You have decided on this revision: another reviewer goes on."""

    status = HTTPStatus.CONFLICT


class LooksAgain(Conflicted):
    """You are looking again at the decision on this application: others act on it meanwhile."""

    status = HTTPStatus.CONFLICT


REFUSALS: Final[Mapping[Tie | Part, type[Conflicted]]] = {
    Tie.MEMBER: OwnOrganisation,
    Tie.FORMER: FormerMember,
    Tie.DECLARED: DeclaredInterest,
    Tie.DOMAIN: SameDomain,
    Part.APPLIED: OwnOrganisation,
    Part.RECUSED: Recused,
    Part.APPEALED: TookPart,
    Part.DECIDED: DecidedAlready,
    Part.BLIND: LooksAgain,
}


def lock(application: Application) -> None:
    """Lock the row until the end of the transaction and refresh the caller's own instance."""
    locked = Application.objects.select_for_update(of=("self",))
    try:
        application.refresh_from_db(from_queryset=locked)
    except Application.DoesNotExist as error:
        raise Purged from error


def ensure_editor(application: Application, *, by: User) -> None:
    """Raise unless `by` may act for the organisation that applies."""
    if accounts.role_in(by, application.organisation) not in EDITORS:
        raise NotAnEditor
    if application.organisation.closed_at is not None:
        raise OrganisationClosed
    if application.deleted_at is not None:
        raise DraftDeleted


def ensure_reviewer(application: Application, *, by: User) -> None:
    """Raise unless `by` reviews and has no conflict of interest in the application."""
    if not by.is_reviewer:
        raise NotAReviewer
    if kind := conflicts.between(by, application):
        raise REFUSALS[kind]


def ensure_role(application: Application, role: Role, *, by: User | None) -> None:
    """Raise unless `by` has the role; the system is nobody in particular."""
    if by is not None and role is not Role.SYSTEM:
        (ensure_editor if role is Role.APPLICANT else ensure_reviewer)(application, by=by)


def _end_return(application: Application) -> None:
    """What nobody reviews any more, or a second person does, returns to nobody."""
    if application.status not in RETURNABLE:
        application.returned_to = application.returned_until = None


def _keep_clock(application: Application) -> None:
    """The reviewers' time stands still while the applicant is asked."""
    is_asked = application.status == Status.CHANGES_REQUESTED
    application.paused_at = timezone.now() if is_asked else None


def move(  # noqa: PLR0913 -- the parts of one step, all by name
    application: Application,
    action: Action,
    *,
    by: User | None,
    note: str = "",
    clauses: Iterable[str] = (),
    changed: Iterable[str] = (),
    facts: dict[str, Any] | None = None,
    deliveries: Iterable[str] = (APPLICANT_MAIL,),
) -> None:
    """Take one step of the state machine on a locked application: check, write, record.

    `changed`: fields that the caller has set, saved with the status; `facts` go into the event.
    """
    transition = TRANSITIONS[action]
    ensure_role(application, transition.role, by=by)
    transition.check(application.status, note=note, clauses=tuple(clauses))

    before = application.status
    application.status = transition.target_from(before)
    _end_return(application)
    _keep_clock(application)
    application.save(update_fields=["status", "updated_at", *_FOLLOWING, *changed])
    told = {"from": before, "to": application.status, **(facts or {})}
    kind = f"application.{action}"
    events.append(application.subject, kind, actor=by, data=told, deliveries=deliveries)
