"""How does one text become a mail that reads well as plain text and as HTML?

A letter is written once, as plain text: a blank line ends a block; lines that begin with `> ` are a
quotation, lines that begin with `- ` a list, all others a paragraph. What people wrote goes into it
through the filters of `letters` (`{{ note|quoted }}`, `{{ title|in_one_line }}`), so that it cannot
begin a block of its own. From the blocks come the text part, wrapped, and the HTML part, escaped.
"""

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

WIDTH: Final = 72
QUOTE: Final = ">"
ITEM: Final = "- "
ALWAYS: Final = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a letter; the lines of a paragraph are joined, those of a quotation kept."""

    kind: str  # paragraph | quote | list
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.lines)


@dataclass(frozen=True, slots=True)
class Link:
    """Where a letter leads: the one thing to do next."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody is told by mail, in the language that is active when it is made."""

    subject: str
    body: str
    link: Link | None = None
    footer: tuple[str, ...] = ()  # why this came and how to stop it, in small print
    headers: Mapping[str, str] = field(default_factory=dict)

    def addressed(self, *addresses: str) -> EmailMultiAlternatives:
        """The mail, ready to be sent."""
        content = blocks(self.body)
        context = {
            "letter": self,
            "blocks": content,
            "footer": self.footer,
            "site_name": settings.SITE_NAME,
            "site_url": settings.SITE_URL,
            "language": translation.get_language(),
            "is_right_to_left": translation.get_language_bidi(),
        }
        mail = EmailMultiAlternatives(
            one_line(self.subject),
            as_text(content, link=self.link, footer=self.footer),
            to=list(addresses),
            headers={**ALWAYS, **self.headers},
        )
        mail.attach_alternative(render_to_string("mail/base.html", context), "text/html")
        return mail


def one_line(text: str) -> str:
    """The text without line breaks, for subjects and list items."""
    return " ".join(text.split())


def blocks(text: str) -> tuple[Block, ...]:
    """Read a letter's text; see above for its form."""
    found: list[Block] = []
    waiting: list[str] = []
    for line in [*text.replace("\r\n", "\n").split("\n"), ""]:
        if waiting and _kind(line) != _kind(waiting[0]) and not _goes_on(waiting[0], line):
            found.append(_block(waiting))
            waiting = []
        if line.strip():
            waiting.append(line.rstrip())
    return tuple(found)


def _kind(line: str) -> str:
    if line.startswith(QUOTE):
        return "quote"
    if line.startswith(ITEM):
        return "list"
    return "paragraph" if line.strip() else ""


def _goes_on(first: str, line: str) -> bool:
    """Whether an indented line belongs to the list item before it."""
    return _kind(first) == "list" and line.startswith("  ") and bool(line.strip())


def _block(lines: list[str]) -> Block:
    kind = _kind(lines[0])
    if kind == "quote":
        return Block(kind, tuple(line[len(QUOTE) :].removeprefix(" ") for line in lines))
    if kind == "list":
        return Block(kind, tuple(_items(lines)))
    return Block(kind, tuple(line.strip() for line in lines))


def _items(lines: list[str]) -> Iterator[str]:
    item = ""
    for line in lines:
        if line.startswith(ITEM):
            if item:
                yield item
            item = line.removeprefix(ITEM).strip()
        else:
            item = f"{item} {line.strip()}"
    yield item


def as_text(
    content: Iterable[Block], *, link: Link | None = None, footer: Iterable[str] = ()
) -> str:
    """The text part: wrapped, with the link on a line of its own, under a signature's mark."""
    parts = ["\n".join(_text_lines(block)) for block in content]
    if link:
        parts.append(f"{link.label}:\n{link.url}")
    small = [settings.SITE_NAME, *("\n".join(_wrapped(line)) for line in footer)]
    parts.append("-- \n" + "\n\n".join(small))
    return "\n\n".join(parts) + "\n"


def _text_lines(block: Block) -> Iterator[str]:
    if block.kind == "quote":
        for line in block.lines:
            yield from _wrapped(line, first="> ", later="> ") or [QUOTE]
    elif block.kind == "list":
        for item in block.lines:
            yield from _wrapped(item, first=ITEM, later="  ")
    else:
        yield from _wrapped(block.text)


def _wrapped(text: str, *, first: str = "", later: str = "") -> list[str]:
    """Break between words only: an address that is too long for a line stays whole."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )
