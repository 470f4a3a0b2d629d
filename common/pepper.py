"""How secrets are stored: HMAC-SHA-256 under a pepper that the database does not hold."""

import hmac

from django.conf import settings


def _under(pepper: str, secret: str) -> bytes:
    return hmac.digest(pepper.encode(), secret.encode(), "sha256")


def candidates(secret: str) -> list[tuple[int, bytes]]:
    """Return every digest under which the secret may be stored, newest pepper first."""
    peppers = sorted(((int(version), pepper) for version, pepper in settings.KEY_PEPPERS.items()))
    return [(version, _under(pepper, secret)) for version, pepper in reversed(peppers)]


def digest(secret: str) -> tuple[int, bytes]:
    """Return the version of the pepper that signs now, and the digest under it."""
    return candidates(secret)[0]
