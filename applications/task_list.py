"""How far is each section of an application, and which comes next? Reads nothing itself."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from django.utils.translation import gettext_lazy

from applications.models import SectionAssignment
from guidelines.answers import empty_value
from guidelines.assessment import Assessment
from guidelines.pack import Question, Section


class Progress(StrEnum):
    """How far a section is; computed, never ticked."""

    COMPLETED = "Completed"
    INCOMPLETE = "Incomplete"
    PROBLEM = "There is a problem"
    BLOCKED = "Cannot start yet"

    @property
    def word(self) -> str:
        """What the page says of it."""
        return str(_WORDS[self])


_WORDS = {
    Progress.COMPLETED: gettext_lazy("Completed"),
    Progress.INCOMPLETE: gettext_lazy("Incomplete"),
    Progress.PROBLEM: gettext_lazy("There is a problem"),
    Progress.BLOCKED: gettext_lazy("Cannot start yet"),
}


@dataclass(frozen=True, slots=True)
class Task:
    """One section that applies, as the task list shows it."""

    section: Section
    questions: tuple[Question, ...]  # those that are visible
    progress: Progress
    requested: int = 0  # open requests for changes in it
    versions: int = 0  # answers in it that have two versions
    assignment: SectionAssignment | None = None  # who is on it

    @property
    def is_completed(self) -> bool:
        return self.progress is Progress.COMPLETED

    @property
    def has_problem(self) -> bool:
        return self.progress is Progress.PROBLEM

    @property
    def is_blocked(self) -> bool:
        return self.progress is Progress.BLOCKED


@dataclass(frozen=True, slots=True)
class TaskList:
    """The sections that apply, in form order."""

    tasks: tuple[Task, ...]

    @property
    def completed(self) -> int:
        return sum(task.is_completed for task in self.tasks)

    @property
    def is_complete(self) -> bool:
        return self.completed == len(self.tasks)

    def task(self, section_id: str) -> Task | None:
        """The section's task; None if the section does not apply."""
        return next((task for task in self.tasks if task.section.id == section_id), None)

    def after(self, task: Task) -> Task | None:
        """The one that follows; None after the last."""
        return next(iter(self.tasks[self.tasks.index(task) + 1 :]), None)


def task_list(
    assessment: Assessment,
    problems: Mapping[str, str],
    *,
    requested: Collection[str] = (),
    versions: Collection[str] = (),
    assigned: Mapping[str, SectionAssignment] = MappingProxyType({}),
) -> TaskList:
    """The list, from what stands in the way of submitting and from the questions asked about.

    `versions`: the questions between whose answers somebody has to choose.
    """
    return TaskList(
        tuple(
            Task(
                section,
                questions,
                _progress(questions, assessment, problems, versions),
                requested=sum(question.id in requested for question in questions),
                versions=sum(question.id in versions for question in questions),
                assignment=assigned.get(section.id),
            )
            for section, questions in _applying(assessment)
        )
    )


def _applying(assessment: Assessment) -> Iterator[tuple[Section, tuple[Question, ...]]]:
    """The sections that apply, with their visible questions."""
    visible = set(assessment.effective.visible)
    for section in assessment.pack.sections:
        if questions := tuple(each for each in section.questions if each.id in visible):
            yield section, questions


def _progress(
    questions: tuple[Question, ...],
    assessment: Assessment,
    problems: Mapping[str, str],
    versions: Collection[str],
) -> Progress:
    here = {question.id for question in questions} & problems.keys()
    if not here:
        return Progress.COMPLETED
    if here - (set(assessment.missing) - set(versions)):
        return Progress.PROBLEM
    return Progress.BLOCKED if _waits(questions, assessment, problems) else Progress.INCOMPLETE


def _waits(
    questions: tuple[Question, ...], assessment: Assessment, problems: Mapping[str, str]
) -> bool:
    """What is attested comes after the answers that it is about, unless somebody has begun it."""
    attested = {question.id for question in questions if question.type == "attestation"}
    if not attested or _is_begun(questions, assessment):
        return False
    elsewhere = problems.keys() - {question.id for question in questions}
    return bool(elsewhere)


def _is_begun(questions: tuple[Question, ...], assessment: Assessment) -> bool:
    answers = assessment.effective.answers
    return any(answers[question.id] != empty_value(question) for question in questions)
