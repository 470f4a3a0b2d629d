"""Do two answers mean the same? Pure."""

import hashlib
import json
from typing import Any, Final

from guidelines.answers import check
from guidelines.pack import Question

FINGERPRINT_LENGTH: Final = 16


def of_text(text: str) -> str:
    """Tells whether two texts are the same, but for white space around them."""
    return hashlib.sha256(text.strip().encode()).hexdigest()[:FINGERPRINT_LENGTH]


def fingerprint(question: Question, value: Any) -> str:
    """Tells whether two answers mean the same; every way of giving none is one."""
    checked = check(question, value)
    meant = value if checked.code else checked.value
    text = json.dumps(meant, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:FINGERPRINT_LENGTH]
