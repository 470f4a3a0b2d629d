"""What do the words of a search ask for, and where in an answer do they stand?

Words are looked for as they are written and by the stems of English words. `"…"`, `or` and `-` mean
what they mean to search engines. Part of a reference finds what begins with it.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db.models import F, Func, TextField, Value
from django.db.models.expressions import RawSQL
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString

from applications.models import Revision
from applications.references import ALPHABET
from reviews.models.documents import text_of_answers

MOST: Final = 1_000  # so many are ranked; who finds more is asked to narrow the search
LONGEST: Final = 100
DOCUMENT: Final = "application__search__document"
_REFERENCE: Final = re.compile(rf"GA-[{ALPHABET}]{{1,8}}", re.IGNORECASE)
_EXCLUDES: Final = re.compile(r"(^|\s)-\S")
_BEGIN, _END = "\ue000", "\ue001"  # no character of these is in use; they are taken out of texts
_TEXT: Final = RawSQL(  # noqa: S611 -- names of ours
    text_of_answers("applications_revision"), (), output_field=TextField()
)


def query(words: str) -> Any:
    """What PostgreSQL is asked. A word that is excluded is excluded in every reading."""
    if _REFERENCE.fullmatch(words):
        letters = words.lower().replace("-", "")
        return SearchQuery(f"{letters}:*", config="simple", search_type="raw")
    plain = SearchQuery(words, config="simple", search_type="websearch")
    english = SearchQuery(words, config="english", search_type="websearch")
    return plain & english if _EXCLUDES.search(words) else plain | english


def rank(words: str, *, document: str = DOCUMENT) -> SearchRank:
    """How well an item fits: title before reference and organisation, these before answers."""
    return SearchRank(F(document), query(words))


def passages(revisions: Iterable[int], words: str) -> dict[int, SafeString]:
    """Of each revision whose answers hold the words, the passage that holds most of them."""
    spot = SearchHeadline(
        Func(
            _TEXT, Value(_BEGIN + _END), Value(""), function="translate", output_field=TextField()
        ),
        query(words),
        config="english",
        start_sel=_BEGIN,
        stop_sel=_END,
        min_words=8,
        max_words=20,
        max_fragments=1,
    )
    found = Revision.objects.filter(pk__in=[*revisions]).values_list("pk", spot)
    return {pk: marked(passage) for pk, passage in found if _BEGIN in passage}


def marked(passage: str) -> SafeString:
    """A passage as HTML: the words that were found stand out, and nothing of it is markup."""
    plain, *found = passage.split(_BEGIN)
    parts = ((f"{part}{_END}").split(_END)[:2] for part in found)
    return conditional_escape(plain) + format_html_join("", "<mark>{}</mark>{}", parts)
