"""What is each kind of event called when people are told of it, and to which group does it belong?

A new kind that goes to the channel `applicant-mail` gets a row here. Without one it is "News about
your application" in the group that the first part of its name stands for. Its letter is
`templates/notifications/letters/<template>.txt` (see `common.mails` for the form); `news` says the
sentence of `applications.timeline`. A decision on an appeal is a kind of its own: a colon and what
became of the appeal follow its name. With `only`, the event is for the one person whose public id
stands in its data under that name; else for the owners and editors of the organisation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from events.models import Event
from notifications.groups import Group


@dataclass(frozen=True, slots=True)
class Kind:
    """How people are told of a kind of event. `is_mailed`: else it stays in the list."""

    heading: StrOrPromise
    group: Group
    template: str = "news"
    only: str = ""
    is_mailed: bool = True


KINDS: Final[Mapping[str, Kind]] = {
    "application.submit": Kind(_("We have your application"), Group.PROGRESS, "submit"),
    "application.start_review": Kind(
        _("A reviewer has taken up your application"), Group.PROGRESS, is_mailed=False
    ),
    "application.withdraw": Kind(_("Your application was withdrawn"), Group.PROGRESS, "withdraw"),
    "application.request_changes": Kind(
        _("Your application needs changes"), Group.CHANGES, "request_changes"
    ),
    "application.message": Kind(_("A message about your application"), Group.MESSAGES, "message"),
    "application.approve": Kind(_("Your application was approved"), Group.DECISIONS, "approve"),
    "application.decline": Kind(_("Your application was declined"), Group.DECISIONS, "decline"),
    "application.approve:overturned": Kind(
        _("Your appeal was heard: your application was approved"),
        Group.DECISIONS,
        "appeal_overturned",
    ),
    "application.decline:upheld": Kind(
        _("Your appeal was heard: the decision stands"), Group.DECISIONS, "appeal_upheld"
    ),
    "application.take_back": Kind(_("A request for a change was taken back"), Group.CHANGES),
    "application.record": Kind(_("Your changes were recorded"), Group.DECISIONS),
    "application.appeal": Kind(_("We have your appeal"), Group.PROGRESS, "appeal"),
    "application.withdraw_appeal": Kind(_("Your appeal was taken back"), Group.PROGRESS),
    "approval.suspend": Kind(_("Your approval was suspended"), Group.DECISIONS),
    "approval.reinstate": Kind(_("Your approval is active again"), Group.DECISIONS),
    "approval.revoke": Kind(_("Your approval was revoked"), Group.DECISIONS),
    "approval.expire": Kind(_("Your approval has ended"), Group.DECISIONS),
    "approval.supersede": Kind(_("Your approval was replaced by a newer one"), Group.DECISIONS),
    "approval.relinquish": Kind(_("Your approval was given up"), Group.DECISIONS),
    "approval.reminder": Kind(_("Your approval ends soon"), Group.REMINDERS, "reminder"),
    "section.assigned": Kind(_("You were put on a section"), Group.COLLEAGUES, only="person"),
    "key.issued": Kind(_("An API key was issued"), Group.KEYS),
    "key.rolled": Kind(_("An API key was rolled"), Group.KEYS),
    "key.revoked": Kind(_("An API key was revoked"), Group.KEYS),
}
GROUPS: Final[Mapping[str, Group]] = {
    "approval": Group.DECISIONS,
    "key": Group.KEYS,
    "section": Group.COLLEAGUES,
    "organisation": Group.COLLEAGUES,
}
NEWS: Final = _("News about your application")


def of(event: Event) -> Kind:
    """The event's kind; for one that nobody described, news in its group."""
    after_appeal = KINDS.get(f"{event.kind}:{event.data.get('appeal')}")
    group = GROUPS.get(event.kind.partition(".")[0], Group.PROGRESS)
    return after_appeal or KINDS.get(event.kind) or Kind(NEWS, group)
