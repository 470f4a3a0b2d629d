"""Which programs wait for a person's answer? The one place that knows how allauth keeps that.

A program that cannot show a page asks for a pair of codes (RFC 8628): it keeps the long one and
shows the short one, which the person types in here.
"""

import string
from dataclasses import dataclass

from allauth.idp.oidc.internal.oauthlib import device_codes
from allauth.idp.oidc.models import Client
from django.core.cache import cache
from django.core.exceptions import ValidationError

from accounts.models import User

GROUP = 4  # characters between the dashes of a code


@dataclass(frozen=True, slots=True)
class Waiting:
    """A program that has shown a code and asks what has become of it."""

    code: str
    device_code: str
    client: Client
    scopes: tuple[str, ...]


def written(code: str) -> str:
    """The code as the program shows it, however it was typed: `bcdf ghjk` → `BCDF-GHJK`."""
    punctuation = str.maketrans("", "", string.punctuation + string.whitespace)
    letters = code.translate(punctuation).upper()
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def find(code: str) -> Waiting | None:
    """Return who waits with this code; None if it is wrong, answered or expired."""
    shown = written(code)
    try:
        device_code, client = device_codes.validate_user_code(shown)
    except ValidationError:
        return None
    kept = cache.get(device_codes.cache_device_code_key(device_code)) or {}
    scopes = client.get_default_scopes() if kept.get("scope") is None else kept["scope"]
    return Waiting(shown, device_code, client, tuple(scopes))


def answer(waiting: Waiting, *, by: User, is_let_in: bool) -> bool:
    """Tell the program; False if the code has been answered or has expired meanwhile."""
    told: bool = device_codes.confirm_or_deny_device_code(
        by, waiting.device_code, confirm=is_let_in
    )
    return told
