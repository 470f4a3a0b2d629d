"""A Valkey host that takes connections and never answers stalls nobody, and no act is lost."""

import socket
import time
from functools import partial

import pytest
from django.core.cache import caches
from kombu import Connection

from accounts import limits
from common import bell
from events import tasks
from events.models import Delivery
from notifications import tasks as letters
from tests import cases
from tests.applications.programs import REPLACE, address, program
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PATIENCE = 4  # seconds, on a busy machine; without time-outs it is for ever
LIST = "/api/v1/applications/"


@pytest.fixture
def silent():
    """The address of a server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.fixture
def silent_cache(settings, silent):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": silent}}


@pytest.fixture
def silent_broker(settings, silent, monkeypatch):
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    app = tasks.deliver.app
    for task in (tasks.deliver, letters.send):
        ring = partial(task.apply_async, connection=Connection(silent, transport_options=options))
        monkeypatch.setattr(task, "delay", lambda pk, ring=ring: ring([pk]))
    app.conf.update(task_always_eager=False)
    yield
    app.conf.update(task_always_eager=True)


def timed(act):
    start = time.monotonic()
    return act(), time.monotonic() - start


def test_the_api_answers_without_counting_and_waits_once(silent_cache):
    api = program(UserFactory())

    first, seconds = timed(lambda: api.get(LIST))
    others, none = timed(lambda: [api.get(LIST) for _ in range(5)])

    assert {response.status_code for response in (first, *others)} == {200}
    assert not any("RateLimit" in response for response in (first, *others))
    assert seconds < PATIENCE
    assert none < seconds


def test_an_act_under_a_key_is_done_once_all_the_same(silent_cache):
    owner = UserFactory()
    draft, api = cases.draft(owner=owner), program(owner)
    sent = {"format": "json", "headers": {"Idempotency-Key": "once", **REPLACE}}

    first, again = (api.patch(address(draft), {"answers": {"B1": "x"}}, **sent) for _ in "12")

    assert again["Idempotency-Replayed"] == "true"
    assert again.json() == first.json()


def test_after_a_while_valkey_is_asked_again(silent_cache, settings):
    api = program(UserFactory())
    api.get(LIST)
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": settings.REDIS_URL}}
    limits.VALKEY.end()

    assert "RateLimit" in api.get(LIST)


def test_without_a_broker_an_act_is_done_and_its_news_wait(
    silent_broker, django_capture_on_commit_callbacks
):
    owner = UserFactory()
    draft, api = cases.draft(owner=owner), program(owner)

    with django_capture_on_commit_callbacks(execute=True):
        response, seconds = timed(lambda: api.post(address(draft, "submit/")))

    assert (response.json()["status"], bell.BROKER.is_on) == ("submitted", True)
    assert seconds < PATIENCE
    assert {row.state for row in Delivery.objects.all()} == {Delivery.State.PENDING}


def test_the_cache_itself_gives_up_in_time(silent_cache):
    def ask():
        with pytest.raises(Exception, match="Timeout"):
            caches["default"].get("x")

    _, seconds = timed(ask)

    assert seconds < PATIENCE
