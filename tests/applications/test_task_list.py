"""Is each section as far as its answers are?"""

import pytest

from applications.task_list import Progress, task_list
from guidelines import loading
from guidelines.assessment import assess
from tests import cases


@pytest.fixture(scope="module")
def pack():
    return loading.load(loading.read_folder(loading.STARTER))


def tasks_of(pack, answers, **more):
    assessment = assess(pack, answers)
    problems = dict.fromkeys(assessment.missing, "missing")
    problems |= {each.question: "wrong" for each in assessment.invalid}
    return task_list(assessment, problems, **more)


def test_an_empty_form_is_incomplete_and_its_attestations_wait(pack):
    tasks = tasks_of(pack, {})

    progress = [task.progress for task in tasks.tasks]
    assert progress == [Progress.INCOMPLETE] * 9 + [Progress.BLOCKED]
    assert (tasks.completed, tasks.is_complete) == (0, False)


def test_a_wrong_answer_is_a_problem(pack):
    assert tasks_of(pack, {"A2": "x"}).task("A").progress is Progress.PROBLEM


def test_attestations_that_somebody_has_begun_do_not_wait(pack):
    assert tasks_of(pack, {"J1": True}).task("J").progress is Progress.INCOMPLETE


def test_a_complete_form_is_complete(pack):
    tasks = tasks_of(pack, cases.example(cases.LOW)["answers"])

    assert (tasks.completed, tasks.is_complete) == (10, True)


def test_open_requests_are_counted_by_section(pack):
    tasks = tasks_of(pack, {}, requested={"B2", "B9", "C1"})

    assert [tasks.task(each).requested for each in "ABC"] == [0, 2, 1]


def test_sections_follow_each_other(pack):
    tasks = tasks_of(pack, {})

    assert tasks.after(tasks.task("A")) == tasks.task("B")
    assert tasks.after(tasks.task("J")) is None
    assert tasks.task("Z") is None
