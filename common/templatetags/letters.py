"""How do words of people stand in a letter without becoming a part of its form?"""

import re
from typing import Final

from django.template import Library
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

from common import mails

register = Library()
ADDRESS: Final = re.compile(r"(https?://[^\s<>\"']+[^\s<>\"'.,;:!?)])")


@register.filter
def quoted(text: object) -> str:
    """Every line marked as a quotation."""
    lines = str(text).replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")
    return "\n".join(f"{mails.QUOTE} {line}".rstrip() for line in lines)


@register.filter
def in_one_line(text: object) -> str:
    """No line break, so that it stays inside its sentence or list item."""
    return mails.one_line(str(text))


@register.filter
def with_links(text: str) -> SafeString:
    """Our own addresses as links; everything else escaped."""
    return mark_safe("".join(_pieces(text)))  # noqa: S308 -- each piece is escaped or made here


def _pieces(text: str) -> list[str]:
    template = '<a href="{}" style="color:inherit">{}</a>'
    return [
        format_html_join("", template, [(piece, piece)])
        if ADDRESS.fullmatch(piece)
        else conditional_escape(piece)
        for piece in ADDRESS.split(text)
    ]
