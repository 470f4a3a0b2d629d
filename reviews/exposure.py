"""What of an application that may distress has a reviewer opened, and what is still covered?"""

from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from applications.models import Application
from reviews import queries, topics
from reviews.models import Exposure, Lease
from reviews.models.wellbeing import start_of_day

COVERED_TYPES: Final = frozenset(
    {"long_text", "files"}
)  # what somebody wrote or attached at length


@dataclass(frozen=True, slots=True)
class Seen:
    """What one reviewer has opened of one application, today or since they have it."""

    is_opened: bool = False  # its topics were named, and it was opened all the same
    questions: frozenset[str] = frozenset()  # the answers that are uncovered


def topics_of(application: Application) -> frozenset[str]:
    """What the application's current answers name."""
    answers = application.current_revision().answers
    return topics.named(answers.get(topics.TOPICS_QUESTION))


def coverable(application: Application) -> frozenset[str]:
    """The questions whose answers are covered where a topic may distress.

    Sensitive answers, which are sealed, have a cover of their own.
    """
    answers = application.current_revision().answers
    questions = queries.pack_of(application).questions
    return frozenset(q.id for q in questions if q.type in COVERED_TYPES and answers.get(q.id))


def seen(application: Application, *, by: User) -> Seen:
    """What `by` has opened; one query."""
    held = Lease.objects.held(timezone.now()).filter(application=application, reviewer=by)
    since = Q(at__gte=start_of_day(timezone.now())) | Q(at__gte=held.values("claimed_at")[:1])
    opened = Exposure.objects.of(by.pk).filter(since, application=application)
    questions = frozenset(opened.values_list("question", flat=True))
    return Seen(is_opened=bool(questions), questions=questions - {""})


def covered(application: Application, *, by: User) -> frozenset[str]:
    """The questions whose answers `by` has not asked for; none if nothing may distress."""
    if not topics_of(application):
        return frozenset()
    return coverable(application) - seen(application, by=by).questions
