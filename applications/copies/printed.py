"""What stands in the printed copy of a revision, in words and ready to be set?

In the language of the pack, like the answers themselves: a copy is the same for whoever takes it.
Every text becomes lines with a direction each; `revision.typ` sets them and understands no markup.
"""

import unicodedata
from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications import answer_words
from applications.answer_words import Line
from applications.copies.content import as_written, sha256
from applications.differences import FILE_TYPES
from applications.models import Revision
from guidelines import tier_words
from guidelines.assessment import Assessment
from guidelines.pack import Question

RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})
UNPRINTABLE: Final = frozenset({"Cc", "Cs", "Co", "Cn"})  # controls, surrogates, what is no letter
Words = dict[str, Any]


def content(revision: Revision, *, copy: bytes) -> Words:
    """All that is printed; `copy` is the same revision as JSON, whose digest is printed too."""
    assessment = as_written(revision)
    with translation.override(_language(assessment)), timezone.override("UTC"):
        return {
            **_frame(revision, assessment),
            "facts": _facts(revision, assessment, copy),
            "notices": [_lines(text) for text in _notices(assessment)],
            "sections": _sections(assessment),
            "tier": _tier(revision, assessment),
        }


def _language(assessment: Assessment) -> str:
    """The pack's language as this portal writes it; the portal's own if it has no such language."""
    try:
        return translation.get_supported_language_variant(assessment.pack.language)
    except LookupError:
        return settings.LANGUAGE_CODE


def _frame(revision: Revision, assessment: Assessment) -> Words:
    """What surrounds the text: title, language, the line at the foot of each page."""
    reference = revision.application.reference
    facts = {
        "reference": reference,
        "number": revision.number,
        "date": date_format(revision.submitted_at, "DATE_FORMAT"),
    }
    return {
        "language": assessment.pack.language,
        "title": _("Application %(reference)s, revision %(number)d") % facts,
        "foot": _("%(reference)s · revision %(number)d · %(date)s") % facts,
        "page": _("Page {page} of {pages}"),
        "boxes": _lines(
            _(
                "Some characters of these answers are in none of this server's fonts and appear as"
                " empty boxes. The JSON copy holds every one of them."
            )
        ),
    }


def _facts(revision: Revision, assessment: Assessment, copy: bytes) -> list[Words]:
    application = revision.application
    facts = {
        _("Reference"): application.reference,
        _("Kind"): application.get_kind_display(),
        _("Concerns"): application.concerns.reference if application.concerns else "",
        _("Submitted"): f"{date_format(revision.submitted_at, 'DATETIME_FORMAT')} UTC",
        _("Guidelines"): f"{assessment.pack.title} ({assessment.pack.name})",
    }
    digests = {
        _("SHA-256 of the record"): revision.record_sha256,
        _("SHA-256 of the JSON copy"): sha256(copy),
    }
    told = [(*fact, False) for fact in facts.items()] + [(*one, True) for one in digests.items()]
    return [_fact(label, text, is_code=is_code) for label, text, is_code in told if text]


def _fact(label: str, text: str, *, is_code: bool = False) -> Words:
    return {"label": label, "lines": _lines(text), "is_code": is_code}


def _notices(assessment: Assessment) -> Iterable[str]:
    answers = assessment.effective.answers
    secret = [q for q in assessment.pack.questions if q.sensitive and answers[q.id]]
    if secret:
        yield _(
            "This copy shows answers that Gatehouse stores encrypted; they are marked as"
            " sensitive. Keep it where only the right people read it."
        )


def _sections(assessment: Assessment) -> list[Words]:
    visible = frozenset(assessment.effective.visible)
    return [
        {
            "title": section.title,
            "questions": [_question(q, assessment) for q in section.questions if q.id in visible],
        }
        for section in assessment.pack.sections
        if any(question.id in visible for question in section.questions)
    ]


def _question(question: Question, assessment: Assessment) -> Words:
    value = assessment.effective.answers[question.id]
    lines = answer_words.lines(question, value)
    texts = [_text(line) for line in lines]
    if question.type in FILE_TYPES:
        texts = [_file(item) for item in value]
    return {
        "id": question.id,
        "label": question.label,
        "mark": _("sensitive") if question.sensitive else "",
        "is_list": len(texts) > 1,
        "items": [_lines(text) for text in texts],
        "empty": _("Not answered"),
    }


def _text(line: Line) -> str:
    return f"{line.label}: {line.text}" if line.label else line.text


def _file(item: dict[str, Any]) -> str:
    parts = [item["name"], filesizeformat(item["size"]), item.get("format", "")]
    return f"{', '.join(part for part in parts if part)}\nSHA-256 {item['sha256']}"


def _tier(revision: Revision, assessment: Assessment) -> Words:
    pack = assessment.pack
    fired = [pack.rule_index[name] for name in revision.fired]
    return {
        "title": _("Tier, and why"),
        "summary": _lines(_summary(revision)),
        "reasons": [
            _fact(f"{rule.id} ({tier_words.word(rule.tier)})", f"{rule.text}. {rule.advice}")
            for rule in fired
        ],
        "head": [_("What counts"), _("Points"), _("At most")],
        "points": [
            [line.text, str(revision.points_by_line[line.id]), str(line.highest)]
            for line in pack.points
        ],
    }


def _summary(revision: Revision) -> str:
    tier = _(
        "The answers came to the tier %(tier)s: the floor is %(floor)s, and %(points)d points are"
        " %(band)s."
    ) % {
        "tier": tier_words.word(revision.tier),
        "floor": tier_words.word(revision.floor),
        "band": tier_words.word(revision.band),
        "points": revision.points,
    }
    people = ngettext(
        "%(count)d reviewer has to agree.",
        "%(count)d reviewers have to agree.",
        revision.reviewers_needed,
    )
    return f"{tier} {people % {'count': revision.reviewers_needed}}"


def _lines(text: str) -> list[Words]:
    """Each line with its own direction; what cannot be printed becomes U+FFFD."""
    return [{"text": line, "rtl": is_rtl(line)} for line in printable(text).splitlines()]


def printable(text: str) -> str:
    """The text without characters that no font has, its line ends and tabs as they are."""
    return "".join(
        "\ufffd" if unicodedata.category(one) in UNPRINTABLE and one not in "\n\r\t" else one
        for one in text
    )


def is_rtl(line: str) -> bool:
    """Whether its first letter that has a direction is written from right to left."""
    kinds = (unicodedata.bidirectional(letter) for letter in line)
    return next((kind for kind in kinds if kind in {"L", *RIGHT_TO_LEFT}), "L") in RIGHT_TO_LEFT
