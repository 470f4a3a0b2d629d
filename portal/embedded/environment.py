"""What does this checkout remember of the services and secrets that `manage.py up` gave it?

Read by `portal.settings` before anything else, so nothing here may import Django.
"""

import fcntl
import json
import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

NO_DATABASE = "portal.embedded.absent://"
ADDRESSES = ("DATABASE_URL", "REDIS_URL", "SITE_URL")  # true only while it runs


def _fernet_key() -> str:
    return urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _rsa_key() -> str:
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
    form = serialization.PrivateFormat.PKCS8
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, plain).decode()


SECRETS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "KEY_PEPPERS": lambda: f"1={secrets.token_hex(32)}",
    "ANSWER_KEYS": _fernet_key,
    "IDP_OIDC_PRIVATE_KEY": _rsa_key,
}


@dataclass
class Record:
    """One checkout's embedded environment, kept in a file that only its owner may read."""

    name: str = field(default_factory=lambda: secrets.token_hex(4))
    postgres_password: str = field(default_factory=lambda: secrets.token_hex(24))
    postgres_port: int = 0
    valkey_password: str = field(default_factory=lambda: secrets.token_hex(24))
    valkey_port: int = 0
    environ: dict[str, str] = field(
        default_factory=lambda: {
            "GATEHOUSE_MODE": "demo",
            **{name: make() for name, make in SECRETS.items()},
        }
    )

    def complete(self) -> None:
        """Make what an earlier version of Gatehouse did not need yet; keep what there is."""
        for name in SECRETS.keys() - self.environ.keys():
            self.environ[name] = SECRETS[name]()


def read(var: Path) -> Record | None:
    """The record of this checkout; None before the first start, or for a stranger."""
    try:
        return Record(**json.loads((var / "embedded.json").read_text()))
    except (FileNotFoundError, PermissionError):
        return None


def write(var: Path, record: Record) -> None:
    """Replace the record in one step, so that no reader ever meets half of it."""
    draft = var / "embedded.json.new"
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(asdict(record), file, indent=2)
    draft.rename(var / "embedded.json")


def is_running(var: Path) -> bool:
    """Does a `manage.py up` hold this checkout's lock?"""
    try:
        with (var / "up.lock").open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except (FileNotFoundError, PermissionError):
        return False
    return False


def adopt(var: Path) -> None:
    """Let this process share the environment of `manage.py up`, unless it brings its own."""
    record = read(var)
    if record is None or os.environ.get("GATEHOUSE_MODE", "demo") != "demo":
        return
    ours = record.environ.get("DATABASE_URL", "")
    if os.environ.get("DATABASE_URL", ours) != ours:
        return
    running = is_running(var)
    for name, value in record.environ.items():
        if running or name not in ADDRESSES:
            os.environ.setdefault(name, value)
