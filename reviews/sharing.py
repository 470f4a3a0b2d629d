"""What is shared with outside advisers, what do they read of it, and how broad is the advice?"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from applications import answer_words
from applications.answer_words import Line
from applications.models import Application
from applications.models.conflicts import unconflicted
from guidelines import queries as guidelines
from guidelines.assessment import assess
from guidelines.pack import Question
from reviews.models.advice import Advice


@dataclass(frozen=True, slots=True)
class Shared:
    """One answer as the adviser reads it: in words, files by name only."""

    question: Question
    lines: tuple[Line, ...]


def offered(application: Application) -> tuple[Question, ...]:
    """The questions that the applicant saw; none is chosen beforehand, sensitive ones least."""
    revision = application.current_revision()
    pack = guidelines.compiled(revision.pack)
    visible = set(assess(pack, revision.all_answers()).effective.visible)
    return tuple(question for question in pack.questions if question.id in visible)


def read(advice: Advice) -> tuple[Shared, ...]:
    """What was shared, of the revision on which the opinion was asked, and nothing else."""
    pack, answers = guidelines.compiled(advice.revision.pack), advice.revision.all_answers()
    known = pack.question_index
    return tuple(
        Shared(known[name], answer_words.lines(known[name], answers.get(name)))
        for name in advice.shared
        if name in known
    )


def breadth(person: User) -> QuerySet[Any, Any]:
    """By stakeholder group: how many were asked and declared, and how many answered."""
    free = unconflicted(person, organisation="application__organisation", application="application")
    declared = Advice.objects.filter(free).exclude(group="").values("group")
    return declared.annotate(
        people=Count("email", distinct=True),
        given=Count("pk", filter=Q(given_at__isnull=False, withdrawn_at=None)),
        conflicts=Count("pk", filter=~Q(conflict="")),
        applications=Count("application", distinct=True),
    ).order_by("group")
