"""Which ports of this machine are free?"""

import contextlib
import socket

LOOPBACK = "127.0.0.1"


def is_free(port: int, *, host: str = LOOPBACK) -> bool:
    """Could a server listen on this port now?"""
    with contextlib.closing(socket.socket()) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError:
            return False
        return True


def free(preferred: int = 0) -> int:
    """The preferred port if nobody has taken it, or else any other."""
    if preferred and is_free(preferred):
        return preferred
    with contextlib.closing(socket.socket()) as listener:
        listener.bind((LOOPBACK, 0))
        port: int = listener.getsockname()[1]
    return port
