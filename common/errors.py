"""What every refusal has in common."""

from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext


class DomainError(Exception):
    """An act was refused; `str(error)` is a sentence for the person who asked.

    Pages show it as a message, the API answers it as problem+json with `status` and `code`.
    `pointers` names the fields concerned: a JSON pointer or question id → its own sentence.
    `members` is what programs are told besides, by name.
    """

    status = HTTPStatus.CONFLICT

    def __init__(self, message: str = "", *, pointers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.pointers = pointers or {}
        self.members: dict[str, Any] = {}

    def __str__(self) -> str:
        """The message, or the docstring in the language of whoever reads it."""
        return self.message or gettext(self.sentence())

    @classmethod
    def sentence(cls) -> str:
        """The docstring as one line, which is what the catalogues hold."""
        return " ".join((cls.__doc__ or "").split())

    @property
    def code(self) -> str:
        """`OwnApplication` → `own_application`."""
        name = type(self).__name__
        return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")
