"""How does an application stand, and what happens to it while one looks?"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Group
from rich.live import Live
from rich.text import Text

from gatehouse_cli import words
from gatehouse_cli.applying import LIST, address
from gatehouse_cli.failures import Exit, Failure, UsageFailure
from gatehouse_cli.ledger import Ledger
from gatehouse_cli.portal import Sent, read
from gatehouse_cli.running import Command, Run, examples, pass_run
from gatehouse_cli.terminal import clean

PATIENCE = 5  # failed looks in a row
ENDS = frozenset({Exit.OK, Exit.DECLINED, Exit.WITHDRAWN, Exit.YOUR_TURN})

STATUS = examples(
    "gatehouse status",
    "gatehouse status GA-7QK2M9XD --json",
    "gatehouse status GA-7QK2M9XD --watch && gatehouse keys issue GA-7QK2M9XD --name CI --show",
)


@click.command(cls=Command, epilog=STATUS)
@click.argument("reference", required=False)
@click.option("--watch", is_flag=True, help="Stay until it is decided, or it is your turn.")
@click.option("--interval", type=click.FloatRange(min=1), default=15, help="Seconds between looks.")
@click.option("--exit-status", is_flag=True, help="Tell the state by the exit code, as --watch.")
@pass_run
def status(
    run: Run, reference: str | None, *, watch: bool, interval: float, exit_status: bool
) -> None:
    """Show an application, or all of yours.

    Without REFERENCE: the one that app.yaml in this folder became, else your only one, else a
    list. With --watch or --exit-status the exit code is 0 approved, 10 declined, 11 withdrawn,
    12 your turn, 13 under way.
    """
    reference = reference or _known_here(run)
    if reference is None:
        if watch or exit_status:
            raise UsageFailure("Say which application.")
        _list(run)
        return
    if watch:
        application = Watch(run, reference, interval).until_it_ends()
    else:
        application = run.portal.get(address(reference))
        run.terminal.answer(application, words.status_lines(application))
    if watch or exit_status:
        raise SystemExit(words.outcome(application["status"]))


def _known_here(run: Run) -> str | None:
    here = Ledger(Path("app.yaml"), run.host).entry.reference
    if here:
        return here
    found = run.portal.get(LIST, page_size=2)["results"]
    return str(found[0]["reference"]) if len(found) == 1 else None


def _list(run: Run) -> None:
    found = [*run.portal.pages(LIST, page_size=100)]
    run.terminal.answer(found)
    if not run.terminal.is_json:
        heads = ("Reference", "State", "Tier", "Due", "Name")
        run.terminal.table(heads, [_row(application) for application in found])


def _row(application: dict[str, Any]) -> tuple[str, ...]:
    due = words.moment(application["due_at"])
    state = words.state(application["status"])
    tier = application["tier"] or ""
    return (application["reference"], state, tier, due, application["title"])


class Watch:
    """Looks at an application again and again, and shows it when something has changed."""

    def __init__(self, run: Run, reference: str, interval: float) -> None:
        self.run = run
        self.reference = reference
        self.interval = interval
        self.etag = ""

    def until_it_ends(self) -> dict[str, Any]:
        """Returns it as it was seen last."""
        terminal = self.run.terminal
        if terminal.out.is_terminal and not terminal.is_json and not terminal.is_quiet:
            return self._drawn()
        application: dict[str, Any] = {}
        for application in self._changes():
            terminal.answer(application, [_line(application)])
        return application

    def _drawn(self) -> dict[str, Any]:
        application: dict[str, Any] = {}
        with Live(console=self.run.terminal.out, auto_refresh=False) as live:
            for application in self._changes():
                lines = [*words.status_lines(application), _seen(self.interval, application)]
                live.update(Group(*(Text(clean(line)) for line in lines)), refresh=True)
        return application

    def _changes(self) -> Iterator[dict[str, Any]]:
        while True:
            seen = self._look()
            if seen:
                yield seen
                if words.outcome(seen["status"]) in ENDS:
                    return
            time.sleep(self.interval)

    def _look(self) -> dict[str, Any] | None:
        """The application if it has changed; a network that fails a while is waited for."""
        for look in range(PATIENCE):
            try:
                known = {"If-None-Match": self.etag} if self.etag else None
                answer = self.run.portal.send(Sent("GET", address(self.reference), headers=known))
            except Failure as failure:
                if failure.code is not Exit.NETWORK or look == PATIENCE - 1:
                    raise
                self.run.terminal.note(f"{failure.detail} Going on.")
                time.sleep(self.interval)
                continue
            self.etag = answer.headers.get("ETag", "")
            return read(answer) if answer.content else None
        return None


def _line(application: dict[str, Any]) -> str:
    asked = "; ".join(words.request_line(each) for each in words.open_requests(application))
    now = time.strftime("%H:%M:%S")
    return (
        f"{now}  {application['reference']}  {words.state(application['status'])}  {asked}".rstrip()
    )


def _seen(interval: float, application: dict[str, Any]) -> str:
    if words.outcome(application["status"]) in ENDS:
        return ""
    return f"(changed at {time.strftime('%H:%M:%S')}; looking every {interval:g} s; Ctrl-C ends)"
