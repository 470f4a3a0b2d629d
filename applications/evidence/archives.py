"""How is a member of a stranger's ZIP archive read without being blown up by it?"""

import io
import re
import struct
import sys
import zlib
from collections.abc import Iterator
from typing import Final

from applications.evidence.normal_form import Unreadable

# Inspect packs with Zstandard (ZIP method 93), which zipfile reads from Python 3.14 on.
if sys.version_info >= (3, 14):
    import zipfile

    from compression.zstd import ZstdError
else:
    from backports.zstd import ZstdError, zipfile

MEMBERS_MAX: Final = 10_000
UNPACKED_MAX: Final = 200_000_000
RATIO_MAX: Final = 100
STORED, DEFLATED, ZSTANDARD = 0, 8, 93
CHUNK: Final = 1 << 16
_ENTRY: Final = b"PK\x01\x02"  # begins each line of the directory
_OUTSIDE: Final = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:|\x00")
_LINK, _FILE_KIND = 0o120000, 0o170000
_BROKEN: Final = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    ZstdError,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    IndexError,
    RuntimeError,
    NotImplementedError,
)  # what zipfile raises for broken archives; it promises nothing


class Archive:
    """An archive whose directory keeps all limits; nothing of it is unpacked yet."""

    def __init__(self, content: bytes) -> None:
        if content.count(_ENTRY) > 2 * MEMBERS_MAX:  # before a directory of any size is read
            raise Unreadable("too_many_members", limit=MEMBERS_MAX)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            self._members = self._zip.infolist()
        except _BROKEN as error:
            raise Unreadable("broken_zip") from error
        self._size = len(content)
        _ensure_limits(self._members, self._size)

    def find(self, name: str) -> list[str]:
        """The members called `name`, in any folder, those nearest to the top first."""
        found = [m.filename for m in self._members if m.filename.rsplit("/", 1)[-1] == name]
        return sorted(found, key=lambda path: (path.count("/"), path))

    def read(self, name: str) -> bytes:
        """One member, counted while it is unpacked: what the directory says may be a lie."""
        unpacked = bytearray()
        for chunk in self._chunks(name):
            unpacked += chunk
            if len(unpacked) > min(UNPACKED_MAX, RATIO_MAX * self._size):
                raise Unreadable("zip_bomb", megabytes=UNPACKED_MAX // 1_000_000, ratio=RATIO_MAX)
        return bytes(unpacked)

    def _chunks(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(name) as member:
                while chunk := member.read(CHUNK):
                    yield chunk
        except _BROKEN as error:
            raise Unreadable("broken_zip") from error


def _ensure_limits(members: list[zipfile.ZipInfo], size: int) -> None:
    if len(members) > MEMBERS_MAX:
        raise Unreadable("too_many_members", limit=MEMBERS_MAX)
    for member in members:
        _ensure_harmless(member)
    if sum(member.file_size for member in members) > min(UNPACKED_MAX, RATIO_MAX * size):
        raise Unreadable("zip_bomb", megabytes=UNPACKED_MAX // 1_000_000, ratio=RATIO_MAX)


def _ensure_harmless(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & 0x1:
        raise Unreadable("zip_encrypted")
    if _OUTSIDE.search(member.filename) or (member.external_attr >> 16) & _FILE_KIND == _LINK:
        raise Unreadable("zip_outside")
    if member.compress_type not in {STORED, DEFLATED, ZSTANDARD}:
        raise Unreadable("zip_method")
