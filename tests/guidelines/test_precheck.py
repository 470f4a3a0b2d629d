"""Does `manage.py precheck` judge a file, without a database, and say what is wrong with one?"""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from django.core.management.base import CommandError

from guidelines import application_files, loading
from guidelines.yaml_reading import MAX_BYTES, Unreadable
from tests.guidelines.conftest import EXAMPLES

ROOT = Path(__file__).parents[2]
LOW = EXAMPLES / "ex-01-minutes-summariser.yaml"


def precheck(file, **options):
    out = io.StringIO()
    call_command("precheck", str(file), stdout=out, **options)
    return out.getvalue()


def written(tmp_path, text, name="application.yaml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_an_example_is_printed_as_expected(path):
    expected = yaml.safe_load(path.read_text(encoding="utf-8"))["expected"]

    result = json.loads(precheck(path, json=True))

    assert {key: result[key] for key in expected} == expected
    assert result.keys() - expected.keys() <= {"gate", "shown_checks"}


def test_a_json_file_gives_the_same_result(tmp_path):
    application = yaml.safe_load(LOW.read_text(encoding="utf-8"))
    path = written(tmp_path, json.dumps(application), "application.json")

    assert precheck(path, json=True) == precheck(LOW, json=True)


def test_json_escapes_of_characters_beyond_the_first_plane_are_read(tmp_path):
    path = written(tmp_path, '{"answers": {"B1": "\\ud83d\\ude00"}}')

    assert "B1" not in json.loads(precheck(path, json=True))["missing"]


def test_the_text_says_what_happens_and_why(tmp_path):
    text = precheck(EXAMPLES / "ex-06-religion-segments.yaml")

    assert text.startswith(
        "starter@1.1.0: It must be refused: a prohibited use was found.\nQuestions: 66 apply.\n"
    )
    assert "  ST-1 (prohibited): The applicant marked a prohibited use as 'by design'." in text
    assert "  PT-HUM: 3 for human check\n" in text
    assert (
        "  CK-01: The description, the demo and the samples show the same product — has no" in text
    )


def test_the_text_names_what_is_wrong_with_the_answers(tmp_path):
    path = written(tmp_path, '{"answers": {"A1": 5, "A9": "Old", "Z\\ud800": 1}}')

    text = precheck(path)

    assert "  A1: Organisation must be text.\n" in text
    assert "  Z\\ud800: The form has no question Z\\ud800.\n" in text
    assert "  A2: Enter the address of a website" in text
    assert "  A9: does not apply; its answer does not count.\n" in text


def test_another_folder_can_hold_the_pack():
    assert precheck(LOW, pack=loading.STARTER, json=True) == precheck(LOW, json=True)


def test_standard_input_can_hold_the_application(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(LOW.read_bytes())))

    assert precheck("-", json=True) == precheck(LOW, json=True)


REFUSED = [
    ("answers: [", "while parsing"),
    ("[]", "must be a map with the key answers"),
    ("a: 1", "the value of answers must be a map"),
    ("answers: []", "the value of answers must be a map"),
    ("{answers: {}, pack: 1}", "the value of pack must be text"),
    ("{answers: {}, review: []}", "review must be a map with the keys checks, conditions"),
    ("{answers: {}, review: {marks: {}}}", "review must be a map with the keys"),
    ("{answers: {}, review: {checks: []}}", "review, checks must be a map"),
    ("{answers: {}, review: {checks: {CK-01: 1}}}", "review, checks must be a map"),
    ("{answers: {}, review: {evidence: CK-01}}", "review, evidence must be a list of ids"),
    ("{answers: {}, review: {opened: [1]}}", "review, opened must be a list of ids"),
    ("{answers: {}, review: {raised_to: [high]}}", "raised_to must be one of low, medium"),
    ("{answers: {}, review: {raised_to: extreme}}", "raised_to must be one of low, medium"),
    ("{answers: {}, review: {checks: {CK-99: gap}}}", "The policy pack has no check CK-99."),
    ("{answers: {}, review: {checks: {CK-01: fine}}}", "The policy pack has no mark fine."),
    ('{"answers": {"A1": "a", "A1": "b"}}', "repeats the key 'A1'"),
    ("answers: {A1: a, A1: b}", "repeats the key 'A1'"),
    ('{"answers": ' + "[" * 100_000, "nests deeper"),
    ("answers: {}\n#" + "x" * MAX_BYTES, "is larger than"),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_a_file_that_cannot_be_judged_is_refused_with_a_reason(tmp_path, text, reason):
    path = written(tmp_path, text)

    with pytest.raises(CommandError) as refusal:
        precheck(path)

    assert str(refusal.value).startswith(f"{path}: ")
    assert reason in str(refusal.value)
    assert refusal.value.returncode == 2


def test_a_file_that_is_absent_is_refused(tmp_path):
    with pytest.raises(CommandError, match="No such file or directory"):
        precheck(tmp_path / "absent.yaml")


def test_a_folder_without_a_pack_is_refused(tmp_path):
    with pytest.raises(CommandError, match=r"pack.yaml: file: is missing"):
        precheck(LOW, pack=tmp_path)


def test_empty_parts_of_a_review_are_no_review():
    read = application_files.read(
        b"{answers: {}, review: {checks: null, evidence: null, raised_to: null}}"
    )

    assert read == application_files.read(b"answers: {}")


def test_a_whole_review_is_read():
    review = application_files.read(
        b"{answers: {}, review: {checks: {CK-01: gap}, evidence: [CK-01], conditions: [CO-RATE],"
        b" opened: [CK-28], raised_to: high}}"
    ).review

    assert (review.checks, review.raised_to) == ({"CK-01": "gap"}, "high")
    assert (review.evidence, review.conditions, review.opened) == (
        {"CK-01"},
        {"CO-RATE"},
        {"CK-28"},
    )


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(Unreadable):
        application_files.read(b"\xff\xfe\xff")


def run_alone(*arguments, given=b""):
    """The command in a process that knows no database."""
    hidden = {"DATABASE_URL", "REDIS_URL", "GATEHOUSE_MODE", "DJANGO_SETTINGS_MODULE"}
    environment = {key: value for key, value in os.environ.items() if key not in hidden}
    return subprocess.run(
        [sys.executable, "manage.py", "precheck", *arguments],
        cwd=ROOT,
        env={**environment, "GATEHOUSE_VAR": "/nonexistent"},
        input=given,
        capture_output=True,
        check=False,
    )


def test_it_needs_no_database_and_reads_standard_input():
    result = run_alone("-", "--json", given=LOW.read_bytes())

    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["outcome"] == "can_be_approved"


def test_without_a_database_only_bundled_packs_are_known():
    result = run_alone("-", given=b"{pack: other@2.0.0, answers: {}}")

    assert result.returncode == 2
    assert b"There is no policy pack other@2.0.0 here." in result.stderr
    assert result.stdout == b""
