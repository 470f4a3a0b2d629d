"""How the Markdown of a document becomes the HTML that pages show."""

from typing import Final

import nh3
from markdown_it import MarkdownIt

_TAGS: Final = frozenset(
    {"h2", "h3", "h4", "p", "ul", "ol", "li", "a", "strong", "em", "code", "pre", "blockquote"}
    | {"hr", "br", "table", "thead", "tbody", "tr", "th", "td"}
)


def split_title(text: str) -> tuple[str, str]:
    """The title in the first line (`# Terms of use`) and the body after it."""
    first, _, body = text.strip().partition("\n")
    if not first.startswith("# "):
        return "", text.strip()
    return first.removeprefix("# ").strip(), body.strip()


def rendered(body: str) -> str:
    """Markdown to clean HTML: no raw HTML, only plain tags, links to https, mailto and here."""
    html = MarkdownIt("js-default").render(body)
    return nh3.clean(
        html, tags=set(_TAGS), attributes={"a": {"href", "title"}}, url_schemes={"https", "mailto"}
    )
