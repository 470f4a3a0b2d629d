"""Which mails has the demo written to its folder?"""

import email
import email.policy
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

END_OF_MAIL = b"-" * 79  # Django's file backend writes it after each


@dataclass(frozen=True)
class Mail:
    """One mail as its reader would get it."""

    number: str
    subject: str
    sender: str
    recipients: str
    sent_at: datetime
    text: str
    html: str


def newest_first(folder: Path, *, limit: int = 200) -> list[Mail]:
    """The latest mails; those of one second in the order of their files."""
    files = sorted(folder.glob("*.log"), reverse=True)[:limit]
    mails = [mail for path in files for mail in _mails_in(path)]
    return sorted(mails, key=lambda mail: (mail.sent_at, mail.number), reverse=True)[:limit]


def find(folder: Path, number: str) -> Mail | None:
    """The mail with this number, if there is one."""
    return next((mail for mail in newest_first(folder) if mail.number == number), None)


def _mails_in(path: Path) -> list[Mail]:
    parts = path.read_bytes().split(b"\n" + END_OF_MAIL + b"\n")
    return [_read(part, f"{path.stem}-{index}") for index, part in enumerate(parts) if part.strip()]


def _read(source: bytes, number: str) -> Mail:
    message = email.message_from_bytes(source, policy=email.policy.default)
    date = message["Date"]
    return Mail(
        number=number,
        subject=message["Subject"] or "(no subject)",
        sender=message["From"] or "",
        recipients=message["To"] or "",
        sent_at=parsedate_to_datetime(date) if date else datetime.fromtimestamp(0, UTC),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""
