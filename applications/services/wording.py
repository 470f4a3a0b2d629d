"""What may stand in a text that one side writes to the other?"""

from accounts.models import User
from applications.models.conversation import MESSAGE_MAX
from common.errors import DomainError


class MessageRefused(DomainError):
    """Write a message of 1 to 10,000 characters."""


class NamesReviewer(DomainError):
    """Your own e-mail address stands in this text. Applicants know you by your pseudonym, so take
    the address out."""


def cleaned(text: str, *, by: User | None = None) -> str:
    """The text as it is kept; `by`: the reviewer who writes it, whose address no applicant sees."""
    kept = text.replace("\r\n", "\n").strip()
    if not 1 <= len(kept) <= MESSAGE_MAX or "\x00" in kept:
        raise MessageRefused
    if by is not None:
        ensure_no_address(kept, by=by)
    return kept


def ensure_no_address(text: str, *, by: User) -> None:
    """Raise if a reviewer gives their own e-mail address away."""
    if by.email.lower() in text.lower():
        raise NamesReviewer
