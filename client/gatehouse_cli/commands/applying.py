"""Applying from a file, the form behind it, and taking an application back."""

import json
from pathlib import Path
from typing import Any

import click

from gatehouse_cli import app_file, words
from gatehouse_cli.applying import Applied, Applying, address
from gatehouse_cli.failures import Exit, Failure
from gatehouse_cli.running import Command, Run, examples, pass_run
from gatehouse_cli.skeleton import skeleton

APPLY = examples(
    "gatehouse apply -f app.yaml --check",
    "gatehouse apply -f app.yaml",
    "gatehouse apply -f app.yaml --submit",
)


@click.command(cls=Command, epilog=APPLY)
@click.option(
    "-f",
    "--file",
    "path",
    type=click.Path(path_type=Path),
    required=True,
    help="The answers, in YAML.",
)
@click.option("--check", "only_check", is_flag=True, help="Judge the answers, keep nothing.")
@click.option("--submit", is_flag=True, help="Hand in, if nothing is missing.")
@click.option("--overwrite", is_flag=True, help="Let the file win over changes made elsewhere.")
@click.option("--new", "is_new", is_flag=True, help="Begin another application from this file.")
@pass_run
def apply(
    run: Run, path: Path, *, only_check: bool, submit: bool, overwrite: bool, is_new: bool
) -> None:
    """Create a draft from a file, or update the draft that came of it before."""
    app = app_file.read(path)
    if only_check:
        _precheck(run, app)
        return
    applying = Applying(app, portal=run.portal, terminal=run.terminal)
    done = applying.run(overwrite=overwrite, is_new=is_new)
    problems = done.check.get("problems", [])
    if submit and done.check and not problems:
        applying.submit(done)
    run.terminal.answer(done.document(), _lines(done))
    if submit and problems:
        raise Failure("Not submitted: see above what is missing.", code=Exit.INCOMPLETE)


def _precheck(run: Run, app: app_file.AppFile) -> None:
    result: dict[str, Any] = run.portal.act("/api/v1/precheck", {"answers": app.everything()})
    problems = result.get("problems", [])
    lines = [*_problem_lines(problems), f"Tier from these answers: {result['tier']}."]
    if not problems:
        lines.insert(0, "Nothing is missing.")
    run.terminal.answer(result, lines)
    if problems or not result["submittable"]:
        raise Failure("The answers cannot be submitted as they are.", code=Exit.INCOMPLETE)


def _lines(done: Applied) -> list[str]:
    """What was done, and what is missing yet."""
    application = done.application
    begun = "Began" if done.is_new else "Updated" if done.saved or done.uploaded else "Unchanged:"
    lines = [f"{begun} {application['reference']}  {application['title']}"]
    if done.saved:
        lines.append(f"Saved      {', '.join(done.saved)}")
    lines += [f"Uploaded   {each['question']}: {each['name']}" for each in done.uploaded]
    if done.is_submitted:
        lines.append(f"Submitted. A decision is due by {words.moment(application['due_at'])}.")
    elif done.check:
        lines += _problem_lines(done.check["problems"])
        lines.append(f"Tier from these answers: {done.check['assessment']['tier']}.")
        if done.check["submittable"]:
            lines.append("Nothing is missing. Hand in with: gatehouse apply -f … --submit")
    else:
        lines.append(f"State      {words.state(application['status'])}")
    return lines


def _problem_lines(problems: list[dict[str, str]]) -> list[str]:
    return [f"{each['question']:<10} {each['detail']}" for each in problems]


@click.command(
    cls=Command,
    epilog=examples("gatehouse form > form.json", "gatehouse form --template > app.yaml"),
)
@click.option("--template", is_flag=True, help="An app.yaml to fill in, instead of JSON Schema.")
@pass_run
def form(run: Run, *, template: bool) -> None:
    """Print the form as JSON Schema, or as a file to fill in."""
    schema: dict[str, Any] = run.portal.get("/api/v1/form")
    run.terminal.raw(skeleton(schema) if template else json.dumps(schema, indent=1))


@click.command(cls=Command, epilog=examples("gatehouse withdraw GA-7QK2M9XD --yes"))
@click.argument("reference")
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_run
def withdraw(run: Run, reference: str, *, yes: bool) -> None:
    """Take an application back before it is decided."""
    run.confirm(f"Withdraw {reference}?", is_certain=yes)
    application = run.portal.act(address(reference, "withdraw/"))
    document = {"reference": reference, "status": application["status"]}
    run.terminal.answer(document, [f"{reference} was withdrawn."])
