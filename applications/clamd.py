"""How is clamd asked about a file? Its INSTREAM command over TCP or a Unix socket; nothing else.

The packages that speak it have not been released for years or bring more than these lines:
docs/decisions tells. The file goes over in chunks, each after its length; an empty one ends it.
"""

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

COMMAND: Final = b"zINSTREAM\0"
PORT: Final = 3310
CONNECT_SECONDS: Final = 5
ANSWER_SECONDS: Final = 60
ANSWER_MAX: Final = 4096
NAME_MAX: Final = 200
_OK, _FOUND, _ERROR = "OK", " FOUND", " ERROR"


class BadAddress(ValueError):
    """Neither tcp://host:port nor unix:///path."""


class Unavailable(OSError):
    """Clamd did not answer, or not to the end; it may do so later."""


class Refused(Exception):
    """Clamd says that it cannot judge this file."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where clamd listens: `path` of a Unix socket, or host and port."""

    host: str = ""
    port: int = PORT
    path: str = ""


def address(url: str) -> Address:
    """Read CLAMD_URL."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORT
    except ValueError as error:
        raise BadAddress(url) from error
    if parts.scheme == "unix" and parts.path.startswith("/") and not parts.netloc:
        return Address(path=parts.path)
    if parts.scheme == "tcp" and parts.hostname and parts.path in {"", "/"}:
        return Address(host=parts.hostname, port=port)
    raise BadAddress(url)


def scan(chunks: Iterable[bytes], *, url: str) -> str:
    """The name of what was found in the file; "" if it is clean."""
    try:
        with _connected(address(url)) as connection:
            _send(connection, chunks)
            answer = _answer(connection)
    except OSError as error:
        raise Unavailable(f"{type(error).__name__}: {error}") from error
    return _verdict(answer)


def _connected(where: Address) -> socket.socket:
    if where.path:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(CONNECT_SECONDS)
        try:
            connection.connect(where.path)
        except OSError:
            connection.close()
            raise
    else:
        connection = socket.create_connection((where.host, where.port), CONNECT_SECONDS)
    connection.settimeout(ANSWER_SECONDS)
    return connection


def _send(connection: socket.socket, chunks: Iterable[bytes]) -> None:
    """All of it, unless clamd has heard enough: over its limit it answers and hangs up."""
    try:
        connection.sendall(COMMAND)
        for chunk in chunks:
            if chunk:  # an empty one would end the file
                connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
        connection.sendall(bytes(4))
    except (BrokenPipeError, ConnectionResetError):
        return


def _answer(connection: socket.socket) -> str:
    """Up to the zero byte; an answer without it is half a one."""
    answer = bytearray()
    while b"\0" not in answer:
        part = connection.recv(ANSWER_MAX)
        if not part or len(answer) > ANSWER_MAX:
            raise Unavailable("clamd hung up before it had answered")
        answer += part
    return bytes(answer).split(b"\0", 1)[0].decode("ascii", "replace").strip()


def _verdict(answer: str) -> str:
    said = answer.removeprefix("stream: ")
    if said == _OK:
        return ""
    if said.endswith(_FOUND):
        return "".join(c for c in said.removesuffix(_FOUND) if c.isprintable())[:NAME_MAX] or "?"
    if said.endswith(_ERROR) or "size limit exceeded" in said:
        raise Refused(said[:NAME_MAX])
    raise Unavailable(f"clamd answered {answer[:NAME_MAX]!r}")
