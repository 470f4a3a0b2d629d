"""Does `apply` make one draft of one file, and overwrite nobody's answers unasked?"""

import json

import pytest
import yaml

from applications.models import Application, Attachment
from applications.services import drafts
from reviews import services as reviews
from tests import cases
from tests.client.commands import write_app
from tests.factories import ReviewerFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def apply(shell, app, *words):
    return shell.run("apply", "-f", app, "--json", *words)


def change(app, **answers):
    content = yaml.safe_load(app.read_text())
    content["answers"] |= answers
    app.write_text(yaml.safe_dump(content, allow_unicode=True))


def test_a_second_run_updates_the_same_draft_and_a_third_changes_nothing(shell):
    app = write_app(shell.folder)
    first = apply(shell, app).json
    change(app, B2="Clerks read the minutes.")
    (shell.folder / "system-prompt.md").write_text("Another prompt.")

    second = apply(shell, app).json
    third = apply(shell, app).json

    application = Application.objects.get()
    assert first["reference"] == second["reference"] == third["reference"]
    assert [first["created"], second["created"], third["created"]] == [True, False, False]
    assert "B2" in second["saved"]
    assert [each["name"] for each in second["uploaded"]] == ["system-prompt.md"]
    assert (third["saved"], third["uploaded"]) == ([], [])
    assert application.given_answers()["B2"] == "Clerks read the minutes."
    assert {each["name"] for each in application.given_answers()["B9"]} == {
        "system-prompt.md",
        "minutes-samples.jsonl",
    }
    assert third["submittable"]


def test_a_lost_ledger_begins_no_second_application(shell):
    app = write_app(shell.folder)
    reference = apply(shell, app).json["reference"]
    (shell.folder / "app.gatehouse.json").unlink()

    again = shell.run("apply", "-f", app)

    assert again.code == 0
    assert f"Going on with your draft {reference}" in again.err
    assert Application.objects.count() == 1


def test_a_file_and_an_answer_that_are_left_out_are_taken_out(shell):
    app = write_app(shell.folder)
    apply(shell, app)
    content = yaml.safe_load(app.read_text())
    content["answers"]["B9"].pop()
    del content["answers"]["H4"]
    app.write_text(yaml.safe_dump(content))

    done = apply(shell, app)

    given = Application.objects.get().given_answers()
    assert done.code == 0
    assert [each["name"] for each in given["B9"]] == ["system-prompt.md"]
    assert "H4" not in given


def test_what_a_colleague_wrote_is_not_overwritten_unasked(shell, owner):
    app = write_app(shell.folder)
    apply(shell, app)
    application = Application.objects.get()
    drafts.save_answers(application, {"B2": "A colleague's words.", "H5": "Theirs."}, by=owner)
    change(app, B2="Ours.")

    refused = apply(shell, app)
    kept = Application.objects.get().given_answers()["B2"]
    forced = apply(shell, app, "--overwrite")

    assert refused.code == refused.error["exit"] == 5
    assert refused.error["problem"]["questions"] == ["B2", "H5"]
    assert kept == "A colleague's words."
    assert forced.code == 0
    assert Application.objects.get().given_answers()["B2"] == "Ours."


def test_what_is_missing_is_said_question_by_question(shell):
    app = write_app(shell.folder, B2="", A4="XX")

    checked = shell.run("apply", "-f", app, "--check")
    refused = shell.run("apply", "-f", app, "--submit")
    pack = cases.publish_starter() or Application.objects.get()

    assert (checked.code, refused.code) == (7, 7)
    for run in (checked, refused):
        lines = [line.split(maxsplit=1)[0] for line in run.out.splitlines()]
        assert {"A4", "B2"} <= set(lines)
    assert pack.status == "draft"


def test_changes_that_were_asked_for_are_answered_and_handed_in_again(shell):
    app = write_app(shell.folder)
    reference = apply(shell, app, "--submit").json["reference"]
    application, reviewer = Application.objects.get(), ReviewerFactory()
    reviews.claim(application, by=reviewer)
    reviews.request_changes(
        application, {"B2": "Who \x1b[31mreads it?"}, by=reviewer, note="One thing.", revision=1
    )

    waiting = shell.run("status", reference, "--watch")
    unchanged = apply(shell, app, "--submit")
    said = shell.run("messages", reference)
    replied = shell.run("reply", reference, "The chair does.", "--question", "B2")
    unasked = shell.run("reply", reference, "Hm.", "--question", "B3")
    change(app, B2="The chair of each meeting reads it.")
    again = apply(shell, app, "--submit")

    assert waiting.code == 12
    assert "B2: Who [31mreads it?" in said.out
    assert "\x1b" not in waiting.out + said.out
    assert (replied.code, unasked.code) == (0, 4)
    assert (unchanged.code, unchanged.error["lines"][0][:3]) == (7, "B2:")
    assert (again.code, again.json["submitted"], again.json["saved"]) == (0, True, ["B2"])
    assert Application.objects.get().requests.get().reply == "The chair does."


def test_an_application_is_withdrawn_only_when_one_means_it(shell):
    app = write_app(shell.folder)
    reference = apply(shell, app, "--submit").json["reference"]

    unsure = shell.run("withdraw", reference)
    sure = shell.run("withdraw", reference, "--yes")
    seen = shell.run("status", reference, "--exit-status")

    assert (unsure.code, sure.code, seen.code) == (2, 0, 11)
    assert Application.objects.get().status == "withdrawn"


def test_a_file_that_is_too_big_is_named_and_the_rest_is_kept(shell, settings):
    settings.UPLOAD_MAX_BYTES = 1_000_000
    app = write_app(shell.folder)
    (shell.folder / "minutes-samples.jsonl").write_bytes(b'{"a": 1}\n' * 300_000)

    refused = shell.run("apply", "-f", app)

    application = Application.objects.get()
    assert refused.code == 1
    assert refused.err.startswith("B9, minutes-samples.jsonl: ")
    assert [each["name"] for each in application.given_answers()["B9"]] == ["system-prompt.md"]
    assert Attachment.objects.count() == 1


def test_the_form_can_be_filled_in(shell):
    schema = shell.run("form")
    template = shell.run("form", "--template")

    blank = yaml.safe_load(template.out)
    assert json.loads(schema.out)["$id"] == "urn:gatehouse:form:starter@1.1.0"
    assert set(blank["answers"]) == set(json.loads(schema.out)["properties"])
