"""A real clamd with a signature database of our own, which knows nothing but the test string."""

import hashlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from tests import contents

NAME = "Gatehouse.Test.Eicar"
PATIENCE = 60  # seconds until it listens


def binary():
    """Debian keeps it where only administrators look."""
    return shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")


def is_required():
    return os.environ.get("REQUIRE_SCANNER") == "1"


class RealClamd:
    """One clamd on a Unix socket. `limit`: how long a stream may be."""

    def __init__(self, *, limit="25M"):
        self.folder = Path(tempfile.mkdtemp(prefix="gh-"))  # the path of a socket has to be short
        self.socket = self.folder / "clamd.sock"
        self.limit = limit
        self._write()
        self.start()

    @property
    def url(self):
        return f"unix://{self.socket}"

    def _write(self):
        database = self.folder / "db"
        database.mkdir()
        digest = hashlib.md5(contents.EICAR, usedforsecurity=False).hexdigest()
        (database / "test.hdb").write_text(f"{digest}:{len(contents.EICAR)}:{NAME}\n")
        signature = f"{NAME}:0:*:{contents.EICAR.hex()}\n"
        (database / "test.ndb").write_text(signature)
        (self.folder / "clamd.conf").write_text(
            f"Foreground yes\nLocalSocket {self.socket}\nDatabaseDirectory {database}\n"
            f"TemporaryDirectory {self.folder}\nStreamMaxLength {self.limit}\n"
            f"LogFile {self.folder}/clamd.log\n"
        )

    def start(self):
        command = [binary(), "--config-file", str(self.folder / "clamd.conf")]
        output = (self.folder / "output").open("wb")
        self.process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        output.close()
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            said = (self.folder / "output").read_text()
            assert self.process.poll() is None, said
            assert time.monotonic() < deadline, said
            time.sleep(0.05)

    def _answers(self):
        with socket.socket(socket.AF_UNIX) as connection:
            try:
                connection.connect(str(self.socket))
                connection.sendall(b"zPING\0")
                return connection.recv(16) == b"PONG\0"
            except OSError:
                return False

    def stop(self):
        self.process.terminate()
        self.process.wait(PATIENCE)

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder)
