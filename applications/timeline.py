"""How the events of an application read to the applicant: a plain sentence for each kind."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from guidelines.pack import Pack

SENTENCES: Final[Mapping[str, StrOrPromise]] = {
    "application.created": _("The application was begun."),
    "application.deleted": _("The draft was deleted."),
    "application.restored": _("The draft was restored."),
    "application.version_chosen": _("One of two versions of an answer was chosen."),
    "section.assigned": _("A colleague was put on the section “{title}”."),
    "section.released": _("The section “{title}” has nobody on it any more."),
    "application.submit": _("The application was submitted as revision {revision}."),
    "application.withdraw": _("The application was withdrawn."),
    "application.start_review": _("A reviewer took it up."),
    "application.request_changes": _("A reviewer asked for changes."),
    "application.pass_to_second": _("A first reviewer has finished; a second one looks at it."),
    "application.disagree": _("The reviewers did not agree; other reviewers look at it again."),
    "application.approve": _("The application was approved."),
    "application.decline": _("The application was declined."),
    "application.approve:overturned": _(
        "You appealed, and other reviewers approved the application."
    ),
    "application.decline:upheld": _(
        "You appealed, and other reviewers declined the application again. The decision is final."
    ),
    "application.message": _("A message was written."),
    "application.reply": _("A request for changes was answered."),
    "application.take_back": _("A reviewer took a request for a change back."),
    "approval.suspend": _("The approval was suspended. Its keys do not work meanwhile."),
    "approval.reinstate": _("The approval is active again. Its keys work again."),
    "approval.revoke": _("The approval was revoked. Its keys no longer work."),
    "approval.expire": _("The approval ended. Its keys no longer work."),
    "approval.supersede": _("The approval was replaced by a newer one. Its keys go on under that."),
    "approval.relinquish": _("Your organisation gave the approval up. Its keys no longer work."),
    "approval.reminder": _("The approval ends on {until}, in {days} days. Recertify it before."),
    "application.amendment_begun": _("An amendment was begun: {reference}."),
    "application.recertification_begun": _("A recertification was begun: {reference}."),
    "application.record": _("The changes were recorded. The approval stays as it is."),
    "application.appeal": _(
        "You appealed. Reviewers who took no part judge the application again."
    ),
    "application.withdraw_appeal": _("The appeal was taken back. The decision stands."),
    "key.issued": _("An API key was issued."),
    "key.rolled": _("An API key was rolled; the old one ends on {ends_at}."),
    "key.revoked": _("An API key was revoked."),
}


def in_words(data: Mapping[str, Any], pack: Pack) -> Mapping[str, Any]:
    """The data of an event with the title of its section as readers of this pack know it."""
    section = pack.section_index.get(data.get("section", ""))
    return {**data, "title": section.title} if section else data


def sentence(kind: str, data: Mapping[str, Any]) -> str | None:
    """The sentence for an event; None for one that concerns staff alone."""
    template = SENTENCES.get(f"{kind}:{data.get('appeal')}") or SENTENCES.get(kind)
    return str(template).format_map(data) if template else None
