"""What a key looks like: `<brand>_<env>_` and 48 base-62 characters.

Ten characters are the key's public id, thirty-two its secret (190 bits), six the CRC-32 of all
that stands before them, prefix included: a typo ends here and costs no look-up. The CRC is no
proof of anything; the proof is that the digest of the whole key is known.
"""

import re
from dataclasses import dataclass
from typing import Final

from common.base62 import CHECKSUM_LENGTH, checksum, draw

ID_LENGTH: Final = 10
SECRET_LENGTH: Final = 32
ENVIRONMENTS: Final = ("live", "test")
_SHAPE: Final = re.compile(
    r"(?P<brand>[a-z]{3,6})_(?P<env>live|test)_(?P<id>[0-9A-Za-z]{10})[0-9A-Za-z]{32}"
    r"(?P<checksum>[0-9A-Za-z]{6})"
)


@dataclass(frozen=True, slots=True)
class KeyParts:
    """What may be known of a key without its secret."""

    brand: str
    env: str
    public_id: str
    last4: str


def new_key(brand: str, env: str) -> str:
    """A fresh key from the system's random source; `env` is `live` or `test`."""
    unchecked = f"{brand}_{env}_{draw(ID_LENGTH + SECRET_LENGTH)}"
    return unchecked + checksum(unchecked)


def parse(key: str, *, brand: str) -> KeyParts | None:
    """The parts of a well-formed key of this brand; None for anything else."""
    match = _SHAPE.fullmatch(key)
    if match is None or match["brand"] != brand:
        return None
    if checksum(key[:-CHECKSUM_LENGTH]) != match["checksum"]:
        return None
    return parts_of(key)


def parts_of(key: str) -> KeyParts:
    """The same of a key that is known to be well-formed, such as a new one."""
    brand, env, body = key.split("_")
    return KeyParts(brand=brand, env=env, public_id=body[:ID_LENGTH], last4=key[-4:])
