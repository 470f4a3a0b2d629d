"""What do people read about an evaluation file: why it was not read, what was noticed in it?"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from applications.file_words import FORMATS

Words = Mapping[str, str | Promise]
_FORMAT_FACTS: Final = frozenset({"found", "declared"})  # these name a format

NO_NUMBERS: Final = frozenset({"not_finite", "not_a_number"})  # told in one sentence

REFUSED: Final[Words] = {
    "empty": _("The file holds nothing but blanks. Export the results again."),
    "utf16": _("The file is in UTF-16 or UTF-32. Save it in the encoding UTF-8, and add it again."),
    "not_utf8": _(
        "Byte %(place)s of the file is no text in UTF-8. Save it in that encoding, and add it"
        " again."
    ),
    "truncated_json": _(
        "The file ends in the middle of its JSON, in line %(line)s: it was probably cut off."
        " Export it again."
    ),
    "broken_json": _(
        "The file is not valid JSON: line %(line)s, column %(column)s. Export it again."
    ),
    "duplicate_key": _(
        "The key “%(key)s” stands twice in one object, so nobody can tell which of the two counts."
        " Export the file again."
    ),
    "too_deep": _(
        "The file is nested more than %(limit)s levels deep. No evaluation tool writes that."
    ),
    "unknown_format": _(
        "The content is in none of the formats that are read here. Choose the file with the"
        " results themselves."
    ),
    "other_format": _(
        "You chose the format “%(declared)s”, but the content is “%(found)s”. Remove the file, and"
        " add it again with that format."
    ),
    "no_results": _("This is “%(found)s”, but there is not one result in it."),
    "line_is_no_object": _("Line %(line)s is no JSON object, as every line of a report has to be."),
    "inspect_too_old": _(
        "This Inspect log has version %(version)s of its format; version 2 and later are read."
        " Convert it with a newer Inspect: inspect log convert."
    ),
    "helm_only_run_spec": _(
        "This file describes a HELM run and holds no results. Add its stats.json, or the run's"
        " folder as a ZIP archive."
    ),
    "helm_several_runs": _(
        "The archive holds %(count)s HELM runs, whose numbers could not be told apart. Add each run"
        " as an archive of its own."
    ),
    "broken_zip": _(
        "The archive is damaged and could not be unpacked. Save it again, and add it again."
    ),
    "zip_of_nothing_known": _(
        "The archive holds neither an Inspect log (header.json) nor a HELM run (stats.json)."
    ),
    "zip_bomb": _(
        "The archive would unpack to more than %(megabytes)s MB or %(ratio)s times its size, so it"
        " was not unpacked. Add the results without the samples."
    ),
    "too_many_members": _(
        "The archive holds more than %(limit)s files, so it was not unpacked. Add the results"
        " without the samples."
    ),
    "zip_encrypted": _("The archive is encrypted. Add it without a password."),
    "zip_outside": _(
        "The archive holds links, or paths that lead out of it, so it was not unpacked. Pack the"
        " plain files again."
    ),
    "zip_method": _(
        "The archive is compressed in a way that is not read here. Convert the log with Inspect"
        " (inspect log convert --to json), and add the JSON file."
    ),
    "too_big_to_read": _(
        "The file needs more memory than reading may take. Add the results without the samples."
    ),
    "too_slow": _("Reading the file took longer than it may. Add the results without the samples."),
    "broke_off": _(
        "The file could not be read in three attempts. Remove it, and add it again; if that does"
        " not help, export the results again."
    ),
}
NOTES: Final[Words] = {
    "byte_order_mark": _("The file begins with a byte order mark, which was passed over."),
    "helm_without_run_spec": _(
        "Without the run's description (run_spec.json) nobody can tell which model was measured."
    ),
    "run_invalidated": _("Whoever made this log has marked its results as invalid."),
    "no_date": _("The file does not say when the evaluation ran."),
    "no_model": _("The file does not say which model was measured."),
}


def refused(reading: Mapping[str, Any]) -> str:
    """Why the results could not be read; "" if they were."""
    facts = reading.get("refused")
    if not facts:
        return ""
    template = REFUSED.get(facts["code"], REFUSED["broke_off"])
    return str(template) % {name: _fact(name, value) for name, value in facts.items()}


def notes(reading: Mapping[str, Any]) -> Iterator[str]:
    """What the reader noticed, in sentences."""
    noted = reading.get("notes", ())
    if empty := sum(note["count"] for note in noted if note["code"] in NO_NUMBERS):
        yield _no_numbers(empty)
    for note in noted:
        if note["code"] not in NO_NUMBERS:
            yield _counted(note) or str(NOTES[note["code"]])
    if "results" in reading and not reading["run_from"]:
        yield str(NOTES["no_date"])
    has_said = any(n["code"] == "helm_without_run_spec" for n in reading.get("notes", ()))
    if "results" in reading and not reading["models"] and not has_said:
        yield str(NOTES["no_model"])


def _no_numbers(count: int) -> str:
    return ngettext(
        "%(count)s value is not a finite number (“N/A”, NaN, infinity) and is left empty.",
        "%(count)s values are not finite numbers (“N/A”, NaN, infinity) and are left empty.",
        count,
    ) % {"count": count}


def _counted(note: Mapping[str, Any]) -> str:
    """Those that say how often, or what."""
    count = note["count"]
    if note["code"] == "number_too_long":
        return ngettext(
            "%(count)s number has more than %(limit)s digits and is left empty.",
            "%(count)s numbers have more than %(limit)s digits and are left empty.",
            count,
        ) % {"count": count, "limit": note["limit"]}
    return _of_the_run(note)


def _of_the_run(note: Mapping[str, Any]) -> str:
    if note["code"] == "results_left_out":
        return ngettext(
            "%(count)s more result is left out; the first %(limit)s are kept.",
            "%(count)s more results are left out; the first %(limit)s are kept.",
            note["count"],
        ) % {"count": note["count"], "limit": note["limit"]}
    if note["code"] == "run_not_finished":
        return gettext("The run did not come to its end; the file calls it “%(status)s”.") % {
            "status": note["status"]
        }
    return ""


def _fact(name: str, value: Any) -> str:
    return str(FORMATS.get(value, value)) if name in _FORMAT_FACTS else str(value)
