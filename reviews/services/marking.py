"""What a reviewer does at the desk: marks on the checklist, a look at a covered answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import Application, Revision
from applications.services.moves import lock
from applications.services.wording import cleaned
from common.errors import DomainError
from events import services as events
from reviews import asking, queries, seen
from reviews.models import MARKS, Mark
from reviews.services.leases import ensure_at_work, ensure_holder, extend
from reviews.staleness import ensure_current

NOTE_MAX = 5000


class MarkRefused(DomainError):
    """Some marks cannot be set; none of them was saved."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class MarksClash(DomainError):
    """Another tab has marked the same checks otherwise meanwhile; nothing was saved."""


class NotCovered(DomainError):
    """This question is not a covered one."""


class NotUnclear(DomainError):
    """Only a check that you marked as unclear asks the applicant something."""


class NotOfCheck(DomainError):
    """Pin the question to an answer that this check looks at and that the applicant sees."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, slots=True)
class MarkInput:
    """One answer to one check, as it comes from the desk or the API."""

    mark: str
    note: str = ""
    has_evidence: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to keep."""
        return not (self.mark or self.note.strip() or self.has_evidence)


@transaction.atomic
def mark(
    application: Application,
    marks: Mapping[str, MarkInput],
    *,
    by: User,
    revision: int,
    shown: Mapping[str, str] | None = None,
) -> Mapping[str, str]:
    """Set marks on the checklist of the revision with this number; "" takes a mark back,
    its note stays.

    `shown`: what the page showed of each check, by stamp. Then only what was changed on it is
    written, and what another tab has written meanwhile stays. What the page shows now is returned.
    Whoever marks keeps the application for longer.
    """
    lock(application)
    ensure_at_work(application, by=by)
    ensure_current(application, revision=revision)
    known = queries.pack_of(application).check_index
    problems = {check: problem(check, given, known=known) for check, given in marks.items()}
    if found := {check: sentence for check, sentence in problems.items() if sentence}:
        raise MarkRefused(" ".join(found.values()), pointers=found)
    stored = queries.marks_of(application.current_revision(), by=by)
    met = seen.meet(marks, stored, seen.stamps(stored) if shown is None else shown)
    if met.clashing:
        raise MarksClash(pointers={c: _other(stored.get(c), c) for c in sorted(met.clashing)})
    _write(application, {check: marks[check] for check in met.changed}, before=stored, by=by)
    extend(application, by=by)
    return met.shown


@transaction.atomic
def ask(
    application: Application, check: str, *, question: str, wording: str, by: User, revision: int
) -> None:
    """Word the question that an unclear check asks, and pin it to an answer; no words, no question.

    Nothing leaves for the applicant before changes are requested.
    """
    lock(application)
    ensure_at_work(application, by=by)
    ensure_current(application, revision=revision)
    unclear = queries.marks_of(application.current_revision(), by=by).get(check)
    if unclear is None or unclear.mark != "unclear":
        raise NotUnclear
    assessment = queries.assess(application, by=by)
    known = {one.id for one in asking.askable(assessment, assessment.pack.check(check))}
    is_asked = bool(wording.strip())
    if is_asked and question not in known:
        raise NotOfCheck
    unclear.question = question if is_asked else ""
    unclear.wording = cleaned(wording, by=by) if is_asked else ""
    unclear.save(update_fields=["question", "wording"])
    extend(application, by=by)


@transaction.atomic
def reveal(application: Application, question: str, *, by: User) -> Any:
    """Show a sensitive answer to the reviewer who holds the application, and record that."""
    lock(application)
    ensure_holder(application, by=by)
    known = queries.pack_of(application).question_index.get(question)
    if known is None or not known.sensitive:
        raise NotCovered
    events.append(
        application.subject, "review.answer_revealed", actor=by, data={"question": question}
    )
    return application.current_revision().all_answers()[question]


def problem(check: str, given: MarkInput, *, known: Mapping[str, object]) -> str:
    """Why this mark cannot be set, "" if it can."""
    problems = {
        _("The policy pack has no check %(check)s."): check not in known,
        _("“%(mark)s” is not a mark."): given.mark not in ("", *MARKS),
        _("Say in the note why %(check)s does not apply."): given.mark == "n_a"
        and not given.note.strip(),
        _("A note has at most %(most)s characters."): len(given.note) > NOTE_MAX
        or "\x00" in given.note,
    }
    words = {
        "check": check,
        "mark": given.mark,
        "most": number_format(NOTE_MAX, force_grouping=True),
    }
    return next((sentence % words for sentence, holds in problems.items() if holds), "")


def _other(stored: Mark | None, check: str) -> str:
    """What the other tab has made of a check."""
    words = {"check": check, "mark": stored.mark if stored else "", "note": ""}
    words["note"] = stored.note if stored else ""
    return _("%(check)s, in the other tab: %(mark)s %(note)s") % words


def _write(
    application: Application,
    marks: Mapping[str, MarkInput],
    *,
    before: Mapping[str, Mark],
    by: User,
) -> None:
    """Write them, all in two statements."""
    revision = application.current_revision()
    Mark.objects.filter(
        revision=revision, reviewer=by, check_id__in=[c for c, g in marks.items() if g.is_empty]
    ).delete()
    drafts = _drafts(application, marks, before=before, by=by)
    Mark.objects.bulk_create(
        [
            _row(revision, check, given, drafts[check], by=by)
            for check, given in marks.items()
            if not given.is_empty
        ],
        update_conflicts=True,
        unique_fields=["revision", "reviewer", "check_id"],
        update_fields=["mark", "note", "has_evidence", "question", "wording", "marked_at"],
    )


def _row(
    revision: Revision, check: str, given: MarkInput, draft: tuple[str, str], *, by: User
) -> Mark:
    question, wording = draft
    return Mark(
        revision=revision,
        reviewer=by,
        check_id=check,
        mark=given.mark,
        note=given.note.strip(),
        has_evidence=given.has_evidence,
        question=question,
        wording=wording,
        marked_at=timezone.now(),
    )


def _drafts(
    application: Application,
    marks: Mapping[str, MarkInput],
    *,
    before: Mapping[str, Mark],
    by: User,
) -> dict[str, tuple[str, str]]:
    """What each check asks the applicant: a proposal once it is unclear, nothing if it is not."""
    drafts = dict.fromkeys(marks, ("", ""))
    unclear = [check for check, given in marks.items() if given.mark == "unclear"]
    known = {check for check in unclear if check in before and before[check].mark == "unclear"}
    drafts |= {check: (before[check].question, before[check].wording) for check in known}
    if len(known) < len(unclear):
        assessment = queries.assess(application, by=by)
        for check in set(unclear) - known:
            drafts[check] = asking.proposal(assessment, assessment.pack.check(check))
    return drafts
