"""What is said between applicant and reviewers."""

import sys
from typing import Any

import click

from gatehouse_cli import words
from gatehouse_cli.applying import address
from gatehouse_cli.failures import Exit, Failure
from gatehouse_cli.running import Command, Run, examples, pass_run


@click.command(cls=Command, epilog=examples("gatehouse messages GA-7QK2M9XD"))
@click.argument("reference")
@pass_run
def messages(run: Run, reference: str) -> None:
    """Show what was said, and the changes that reviewers ask for."""
    application = run.portal.get(address(reference))
    said = [*run.portal.pages(address(reference, "messages/"))][::-1]
    asked = words.open_requests(application)
    lines = [line for message in said for line in _message(message)]
    lines += [f"Asked for {words.request_line(each)}" for each in asked]
    run.terminal.answer({"messages": said, "requests": asked}, lines or ["Nothing was said yet."])


def _message(message: dict[str, Any]) -> list[str]:
    return [
        f"{words.moment(message['sent_at'])}  {message['author']}",
        *(f"  {line}" for line in message["body"].splitlines()),
    ]


REPLY = examples(
    'gatehouse reply GA-7QK2M9XD --question B2 "Only those who took part."',
    "gatehouse reply GA-7QK2M9XD - < letter.txt",
)


@click.command(cls=Command, epilog=REPLY)
@click.argument("reference")
@click.argument("text")
@click.option("--question", help="Answer what the reviewers ask about this question.")
@pass_run
def reply(run: Run, reference: str, text: str, *, question: str | None) -> None:
    """Write to the reviewers, or answer a request for a change.

    TEXT may be - for standard input. The reply to a request goes out with the next submission.
    """
    body = sys.stdin.read() if text == "-" else text
    if question is None:
        answer = run.portal.act(address(reference, "messages/"), {"body": body})
        run.terminal.answer(answer, ["Sent."])
        return
    request = _request(run, reference, question)
    path = address(reference, f"requests/{request['id']}/reply/")
    answer = run.portal.act(path, {"text": body})
    run.terminal.answer(answer, ["Kept. It goes out with: gatehouse apply -f … --submit"])


def _request(run: Run, reference: str, question: str) -> dict[str, Any]:
    asked = words.open_requests(run.portal.get(address(reference)))
    found = [each for each in asked if each["question"] == question]
    if not found:
        open_ones = ", ".join(each["question"] for each in asked) or "none"
        sentence = f"Nothing is asked about {question}. Open requests: {open_ones}."
        raise Failure(sentence, code=Exit.NOT_FOUND)
    return found[0]
