"""Which portal is meant? Its address as typed, made certain."""

import ipaddress
import os
from urllib.parse import urlsplit

from gatehouse_cli.failures import UsageFailure
from gatehouse_cli.store import Store

HOST_VARIABLE = "GATEHOUSE_HOST"


def chosen(typed: str | None, store: Store) -> str:
    """The portal: by option, by variable, or the one signed in to last."""
    host = typed or os.environ.get(HOST_VARIABLE) or store.current
    if not host:
        sentence = "Say which portal: gatehouse login --host https://…, or set GATEHOUSE_HOST."
        raise UsageFailure(sentence)
    return written(host)


def written(host: str) -> str:
    """`gatehouse.example/` → `https://gatehouse.example`; only to this machine without TLS."""
    parts = urlsplit(host if "://" in host else f"https://{host}")
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.username:
        raise UsageFailure(f"{host} is no address of a portal, such as https://gatehouse.example.")
    if parts.scheme == "http" and not _is_here(parts.hostname):
        sentence = f"{host} is not encrypted: whoever listens would read your token. Use https://."
        raise UsageFailure(sentence)
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def _is_here(name: str) -> bool:
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
