"""Is a taken port seen as taken?"""

import contextlib
import socket

import pytest

from portal.embedded import ports


@pytest.fixture
def taken():
    with contextlib.closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_not_free(taken):
    assert not ports.is_free(taken)
    assert ports.free(taken) != taken


def test_a_port_is_kept_while_it_is_free():
    port = ports.free()

    assert ports.free(port) == port
