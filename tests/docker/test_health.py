"""Does each container's health check tell a well service from a sick one?"""

import os
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.docker.deployment import HEALTH


def ask(*words, **variables):
    """Run the check as the engine does."""
    return subprocess.run(
        [sys.executable, HEALTH, *words],
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def web():
    """A server that answers with the status in its path."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(int(self.path.strip("/")))
            self.end_headers()
            self.wfile.write(b"so it is")

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_web_is_well_while_it_says_so(web):
    assert ask("web", HEALTH_URL=f"{web}/200").returncode == 0


def test_web_is_sick_once_it_says_so_and_the_check_repeats_its_words(web):
    answer = ask("web", HEALTH_URL=f"{web}/503")

    assert answer.returncode == 1
    assert answer.stderr == "so it is\n"


def test_web_is_sick_if_nobody_answers():
    answer = ask("web", HEALTH_URL="http://127.0.0.1:9/")

    assert answer.returncode == 1
    assert answer.stderr.startswith("web does not answer:")


def test_a_worker_that_does_not_answer_the_ping_is_sick(settings):
    answer = ask("worker", REDIS_URL=settings.REDIS_URL)

    assert answer.returncode == 1
    assert answer.stderr.endswith("does not answer.\n")


@pytest.mark.parametrize(("age", "code"), [(60, 0), (600, 1)])
def test_beat_is_well_while_it_saves_its_schedule(tmp_path, age, code):
    schedule = tmp_path / "beat-schedule.db"
    schedule.touch()
    then = time.time() - age
    os.utime(schedule, (then, then))

    assert ask("beat", GATEHOUSE_VAR=str(tmp_path)).returncode == code


def test_beat_is_sick_before_it_has_saved_anything(tmp_path):
    assert ask("beat", GATEHOUSE_VAR=str(tmp_path)).returncode == 1


@pytest.mark.parametrize("words", [[], ["gateway"], ["web", "worker"]])
def test_anything_else_gets_the_usage(words):
    answer = ask(*words)

    assert answer.stderr == "Usage: health.py web|worker|beat\n"
