"""The mail that applicants get for each step of an application."""

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from accounts.models import Membership
from applications.models import Application, Decision, Message
from applications.timeline import sentence
from events.models import Event
from guidelines import queries as guidelines

EDITORS: Final = (Membership.Role.OWNER, Membership.Role.EDITOR)
SUBJECTS: Final[Mapping[str, str]] = {
    "application.submit": "We have your application",
    "application.request_changes": "Your application needs changes",
    "application.approve": "Your application was approved",
    "application.decline": "Your application was declined",
    "application.withdraw": "Your application was withdrawn",
    "application.message": "A message about your application",
}
QUIET: Final = frozenset({"application.start_review"})  # on the status page, not worth a mail


def deliver_applicant(event: Event) -> None:
    """Mail every owner and editor about one step: one letter, so that a retry repeats nothing."""
    if event.kind in QUIET:
        return
    application = Application.objects.select_related("organisation", "revision").get(
        reference=event.subject.removeprefix("application:")
    )
    heading = SUBJECTS.get(event.kind, "News about your application")
    text = render_to_string(
        f"applications/mail/{_template(event)}.txt", _context(event, application)
    )
    recipients = Membership.objects.filter(
        organisation=application.organisation, role__in=EDITORS, user__is_active=True
    ).order_by("pk")
    addresses = list(recipients.values_list("user__email", flat=True))
    EmailMessage(f"{heading} ({application.reference})", text, to=addresses).send()


def _template(event: Event) -> str:
    kind = event.kind.removeprefix("application.")
    return kind if event.kind in SUBJECTS else "news"


def _context(event: Event, application: Application) -> dict[str, Any]:
    return {
        "application": application,
        "event": event,
        "news": sentence(event.kind, event.data),
        "url": settings.SITE_URL + application.get_absolute_url(),
        "requests": application.requests.open() if "request" in event.kind else (),
        "message": Message.objects.filter(application=application, from_staff=True).last(),
        "clauses": _clauses(event, application),
        "decision": Decision.objects.filter(application=application).last(),
        "site_name": settings.SITE_NAME,
    }


def _clauses(event: Event, application: Application) -> list[tuple[str, str]]:
    """Each clause that the event cites, with its title in the pack it was judged by."""
    pack = guidelines.compiled(application.current_revision().pack)
    titles = {clause.reference: clause.title for clause in pack.clauses}
    return [(cited, titles[cited]) for cited in event.data.get("clauses", ())]
