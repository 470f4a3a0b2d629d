"""What kind of file is this by its content? Name and declared type have no say. Pure.

Of the libraries that could tell, the maintained one needs Python 3.12 and another needs libmagic;
for the few kinds that questions accept, a look at the structure says more than a signature.
"""

import codecs
import json
import re
import struct
import zlib
from dataclasses import dataclass
from typing import IO, Final

CHUNK: Final = 1 << 16
WHOLE_JSON: Final = 1_000_000  # a larger file is not parsed here: that waits for the worker
LINES_READ: Final = 50
_HEAD, _TAIL = 1 << 16, (1 << 16) + 22  # a ZIP's comment may be 64 kB long
_TEXT_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")

# What is recognised only to say what it is. Signature, at which byte, kind.
_FOREIGN: Final = (
    (b"MZ", 0, "windows_program"),
    (b"\x7fELF", 0, "linux_program"),
    (b"\xcf\xfa\xed\xfe", 0, "mac_program"),
    (b"\xca\xfe\xba\xbe", 0, "mac_program"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, "old_office"),
    (b"\x1f\x8b", 0, "gzip"),
    (b"BZh", 0, "bzip2"),
    (b"\xfd7zXZ\x00", 0, "xz"),
    (b"\x28\xb5\x2f\xfd", 0, "zstd"),
    (b"7z\xbc\xaf\x27\x1c", 0, "7z"),
    (b"Rar!\x1a\x07", 0, "rar"),
    (b"ustar", 257, "tar"),
    (b"GIF8", 0, "gif"),
    (b"RIFF", 0, "media"),
    (b"ftyp", 4, "media"),
    (b"OggS", 0, "media"),
    (b"ID3", 0, "media"),
    (b"SQLite format 3\x00", 0, "sqlite"),
    (b"PAR1", 0, "parquet"),
    (b"\x80\x04\x95", 0, "pickle"),
)
_MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "zip": "application/zip",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "text": "text/plain",
}
_BY_ENDING: Final = {"csv": "text/csv", "md": "text/markdown"}  # texts that only a name tells apart

_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # of JPEG: these give the size

