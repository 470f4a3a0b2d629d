"""A virus scanner for tests: a real socket that speaks clamd's INSTREAM, well or badly."""

import contextlib
import socket
import threading

from tests import contents


class Scanner:
    """Answers like clamd. `behaviour`: well | refuses | half | hangs_up | nonsense | full."""

    def __init__(self, family=socket.AF_INET, where=("127.0.0.1", 0)):
        self.behaviour = "well"
        self.heard = []
        self.server = socket.socket(family, socket.SOCK_STREAM)
        self.server.bind(where)
        self.server.listen()
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                self.answer(connection)

    def answer(self, connection):
        stream = connection.makefile("rb")
        assert stream.read(10) == b"zINSTREAM\0"
        if self.behaviour == "full":
            connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")
            return
        content = b""
        while length := int.from_bytes(stream.read(4), "big"):
            content += stream.read(length)
        self.heard.append(content)
        connection.sendall(self.said(content))

    def said(self, content):
        is_bad = contents.EICAR in content
        return {
            "well": b"stream: Eicar-Test-Signature FOUND\0" if is_bad else b"stream: OK\0",
            "refuses": b"stream: Can't open temporary file ERROR\0",
            "half": b"stream: O",
            "hangs_up": b"",
            "nonsense": b"hello\0",
        }[self.behaviour]

    def stop(self):
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        self.thread.join()
