"""Does the command sign in by a code, keep its tokens to itself, renew them and give them up?"""

import json
import re
import time

import pytest

from accounts.models import Connection
from accounts.scopes import Scope
from tests.accounts import devices
from tests.client.commands import Shell, ending, token_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shell(live_server, tmp_path, owner):
    """The owner's, without a token."""
    return Shell(tmp_path, live_server.url)


@pytest.fixture
def signed_in(shell, owner):
    """The same after `gatehouse login`, without waiting for it."""
    keep(shell, devices.sign_in(owner))
    return shell


def keep(shell, tokens, *, expires_in=3600):
    """Put tokens where the command looks for them."""
    kept = {
        "access": tokens["access_token"],
        "refresh": tokens["refresh_token"],
        "expires_at": time.time() + expires_in,
        "scope": tokens["scope"],
    }
    shell.config.mkdir()
    content = {"current": shell.host, "portals": {shell.host: kept}}
    (shell.config / "sign-ins.json").write_text(json.dumps(content))


def kept(shell):
    return json.loads((shell.config / "sign-ins.json").read_text())["portals"].get(shell.host)


def test_signing_in_by_the_code_that_is_shown_and_out_again(shell, owner):
    login = shell.start("login")
    code = re.search(r"Your code: (\S+)", login.stderr.readline()).group(1)
    devices.answer(devices.browser_of(owner), code)
    out, err = login.communicate(timeout=60)

    file = shell.config / "sign-ins.json"
    who = shell.run("whoami", "--json", GATEHOUSE_HOST="")
    tokens = kept(shell)
    left = shell.run("logout")

    assert (login.returncode, err.count("/identity/o/device")) == (0, 1)
    assert f"as {owner.name} ({owner.email})" in out
    assert file.stat().st_mode & 0o777 == 0o600
    assert (who.json["email"], who.json["host"]) == (owner.email, shell.host)
    assert (left.code, kept(shell)) == (0, None)
    assert devices.renew(tokens["refresh"]).status_code == 400
    assert shell.run("whoami").code == 3


def test_a_person_who_says_no_is_not_signed_in(shell, owner):
    login = shell.start("login")
    code = re.search(r"Your code: (\S+)", login.stderr.readline()).group(1)
    devices.answer(devices.browser_of(owner), code, "deny")
    _, err = login.communicate(timeout=60)

    assert login.returncode == 3
    assert "You turned the command away." in err
    assert not (shell.config / "sign-ins.json").exists()


def test_tokens_that_are_over_are_renewed_by_one_of_two_runs(shell, owner):
    keep(shell, devices.sign_in(owner), expires_in=-1)
    before = kept(shell)

    runs = [shell.start("whoami") for _ in range(2)]
    ended = [ending(run) for run in runs]

    assert [each.code for each in ended] == [0, 0]
    assert kept(shell)["access"] != before["access"]


def test_a_token_that_the_portal_no_longer_takes_is_renewed(signed_in):
    before = kept(signed_in)
    devices.post("revoke", token=before["access"], client_id=devices.CLIENT)

    assert signed_in.run("whoami").code == 0
    assert kept(signed_in)["access"] != before["access"]


def test_a_program_that_was_shown_out_has_to_sign_in_again(signed_in, owner):
    signed_in.run("whoami")
    Connection.objects.all().delete()
    tokens = kept(signed_in)
    devices.post("revoke", token=tokens["refresh"], client_id=devices.CLIENT)

    refused = signed_in.run("whoami")

    assert refused.code == 3
    assert "Sign in again: gatehouse login." in refused.err
    assert kept(signed_in) is None


def test_a_token_of_the_environment_is_used_and_never_stored(shell, owner):
    shell.token = token_of(owner, scopes=[Scope.PRECHECK])

    who = shell.run("whoami", "--json")
    login = shell.run("login")
    too_little = shell.run("keys", "list", "--json")

    assert (who.json["email"], who.json["scopes"]) == (owner.email, ["precheck"])
    assert (login.code, shell.config.exists()) == (2, False)
    assert (too_little.code, too_little.error["problem"]["status"]) == (3, 403)


@pytest.mark.parametrize("host", ["http://gatehouse.example", "ftp://x", "https://u:p@x"])
def test_a_token_is_sent_nowhere_in_the_clear(shell, host):
    shell.token = "gatepat_secret"

    refused = shell.run("whoami", "--host", host)

    assert refused.code == 2
    assert "secret" not in refused.err
