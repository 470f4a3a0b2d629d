"""What does every command share? Its options, the terminal, the portal."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import click

from gatehouse_cli import addresses
from gatehouse_cli.failures import UsageFailure
from gatehouse_cli.portal import Portal
from gatehouse_cli.sign_in import credentials
from gatehouse_cli.store import Store
from gatehouse_cli.terminal import Terminal


@dataclass
class Run:
    """One run of the command."""

    terminal: Terminal = field(default_factory=Terminal)
    typed_host: str | None = None
    store: Store = field(default_factory=Store)

    @cached_property
    def host(self) -> str:
        """The portal that is meant."""
        return addresses.chosen(self.typed_host, self.store)

    @cached_property
    def portal(self) -> Portal:
        """Its API, for whoever is signed in."""
        return Portal(self.host, credentials(self.host, self.store))

    def confirm(self, question: str, *, is_certain: bool) -> None:
        """Ask once before what cannot be undone; where nobody can be asked, --yes has to say so."""
        if is_certain:
            return
        if not sys.stdin.isatty():
            raise UsageFailure("Nobody can be asked here. Say that you mean it: --yes.")
        click.confirm(question, abort=True, err=True)


pass_run = click.make_pass_decorator(Run, ensure=True)


def _set(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def keep(context: click.Context, _: click.Parameter, value: Any) -> None:
        run = context.ensure_object(Run)
        if name == "host":
            run.typed_host = value
        elif value:
            setattr(run.terminal, name, True)

    return keep


class Command(click.Command):
    """A command with the options that all have."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        common: dict[str, Any] = {"expose_value": False, "is_eager": True}
        self.params += [
            click.Option(
                ["--host"],
                metavar="URL",
                help="The portal. Also GATEHOUSE_HOST; else the one signed in to last.",
                callback=_set("host"),
                **common,
            ),
            click.Option(
                ["--json", "as_json"],
                is_flag=True,
                help="One JSON document on stdout, errors as JSON on stderr.",
                callback=_set("is_json"),
                **common,
            ),
            click.Option(
                ["--quiet", "-q"],
                is_flag=True,
                help="Nothing but errors; the exit code tells.",
                callback=_set("is_quiet"),
                **common,
            ),
        ]


class Group(click.Group):
    """Commands of that kind, in the order in which they are needed."""

    command_class = Command
    group_class = type

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Not by the alphabet."""
        return list(self.commands)


def examples(*lines: str) -> str:
    """The end of a help text, kept as it is written."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
