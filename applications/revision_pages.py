"""What do the pages about the submissions of an application show?"""

from dataclasses import dataclass
from typing import Any

from applications import answer_cards, attached, baselines, people, queries, tier_page
from applications.answer_cards import Card, Sources
from applications.baselines import Baseline
from applications.models import Application, Revision
from applications.places import Places
from applications.task_list import task_list
from guidelines.assessment import Assessment


@dataclass(frozen=True, slots=True)
class Submission:
    """One line of the list."""

    revision: Revision
    by: str
    is_latest: bool


def listed(application: Application) -> dict[str, Any]:
    """Every submission, the latest first; one query."""
    known = application.revisions.select_related("submitted_by", "pack").order_by("-number")
    submissions = [
        Submission(each, people.name_of(each.submitted_by), is_latest=number == 0)
        for number, each in enumerate(known)
    ]
    return {"application": application, "submissions": submissions}


def one(revision: Revision) -> dict[str, Any]:
    """The answers of one submission, what changed in it, and the tier that they came to."""
    assessment = queries.assess_revision(revision)
    baseline = baselines.of_revision(revision)
    return {
        **_answers(revision, assessment, baseline),
        "by": people.name_of(revision.submitted_by),
        **tier_page.context(assessment, Places(revision.application)),
    }


def compared(before: Revision, after: Revision) -> dict[str, Any]:
    """What differs between two submissions, and nothing else."""
    assessment = queries.assess_revision(after)
    shown = _answers(after, assessment, baselines.numbered(before))
    cards = (
        Card(card.task, tuple(row for row in card.rows if row.is_changed))
        for card in shown["cards"]
    )
    return {**shown, "before": before, "cards": [card for card in cards if card.rows]}


def _answers(
    revision: Revision, assessment: Assessment, baseline: Baseline | None
) -> dict[str, Any]:
    given = revision.all_answers()
    files = attached.by_question(_handed_in(revision, given))
    tasks = task_list(assessment, {})
    cards = answer_cards.cards(tasks.tasks, Sources(given, baseline, files))
    return {
        "application": revision.application,
        "revision": revision,
        "baseline": baseline,
        "cards": cards,
        "changed": answer_cards.changed(cards),
        "dropped": answer_cards.dropped(assessment, baseline),
    }


def _handed_in(revision: Revision, given: dict[str, Any]) -> list[attached.Attached]:
    """The files that the answers name, those taken out of the draft since as well; one query."""
    named = {
        (question, item["sha256"])
        for question, value in given.items()
        for item in (value if isinstance(value, list) else ())
        if isinstance(item, dict)
    }
    found = attached.of_application(revision.application)
    return [file for file in found if (file.question, file.sha256) in named]
