"""Which configuration must not go into production?

Each mistake is an error that stops every command and the web entry point, with a hint that says
what to do. Demo and test modes are free to be relaxed.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution

from applications import clamd

LEAST_SECRET = 32  # characters
LEAST_RSA = 2048  # bits
VENDOR_BRANDS = frozenset({"sk", "pk", "ghp", "gh", "xox", "akia", "pypi"})
IDLE_MAIL = frozenset({"console", "filebased", "dummy", "locmem"})

Rule = Callable[[], Iterator[CheckMessage]]
RULES: list[Rule] = []


def rule(function: Rule) -> Rule:
    RULES.append(function)
    return function


@register
def production_is_configured(**_kwargs: Any) -> Sequence[CheckMessage]:
    """Every mistake at once, so that one start is enough to see them all."""
    if settings.MODE not in {"production", "demo", "test"}:
        return [_error(16, f"GATEHOUSE_MODE is {settings.MODE!r}.", "Leave it unset.")]
    if settings.MODE != "production":
        return []
    return [error for each in RULES for error in each()]


@rule
def secret_key() -> Iterator[Error]:
    if len(settings.SECRET_KEY) < LEAST_SECRET or "insecure" in settings.SECRET_KEY:
        yield _error(1, "SECRET_KEY is missing or weak.", "Set 50 random characters.")


@rule
def debug() -> Iterator[Error]:
    if settings.DEBUG:
        yield _error(2, "DEBUG is on.", "Unset DEBUG: it shows strangers settings and code.")


@rule
def key_peppers() -> Iterator[Error]:
    peppers = settings.KEY_PEPPERS
    if not peppers:
        yield _error(3, "KEY_PEPPERS is empty.", 'Set "1=" and 64 random hexadecimal digits.')
    if any(not str(version).isascii() or not str(version).isdigit() for version in peppers):
        yield _error(4, "A version in KEY_PEPPERS is no integer.", 'Write "1=…,2=…".')
    if any(len(pepper) < LEAST_SECRET for pepper in peppers.values()):
        yield _error(5, "A pepper in KEY_PEPPERS is short.", "Use at least 32 characters.")


@rule
def key_brand() -> Iterator[Error]:
    brand = settings.KEY_BRAND
    if brand in VENDOR_BRANDS:
        yield _error(6, f"KEY_BRAND {brand!r} belongs to another vendor.", "Choose your own.")
    elif not re.fullmatch("[a-z]{3,6}", brand):
        yield _error(7, f"KEY_BRAND is {brand!r}.", "Use three to six lower-case letters.")


@rule
def answer_keys() -> Iterator[Error]:
    hint = "Set what cryptography.fernet.Fernet.generate_key() makes."
    if not settings.ANSWER_KEYS:
        yield _error(8, "ANSWER_KEYS is empty: sensitive answers could not be sealed.", hint)
    try:
        for key in settings.ANSWER_KEYS:
            Fernet(key)
    except ValueError:
        yield _error(9, "A key in ANSWER_KEYS is no Fernet key.", hint)


@rule
def staff_mfa() -> Iterator[Error]:
    if not settings.STAFF_MFA_REQUIRED:
        yield _error(10, "STAFF_MFA_REQUIRED is off.", "Unset it: staff decide for others.")


@rule
def mail() -> Iterator[Error]:
    kind = settings.EMAIL_BACKEND.split(".")[-2]
    if kind in IDLE_MAIL:
        yield _error(11, f"Mail goes nowhere ({kind}).", "Set EMAIL_URL to a mail server.")


@rule
def allowed_hosts() -> Iterator[Error]:
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield _error(12, "ALLOWED_HOSTS is empty or open to all.", "Name this site's hosts.")


@rule
def database() -> Iterator[Error]:
    engine = settings.DATABASES["default"]["ENGINE"]
    if engine == "portal.embedded.absent":
        yield _error(13, "DATABASE_URL is unset.", "Set it to a PostgreSQL database.")
    elif engine != "django.db.backends.postgresql":
        yield _error(14, f"The database is {engine}.", "Only PostgreSQL enforces our rules.")


@rule
def site_url() -> Iterator[Error]:
    if urlsplit(settings.SITE_URL).scheme != "https":
        yield _error(15, f"SITE_URL is {settings.SITE_URL!r}.", "Set it to https://….")


@rule
def identity_key() -> Iterator[Error]:
    hint = "Set what `openssl genrsa 3072` prints; the ends of lines may be written \\n."
    if not settings.IDP_OIDC_PRIVATE_KEY:
        yield _error(20, "IDP_OIDC_PRIVATE_KEY is empty: nobody could trust who signed in.", hint)
    elif not _is_rsa_key(settings.IDP_OIDC_PRIVATE_KEY):
        yield _error(21, "IDP_OIDC_PRIVATE_KEY is no RSA key of 2048 bits or more.", hint)


@rule
def scanner() -> Iterator[CheckMessage]:
    hint = "Set tcp://host:3310 or unix:///path/of/clamd.sock."
    if not settings.CLAMD_URL:
        message = "CLAMD_URL is unset: files that applicants upload are not scanned for viruses."
        yield Caution(message, hint=hint, id="gatehouse.W030")
        return
    try:
        clamd.address(settings.CLAMD_URL)
    except clamd.BadAddress:
        yield _error(31, f"CLAMD_URL is {settings.CLAMD_URL!r}.", hint)


def _is_rsa_key(pem: str) -> bool:
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (TypeError, ValueError):
        return False
    return isinstance(key, RSAPrivateKey) and key.key_size >= LEAST_RSA


def _error(number: int, message: str, hint: str) -> Error:
    return Error(message, hint=hint, id=f"gatehouse.E{number:03}")
