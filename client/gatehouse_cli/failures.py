"""How does the command end when it cannot do what was asked? Each way has its exit code."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any


class Exit(IntEnum):
    """The exit codes; docs/command-line.md describes them, so they stay."""

    OK = 0
    REFUSED = 1
    USAGE = 2
    NOT_ALLOWED = 3
    NOT_FOUND = 4
    CONFLICT = 5
    NETWORK = 6
    INCOMPLETE = 7
    DECLINED = 10
    WITHDRAWN = 11
    YOUR_TURN = 12
    UNDER_WAY = 13
    INTERRUPTED = 130


class Failure(Exception):
    """Ends the command: a sentence for the person, lines that explain it, and the exit code."""

    code = Exit.REFUSED

    def __init__(
        self,
        detail: str,
        *,
        lines: tuple[str, ...] = (),
        problem: Mapping[str, Any] | None = None,
        code: Exit | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.lines = lines
        self.problem = problem
        self.code = self.code if code is None else code


class UsageFailure(Failure):
    """What was typed, or the file that was named, cannot be used."""

    code = Exit.USAGE


class NotSignedIn(Failure):
    """There is no sign-in, or it is over."""

    code = Exit.NOT_ALLOWED


class Conflict(Failure):
    """Somebody else has changed the same thing meanwhile."""

    code = Exit.CONFLICT


class Unreachable(Failure):
    """The portal does not answer, or not now."""

    code = Exit.NETWORK


OF_STATUS: Mapping[int, Exit] = {
    401: Exit.NOT_ALLOWED,
    403: Exit.NOT_ALLOWED,
    404: Exit.NOT_FOUND,
    412: Exit.CONFLICT,
    429: Exit.NETWORK,
}


def of_problem(status: int, problem: Mapping[str, Any]) -> Failure:
    """A refusal of the portal's (RFC 9457), with the sentences that its pages show."""
    server_fault = 500
    code = Exit.NETWORK if status >= server_fault else OF_STATUS.get(status, Exit.REFUSED)
    errors = problem.get("errors") or ()
    lines = tuple(f"{_place(each)}: {each.get('detail', '')}" for each in errors)
    return Failure(str(problem.get("detail", "")), lines=lines, problem=problem, code=code)


def _place(error: Mapping[str, Any]) -> str:
    """`#/answers/B1` → `B1`."""
    return str(error.get("pointer", "")).removeprefix("#/").removeprefix("answers/")
