"""Everything Gatehouse needs, on one machine: what runs, in which order, with which settings?"""

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, cast

from portal.embedded import children, environment, lock, ports
from portal.embedded.backing import Backing
from portal.embedded.errors import CannotStart
from portal.embedded.supervisor import AskedToStop, Supervisor, pass_on

READY_WITHIN = 90.0
ROOT = Path(__file__).resolve().parents[2]
WEB = "-m granian --interface wsgi --workers 1 --blocking-threads 4 --no-ws --log-level warning"
AS_ROOT = "ignore:You're running the worker with superuser"  # the demo may
WORKER = "-m celery -q -A portal worker --concurrency 2 --loglevel warning --without-gossip"
BEAT = "-m celery -q -A portal beat --loglevel warning"


class Machine:
    """One run of `manage.py up`."""

    def __init__(self, var: Path, *, host: str, port: int, say: Callable[[str], None]) -> None:
        self.var, self.host, self.port, self.say = var.absolute(), host, port, say
        self.ledger = children.Ledger(self.var / "run" / f"{os.getpid()}.json")
        self.supervisor = Supervisor(say)
        self.record = environment.Record()

    def run(self) -> None:
        """Start everything, say where it is, and look after it until asked to stop."""
        if os.environ.get("GATEHOUSE_MODE", "demo") != "demo":
            raise CannotStart(
                "This command runs the demo. In production run web, worker and beat by themselves."
            )
        with lock.only_one(self.var):
            self._clear_leftovers()
            self._check_port()
            self.record = environment.read(self.var) or self.record
            self._run_watched()

    def _run_watched(self) -> None:
        watchdog = children.watch_over(self.ledger)
        try:
            with contextlib.suppress(AskedToStop), self.supervisor.in_charge():
                self._start()
                self.supervisor.keep_running()
            self.say("Stopped.")
        finally:
            self.ledger.clear()
            watchdog.communicate()

    def _clear_leftovers(self) -> None:
        self.ledger.path.parent.mkdir(mode=0o700, exist_ok=True)
        for path in sorted(self.ledger.path.parent.glob("*.json")):
            if ended := children.Ledger(path).stop_leftovers():
                self.say(f"Ended what an earlier run left behind: {', '.join(ended)}.")

    def _check_port(self) -> None:
        if not ports.is_free(self.port, host=self.host):
            raise CannotStart(
                f"Port {self.port} is taken by another program. Stop that program, or choose "
                f"another port: PORT={self.port + 1} make run"
            )

    def _start(self) -> None:
        self._say_mode()
        self._fill_record()
        static = self._child("static", ["manage.py", "collectstatic", "--noinput", "-v0"])
        try:
            Backing(self.var, self.record, self.ledger, self.supervisor, self.say).start()
            environment.write(self.var, self.record)
            self._finish(self._child("prepare", ["manage.py", "prepare_demo"]))
            self._finish(static)
        finally:
            static.stop()
        self.say("Starting web, worker and beat.")
        self._keep("web", [*WEB.split(), *self._address(), "portal.wsgi:application"])
        self._keep("worker", ["-W", AS_ROOT, *WORKER.split()])
        self._keep("beat", BEAT.split())
        self.wait_until_healthy()
        self.say(f"Gatehouse is ready at {self.record.environ['SITE_URL']} (Ctrl-C stops it).")

    def _say_mode(self) -> None:
        self.say(
            "Gatehouse starts in demo mode: with demo people, staff need no second factor, mail "
            f"stays in {self.var / 'mail'}. Not for real applications."
        )

    def _fill_record(self) -> None:
        """What the operator's environment says wins over what an earlier start made up."""
        self.record.complete()
        known = self.record.environ
        known.update({name: os.environ[name] for name in known if name in os.environ})
        known["SITE_URL"] = os.environ.get("SITE_URL") or f"http://localhost:{self.port}"
        environment.write(self.var, self.record)

    def _environ(self) -> dict[str, str]:
        fixed = {"GATEHOUSE_VAR": str(self.var), "PYTHONUNBUFFERED": "1"}
        return {**os.environ, **self.record.environ, **fixed}

    def _address(self) -> Sequence[str]:
        return ["--host", self.host, "--port", str(self.port)]

    def _child(self, name: str, words: Sequence[str], *, piped: bool = False) -> children.Child:
        return children.start(
            name,
            [sys.executable, *words],
            output=subprocess.PIPE if piped else None,
            ledger=self.ledger,
            environ=self._environ(),
            cwd=ROOT,
        )

    def _finish(self, child: children.Child) -> None:
        if self.supervisor.run_to_end(child):
            raise CannotStart(f"The step '{child.name}' failed; the lines above say why.")

    def _keep(self, name: str, words: Sequence[str]) -> None:
        def start() -> children.Child:
            child = self._child(name, words, piped=True)
            pass_on(name, cast("IO[bytes]", child.popen.stdout))
            return child

        self.supervisor.start(name, start)

    def wait_until_healthy(self) -> None:
        host = "127.0.0.1" if self.host == "0.0.0.0" else self.host  # noqa: S104 -- a comparison
        deadline, answer = time.monotonic() + READY_WITHIN, "no answer"
        while time.monotonic() < deadline:
            self.supervisor.check()
            answer = ask(f"http://{host}:{self.port}/healthz")
            if answer == "ok":
                return
        raise CannotStart(f"The portal does not become ready: {answer}.")


def ask(url: str) -> str:
    """What /healthz says of itself: "ok", or what is missing."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 -- our own http address
            return str(json.load(answer)["status"])
    except urllib.error.HTTPError as error:
        return error.read().decode(errors="replace")
    except OSError as error:
        return str(error)
