"""What do people read about a file: what it holds, whether it is clean, why it is not taken?"""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.media_types import KINDS, Found

Words = Mapping[str, str | Promise]

FORMATS: Final[Words] = {
    "lm_eval_json": _("lm-evaluation-harness results (JSON)"),
    "inspect_json": _("Inspect log (JSON)"),
    "inspect_eval": _("Inspect log (.eval)"),
    "helm_stats_json": _("HELM stats (JSON)"),
    "eee_json": _("Every Eval Ever (JSON)"),
    "garak_jsonl": _("garak report (JSONL)"),
    "csv": _("Table (CSV)"),
    "pdf": _("Document (PDF)"),
}
HOLDS: Final[Words] = {  # “The file is named .pdf but holds …”
    "pdf": _("a PDF document"),
    "zip": _("a ZIP archive"),
    "office": _("an Office document (a ZIP archive)"),
    "old_office": _("an old Office document"),
    "png": _("a PNG image"),
    "jpeg": _("a JPEG image"),
    "gif": _("a GIF image"),
    "json": _("JSON"),
    "jsonl": _("lines of JSON"),
    "text": _("plain text"),
    "utf16": _("text in UTF-16"),
    "windows_program": _("a Windows program"),
    "linux_program": _("a Linux program"),
    "mac_program": _("a macOS program"),
    "gzip": _("gzip-compressed data"),
    "bzip2": _("bzip2-compressed data"),
    "xz": _("xz-compressed data"),
    "zstd": _("Zstandard-compressed data"),
    "7z": _("a 7-Zip archive"),
    "rar": _("a RAR archive"),
    "tar": _("a tar archive"),
    "media": _("sound, video or another kind of media"),
    "sqlite": _("an SQLite database"),
    "parquet": _("a Parquet table"),
    "pickle": _("a Python pickle, which this portal never opens"),
    "binary": _("binary data of a kind that this portal does not know"),
    "unknown_text": _("bytes that are not text in UTF-8"),
}
BROKEN: Final[Words] = {
    "cut_pdf": _(
        "The end of this PDF is missing, so it was probably cut off. Save or download it again,"
        " check that it opens, and add it again."
    ),
    "cut_zip": _(
        "The end of this archive is missing, so it was probably cut off. Save or download it"
        " again, and add it again."
    ),
    "broken_image": _(
        "This image is damaged. Save it again, check that it opens, and add it again."
    ),
}
NOT_UTF8: Final = _(
    "This file is not text in UTF-8. Save it with the encoding UTF-8 (in a spreadsheet “CSV"
    " UTF-8”), and add it again."
)
NOT_JSON: Final = _(
    "What this file holds is not valid JSON; it may be cut off, or in another encoding than"
    " UTF-8. Export it again, and add it again."
)
SCAN: Final[Words] = {
    "not_scanned": _("Not scanned"),
    "pending": _("Being checked"),
    "clean": _("Clean"),
    "infected": _("Infected"),
    "failed": _("Could not be checked"),
}
SCAN_COLOURS: Final = {
    "not_scanned": "grey",
    "pending": "blue",
    "clean": "green",
    "infected": "red",
    "failed": "orange",
}
SCAN_SENTENCES: Final[Words] = {
    "clean": "",
    "pending": _("It is being checked for viruses. Nobody can open it until that is done."),
    "infected": _(
        "The virus scanner found malware in it (%(found)s), and it was deleted here. Take it out"
        " of the answer."
    ),
}
NOT_SCANNED: Final = _("No virus scanner is configured here, so nobody knows whether it is clean.")
NOT_SCANNED_YET: Final = _("It came before there was a virus scanner here, and is not checked yet.")
NOT_JUDGED: Final[Words] = {  # by what stands in `signature` of a file that could not be checked
    "size": _(
        "Could not be checked: it is larger than the virus scanner takes. Nobody can open it; add a"
        " smaller file instead."
    ),
    "gone": _("Could not be checked: it is no longer in the store. Take it out, and add it again."),
    "": _(
        "Could not be checked: the virus scanner cannot read it. Nobody can open it; take it out,"
        " or ask the portal's operators."
    ),
}
MEDIA: Final[Words] = {
    "application/pdf": _("PDF document"),
    "application/zip": _("ZIP archive"),
    "image/png": _("PNG image"),
    "image/jpeg": _("JPEG image"),
    "application/json": _("JSON"),
    "application/x-ndjson": _("Lines of JSON"),
    "text/plain": _("Plain text"),
    "text/csv": _("Table (CSV)"),
    "text/markdown": _("Text (Markdown)"),
}


def kind(media_type: str) -> str:
    """What a file is by its content; files of earlier days have no type."""
    return str(MEDIA.get(media_type, media_type))


def scan_sentence(state: str, signature: str, *, has_scanner: bool) -> str:
    """What the virus scanner says of a file, beside the word; `signature`: what, or why not."""
    if state == "not_scanned":
        return str(NOT_SCANNED_YET if has_scanner else NOT_SCANNED)
    if state == "failed":
        return str(NOT_JUDGED.get(signature, NOT_JUDGED[""]))
    sentence = str(SCAN_SENTENCES[state])
    return sentence % {"found": signature} if state == "infected" else sentence


def misfit(accepted: str, found: Found, *, ending: str) -> str:
    """Why a file does not fit the kind that was promised; "" if it does.

    `accepted`: an ending or an evidence format of the question; `ending`: that of the file's name.
    """
    promised = [KINDS[name] for name in (accepted, ending) if name in KINDS]
    if all(kinds & found.kinds for kinds in promised):
        return ""
    return _general(found, promised[0]) or _other_kind(accepted, found, ending=ending)


def _general(found: Found, promised: frozenset[str]) -> str:
    """What is wrong with the file whatever it was meant to be."""
    is_text = "text" in found.kinds
    if found.name in BROKEN:
        return str(BROKEN[found.name])
    if is_text and promised & {"json", "jsonl"}:
        return "" if found.kinds & {"json", "jsonl"} else str(NOT_JSON)
    return str(NOT_UTF8) if found.name == "unknown_text" else ""


def _other_kind(accepted: str, found: Found, *, ending: str) -> str:
    holds = HOLDS[found.name]
    if ending in KINDS and not KINDS[ending] & found.kinds:
        return gettext(
            "This file is named .%(ending)s but holds %(holds)s. Add the file that its name"
            " promises, or give it the ending that fits."
        ) % {"ending": ending, "holds": holds}
    return gettext(
        "You chose the format “%(format)s”, but this file holds %(holds)s. Choose the format that"
        " fits, or another file."
    ) % {"format": FORMATS.get(accepted, accepted), "holds": holds}
