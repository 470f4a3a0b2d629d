"""How sensitive answers are kept: encrypted, so that a copy of the database does not show them."""

import json
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal(answers: dict[str, Any]) -> bytes:
    """Encrypt answers by question id with the newest key; nothing in, nothing out."""
    if not answers:
        return b""
    return _keys().encrypt(json.dumps(answers, ensure_ascii=False).encode())


def unseal(sealed: bytes | memoryview) -> dict[str, Any]:
    """The answers again, whichever of the configured keys sealed them."""
    if not sealed:
        return {}
    opened: dict[str, Any] = json.loads(_keys().decrypt(bytes(sealed)))
    return opened


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.ANSWER_KEYS])
