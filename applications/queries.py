"""What is read about an application: its pack, its assessment, what is open and what is wrong."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from applications.models import Application, Revision
from applications.models.attachment import ScanState
from applications.states import EDITABLE, Status
from guidelines import queries as guidelines
from guidelines.assessment import Assessment, assess
from guidelines.models import PackVersion
from guidelines.pack import Pack
from guidelines.sentences import sentence

NOT_UPLOADED = _("Upload this file again: it did not reach us")
NOT_CLEAN: Final[Mapping[str, StrOrPromise]] = {  # the gravest first
    ScanState.INFECTED: _("Take the infected file out: a virus was found in it"),
    ScanState.FAILED: _("Take out the file that the virus scanner could not judge"),
    ScanState.PENDING: _("Wait until the file has been checked for viruses, then submit"),
}
NOT_YOURS = _("Select only earlier applications of your own organisation")
TWO_VERSIONS = _("Choose one of the versions of this answer")


def pack_version_of(application: Application) -> PackVersion:
    """The version it is pinned to; for a draft that was never submitted, the one in force."""
    return application.pack or guidelines.current_pack()


def pack_of(application: Application) -> Pack:
    """The same, compiled."""
    return guidelines.compiled(pack_version_of(application))


def draft_answers(application: Application) -> dict[str, Any]:
    """The answers as given, less those to questions that the pack no longer has."""
    known = pack_of(application).question_index
    return {q: value for q, value in application.given_answers().items() if q in known}


def assess_draft(application: Application) -> Assessment:
    """What the answers as they stand come to, with no check marked."""
    return assess(pack_of(application), draft_answers(application))


def assess_revision(revision: Revision) -> Assessment:
    """What the answers of a submission came to, under its own pack, with no check marked."""
    return assess(guidelines.compiled(revision.pack), revision.all_answers())


def problems(application: Application, assessment: Assessment) -> dict[str, str]:
    """What stands in the way of submitting: question id → sentence, in form order."""
    pack = pack_of(application)
    found = faults(assessment)
    found |= dict(_unfounded(application, pack, assessment.effective.answers))
    found |= dict.fromkeys(_undecided(application, assessment), str(TWO_VERSIONS))
    return {question.id: found[question.id] for question in pack.questions if question.id in found}


def faults(assessment: Assessment) -> dict[str, str]:
    """What is missing or not right in itself: question id → sentence, in form order.

    What the form does not ask comes last; a draft holds none of that, a program may try it out.
    """
    pack, known = assessment.pack, assessment.pack.question_index
    codes = {each.question: each.code for each in assessment.invalid}
    found = {question: pack.question(question).error for question in assessment.missing}
    found |= {q: sentence(known[q], code) for q, code in codes.items() if q in known}
    in_order = {each.id: found[each.id] for each in pack.questions if each.id in found}
    return in_order | {q: gettext("There is no such question.") for q in codes if q not in known}


def with_versions(problems: Mapping[str, str]) -> frozenset[str]:
    """Those of the problems that are a choice between two versions of an answer."""
    return frozenset(question for question, why in problems.items() if why == str(TWO_VERSIONS))


def _undecided(application: Application, assessment: Assessment) -> set[str]:
    """The visible questions whose answer has a second version."""
    open_ = application.variants.open().values_list("question", flat=True)
    return set(open_) & set(assessment.effective.visible)


def _unfounded(
    application: Application, pack: Pack, answers: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Well-formed answers that name what the portal does not hold, or may not hand on."""
    given = [question for question in pack.questions if answers[question.id]]
    asks_files = [question.id for question in given if question.type in {"files", "evidence"}]
    held = _held(application) if asks_files else {}
    for name in asks_files:
        if problem := _file_problem(answers[name], held.get(name, {})):
            yield name, problem
    for question in given:
        if question.options_from == "own_applications" and not _are_own(
            application, answers[question.id]
        ):
            yield question.id, str(NOT_YOURS)


def _held(application: Application) -> dict[str, dict[tuple[str, str, int], str]]:
    """By question: what the virus scanner says of each file that is there; one query."""
    held: dict[str, dict[tuple[str, str, int], str]] = {}
    for one in application.attachments.present():
        held.setdefault(one.question, {})[one.name, one.sha256, one.size] = one.scan_state
    return held


def _file_problem(
    files: Iterable[Mapping[str, Any]], held: Mapping[tuple[str, str, int], str]
) -> str:
    """Why these files cannot go to the reviewers; "" if they can."""
    states = [held.get((file["name"], file["sha256"], file["size"])) for file in files]
    if None in states:
        return str(NOT_UPLOADED)
    return next((str(why) for state, why in NOT_CLEAN.items() if state in states), "")


def _are_own(application: Application, references: list[str]) -> bool:
    siblings = Application.objects.present().filter(organisation=application.organisation_id)
    named = siblings.filter(reference__in=references).exclude(pk=application.pk)
    return named.count() == len(references)


def visible_questions(application: Application) -> frozenset[str]:
    """The questions that the applicant sees with the answers as they stand."""
    return frozenset(assess_draft(application).effective.visible)


def editable_questions(application: Application, pack: Pack) -> frozenset[str]:
    """What may be answered now: all in a draft; else what was asked, and what follows from it.

    While changes are requested that is each question with an open request, each that is missing
    or invalid, and each whose answer already differs from the revision under review.
    """
    if application.status not in EDITABLE:
        return frozenset()
    if application.status == Status.DRAFT:
        return frozenset(pack.question_index)
    assessment = assess_draft(application)
    decided = application.current_revision().all_answers()
    asked = set(application.requests.open().values_list("question", flat=True))
    changed = {q for q, value in assessment.effective.answers.items() if value != decided.get(q)}
    return frozenset(asked | changed | set(problems(application, assessment)))
