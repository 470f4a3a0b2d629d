"""Does the whole job go through the command, from an app.yaml to a key that is rolled?"""

import pytest

from applications.models import Application
from keys import queries as keys
from keys.decision import Allow, decide
from tests import cases
from tests.client.commands import write_app
from tests.factories import ReviewerFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def app(shell):
    return write_app(shell.folder)


def test_from_a_file_to_a_decision(shell, app):
    checked = shell.run("apply", "-f", app, "--check", "--json")
    nothing_kept = not Application.objects.exists()
    submitted = shell.run("apply", "-f", app, "--submit", "--json")
    waiting = shell.run("status", "--exit-status", "--json")
    reference = submitted.json["reference"]
    watched = shell.start("status", reference, "--watch", "--interval", "1")
    cases.approve(Application.objects.get(reference=reference), by=ReviewerFactory())
    seen, _ = watched.communicate(timeout=60)

    assert (checked.code, checked.json["problems"], nothing_kept) == (0, [], True)
    assert (submitted.code, submitted.json["submitted"]) == (0, True)
    assert submitted.json["created"]
    assert {each["question"] for each in submitted.json["uploaded"]} == {"B9"}
    assert (waiting.code, waiting.json["status"]) == (13, "submitted")
    assert watched.returncode == 0
    assert seen.splitlines()[-1].endswith(f"{reference}  Approved")


def test_before_the_decision_there_is_no_key_and_no_file_for_one(shell, app):
    reference = shell.run("apply", "-f", app, "--submit", "--json").json["reference"]

    refused = shell.run("keys", "issue", reference, "--name", "CI", "--save", "key.txt")
    aimless = shell.run("keys", "issue", reference, "--name", "CI")

    assert (refused.code, refused.out) == (1, "")
    assert "This application waits for a reviewer." in refused.err
    assert not (shell.folder / "key.txt").exists()
    assert aimless.code == 2


def test_a_key_is_issued_rolled_and_revoked(shell, owner):
    application = cases.submitted(owner=owner)
    cases.approve(application, by=ReviewerFactory())

    issued = shell.run("keys", "issue", application.reference, "--name", "CI", "--env")
    name, _, secret = issued.out.strip().partition("=")
    key = keys.by_secret(secret)
    rolled = shell.run("keys", "roll", key.public_id, "--overlap", "1", "--save", "new.txt")
    new = keys.by_secret((shell.folder / "new.txt").read_text().strip())
    listed = shell.run("keys", "list", application.reference, "--json")
    revoked = shell.run("keys", "revoke", key.public_id, "--yes", "--json")

    key.refresh_from_db()
    assert (issued.code, name) == (0, "GATEHOUSE_API_KEY")
    assert (rolled.code, rolled.out, key.replaced_by) == (0, "", new)
    assert (shell.folder / "new.txt").stat().st_mode & 0o777 == 0o600
    assert [each["id"] for each in listed.json] == [new.public_id, key.public_id]
    assert secret not in listed.out + listed.err + rolled.err + issued.err
    assert (revoked.json["status"], revoked.json["reason"]) == ("revoked", "key_revoked")
    assert isinstance(decide(new.facts(), now=new.issued_at), Allow)
