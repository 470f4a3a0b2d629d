"""What do the readers of evaluation files make of a file of each tool?"""

import json

import pytest

from applications.evidence import reader
from applications.evidence.normal_form import Unreadable
from tests import contents


def read(format_name, content=None):
    return reader.read(content or contents.sample(format_name), declared=format_name)


def rows(found, *names):
    return [tuple(getattr(result, name) for name in names) for result in found.results]


def changed(format_name, **members):
    """The sample with other members at its top."""
    text = contents.sample(format_name).decode().replace("NaN", "null")
    return json.dumps({**json.loads(text), **members}).encode()


def test_lm_evaluation_harness():
    found = read("lm_eval_json")

    assert rows(found, "suite", "task", "metric", "filter", "value", "n", "n_shot") == [
        ("", "gsm8k", "exact_match", "strict-match", 0.4, 100, 5),
        ("", "gsm8k", "exact_match", "flexible-extract", 0.43, 100, 5),
        ("mmlu", "mmlu_law", "acc", "none", 0.61, 120, 0),
        ("", "perplexity_en", "word_perplexity", "none", None, None, None),
        ("", "mmlu", "acc", "none", 0.59, None, None),
    ]
    assert [result.stderr for result in found.results] == [
        pytest.approx(0.0492, abs=1e-4),
        None,
        0.0445,
        None,
        0.02,
    ]
    assert [result.is_partial for result in found.results] == [True, True, False, False, False]
    assert {result.model_revision for result in found.results} == {"main"}
    assert found.results[0].higher_is_better is True
    assert found.results[3].higher_is_better is False
    assert {note["code"] for note in found.notes} == {"not_a_number", "not_finite"}


@pytest.mark.parametrize("format_name", ["inspect_json", "inspect_eval"])
def test_inspect(format_name):
    found = read(format_name)

    assert found.format == format_name
    assert rows(found, "metric", "filter", "value", "stderr", "n") == [
        ("accuracy", "model_graded_qa", 0.91, 0.029, 98),
        ("mean", "rouge/mean", 0.44, None, 100),
    ]
    first = found.results[0]
    assert (first.suite, first.task, first.model_name) == (
        "minutes-et",
        "minutes/faithfulness",
        "gate/gate-large",
    )
    assert first.run_at == "2026-10-01T07:30:00+00:00"
    assert not first.is_partial


def test_a_run_of_inspect_that_did_not_end_is_partial():
    found = read("inspect_json", changed("inspect_json", status="cancelled", invalidated=True))

    assert all(result.is_partial for result in found.results)
    assert {note["code"] for note in found.notes} == {"run_not_finished", "run_invalidated"}


def test_a_log_of_inspect_of_an_old_schema_is_refused():
    with pytest.raises(Unreadable, match="inspect_too_old"):
        read("inspect_json", changed("inspect_json", version=1))


def test_garak_keeps_verdicts_and_no_attack():
    found = read("garak_jsonl")

    assert rows(found, "suite", "task", "filter", "value", "n", "n_total", "is_partial") == [
        ("dan", "dan.Dan_11_0", "dan.DAN", 0.04, 250, 250, False),
        ("encoding", "encoding.InjectBase64", "encoding.DecodeMatch", 0.0, 90, 100, True),
    ]
    assert "SECRET ATTACK" not in reader.as_json(
        contents.sample("garak_jsonl"), declared="garak_jsonl"
    )


def test_a_report_of_garak_without_its_end_is_partial():
    lines = contents.sample("garak_jsonl").splitlines()
    found = read("garak_jsonl", b"\n".join(line for line in lines if b"completion" not in line))

    assert all(result.is_partial for result in found.results)


def test_helm_alone_and_with_the_description_of_its_run():
    stats = contents.sample("helm_stats_json")
    spec = (contents.SAMPLES / "run_spec.json").read_bytes()
    folder = contents.zipped({"run/stats.json": stats, "run/run_spec.json": spec})

    alone, described = read("helm_stats_json"), read("helm_stats_json", folder)

    assert rows(alone, "metric", "filter", "value", "n") == rows(
        described, "metric", "filter", "value", "n"
    )
    assert rows(alone, "metric", "filter", "value") == [
        ("num_instances", "test", 489.0),
        ("exact_match", "test", 0.62),
        ("exact_match", "test/robustness", 0.55),
        ("inference_runtime", "test", 0.5),
    ]
    assert [note["code"] for note in alone.notes] == ["helm_without_run_spec"]
    assert described.results[0].model_name == "example/gate-large"
    assert described.results[0].suite == "legal_support"
    assert list(described.notes) == []


def test_every_eval_ever():
    (result,) = read("eee_json").results

    assert (result.task, result.metric, result.value, result.stderr) == (
        "toxicity",
        "continuous",
        0.03,
        0.004,
    )
    assert (result.ci_low, result.ci_high, result.n) == (0.02, 0.04, 1800)
    assert (result.higher_is_better, result.relationship) == (False, "first")
    assert (result.model_name, result.tool) == ("example/gate-large", "inspect_ai")


def test_more_results_than_a_page_can_bear_are_counted_and_left_out():
    one = json.loads(contents.sample("eee_json"))["evaluation_results"][0]
    found = read("eee_json", changed("eee_json", evaluation_results=[one] * 2001))

    assert len(found.results) == 2000
    assert [(note["code"], note["count"]) for note in found.notes] == [("results_left_out", 1)]
