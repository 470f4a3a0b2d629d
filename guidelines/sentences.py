"""What a person is told about an answer that is missing or invalid: one sentence for each code."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from guidelines.pack import Question

Sentence = str | Promise


def sentence(question: Question, code: str) -> str:
    """The sentence for a validation code, or for `missing`. It has no full stop, as on a page."""
    if code == "missing":
        return question.error
    return _SENTENCES[code](question)


def unknown_question(question_id: str) -> str:
    return _("The form has no question %(question)s") % {"question": question_id[:40]}


def number(value: float | None) -> str:
    """A number with its thousands apart, as the language writes them."""
    return formats.number_format(value or 0, use_l10n=True, force_grouping=True)


def alternatives(names: Iterable[str]) -> str:
    """`.pdf, .csv or .json`."""
    *most, last = names
    if not most:
        return last
    return _("%(names)s or %(last)s") % {"names": ", ".join(most), "last": last}


def _said(template: Sentence, question: Question, **values: str) -> str:
    return str(template) % {"subject": _subject(question), **values}


def _subject(question: Question) -> str:
    """The label as the subject of a sentence; a label that asks is quoted."""
    label = {"label": question.label}
    if question.type == "attestation" or any(sign in question.label for sign in "?,:"):
        return _("The answer to '%(label)s'") % label
    return pgettext("subject of a sentence", "%(label)s") % label


def _wrong_type(question: Question) -> str:
    return _said(_SHAPES[question.type], question)


def _bad_format(question: Question) -> str:
    kind = question.options_from or question.type
    return _said(_FORMATS.get(kind, _UNSTORABLE), question)


def _unknown_option(question: Question) -> str:
    accepted = alternatives(question.accept) if question.accept else ""
    return _said(_UNKNOWN[question.type], question, accepted=accepted)


def _duplicate_option(question: Question) -> str:
    return _said(_("%(subject)s must hold each option only once"), question)


def _exclusive_option(question: Question) -> str:
    alone = alternatives(f"'{option.label}'" for option in question.options if option.exclusive)
    template = _("%(subject)s cannot hold %(option)s together with another option")
    return _said(template, question, option=alone)


def _out_of_range(question: Question) -> str:
    if question.type == "number":
        template = _("%(subject)s must be between %(least)s and %(most)s")
        return _said(template, question, least=number(question.min), most=number(question.max))
    part = _("%(label)s between %(least)s and %(most)s")
    parts = (
        part % {"label": field.label, "least": number(field.min), "most": number(field.max)}
        for field in question.fields
    )
    return _said(_("%(subject)s must be in range: %(fields)s"), question, fields="; ".join(parts))


def _too_short(question: Question) -> str:
    template = _("%(subject)s must be %(length)s characters or more")
    return _said(template, question, length=number(question.min_length))


def _too_long(question: Question) -> str:
    if question.max_length is None:  # no text: only the portal's own limit stops it
        return _said(_("%(subject)s is longer than any answer to it can be"), question)
    template = _("%(subject)s must be %(length)s characters or fewer")
    return _said(template, question, length=number(question.max_length))


_SENTENCES: Final[Mapping[str, Callable[[Question], str]]] = {
    "wrong_type": _wrong_type,
    "bad_format": _bad_format,
    "unknown_option": _unknown_option,
    "duplicate_option": _duplicate_option,
    "exclusive_option": _exclusive_option,
    "out_of_range": _out_of_range,
    "too_short": _too_short,
    "too_long": _too_long,
}
_TEXT: Final = gettext_lazy("%(subject)s must be text")
_YES_OR_NO: Final = gettext_lazy("%(subject)s must be yes or no")
_SHAPES: Final[Mapping[str, Sentence]] = {
    "text": _TEXT,
    "long_text": _TEXT,
    "url": _TEXT,
    "date": gettext_lazy("%(subject)s must be text such as 2026-05-31"),
    "yes_no": _YES_OR_NO,
    "attestation": _YES_OR_NO,
    "number": gettext_lazy("%(subject)s must be a whole number"),
    "numbers": gettext_lazy("%(subject)s must be a whole number in each field"),
    "single": gettext_lazy("%(subject)s must be one of its options"),
    "multi": gettext_lazy("%(subject)s must be a list of options"),
    "matrix": gettext_lazy("%(subject)s must be one option for each row"),
    "files": gettext_lazy("%(subject)s must be a list of files, each with name, sha256 and size"),
    "evidence": gettext_lazy(
        "%(subject)s must be a list of files, each with name, sha256 and size, and format"
    ),
}
_UNSTORABLE: Final = gettext_lazy("%(subject)s must not hold characters that cannot be stored")
_DIGESTS: Final = gettext_lazy(
    "%(subject)s must name each file and give its SHA-256 as 64 digits from 0 to f"
)
_FORMATS: Final[Mapping[str, Sentence]] = {
    "languages": gettext_lazy("%(subject)s must hold only language codes, such as en or pt-BR"),
    "own_applications": gettext_lazy(
        "%(subject)s must hold only references of your earlier applications"
    ),
    "url": gettext_lazy(
        "%(subject)s must be an address that starts with https:// and has no spaces"
    ),
    "date": gettext_lazy("%(subject)s must be a real date, such as 2026-05-31"),
    "files": _DIGESTS,
    "evidence": _DIGESTS,
}
_UNKNOWN: Final[Mapping[str, Sentence]] = {
    "single": gettext_lazy("%(subject)s must be one of the options offered"),
    "multi": gettext_lazy("%(subject)s must hold only options that are offered"),
    "matrix": gettext_lazy("%(subject)s must have only the rows and options that are offered"),
    "numbers": gettext_lazy("%(subject)s must have only the fields that are offered"),
    "files": gettext_lazy("%(subject)s must be files that end in %(accepted)s"),
    "evidence": gettext_lazy("%(subject)s must have one of the formats %(accepted)s"),
}
