"""A network between command and portal that breaks when a test says so."""

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit


class Proxy:
    """Passes bytes on; the first connection that sends more than `breaks_after` is cut."""

    def __init__(self, url, *, breaks_after):
        self.target = (urlsplit(url).hostname, urlsplit(url).port)
        self.breaks_after = breaks_after
        self.has_broken = False
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self.listening.close()

    def _accept(self):
        with suppress(OSError):
            while True:
                near, _ = self.listening.accept()
                threading.Thread(target=self._join, args=(near,), daemon=True).start()

    def _join(self, near):
        with near, socket.create_connection(self.target) as far:
            way = threading.Thread(target=self._pass, args=(near, far))
            way.start()
            self._pass(far, near, is_answer=True)
            way.join()

    def _pass(self, source, target, *, is_answer=False):
        passed = 0
        with suppress(OSError):
            while piece := source.recv(4096):
                passed += len(piece)
                if not is_answer and not self.has_broken and passed > self.breaks_after:
                    self.has_broken = True
                    break
                target.sendall(piece)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
