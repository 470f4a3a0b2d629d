"""How an application is named in public: `GA-` and eight characters that are hard to misread."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
PATTERN = r"GA-[0-9A-HJKMNP-TV-Z]{8}"


def new_reference() -> str:
    """A reference nobody can guess or count up to (40 random bits)."""
    return "GA-" + "".join(secrets.choice(ALPHABET) for _ in range(8))
