"""What does the page of one section show: questions, values, what is wrong and what is asked?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from applications import answer_words, people, queries, versions
from applications.answer_cards import attachments_by_question
from applications.attached import Attached
from applications.fingerprints import fingerprint, of_text
from applications.models import Application, InformationRequest, SectionAssignment
from applications.services.editing import Outcome
from applications.task_list import Task, TaskList, task_list
from applications.versions import Versions
from guidelines.assessment import Assessment
from guidelines.models import PackVersion
from guidelines.pack import Pack, Question, Section


@dataclass(frozen=True, slots=True)
class Entry:
    """One question of the page."""

    question: Question
    value: Any
    seen: str
    error: str = ""
    is_visible: bool = True
    is_editable: bool = True
    files: tuple[Attached, ...] = ()
    request: InformationRequest | None = None
    seen_reply: str = ""
    versions: Versions | None = None  # where a later answer was saved beside it unseen

    @property
    def is_shown(self) -> bool:
        """Whether the page has controls for it."""
        return self.is_visible and self.is_editable

    @property
    def is_masked(self) -> bool:
        """Whether those who may only read it are told no more than that it was given."""
        return self.question.sensitive and bool(self.lines)

    @property
    def lines(self) -> tuple[answer_words.Line, ...]:
        """The answer in words, for those who may not change it."""
        return answer_words.lines(self.question, self.value)


@dataclass(frozen=True)
class SectionPage:
    """A section of an application as one person sees it.

    `typed`: what was posted and may not be stored; `show_missing`: whether to name what is missing;
    `marks`: what an open page goes on comparing with, where its own answer is kept beside another.
    """

    application: Application
    section_id: str
    can_edit: bool
    back: str = ""  # "check" if the person came from there
    typed: Mapping[str, Any] = field(default_factory=dict)
    replies: Mapping[int, str] = field(default_factory=dict)
    outcome: Outcome = field(default_factory=Outcome)
    show_missing: bool = False
    marks: Mapping[str, str] = field(default_factory=dict)
    reply_marks: Mapping[int, str] = field(default_factory=dict)  # the same for replies

    @cached_property
    def pack(self) -> Pack:
        return queries.pack_of(self.application)

    @property
    def version(self) -> PackVersion:
        return queries.pack_version_of(self.application)

    @property
    def section(self) -> Section:
        return self.pack.section(self.section_id)

    @cached_property
    def assessment(self) -> Assessment:
        return queries.assess_draft(self.application)

    @cached_property
    def problems(self) -> Mapping[str, str]:
        """What stands in the way of submitting, in the entire form."""
        return queries.problems(self.application, self.assessment)

    @cached_property
    def requests(self) -> Mapping[str, InformationRequest]:
        return {request.question: request for request in self.application.requests.open()}

    @cached_property
    def undecided(self) -> frozenset[str]:
        """The questions whose answer has two versions."""
        return queries.with_versions(self.problems)

    @cached_property
    def versions(self) -> Mapping[str, Versions]:
        return versions.of(self.application, self.pack) if self.undecided else {}

    @cached_property
    def tasks(self) -> TaskList:
        return task_list(
            self.assessment, self.problems, requested=self.requests, versions=self.undecided
        )

    @cached_property
    def task(self) -> Task | None:
        return self.tasks.task(self.section_id)

    @cached_property
    def editable(self) -> frozenset[str]:
        if not self.can_edit:
            return frozenset()
        return queries.editable_questions(self.application, self.pack)

    @cached_property
    def errors(self) -> Mapping[str, str]:
        """Of the questions on this page: what was refused, is wrong or, if asked for, missing."""
        missing = set() if self.show_missing else set(self.assessment.missing) - self.undecided
        found = {name: why for name, why in self.problems.items() if name not in missing}
        found |= self.outcome.refused
        return {q.id: found[q.id] for q in self._visible() if q.id in found}

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every question of the section; those that are not visible only hold their place."""
        stored = self.application.given_answers()
        files = attachments_by_question(self.application)
        visible = set(self.assessment.effective.visible)
        return tuple(
            Entry(
                question,
                value=self._shown(question, stored),
                seen=self.marks.get(question.id, fingerprint(question, stored.get(question.id))),
                error=self.errors.get(question.id, ""),
                is_visible=question.id in visible,
                is_editable=question.id in self.editable,
                files=files.get(question.id, ()),
                request=self.requests.get(question.id),
                seen_reply=self._seen_reply(question.id),
                versions=self.versions.get(question.id),
            )
            for question in self.section.questions
        )

    @cached_property
    def assignment(self) -> SectionAssignment | None:
        """Who is on this section."""
        return people.on_sections(self.application).get(self.section_id)

    @property
    def has_problems(self) -> bool:
        """Whether anything in this section is missing or wrong."""
        return any(question.id in self.problems for question in self._visible())

    @property
    def is_form(self) -> bool:
        return any(entry.is_shown for entry in self.entries)

    @property
    def number(self) -> int:
        return self.tasks.tasks.index(self.task) + 1 if self.task else 0

    @property
    def following(self) -> Task | None:
        """The next section in which something may be answered."""
        later = self.tasks.tasks[self.number :]
        return next((t for t in later if {q.id for q in t.questions} & self.editable), None)

    def _seen_reply(self, question: str) -> str:
        """The fingerprint of the reply that the page shows."""
        request = self.requests.get(question)
        return self.reply_marks.get(request.pk, of_text(request.reply)) if request else ""

    def _visible(self) -> Iterator[Question]:
        return iter(self.task.questions if self.task else ())

    def _shown(self, question: Question, stored: Mapping[str, Any]) -> Any:
        """What was typed, or what is stored; what is kept beside an answer is shown beside it."""
        is_typed = question.id in self.typed and question.id not in self.outcome.conflicts
        return (self.typed if is_typed else stored).get(question.id)
