"""Where is a question that a page speaks of: in its section, or further up on the same page?"""

from dataclasses import dataclass

from django.urls import reverse

from applications.models import Application
from guidelines.pack import Question

BACK_TO_CHECK = "check"


@dataclass(frozen=True, slots=True)
class Place:
    """A question and the address at which one finds it."""

    question: Question
    url: str


@dataclass(frozen=True, slots=True)
class Places:
    """Links to questions: to the section of one that may be changed, which leads straight back."""

    application: Application
    editable: frozenset[str] = frozenset()

    def of(self, question: Question) -> Place:
        """Where the question is."""
        if question.id not in self.editable:
            return Place(question, f"#answer-{question.id}")
        section = reverse(
            "applications:section", args=[self.application.reference, question.section]
        )
        return Place(question, f"{section}?back={BACK_TO_CHECK}#question-{question.id}")
