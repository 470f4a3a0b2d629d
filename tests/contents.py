"""What is inside the files that tests upload? Small and real enough for what their names say."""

import io
import json
import struct
import zipfile
import zlib
from pathlib import Path

from applications import evidence

SAMPLES = Path(evidence.__file__).parent / "samples"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%% {}\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
FORMATS = {
    "lm_eval_json": "lm_eval.json",
    "inspect_json": "inspect.json",
    "eee_json": "every_eval_ever.json",
    "helm_stats_json": "stats.json",
    "garak_jsonl": "garak.jsonl",
}


def sample(format_name):
    """A file of one of the evidence formats."""
    if format_name == "inspect_eval":
        return zipped({"header.json": sample("inspect_json"), "samples/1_epoch_1.json": b"{}"})
    return (SAMPLES / FORMATS[format_name]).read_bytes()


def fitting(name, text, *, format_name=""):
    """Content of the kind that name and format promise, another one for each text."""
    if format_name in {*FORMATS, "inspect_eval"}:
        return sample(format_name)
    ending = format_name or name.rpartition(".")[2].lower()
    if ending == "pdf":
        return PDF.replace(b"{}", text.encode())
    if ending in {"json", "jsonl"}:
        return json.dumps({"text": text}).encode() + b"\n"
    return text.encode()


def zipped(members, *, method=zipfile.ZIP_DEFLATED):
    """A ZIP archive of these members."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def png(width=2, height=3):
    """The beginning of a PNG image, which is all that anybody looks at."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    checksum = struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + checksum
