"""Does the command outlast a bad network, and say plainly when it cannot?"""

import socket

import httpx
import pytest
from gatehouse_cli import portal

from applications.models import Application, Attachment
from tests.client.commands import Shell, write_app
from tests.client.proxies import Proxy

pytestmark = pytest.mark.slow


@pytest.fixture
def closed_port():
    """A port on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        yield one.getsockname()[1]


def test_a_portal_that_is_not_there_is_named(tmp_path, closed_port):
    shell = Shell(tmp_path, f"http://127.0.0.1:{closed_port}", "gatepat_any")

    ended = shell.run("whoami")
    as_json = shell.run("whoami", "--json")

    assert (ended.code, as_json.code, as_json.error["exit"]) == (6, 6, 6)
    assert f"127.0.0.1:{closed_port} cannot be reached" in ended.err
    assert "gatepat" not in ended.err + as_json.err


@pytest.mark.parametrize(
    ("words", "environment"),
    [
        (["apply"], {}),
        (["keys", "roll", "abc", "--overlap", "2"], {}),
        (["nonsense"], {}),
        (["whoami"], {"GATEHOUSE_TOKEN": "päss"}),
        (["whoami"], {"GATEHOUSE_HOST": "https://[::1"}),
        (["whoami"], {"GATEHOUSE_HOST": "https://x:port"}),
        (["whoami"], {"GATEHOUSE_TOKEN": "", "GATEHOUSE_CONFIG_DIR": "app.yaml"}),
        (["withdraw", "GA-7QK2M9XD"], {}),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words_and_in_json(tmp_path, words, environment):
    (tmp_path / "app.yaml").write_text("")
    shell = Shell(tmp_path, "https://gatehouse.example", "gatepat_any")

    ended = shell.run(*words, **environment)
    as_json = shell.run(*words, "--json", **environment)

    assert (ended.code, as_json.code, as_json.error["exit"]) == (2, 2, 2)
    assert ended.err.startswith(as_json.error["detail"])


@pytest.mark.django_db(transaction=True)
def test_an_upload_that_breaks_off_is_sent_again_and_kept_once(shell):
    app = write_app(shell.folder)
    (shell.folder / "minutes-samples.jsonl").write_bytes(b'{"a": 1}\n' * 20_000)
    proxy = Proxy(shell.host, breaks_after=100_000)
    shell.host = proxy.url

    done = shell.run("apply", "-f", app, "--json")
    proxy.close()

    assert proxy.has_broken
    assert done.code == 0
    assert Attachment.objects.count() == 2
    assert len(Application.objects.get().given_answers()["B9"]) == 2


def answers(*responses):
    """A call that answers these, one after the other."""
    left = iter(responses)
    return lambda: next(left)


def test_a_portal_that_is_busy_is_asked_again_after_the_time_it_names():
    busy = httpx.Response(429, headers={"Retry-After": "0"})
    fine = httpx.Response(200)

    assert portal.tried(answers(busy, busy, fine), host="x") is fine


def test_a_portal_that_stays_busy_has_its_answer_passed_on():
    busy = [httpx.Response(503, headers={"Retry-After": "0"}) for _ in range(portal.TRIES)]

    assert portal.tried(answers(*busy), host="x") is busy[-1]


def test_an_act_that_is_still_under_way_is_waited_for(monkeypatch):
    waited = []
    monkeypatch.setattr(portal.time, "sleep", waited.append)
    under_way = httpx.Response(409, json={"type": "urn:gatehouse:problem:still_under_way"})
    done = httpx.Response(201)

    assert portal.tried(answers(under_way, done), host="x") is done
    assert len(waited) == 1


@pytest.mark.parametrize(
    ("response", "sentence"),
    [
        (httpx.Response(301, headers={"Location": "https://other.example"}), "sends us to"),
        (httpx.Response(418, text="<h1>Hello</h1>"), "not as a Gatehouse portal"),
        (httpx.Response(502, text="Bad gateway"), "is not well (status 502)"),
    ],
)
def test_what_is_no_portal_is_said_to_be_none(response, sentence):
    response.request = httpx.Request("GET", "https://gatehouse.example/api/v1/me")

    with pytest.raises(portal.Failure, match=sentence.replace("(", r"\(").replace(")", r"\)")):
        portal.checked(response)
