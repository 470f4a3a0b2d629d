"""Looking after API keys. A key is shown only where one says it shall be."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar

import click

from gatehouse_cli import words
from gatehouse_cli.applying import address
from gatehouse_cli.failures import UsageFailure
from gatehouse_cli.running import Group, Run, examples, pass_run

LIST = "/api/v1/keys/"
VARIABLE = "GATEHOUSE_API_KEY"
Function = TypeVar("Function", bound=Callable[..., Any])


@click.group(cls=Group)
def keys() -> None:
    """Issue, list, roll and revoke API keys."""


@dataclass
class Place:
    """Where a new key goes: to stdout, to stdout as a line for .env, or into a file."""

    is_shown: bool
    is_env: bool
    path: Path | None

    def ensure(self) -> None:
        """Refuse before a key is made that nobody could read."""
        if not (self.is_shown or self.is_env or self.path):
            raise UsageFailure("Say where the key goes, told this once: --show, --env or --save.")
        if self.path:
            try:
                os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            except OSError as error:
                raise UsageFailure(f"{self.path} cannot be made: {error.strerror}.") from error

    def give_up(self) -> None:
        """Leave no empty file behind."""
        if self.path:
            with suppress(OSError):
                self.path.unlink()

    def put(self, run: Run, answer: dict[str, Any], lines: list[str]) -> None:
        """Hand the key over, and say the rest on stderr."""
        secret = answer.pop("secret")
        if self.path:
            self.path.write_text(f"{secret}\n", encoding="utf-8")
        if run.terminal.is_json:
            told = {"secret": secret} if self.is_shown or self.is_env else {}
            run.terminal.answer({**answer, **told})
            return
        for line in lines:
            run.terminal.note(line)
        if self.is_shown:
            run.terminal.raw(secret)
        if self.is_env:
            run.terminal.raw(f"{VARIABLE}={secret}")


def takes_place(command: Function) -> Function:
    """The options that say where a new key goes."""
    for option in (
        click.option("--save", "path", type=click.Path(path_type=Path), help="Into this new file."),
        click.option("--env", "is_env", is_flag=True, help=f"To stdout, as {VARIABLE}=…"),
        click.option("--show", "is_shown", is_flag=True, help="To stdout, the key alone."),
    ):
        command = option(command)
    return command


@keys.command("list", epilog=examples("gatehouse keys list", "gatehouse keys list GA-7QK2M9XD"))
@click.argument("reference", required=False)
@pass_run
def list_keys(run: Run, reference: str | None) -> None:
    """List keys, of one application or of all; never the keys themselves."""
    path = address(reference, "keys/") if reference else LIST
    found = [*run.portal.pages(path)]
    run.terminal.answer(found)
    if not run.terminal.is_json:
        heads = ("Id", "Name", "For", "State", "Ends", "Application")
        run.terminal.table(heads, [_row(key) for key in found])


def _row(key: dict[str, Any]) -> tuple[str, ...]:
    ends = words.moment(key["works_until"]) if key["status"] == "active" else ""
    shown = f"{key['id']}…{key['last4']}"
    return (shown, key["name"], key["env"], key["status"], ends, key["application"])


ISSUE = examples(
    'gatehouse keys issue GA-7QK2M9XD --name "Server in Dublin" --env >> .env',
    "gatehouse keys issue GA-7QK2M9XD --name CI --test --expires-on 2027-03-31 --save key.txt",
)


@keys.command(epilog=ISSUE)
@click.argument("reference")
@click.option("--name", required=True, help="What the key is for.")
@click.option("--test", "is_test", is_flag=True, help="For development; else it is a live key.")
@click.option("--expires-on", metavar="DATE", help="Last day on which it works, as 2027-03-31.")
@takes_place
@pass_run
def issue(
    run: Run, /, reference: str, *, name: str, is_test: bool, expires_on: str | None, **where: Any
) -> None:
    """Issue a key for an approved application."""
    asked = {"name": name, "env": "test" if is_test else "live", "expires_at": _end(expires_on)}
    answer, place = _made(run, address(reference, "keys/"), asked, where)
    until = words.moment(answer["works_until"])
    place.put(run, answer, [f"Key {answer['id']} issued. It works until {until}."])


ROLL = examples(
    "gatehouse keys roll 7Kd9QmZx2V --show",
    "gatehouse keys roll 7Kd9QmZx2V --overlap 0 --env > .env",
)


@keys.command(epilog=ROLL)
@click.argument("key_id", metavar="ID")
@click.option(
    "--overlap",
    type=click.Choice(["0", "1", "24", "72"]),
    default="24",
    show_default=True,
    help="Hours for which the old key still works.",
)
@takes_place
@pass_run
def roll(run: Run, /, key_id: str, *, overlap: str, **where: Any) -> None:
    """Put a new key in the place of an old one."""
    asked = {"overlap_hours": int(overlap)}
    answer, place = _made(run, f"{LIST}{_id(key_id)}/roll/", asked, where)
    old = answer["replaces"]
    until = words.moment(old["works_until"])
    ends = f"works until {until}" if old["status"] == "active" else "no longer works"
    place.put(run, answer, [f"Key {answer['id']} takes the place of {old['id']}, which {ends}."])


@keys.command(epilog=examples("gatehouse keys revoke 7Kd9QmZx2V --yes"))
@click.argument("key_id", metavar="ID")
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_run
def revoke(run: Run, key_id: str, *, yes: bool) -> None:
    """End a key for good, at once."""
    run.confirm(f"Revoke {key_id}? Every call with it is refused from then on.", is_certain=yes)
    answer = run.portal.act(f"{LIST}{_id(key_id)}/revoke/")
    run.terminal.answer(answer, [f"Key {answer['id']} no longer works."])


def _made(
    run: Run, path: str, asked: dict[str, Any], where: dict[str, Any]
) -> tuple[dict[str, Any], Place]:
    place = Place(**where)
    portal = run.portal
    place.ensure()
    is_made = False
    try:
        answer: dict[str, Any] = portal.act(path, asked)
        is_made = True
    finally:
        if not is_made:
            place.give_up()
    return answer, place


def _id(typed: str) -> str:
    """`7Kd9QmZx2V…9fQ2`, as the list shows it, is meant too; a whole key is not sent anywhere."""
    known = typed.partition("…")[0]
    if not known.isalnum():
        raise UsageFailure("Name a key by its id: the ten characters that 'keys list' shows.")
    return known


def _end(day: str | None) -> str | None:
    """The end of that day, UTC."""
    if day is None:
        return None
    try:
        last = date.fromisoformat(day)
    except ValueError as error:
        raise UsageFailure(f"{day} is no date, such as 2027-03-31.") from error
    midnight = datetime.combine(last, time(), tzinfo=UTC)
    return (midnight + timedelta(days=1)).isoformat()
