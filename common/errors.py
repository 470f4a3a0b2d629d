"""What every refusal has in common."""

from http import HTTPStatus


class DomainError(Exception):
    """An act was refused; `str(error)` is a sentence for the person who asked.

    Pages show it as a message, the API answers it as problem+json with `status` and `code`.
    `pointers` names the fields concerned: a JSON pointer or question id → its own sentence.
    """

    status = HTTPStatus.CONFLICT

    def __init__(self, message: str = "", *, pointers: dict[str, str] | None = None) -> None:
        super().__init__(message or " ".join((self.__doc__ or "").split()))
        self.pointers = pointers or {}

    @property
    def code(self) -> str:
        """`OwnApplication` → `own_application`."""
        name = type(self).__name__
        return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")
