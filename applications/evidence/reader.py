"""Which format has a file by its content, and what does it say? The one entry into this package."""

import dataclasses
import json
from collections.abc import Callable
from typing import Any, Final

from applications.evidence import every_eval_ever, garak, helm, inspect_log, lm_eval
from applications.evidence.archives import Archive
from applications.evidence.normal_form import Notes, Reading, Unreadable
from applications.evidence.strict_json import loads, text_of

READABLE: Final = frozenset(
    {
        lm_eval.FORMAT,
        inspect_log.JSON_FORMAT,
        inspect_log.ARCHIVE_FORMAT,
        helm.FORMAT,
        every_eval_ever.FORMAT,
        garak.FORMAT,
    }
)
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")


def read(content: bytes, *, declared: str) -> Reading:
    """What the file says. The content tells the format; `declared` has to agree with it."""
    notes = Notes()
    if content.startswith(_ZIP):
        return _of_archive(content, notes, declared=declared)
    text = text_of(content, notes)
    if _is_report(text):
        _ensure_declared(garak.FORMAT, declared)
        return garak.read(text, notes)
    return _of_document(loads(text, notes), notes, declared=declared)


def as_json(content: bytes, *, declared: str) -> str:
    """The same as JSON: results and notes, or why there are none."""
    try:
        found = read(content, declared=declared)
    except Unreadable as error:
        return json.dumps({"refused": {"code": error.code, **error.facts}})
    except (MemoryError, RecursionError):
        return json.dumps({"refused": {"code": "too_big_to_read"}})
    return json.dumps(
        {
            "format": found.format,
            "format_version": found.format_version,
            "notes": list(found.notes),
            "results": [dataclasses.asdict(result) for result in found.results],
        },
        allow_nan=False,
    )


def _is_report(text: str) -> bool:
    """Whether the first line is a row of a garak report; a JSON document has no such line."""
    line = text.lstrip().split("\n", 1)[0]
    try:
        return garak.fits(loads(line, Notes()))
    except Unreadable:
        return False


def _of_archive(content: bytes, notes: Notes, *, declared: str) -> Reading:
    archive = Archive(content)
    if headers := archive.find(inspect_log.HEADER):
        _ensure_declared(inspect_log.ARCHIVE_FORMAT, declared)
        header = _member(archive, headers[0], notes)
        if not inspect_log.fits(header):
            raise Unreadable("unknown_format")
        return inspect_log.read(header, notes, format_name=inspect_log.ARCHIVE_FORMAT)
    if stats := archive.find(helm.STATS):
        _ensure_declared(helm.FORMAT, declared)
        return _of_run_folder(archive, stats, notes)
    raise Unreadable("zip_of_nothing_known")


def _of_run_folder(archive: Archive, stats: list[str], notes: Notes) -> Reading:
    """One run; a folder of several is named, because nobody could tell their numbers apart."""
    if len(stats) > 1:
        raise Unreadable("helm_several_runs", count=len(stats))
    folder = stats[0].removesuffix(helm.STATS)
    specs = [name for name in archive.find(helm.RUN_SPEC) if name == folder + helm.RUN_SPEC]
    spec = _member(archive, specs[0], notes) if specs else None
    return helm.read(_member(archive, stats[0], notes), notes, run_spec=spec)


def _member(archive: Archive, name: str, notes: Notes) -> Any:
    return loads(text_of(archive.read(name), notes), notes)


_DOCUMENTS: Final[
    tuple[tuple[str, Callable[[Any], bool], Callable[[Any, Notes], Reading]], ...]
] = (
    (lm_eval.FORMAT, lm_eval.fits, lm_eval.read),
    (
        inspect_log.JSON_FORMAT,
        inspect_log.fits,
        lambda log, notes: inspect_log.read(log, notes, format_name=inspect_log.JSON_FORMAT),
    ),
    (every_eval_ever.FORMAT, every_eval_ever.fits, every_eval_ever.read),
    (helm.FORMAT, helm.fits, helm.read),
)


def _of_document(document: Any, notes: Notes, *, declared: str) -> Reading:
    for name, fits, read_document in _DOCUMENTS:
        if fits(document):
            _ensure_declared(name, declared)
            return read_document(document, notes)
    raise Unreadable("helm_only_run_spec" if helm.is_run_spec(document) else "unknown_format")


def _ensure_declared(found: str, declared: str) -> None:
    if found != declared:
        raise Unreadable("other_format", found=found, declared=declared)
