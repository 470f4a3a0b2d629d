"""With what are the answers of an application compared, before or between submissions?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from applications import lines
from applications.models import Application, Revision
from guidelines.answers import check, empty_value
from guidelines.pack import Question


@dataclass(frozen=True, slots=True)
class Baseline:
    """The answers that stood before, and what they are called."""

    answers: Mapping[str, Any]
    words: str  # of an answer that differs

    def before(self, question: Question) -> Any:
        """What stood in the answer, or that nothing did."""
        return self.answers.get(question.id, empty_value(question))

    def differs(self, question: Question, value: Any) -> bool:
        """Whether an answer says something else; agreeing again changes nothing."""
        if question.type == "attestation":
            return False
        return bool(check(question, value).value != check(question, self.before(question)).value)


def of_answers(application: Application) -> Baseline | None:
    """For the answers as they stand: the last submission, or what the application is to change."""
    if application.is_editable:
        last = application.revision
        return _submitted(last) if last else _approved(application)
    return of_revision(application.revision) if application.revision else None


def of_revision(revision: Revision) -> Baseline | None:
    """For the answers of one submission: the one before, or what the first one is to change."""
    application = revision.application
    before = application.revisions.filter(number__lt=revision.number).last()
    return numbered(before) if before else _approved(application)


def numbered(revision: Revision) -> Baseline:
    """One submission, called by its number."""
    words = _("Changed since revision %(number)d") % {"number": revision.number}
    return Baseline(revision.all_answers(), words)


def _submitted(revision: Revision) -> Baseline:
    return Baseline(revision.all_answers(), _("Changed since the last submission"))


def _approved(application: Application) -> Baseline | None:
    standing = lines.standing_before(application)
    if standing is None:
        return None
    return Baseline(standing.all_answers(), _("Changed since the approval"))
