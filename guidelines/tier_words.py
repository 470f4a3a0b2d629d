"""What is a tier called, in the language of whoever reads it?"""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

WORDS: Final[dict[str, Promise]] = {
    "low": pgettext_lazy("tier", "low"),
    "medium": pgettext_lazy("tier", "medium"),
    "high": pgettext_lazy("tier", "high"),
    "prohibited": pgettext_lazy("tier", "prohibited"),
}


def word(tier: str) -> str:
    """The word for a tier: `high`; nothing where there is none yet."""
    return str(WORDS.get(str(tier), tier))