# What an accepted ending or evidence format has to hold: one of these kinds.
KINDS: Final = {
    "md": frozenset({"text"}),
    "txt": frozenset({"text"}),
    "csv": frozenset({"text"}),
    "json": frozenset({"json"}),
    "jsonl": frozenset({"jsonl"}),
    "pdf": frozenset({"pdf"}),
    "png": frozenset({"png"}),
    "jpg": frozenset({"jpeg"}),
    "jpeg": frozenset({"jpeg"}),
    "zip": frozenset({"zip"}),
    "eval": frozenset({"zip"}),
    "lm_eval_json": frozenset({"json"}),
    "inspect_json": frozenset({"json"}),
    "inspect_eval": frozenset({"zip"}),
    "helm_stats_json": frozenset({"json", "zip"}),
    "eee_json": frozenset({"json"}),
    "garak_jsonl": frozenset({"jsonl"}),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What a file holds. A JSON document is also text: `kinds` has all, `name` the narrowest."""

    kinds: frozenset[str]
    name: str

    def media_type(self, ending: str) -> str:
        """The type as it is stored; the ending only tells one text from another."""
        if self.name in {"text", "utf16"}:
            return _BY_ENDING.get(ending, _MEDIA_TYPES["text"])
        return _MEDIA_TYPES.get(self.name, "application/octet-stream")


def look_at(file: IO[bytes]) -> Found:
    """What the file holds; it is read in pieces and left at its beginning."""
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    file.seek(0)
    name = _structured(head, tail)
    found = _found(name) if name else _text(file, head, size=size)
    file.seek(0)
    return found


def _found(name: str, *more: str) -> Found:
    return Found(frozenset({name, *more}), name)


def _structured(head: bytes, tail: bytes) -> str:
    """The kind of a file that questions may accept and that is no text."""
    return next((name for fits in (_pdf, _zip, _png, _jpeg) if (name := fits(head, tail))), "")


def _foreign(head: bytes) -> str:
    """What a file is that is neither that nor text."""
    matching = (kind for mark, at, kind in _FOREIGN if head[at : at + len(mark)] == mark)
    return next(matching, "binary" if b"\0" in head else "unknown_text")


def _pdf(head: bytes, tail: bytes) -> str:
    """A header that says so, and the mark at its end; without that it was cut off."""
    if not head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"%PDF-"):
        return ""
    return "pdf" if b"%%EOF" in tail[-2048:] else "cut_pdf"


def _zip(head: bytes, tail: bytes) -> str:
    """Its first entry, and its directory, which stands at the end."""
    if not head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return ""
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:  # noqa: PLR2004 -- the length of that record
        return "cut_zip"
    return "office" if b"[Content_Types].xml" in head[:4096] else "zip"


def _png(head: bytes, _: bytes) -> str:
    """The signature, and a header chunk whose checksum is right."""
    if not head.startswith(b"\x89PNG\r\n\x1a\n"):
        return ""
    chunk, checksum = head[12:29], head[29:33]
    is_right = chunk.startswith(b"IHDR") and checksum == struct.pack(">I", zlib.crc32(chunk))
    return "png" if is_right else "broken_image"


def _jpeg(head: bytes, _: bytes) -> str:
    """Segments one after the other up to the one that gives height and width."""
    if not head.startswith(b"\xff\xd8\xff"):
        return ""
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:  # noqa: PLR2004 -- begins each segment
        kind, length = head[at + 1], int.from_bytes(head[at + 2 : at + 4], "big")
        if kind in _FRAMES:
            return "jpeg" if any(head[at + 5 : at + 9]) else "broken_image"
        at += 2 + length
    return "broken_image"


def _text(file: IO[bytes], head: bytes, *, size: int) -> Found:
    """Text in UTF-8, or in UTF-16 if it says so; JSON if it has that shape."""
    encoding = next((name for mark, name in _TEXT_MARKS if head.startswith(mark)), "utf-8")
    if not _is_text(file, encoding):
        return _found(_foreign(head))
    if encoding == "utf-16":
        return _found("utf16", "text")
    file.seek(0)
    kinds = [name for name, fits in _SHAPES if fits(file, size)]
    return _found(*kinds, "text") if kinds else _found("text")


def _is_text(file: IO[bytes], encoding: str) -> bool:
    """Whether every byte belongs to a character, and none of them steers a machine."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(CHUNK):
            if _CONTROL.search(decoder.decode(chunk)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_json(file: IO[bytes], size: int) -> bool:
    """A document that parses; of a large one, whether it begins and ends as one."""
    file.seek(0)
    if size > WHOLE_JSON:
        begin = file.read(CHUNK).removeprefix(codecs.BOM_UTF8).lstrip()[:1]
        file.seek(size - CHUNK)
        return (begin, file.read().rstrip()[-1:]) in {(b"{", b"}"), (b"[", b"]")}
    return _parses(file.read())


def _is_json_lines(file: IO[bytes], _: int) -> bool:
    """Whether the first lines are JSON each, and the last one is not cut off."""
    file.seek(0)
    lines: list[bytes] = []
    while len(lines) < LINES_READ and (line := file.readline(WHOLE_JSON)):
        if line.strip():
            lines.append(line)
    return bool(lines) and all(len(line) == WHOLE_JSON or _parses(line) for line in lines)


def _parses(content: bytes) -> bool:
    try:
        json.loads(content.removeprefix(codecs.BOM_UTF8), parse_int=str, parse_float=str)
    except RecursionError:
        return True  # it has been JSON so far; that it is too deep is for its reader to say
    except ValueError:
        return False
    return True


_SHAPES: Final = (("json", _is_json), ("jsonl", _is_json_lines))
