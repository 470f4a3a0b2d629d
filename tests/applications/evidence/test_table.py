"""Do results become a table that says what is common once, and marks what is weak?"""

from datetime import UTC, datetime, timedelta

import pytest

from applications import evidence_table
from applications.models import EvidenceResult

NOW = datetime(2026, 11, 24, tzinfo=UTC)
OFFERED = ("gate-small", "gate-large")


def result(**facts):
    known = {
        "task": "gsm8k",
        "metric": "acc",
        "filter": "none",
        "value": 0.612345,
        "model_name": "example/gate-small",
        "model_revision": "2026-09",
        "tool": "lm-evaluation-harness",
        "tool_version": "0.4.9",
        "run_at": NOW - timedelta(days=30),
    }
    return EvidenceResult(**{**known, **facts})


def table(*results):
    return evidence_table.table(results, offered=OFFERED, now=NOW)


def texts(cells):
    return {cell.name: cell.text for cell in cells}


def test_what_all_results_share_is_said_once_and_empty_columns_are_left_out():
    found = table(result(n=100, n_shot=5), result(task="mmlu", n=1200, n_shot=5, value=1e-7))

    assert texts(found.facts) == {
        "n_shot": "5",
        "model": "example/gate-small (2026-09)",
        "tool": "lm-evaluation-harness 0.4.9",
        "run_at": "25 October 2026",
    }
    assert [column.name for column in found.columns] == ["task", "metric", "value", "n"]
    assert [texts(row.cells) for row in found.rows] == [
        {"task": "gsm8k", "metric": "acc", "value": "0.6123", "n": "100"},
        {"task": "mmlu", "metric": "acc", "value": "0.0000001", "n": "1,200"},
    ]
    assert found.reasons == ()


def test_suite_filter_direction_errors_and_intervals_are_told():
    found = table(
        result(suite="mmlu", task_version="2.0", filter="strict", stderr=0.0445),
        result(metric="toxicity", higher_is_better=False, ci_low=0.02, ci_high=0.07),
        result(value=None, relationship="third"),
    )

    assert [texts(row.cells) for row in found.rows] == [
        {
            "task": "mmlu: gsm8k (version 2.0)",
            "metric": "acc (strict)",
            "value": "0.6123",
            "error": "± 0.0445",
            "relationship": "",
        },
        {
            "task": "gsm8k",
            "metric": "toxicity (lower is better)",
            "value": "0.6123",
            "error": "0.02 to 0.07",
            "relationship": "",
        },
        {
            "task": "gsm8k",
            "metric": "acc",
            "value": "",
            "error": "",
            "relationship": "a third party",
        },
    ]


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"n": 100, "n_total": 1319}, "100 of 1,319 samples count."),
        ({"limit": 0.1}, "The run was limited to 10% of the samples."),
        ({"limit": 50.0}, "The run was limited to 50 samples."),
        ({}, "The run did not come to its end."),
    ],
)
def test_a_partial_run_is_marked_with_its_reason(facts, why):
    (mark,) = table(result(is_partial=True, **facts)).marks

    assert (mark.label, mark.why) == ("Partial run", why)


@pytest.mark.parametrize(("days", "is_stale"), [(180, False), (181, True)])
def test_a_run_is_stale_after_180_days(days, is_stale):
    marks = table(result(run_at=NOW - timedelta(days=days))).marks

    assert [mark.label for mark in marks] == ["Stale run"] * is_stale
    assert not is_stale or marks[0].why.startswith("It ran 181 days ago")


@pytest.mark.parametrize(
    ("name", "is_other"),
    [
        ("gate-small", False),
        ("together/Gate Large", False),
        ("gate-small-7b", True),
        ("example/other", True),
        ("", False),
    ],
)
def test_another_model_than_those_offered_is_marked(name, is_other):
    marks = table(result(model_name=name)).marks

    assert [mark.label for mark in marks] == ["Other model"] * is_other


def test_a_mark_of_some_rows_stands_at_them_and_its_reason_once():
    found = table(result(), *(result(is_partial=True, limit=5.0, task=str(n)) for n in range(2)))

    assert found.marks == ()
    assert [len(row.marks) for row in found.rows] == [0, 1, 1]
    assert [mark.why for mark in found.reasons] == ["The run was limited to 5 samples."]
