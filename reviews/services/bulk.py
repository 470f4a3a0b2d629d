"""How is one act done on several applications? One after the other, each by itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from applications.models import Application
from common.errors import DomainError


@dataclass(frozen=True, slots=True)
class Refusal:
    """One application on which the act was refused, and why."""

    reference: str
    sentence: str


def each(
    applications: Iterable[Application], act: Callable[[Application], object]
) -> tuple[list[str], list[Refusal]]:
    """Do it to each in a transaction of its own; the references done, and the refusals."""
    done: list[str] = []
    refused: list[Refusal] = []
    for application in applications:
        try:
            act(application)
        except DomainError as error:
            refused.append(Refusal(application.reference, str(error)))
        else:
            done.append(application.reference)
    return done, refused
