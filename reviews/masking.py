"""What of a text may stay when it leaves the portal? Everything but what points to a person.

Masked are e-mail addresses, telephone numbers, IBANs, addresses with a user in them, and the names
of people whom the portal knows. A mask says what stood there. It is a net with holes: a name that
no account has passes, and whoever reads the export has to know that.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

VERSION: Final = 1  # raised with every change of what is masked
SHORTEST: Final = 3  # of the parts of a name: "Jo" is a word as well

_URL: Final = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s/?#@]+@[^\s<>\"']*", re.IGNORECASE)
_EMAIL: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)*\.[^\W\d_][\w-]*")
_IBAN: Final = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
_PHONE: Final = re.compile(r"(?<![\w.])(?:\+|00|\(?0)[\d(][\d\s()/.-]{5,}\d(?!\w)")
_PATTERNS: Final = (
    (_URL, "[address]"),
    (_EMAIL, "[e-mail]"),
    (_IBAN, "[IBAN]"),
    (_PHONE, "[telephone]"),
)
Mask = Callable[[str], str]


def mask(names: Iterable[str]) -> Mask:
    """What masks a text in which these people may be named."""
    parts = {part for name in names for part in (name.strip(), *name.split())}
    known = sorted((part for part in parts if len(part) >= SHORTEST), key=len, reverse=True)
    alternatives = "|".join(map(re.escape, known))
    named = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE) if known else None

    def masked(text: str) -> str:
        for pattern, word in _PATTERNS:
            text = pattern.sub(word, text)
        return named.sub("[name]", text) if named else text

    return masked


def masked_all(value: Any, masked: Mask) -> Any:
    """A value of JSON with every text in it masked; keys are the policy's and stay."""
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, Mapping):
        return {key: masked_all(one, masked) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [masked_all(one, masked) for one in value]
    return value
