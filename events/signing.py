"""How is a head's digest made and signed? Pure: no database, no clock."""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from events.chain import canonical

PURPOSE = b"gatehouse event heads"


class Stand(NamedTuple):
    """Where one chain stands."""

    subject: str
    seq: int
    hash: bytes


def private_key(secret: str) -> Ed25519PrivateKey:
    """Derive the signing key from the operator's secret."""
    seed = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return Ed25519PrivateKey.from_private_bytes(seed)


def head_digest(
    prev_digest: bytes, *, day: str, last_event_id: int, event_count: int, stands: Iterable[Stand]
) -> bytes:
    """Return SHA-256 over the head before, what this one covers, and each chain that moved."""
    about = {"day": day, "last_event_id": last_event_id, "event_count": event_count}
    digest = hashlib.sha256(prev_digest + canonical(about))
    for stand in stands:
        digest.update(canonical({"subject": stand.subject, "seq": stand.seq}) + stand.hash)
    return digest.digest()


def is_signed(digest: bytes, signature: bytes, *, public_key: bytes) -> bool:
    """Whether the signature over the digest was made with the key's private half."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, digest)
    except InvalidSignature:
        return False
    return True
