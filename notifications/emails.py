"""What do the mails say that people get about applications?"""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications import appeal_links, appealing
from applications import queries as applications
from applications.models import Application, Decision, Message
from applications.timeline import in_words, sentence
from common import mails
from events.models import Event
from guidelines import queries as guidelines
from notifications import kinds, queries, unsubscribing
from notifications.groups import IN_DIGESTS, SETTABLE, Group
from notifications.models import Letter, Notification

ONE_CLICK: Final = "List-Unsubscribe=One-Click"  # RFC 8058


def compose(letter: Letter) -> EmailMultiAlternatives | None:
    """The mail, in the person's language and times; None if there is nothing left to say."""
    said = queries.said_in(letter)
    if not said:
        return None
    person = letter.person
    preferences = queries.preferences_of([person])[person.pk]
    zone = ZoneInfo(preferences.time_zone)
    with translation.override(person.language or settings.LANGUAGE_CODE), timezone.override(zone):
        if letter.is_digest:
            stops = [g for g in SETTABLE if preferences.mode_of(g) in IN_DIGESTS]
            written = _digest(letter, said, stops=stops)
        else:
            written = _news(letter, said[0])
        return written.addressed(person.email)


def _news(letter: Letter, told: Notification) -> mails.Letter:
    kind = kinds.of(told.event)
    about = told.application.reference if told.application else told.organisation.name
    group = Group(told.group)
    stops = [group] if group in SETTABLE else []
    thread = told.application.reference if told.application else ""
    return mails.Letter(
        subject=f"{kind.heading} ({about})",
        body=render_to_string(f"notifications/letters/{kind.template}.txt", _context(told)),
        link=mails.Link(_link_label(told), settings.SITE_URL + told.place),
        footer=_footer(letter, stops, organisation=told.organisation.name),
        headers=_headers(letter, stops, thread=thread),
    )


def _link_label(told: Notification) -> str:
    return _("See the application") if told.application else _("See the organisation")


def _context(told: Notification) -> dict[str, Any]:
    event, application = told.event, told.application
    return {
        "application": application,
        "organisation": told.organisation,
        "event": event,
        "heading": kinds.of(event).heading,
        "news": sentence(event.kind, _in_words(event, application)),
        "note": event.data.get("note", ""),
        **(_about(event, application) if application else {}),
        **_appeal(told),
    }


def _in_words(event: Event, application: Application | None) -> Mapping[str, Any]:
    """What the event says, with its section named in the language of the mail."""
    data: Mapping[str, Any] = event.data
    if application is None or "section" not in data:
        return data
    return in_words(data, applications.pack_of(application))


def _about(event: Event, application: Application) -> dict[str, Any]:
    """What the application's own rows add to the event, as they stood when it happened."""
    messages = Message.objects.filter(application=application, from_staff=True)
    named = messages.filter(pk=event.data.get("message"))
    decisions = Decision.objects.filter(pk__in=event.data.get("decisions", ())).order_by("pk")
    return {
        "message": (named or messages.filter(sent_at__gte=event.at)).first(),
        "requests": application.requests.filter(
            question__in=event.data.get("questions", ()), asked_at__gte=event.at
        ),
        "decision": decisions.last(),
        "clauses": _clauses(event, application),
    }


def _appeal(told: Notification) -> dict[str, Any]:
    """The link by which its reader appeals without signing in, as long as an appeal is possible."""
    application = told.application
    if not (application and appealing.is_possible(application, now=timezone.now())):
        return {"appeal_url": "", "appeal_until": None}
    return {
        "appeal_url": appeal_links.url_for(application, told.person),
        "appeal_until": appealing.last_day(application),
    }


def _clauses(event: Event, application: Application) -> list[tuple[str, str]]:
    """Each clause that the event cites, with its title in the pack it was judged by."""
    cited = event.data.get("clauses", ())
    if not cited:
        return []
    pack = guidelines.compiled(application.current_revision().pack)
    titles = {clause.reference: clause.title for clause in pack.clauses}
    return [(reference, titles[reference]) for reference in cited]


def _digest(letter: Letter, said: list[Notification], *, stops: Iterable[Group]) -> mails.Letter:
    by_subject = sorted(said, key=lambda told: (told.event.subject, told.pk))
    parts = [
        {"first": entries[0], "entries": [(one, kinds.of(one.event)) for one in entries]}
        for _subject, group in groupby(by_subject, key=lambda told: told.event.subject)
        if (entries := list(group))
    ]
    count = ngettext("%(count)d piece of news", "%(count)d pieces of news", len(said))
    return mails.Letter(
        subject=f"{settings.SITE_NAME}: {count % {'count': len(said)}}",
        body=render_to_string("notifications/letters/digest.txt", {"parts": parts}),
        link=mails.Link(
            _("See all notifications"), settings.SITE_URL + reverse("notifications:list")
        ),
        footer=_footer(letter, stops),
        headers=_headers(letter, stops),
    )


def _footer(letter: Letter, stops: Iterable[Group], *, organisation: str = "") -> tuple[str, ...]:
    """Why this came, and how to hear less."""
    preferences = settings.SITE_URL + reverse("notifications:preferences")
    lines = [_("Nobody reads replies to this mail. Write on the portal instead.")]
    if organisation:
        why = _("You get this mail because you belong to %(organisation)s.")
        lines.append(why % {"organisation": mails.one_line(organisation)})
    if stops := list(stops):
        stop = unsubscribing.url_for(letter.person, stops)
        lines.append(_("Stop mails of this kind: %(url)s") % {"url": stop})
    else:
        lines.append(_("Mails about decisions cannot be switched off."))
    lines.append(_("Choose what reaches you, and when: %(url)s") % {"url": preferences})
    return tuple(lines)


def _headers(letter: Letter, stops: Iterable[Group], *, thread: str = "") -> dict[str, str]:
    """What mail programs read: one thread for each application, and how to unsubscribe."""
    host = urlsplit(settings.SITE_URL).hostname
    headers = {"Message-ID": f"<{letter.public_id}@{host}>"}
    if thread:
        root = f"<{thread.lower()}@{host}>"
        headers |= {"In-Reply-To": root, "References": root}
    if stops := list(stops):
        url = unsubscribing.url_for(letter.person, stops)
        headers |= {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": ONE_CLICK}
    return headers
