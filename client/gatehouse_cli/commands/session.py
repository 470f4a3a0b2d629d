"""Signing in, signing out, and who one is."""

import os
from typing import Any

import click

from gatehouse_cli.failures import UsageFailure
from gatehouse_cli.running import Command, Run, examples, pass_run
from gatehouse_cli.sign_in import ALL, READING, TOKEN_VARIABLE, Identity


@click.command(cls=Command, epilog=examples("gatehouse login --host https://gatehouse.example"))
@click.option("--read-only", is_flag=True, help="Ask for leave to read only.")
@click.option("--browser", is_flag=True, help="Open the page in your browser too.")
@pass_run
def login(run: Run, *, read_only: bool, browser: bool) -> None:
    """Sign in: shows a code that you confirm in a browser, on any device."""
    if os.environ.get(TOKEN_VARIABLE):
        raise UsageFailure(f"{TOKEN_VARIABLE} is set and would be used anyway. Unset it first.")
    identity = Identity(run.host)
    waiting = identity.begin(scope=READING if read_only else ALL)
    run.terminal.err.print(f"Your code: {waiting.user_code}", markup=False)
    run.terminal.err.print(f"Confirm it here: {waiting.address}", markup=False, soft_wrap=True)
    if browser and waiting.address.startswith(("https://", "http://")):
        click.launch(waiting.address)
    run.terminal.note("Waiting …")
    tokens = identity.wait(waiting)
    with run.store.locked():
        run.store.keep(run.host, tokens)
    me = run.portal.get("/api/v1/me")
    document = {"host": run.host, "email": me["email"], "scopes": me["scopes"]}
    run.terminal.answer(document, [f"Signed in to {run.host} as {me['name']} ({me['email']})."])


@click.command(cls=Command, epilog=examples("gatehouse logout"))
@pass_run
def logout(run: Run) -> None:
    """Sign out: ends the tokens at the portal and forgets them here."""
    with run.store.locked():
        tokens = run.store.tokens(run.host)
        if tokens:
            try:
                Identity(run.host).end(tokens)
            finally:
                run.store.forget(run.host)
    was = "Signed out of" if tokens else "You were not signed in to"
    run.terminal.answer({"host": run.host, "was_signed_in": bool(tokens)}, [f"{was} {run.host}."])


@click.command(cls=Command, epilog=examples("gatehouse whoami", "gatehouse whoami --json"))
@pass_run
def whoami(run: Run) -> None:
    """Say who is signed in, for whom, and what the token may do."""
    me: dict[str, Any] = run.portal.get("/api/v1/me")
    lines = [f"{me['name']} ({me['email']}) at {run.host}"]
    lines += [f"  {each['name']}: {each['role']}, {each['id']}" for each in me["organisations"]]
    lines.append(f"May: {', '.join(me['scopes'] or ['all'])}")
    run.terminal.answer({"host": run.host, **me}, lines)
