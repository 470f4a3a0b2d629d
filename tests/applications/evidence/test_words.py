"""Does whatever a reader says of a file end in a sentence with all its facts?"""

import re
from pathlib import Path

import pytest

from applications import evidence, evidence_words

SOURCES = Path(evidence.__file__).parent
FACTS = {
    "place": 7,
    "line": 3,
    "column": 9,
    "key": "acc",
    "limit": 100,
    "found": "garak_jsonl",
    "declared": "lm_eval_json",
    "version": "1",
    "count": 2,
    "megabytes": 200,
    "ratio": 100,
    "status": "started",
}


def codes(call):
    """Every code that the readers use in calls like this one."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES.glob("*.py"))
    return set(re.findall(rf'{call}\(\s*"(\w+)"', source))


RAISED = codes("Unreadable") | {
    *("truncated_json", "broken_json", "helm_only_run_spec", "too_big_to_read"),
    *("too_slow", "broke_off"),
}
NOTED = codes(r"notes\.add")


def test_every_code_has_a_sentence_and_no_sentence_is_left_over():
    assert set(evidence_words.REFUSED) == RAISED
    assert len(NOTED) > 5


@pytest.mark.parametrize("code", sorted(RAISED))
def test_a_refusal_is_a_whole_sentence(code):
    sentence = evidence_words.refused({"refused": {"code": code, **FACTS}})

    assert "%" not in sentence
    assert "_json" not in sentence
    assert re.search(r"[.!]$", sentence)


@pytest.mark.parametrize("code", sorted(NOTED))
@pytest.mark.parametrize("count", [1, 3])
def test_a_note_is_a_whole_sentence(code, count):
    reading = {
        "notes": [{**FACTS, "code": code, "count": count}],
        "results": 1,
        "run_from": "2026-10-01",
        "models": ["m"],
    }

    (sentence,) = evidence_words.notes(reading)

    assert "%" not in sentence
    assert sentence.endswith(".")


def test_what_the_file_does_not_say_is_said():
    reading = {"notes": [], "results": 2, "run_from": "", "models": []}

    assert list(evidence_words.notes(reading)) == [
        "The file does not say when the evaluation ran.",
        "The file does not say which model was measured.",
    ]
    assert list(evidence_words.notes({})) == []
