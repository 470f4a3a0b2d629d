"""Which portal is meant? Its address as typed, made certain."""

import ipaddress
import os
from typing import Final

import httpx

from gatehouse_cli.failures import UsageFailure
from gatehouse_cli.store import Store

HOST_VARIABLE: Final = "GATEHOUSE_HOST"
NO_ADDRESS: Final = "That is no address of a portal, such as https://gatehouse.example."


def chosen(typed: str | None, store: Store) -> str:
    """The portal: by option, by variable, or the one signed in to last."""
    host = typed or os.environ.get(HOST_VARIABLE) or store.current
    if not host:
        sentence = "Say which portal: gatehouse login --host https://…, or set GATEHOUSE_HOST."
        raise UsageFailure(sentence)
    return written(host)


def written(host: str) -> str:
    """`gatehouse.example/` → `https://gatehouse.example`; only to this machine without TLS."""
    try:
        address = httpx.URL(host if "://" in host else f"https://{host}")
    except httpx.InvalidURL as error:
        raise UsageFailure(NO_ADDRESS) from error
    if address.scheme not in {"https", "http"} or not address.host or address.userinfo:
        raise UsageFailure(NO_ADDRESS)
    if address.scheme == "http" and not _is_here(address.host):
        sentence = f"{host} is not encrypted: whoever listens would read your token. Use https://."
        raise UsageFailure(sentence)
    return str(address.copy_with(query=None, fragment=None)).rstrip("/")


def _is_here(name: str) -> bool:
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
