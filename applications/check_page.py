"""What does the page say on which applicants check their answers before they submit?"""

from typing import Any

from applications import amendment_words, answer_cards, baselines, foresight, queries, tier_page
from applications.answer_cards import Sources
from applications.models import Application
from applications.places import Places
from applications.task_list import task_list


def context(application: Application) -> dict[str, Any]:
    """All that the page shows."""
    assessment = queries.assess_draft(application)
    problems = queries.problems(application, assessment)
    tasks = task_list(assessment, problems, versions=queries.with_versions(problems))
    editable = queries.editable_questions(application, queries.pack_of(application))
    baseline = baselines.of_answers(application)
    sources = Sources(
        application.given_answers(),
        baseline,
        answer_cards.attachments_by_question(application),
        problems,
        editable,
    )
    cards = answer_cards.cards(tasks.tasks, sources)
    places = Places(application, editable)
    return {
        "application": application,
        "tasks": tasks,
        "cards": cards,
        "problems": problems,
        "baseline": baseline,
        "changed": answer_cards.changed(cards),
        "dropped": answer_cards.dropped(assessment, baseline),
        **tier_page.context(assessment, places),
        **foresight.context(assessment, places),
        **amendment_words.context(application, assessment),
    }
