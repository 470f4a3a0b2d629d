"""What reviewers read: the queue, their marks, and what stands at the desk."""

from accounts.models import User
from applications import queries as applications
from applications.models import Application, Approval, Revision
from applications.models.approval import USABLE
from guidelines.checklist import Review
from guidelines.pack import Pack
from reviews.models import Mark


def pack_of(application: Application) -> Pack:
    """The pack that the application is pinned to."""
    return applications.pack_of(application)


def marks_of(revision: Revision, *, by: User) -> dict[str, Mark]:
    """One reviewer's marks on a revision, by check."""
    return {mark.check_id: mark for mark in Mark.objects.filter(revision=revision, reviewer=by)}


def review_of(application: Application, *, by: User) -> Review:
    """The same as the rules take them."""
    marks = marks_of(application.current_revision(), by=by)
    return Review(
        checks={check: mark.mark for check, mark in marks.items()},
        evidence=frozenset(check for check, mark in marks.items() if mark.has_evidence),
    )


def marks_to_carry_over(application: Application, *, by: User) -> list[Mark]:
    """This reviewer's marks on the previous revision that the new answers leave as they were."""
    current = application.current_revision()
    previous = application.revisions.filter(number=current.number - 1).first()
    if previous is None or Mark.objects.filter(revision=current, reviewer=by).exists():
        return []
    before, after = previous.all_answers(), current.all_answers()
    checks = pack_of(application).check_index
    return [
        mark
        for mark in Mark.objects.filter(revision=previous, reviewer=by)
        if mark.check_id in checks
        and mark.mark != "unclear"
        and all(before.get(q) == after.get(q) for q in checks[mark.check_id].evidence)
    ]


def approval_in_force(application: Application) -> Approval | None:
    """Its active or suspended approval."""
    return application.approvals.filter(status__in=USABLE).first()
