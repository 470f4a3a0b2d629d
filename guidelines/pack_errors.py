"""What is said when a policy pack is refused: file, entry and reason, for every error found."""

from collections.abc import Iterable
from dataclasses import dataclass

from common.errors import DomainError


@dataclass(frozen=True, slots=True, order=True)
class PackError:
    """One thing wrong with a pack."""

    file: str
    entry: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.entry}: {self.reason}"


class PackRefused(DomainError):
    """The policy pack has errors."""

    def __init__(self, errors: Iterable[PackError]) -> None:
        self.errors = tuple(errors)
        lines = "\n".join(str(error) for error in self.errors)
        super().__init__(f"The policy pack has {len(self.errors)} error(s).\n{lines}")
