"""How is text kept so that a copy of the database does not show it?"""

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal(text: str) -> bytes:
    """Encrypt with the newest key."""
    return _keys().encrypt(text.encode())


def unseal(sealed: bytes | memoryview) -> str:
    """Decrypt with whichever of the configured keys it was; raises InvalidToken if with none."""
    return _keys().decrypt(bytes(sealed)).decode()


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.ANSWER_KEYS])
