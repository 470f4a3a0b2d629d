"""Where does one get to from here in the queue? Tabs, chips, and the filters to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.models import Organisation, User
from applications.models import Application
from applications.states import OPEN, Status
from guidelines import queries as guidelines
from guidelines import tier_words
from guidelines.pack import Tier
from reviews import eligibility
from reviews.models import ItemKind, SavedView
from reviews.narrowing import Filters, filters_from
from reviews.tabs import Tab
from reviews.topics import NONE, TOPICS_QUESTION

Options = Mapping[str, tuple[tuple[str, StrOrPromise], ...]]
STATUSES: Final = tuple(status for status in Status if status in OPEN)
LABELS: Final[Mapping[str, StrOrPromise]] = {
    "kind": _("Kind"),
    "tier": _("Tier"),
    "status": _("State"),
    "language": _("Language"),
    "topic": _("May distress"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter as a select: what is on, and what one may choose."""

    name: str
    label: StrOrPromise
    chosen: str
    options: tuple[tuple[str, StrOrPromise], ...]


def url(filters: Filters, **changed: str) -> str:
    """The address of the same filters but for those named; "" takes one away."""
    query = {**filters.as_query(), **changed}
    return "?" + urlencode({name: value for name, value in query.items() if value})


def tabs(filters: Filters, *, counts: Mapping[Tab, int]) -> list[dict[str, Any]]:
    """Each part with its count; the state is left behind, since it belongs to the part."""
    return [
        {"tab": tab, "count": counts.get(tab), "url": url(filters, tab=tab, status="")}
        for tab in Tab
    ]


def saved(filters: Filters, *, by: User) -> list[dict[str, Any]]:
    """The views that one has saved or that others share, for the tab bar."""
    views = SavedView.objects.usable_by(by)
    return [
        {
            "name": view.name,
            "url": url(filters_from(view.query)),
            "is_current": view.query == filters.as_query(),
        }
        for view in views
    ]


def choices(filters: Filters, options: Options) -> list[Choice]:
    """The filters that one sets by choosing."""
    return [
        Choice(name, label, getattr(filters, name), options[name]) for name, label in LABELS.items()
    ]


def chips(filters: Filters, options: Options, *, by: User) -> list[dict[str, Any]]:
    """Each filter that is on, with the address without it."""
    shown = {
        name: _words(name, value, options, by=by) for name, value in filters.narrowing().items()
    }
    if filters.words:
        shown["q"] = gettext("Search: %(words)s") % {"words": filters.words}
    return [{"label": label, "url": url(filters, **{name: ""})} for name, label in shown.items()]


def _words(name: str, value: str, options: Options, *, by: User) -> str:
    if name == "overdue":
        return gettext("Overdue")
    if name == "organisation":
        return gettext("Organisation: %(name)s") % {"name": _organisation(value, by=by)}
    word = dict(options[name]).get(value, value)
    return f"{LABELS[name]}: {word}"


def _organisation(public_id: str, *, by: User) -> str:
    """Its name, if anything of it may be found; the bare address otherwise."""
    known = eligibility.visible(
        Application.objects.filter(organisation__public_id=public_id), by=by
    )
    named = Organisation.objects.filter(pk__in=known.values("organisation_id"))
    return named.values_list("name", flat=True).first() or public_id


def all_options() -> Options:
    """What there is to choose, by filter; one query, for the topics of the pack in force."""
    return {
        "kind": tuple((kind.value, kind.label) for kind in ItemKind if kind is not ItemKind.CASE),
        "tier": tuple((str(tier), tier_words.word(tier)) for tier in Tier),
        "status": tuple((status.value, status.label) for status in STATUSES),
        "language": tuple(settings.LANGUAGES),
        "topic": _topics(),
    }


def _topics() -> tuple[tuple[str, StrOrPromise], ...]:
    """As the pack in force names them."""
    pack = guidelines.pack_in_force()
    if pack is None or TOPICS_QUESTION not in pack.question_index:
        return ()
    labels = pack.question(TOPICS_QUESTION).labels
    return tuple((topic, label) for topic, label in labels.items() if topic != NONE)
