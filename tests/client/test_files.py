"""Is an app.yaml read as its author meant it, and compared with the portal without surprises?"""

import pytest
from gatehouse_cli import app_file, skeleton
from gatehouse_cli.app_file import AppFile
from gatehouse_cli.failures import UsageFailure
from gatehouse_cli.ledger import Ledger, digest
from gatehouse_cli.plans import files_to_name, plan
from gatehouse_cli.terminal import clean

HOST = "https://gatehouse.example"


def written(folder, text):
    path = folder / "app.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_plain_words_are_text_unless_they_are_true_false_or_numbers(tmp_path):
    words = "A: NO, B: yes, C: 2026-05-04, D: true, E: 7, F: 1.5, G: null, H: 0x1F, I: 1_0"

    app = app_file.read(written(tmp_path, f"answers: {{{words}}}"))

    assert app.answers == {
        "A": "NO",
        "B": "yes",
        "C": "2026-05-04",
        "D": True,
        "E": 7,
        "F": 1.5,
        "G": None,
        "H": "0x1F",
        "I": "1_0",
    }


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("answers: {A1: x, A1: y}", "repeats 'A1'"),
        ("answers: [", "is not YAML"),
        ("answers: []", "must be a map from question"),
        ("- a", "must be a map with the key answers"),
        ("answer: {}", "has 'answer'; known are"),
        ("answers: {A: !!python/object:os.system x}", "is not YAML"),
        ("answers: {A: &a [*a]}", "is not YAML"),
        ("answers: {A: .inf}\nx: 1", "has 'x'"),
        ("answers: {A: [{file: none.pdf}]}", "none.pdf cannot be read"),
        ("answers: {A: [{file: app.yaml, fromat: x}]}", "a file has 'fromat'"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(tmp_path, text, reason):
    with pytest.raises(UsageFailure) as refused:
        app_file.read(written(tmp_path, text))

    assert reason in refused.value.detail


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageFailure, match="cannot be read"):
        app_file.read(tmp_path / "app.yaml")


def app_of(answers, files=None):
    return AppFile("app.yaml", "", "", answers, files or {})


def test_answers_that_are_as_applied_last_may_be_changed():
    todo = plan(app_of({"A": "new"}), {"A": "old"}, {"A": digest("old")})

    assert (todo.save, todo.conflicts) == ({"A": "new"}, ())


def test_answers_that_others_have_changed_conflict():
    todo = plan(app_of({"A": "new"}), {"A": "theirs"}, {"A": digest("old")})

    assert todo.conflicts == ("A",)


def test_the_same_change_made_elsewhere_is_no_conflict():
    todo = plan(app_of({"A": "new"}), {"A": "new"}, {"A": digest("old")})

    assert todo.is_nothing
    assert todo.conflicts == ()


def test_empty_answers_are_filled_and_empty_ones_are_alike():
    todo = plan(app_of({"A": "new", "B": None}), {"A": "", "B": []}, {})

    assert (todo.save, todo.conflicts) == ({"A": "new"}, ())


def test_answers_of_others_to_questions_that_the_file_leaves_out_stay():
    todo = plan(app_of({}), {"A": "theirs", "B": "ours"}, {"B": digest("ours")})

    assert (todo.save, todo.conflicts) == ({"B": None}, ())


def test_a_file_counts_as_there_by_name_content_and_format(tmp_path):
    (tmp_path / "a.md").write_text("a")
    path = written(tmp_path, "answers: {B9: [{file: a.md}]}")
    app = app_file.read(path)
    [there] = app.everything()["B9"]

    assert plan(app, {"B9": [there]}, {}).is_nothing
    assert plan(app, {"B9": [there | {"sha256": "0" * 64}]}, {}).upload == app.files["B9"]
    assert files_to_name(app, {"B9": [there, there | {"name": "b.md"}]}) == {"B9": [there]}


def test_a_ledger_keeps_portals_apart(tmp_path):
    Ledger(tmp_path / "app.yaml", HOST).keep(reference="GA-1")
    Ledger(tmp_path / "app.yaml", "https://other.example").keep(reference="GA-2")

    assert Ledger(tmp_path / "app.yaml", HOST).entry.reference == "GA-1"


def test_a_ledger_that_is_none_is_refused(tmp_path):
    (tmp_path / "app.gatehouse.json").write_text("{")

    with pytest.raises(UsageFailure, match="cannot be read"):
        Ledger(tmp_path / "app.yaml", HOST)


def test_texts_of_others_command_no_terminal():
    assert clean("a\x1b]0;x\x07b\u202ec\nd\te") == "a]0;xbc\nd\te"


def test_a_skeleton_shows_what_to_choose_from():
    schema = {
        "title": "Form",
        "x-pack": "starter@1.0.0",
        "x-sections": [{"id": "A", "title": "You", "questions": ["A1", "A2"]}],
        "properties": {
            "A1": {"title": "Who?", "x-type": "text"},
            "A2": {
                "title": "Which?",
                "x-type": "single",
                "x-show-if": "answers.A1 == 'x'",
                "anyOf": [{"oneOf": [{"const": "one", "title": "The first"}]}],
            },
        },
    }

    lines = skeleton.skeleton(schema).splitlines()

    assert "  # Only if: answers.A1 == 'x'" in lines
    assert "  #   one: The first" in lines
    assert lines[-1] == "  A2:"
