"""What are a tier and the weight of a check called, in the language of whoever reads it?"""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

WORDS: Final[dict[str, Promise]] = {
    "low": pgettext_lazy("tier", "low"),
    "medium": pgettext_lazy("tier", "medium"),
    "high": pgettext_lazy("tier", "high"),
    "prohibited": pgettext_lazy("tier", "prohibited"),
}

SEVERITIES: Final[dict[str, Promise]] = {
    "blocker": pgettext_lazy("severity", "blocker"),
    "major": pgettext_lazy("severity", "major"),
    "minor": pgettext_lazy("severity", "minor"),
}


def word(tier: str) -> str:
    """The word for a tier: `high`; nothing where there is none yet."""
    return str(WORDS.get(str(tier), tier))


def severity(name: str) -> str:
    """The word for how much a check weighs."""
    return str(SEVERITIES[name])
