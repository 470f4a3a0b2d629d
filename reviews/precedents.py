"""How was the same check judged before? Earlier decisions, those on similar answers first.

However many there are, only so many are read: the newest, and where a check is rare, others that an
index of the marked checks finds. Of these, PostgreSQL ranks the answers that the check looks at.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import F, FloatField, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform
from django_stubs_ext import StrOrPromise

from accounts.models import User
from applications.models import Application, Decision
from applications.models.decision import MARKED_CHECKS, Outcome
from applications.states import Status
from guidelines import queries as guidelines
from guidelines.pack import Check, Pack
from reviews import eligibility
from reviews.mark_words import MARK_WORDS

SHOWN_MAX: Final = 10
NEWEST: Final = 1000  # decisions that are looked through for the check
RARE: Final = 50  # a check with fewer among them is looked for by the index as well
RANKED_MAX: Final = 200  # decisions whose answers are compared
WORDS_MAX: Final = 40  # of the answers, by which similar ones are known
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_CONFIG: Final = "simple"  # answers are in any language


@dataclass(frozen=True, slots=True)
class Precedent:
    """One earlier decision on the check, without the person who took it."""

    reference: str
    title: str
    mark_word: StrOrPromise
    outcome: str
    clauses: tuple[str, ...]
    conditions: tuple[str, ...]
    decided_at: datetime


def of_check(application: Application, check: Check, *, by: User) -> tuple[Precedent, ...]:
    """At most ten, one an application; never the application itself, nothing hidden from `by`,
    nothing that others still judge."""
    closed = Application.objects.filter(status__in=(Status.APPROVED, Status.DECLINED))
    seen = eligibility.visible(closed, by=by).exclude(pk=application.pk)
    decisions = Decision.objects.filter(pk__in=_marked(check.id), application__in=seen)
    answers = application.current_revision().answers
    ranked = _ranked(decisions, check, answers)[: 2 * SHOWN_MAX]
    newest: dict[int, Decision] = {}
    for decision in ranked:
        known = newest.get(decision.application_id)
        if known is None or known.pk < decision.pk:
            newest[decision.application_id] = decision
    return _told(list(newest.values())[:SHOWN_MAX], check.id)


def _marked(check: str) -> list[int]:
    """The decisions to compare: of the newest ones those with a mark on it, and others if few."""
    latest = Decision.objects.order_by("-pk").values_list("pk", flat=True)[:NEWEST]
    newest = Decision.objects.filter(pk__in=list(latest)).exclude(**{f"checks__{check}": ""})
    found = list(_ids(newest.filter(checks__has_key=check).order_by("-pk"), RANKED_MAX))
    if len(found) >= RARE:
        return found
    marked = Decision.objects.annotate(marked=MARKED_CHECKS).filter(marked__has_key=check)
    return [*{*found, *_ids(marked.order_by(), RANKED_MAX - len(found))}]


def _ids(decisions: QuerySet[Decision], most: int) -> Iterable[int]:
    return decisions.values_list("pk", flat=True)[:most]


def _ranked(
    decisions: QuerySet[Decision], check: Check, answers: Mapping[str, Any]
) -> QuerySet[Decision]:
    """Those on similar answers first, else the newest."""
    words = _words(answers.get(question) for question in check.evidence)
    rank: Any = Value(0.0, output_field=FloatField())
    if words:
        wanted = SearchQuery(" or ".join(words), config=_CONFIG, search_type="websearch")
        fields = (KeyTextTransform(question, "revision__answers") for question in check.evidence)
        rank = SearchRank(SearchVector(*fields, config=_CONFIG), wanted, normalization=Value(1))
    return (
        decisions.annotate(similarity=rank)
        .select_related("application", "application__pack")
        .only(
            *("outcome", "clauses", "conditions", "checks", "decided_at"),
            *("application__reference", "application__title", "application__pack__sha256"),
        )
        .order_by(F("similarity").desc(), "-pk")
    )


def _words(answers: Iterable[Any]) -> list[str]:
    """The first different words of the answers, the long ones as the more telling."""
    text = " ".join(str(answer) for answer in answers if answer)
    words = dict.fromkeys(word.casefold() for word in _WORD.findall(text))
    return sorted(words, key=len, reverse=True)[:WORDS_MAX]


def _told(decisions: list[Decision], check: str) -> tuple[Precedent, ...]:
    packs = {one.application.pack_id: one.application.pack for one in decisions}
    compiled = dict(zip(packs, guidelines.compiled_all(filter(None, packs.values())), strict=True))
    return tuple(_one(one, check, compiled[one.application.pack_id]) for one in decisions)


def _one(decision: Decision, check: str, pack: Pack) -> Precedent:
    named = (pack.condition_index.get(one["id"]) for one in decision.conditions)
    return Precedent(
        reference=decision.application.reference,
        title=decision.application.title,
        mark_word=MARK_WORDS[decision.checks[check]],
        outcome=str(Outcome(decision.outcome).label),
        clauses=tuple(decision.clauses),
        conditions=tuple(condition.title for condition in named if condition),
        decided_at=decision.decided_at,
    )
