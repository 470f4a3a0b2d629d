"""Everything reviewers do: hold an application, mark its checklist, hand it back, decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from applications.models import Application, Decision
from applications.models.decision import Outcome
from applications.services import approvals, conversation, decisions, reviewing
from applications.services.decisions import DecidedAlready, Verdict
from applications.services.moves import ensure_reviewer, lock
from applications.states import OPEN, ApprovalAction, Status, WrongState
from common.errors import DomainError
from events import services as events
from reviews import queries
from reviews.models import MARKS, Lease, Mark

NOTE_MAX = 5000


class HeldByAnother(DomainError):
    """Another reviewer holds this application now."""


class NotHeld(DomainError):
    """Claim the application first: your lease on it is over or was never taken."""


class MarkRefused(DomainError):
    """This mark cannot be set."""


class StaleRevision(DomainError):
    """The application has changed since you opened it. Look at the new revision first."""


@dataclass(frozen=True, slots=True)
class MarkInput:
    """One answer to one check, as it comes from the desk or the API."""

    mark: str
    note: str = ""
    has_evidence: bool = False


@transaction.atomic
def claim(application: Application, *, by: User) -> Lease:
    """Take the application for the lease's time; claiming again keeps it for longer."""
    lock(application)
    ensure_reviewer(application, by=by)
    if application.status not in OPEN:
        raise WrongState("Nothing waits for a reviewer here.")
    if _has_decided(application, by=by):
        raise DecidedAlready
    now = timezone.now()
    lease = application.leases.filter(ended_at=None).first()
    if lease and lease.expires_at > now and lease.reviewer_id != by.pk:
        raise HeldByAnother
    if lease and lease.reviewer_id == by.pk and lease.expires_at > now:
        lease.expires_at = now + settings.LEASE
        lease.save(update_fields=["expires_at"])
        return lease
    _end(application)
    if application.status == Status.SUBMITTED:
        reviewing.start(application, by=by)
    lease = application.leases.create(reviewer=by, claimed_at=now, expires_at=now + settings.LEASE)
    _carry_over(application, by=by)
    return lease


@transaction.atomic
def release(application: Application, *, by: User) -> None:
    """Give it back to the queue."""
    lock(application)
    ensure_holder(application, by=by)
    _end(application)


@transaction.atomic
def mark(
    application: Application, marks: Mapping[str, MarkInput], *, by: User, revision: int
) -> None:
    """Set marks on the checklist of the revision with this number; "" takes a mark back."""
    lock(application)
    ensure_holder(application, by=by)
    ensure_current(application, revision=revision)
    known = queries.pack_of(application).check_index
    for check, given in marks.items():
        _ensure_mark(check, given, known=known)
        _set(application, check, given, by=by)


@transaction.atomic
def request_changes(
    application: Application, requests: Mapping[str, str], *, by: User, note: str, revision: int
) -> None:
    """Hand the application back to the applicant with a request on each named question."""
    lock(application)
    ensure_holder(application, by=by)
    ensure_current(application, revision=revision)
    reviewing.request_changes(application, requests, by=by, note=note)
    _end(application)


@transaction.atomic
def decide(  # noqa: PLR0913 -- the parts of one decision, all by name
    application: Application,
    outcome: Outcome,
    *,
    by: User,
    revision: int,
    note: str = "",
    clauses: tuple[str, ...] = (),
    conditions: tuple[Mapping[str, Any], ...] = (),
) -> Decision:
    """Decide on the revision with this number, on the marks that this reviewer has set."""
    lock(application)
    ensure_reviewer(application, by=by)
    ensure_current(application, revision=revision)
    if application.status in OPEN:
        ensure_holder(application, by=by)
    verdict = Verdict(
        outcome=outcome,
        note=note,
        clauses=clauses,
        conditions=conditions,
        review=queries.review_of(application, by=by),
    )
    decision = decisions.decide(application, verdict, by=by)
    _end(application)
    return decision


@transaction.atomic
def write(application: Application, body: str, *, by: User) -> None:
    """Write to the applicant under the reviewer's pseudonym."""
    conversation.write(application, body, by=by, from_staff=True)


@transaction.atomic
def reveal(application: Application, question: str, *, by: User) -> Any:
    """Show a sensitive answer to the reviewer who holds the application, and record that."""
    lock(application)
    ensure_holder(application, by=by)
    known = queries.pack_of(application).question_index.get(question)
    if known is None or not known.sensitive:
        raise MarkRefused("This question is not a covered one.")
    events.append(
        application.subject, "review.answer_revealed", actor=by, data={"question": question}
    )
    return application.current_revision().all_answers()[question]


@transaction.atomic
def move_approval(application: Application, action: ApprovalAction, *, by: User, note: str) -> None:
    """Suspend, reinstate or revoke the approval of an application."""
    lock(application)
    ensure_reviewer(application, by=by)
    approval = queries.approval_in_force(application)
    if approval is None:
        raise WrongState("This application has no approval in force.")
    approvals.move(approval, action, by=by, note=note)


def ensure_holder(application: Application, *, by: User) -> None:
    """Raise unless `by` holds the application now and may judge it."""
    ensure_reviewer(application, by=by)
    if not application.leases.held(timezone.now()).filter(reviewer=by).exists():
        raise NotHeld


def ensure_current(application: Application, *, revision: int) -> None:
    """Raise if the reviewer looked at another revision than the current one."""
    if application.current_revision().number != revision:
        raise StaleRevision


def _has_decided(application: Application, *, by: User) -> bool:
    """After passing it on, the first reviewer has no more part in this revision."""
    return (
        application.status == Status.AWAITING_SECOND
        and application.decisions.filter(revision=application.revision_id, reviewer=by).exists()
    )


def _end(application: Application) -> None:
    application.leases.filter(ended_at=None).update(ended_at=timezone.now())


def _ensure_mark(check: str, given: MarkInput, *, known: Mapping[str, object]) -> None:
    if check not in known:
        raise MarkRefused(f"The policy pack has no check {check}.")
    if given.mark not in ("", *MARKS):
        raise MarkRefused(f"'{given.mark}' is not a mark.")
    if given.mark == "n_a" and not given.note.strip():
        raise MarkRefused(f"Say why {check} does not apply.")
    if len(given.note) > NOTE_MAX or "\x00" in given.note:
        raise MarkRefused(f"A note has at most {NOTE_MAX} characters.")


def _set(application: Application, check: str, given: MarkInput, *, by: User) -> None:
    key: dict[str, Any] = {
        "revision": application.current_revision(),
        "reviewer": by,
        "check_id": check,
    }
    if given.mark == "":
        Mark.objects.filter(**key).delete()
        return
    Mark.objects.update_or_create(
        **key,
        defaults={
            "mark": given.mark,
            "note": given.note.strip(),
            "has_evidence": given.has_evidence,
            "marked_at": timezone.now(),
        },
    )


def _carry_over(application: Application, *, by: User) -> None:
    """On a new revision, keep this reviewer's marks on checks whose answers did not change."""
    for old in queries.marks_to_carry_over(application, by=by):
        Mark.objects.create(
            revision=application.current_revision(),
            reviewer=by,
            check_id=old.check_id,
            mark=old.mark,
            note=old.note,
            has_evidence=old.has_evidence,
        )
