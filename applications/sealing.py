"""How sensitive answers are kept: encrypted, so that a copy of the database does not show them."""

import json
from typing import Any

from common import sealing


def seal(answers: dict[str, Any]) -> bytes:
    """Encrypt answers by question id with the newest key; nothing in, nothing out."""
    if not answers:
        return b""
    return sealing.seal(json.dumps(answers, ensure_ascii=False))


def unseal(sealed: bytes | memoryview) -> dict[str, Any]:
    """The answers again, whichever of the configured keys sealed them."""
    if not sealed:
        return {}
    opened: dict[str, Any] = json.loads(sealing.unseal(sealed))
    return opened
