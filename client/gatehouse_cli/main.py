"""The command itself: what there is, and how a run ends."""

import os
import sys

import click
from click.shell_completion import get_completion_class

from gatehouse_cli import __version__
from gatehouse_cli.commands import applying, conversation, session, status
from gatehouse_cli.commands.keys import keys
from gatehouse_cli.failures import Exit, Failure, UsageFailure
from gatehouse_cli.running import Command, Group, Run, examples
from gatehouse_cli.terminal import Terminal

NAME = "gatehouse"
EXAMPLES = examples(
    "gatehouse login --host https://gatehouse.example",
    "gatehouse form --template > app.yaml",
    "gatehouse apply -f app.yaml --submit",
    "gatehouse status --watch",
    "gatehouse keys issue GA-7QK2M9XD --name CI --show",
)


@click.group(cls=Group, epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name=NAME)
def cli() -> None:
    """Apply for production access, follow the review, look after API keys.

    Exit codes: 0 done, 1 refused, 2 usage, 3 not signed in or not allowed, 4 not found,
    5 changed elsewhere, 6 network, 7 answers missing.
    """


@click.command(cls=Command, epilog=examples("gatehouse completion bash > ~/.gatehouse-complete"))
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print a script that completes commands and options; source it in your shell."""
    kind = get_completion_class(shell)
    if kind is not None:
        click.echo(kind(cli, {}, NAME, "_GATEHOUSE_COMPLETE").source())


for command in (
    session.login,
    session.logout,
    session.whoami,
    applying.form,
    applying.apply,
    status.status,
    conversation.messages,
    conversation.reply,
    applying.withdraw,
    keys,
    completion,
):
    cli.add_command(command)


def main() -> None:
    """Run it; whatever happens ends in a sentence and an exit code."""
    run = Run(Terminal())
    run.terminal.is_json = "--json" in sys.argv  # said before anything can go wrong
    try:
        cli.main(prog_name=NAME, obj=run, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(Exit.USAGE)
    except (click.Abort, KeyboardInterrupt):
        run.terminal.note("Interrupted.")
        sys.exit(Exit.INTERRUPTED)
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (Failure, click.ClickException, OSError, KeyError) as error:
        failure = _failure(error)
        run.terminal.failed(failure)
        sys.exit(failure.code)


def _failure(error: Exception) -> Failure:
    """The failure that it is, or becomes."""
    if isinstance(error, Failure):
        return error
    if isinstance(error, click.ClickException):
        context = getattr(error, "ctx", None)
        more = (f"{context.command_path} --help",) if context else ()
        return UsageFailure(error.format_message(), lines=more)
    if isinstance(error, OSError):
        return UsageFailure(f"{error.filename or 'A file'}: {error.strerror or error}.")
    return Failure(f"The portal's answer lacks {error}. Is this command as new as the portal?")
