"""How the events of an application read to the applicant: a plain sentence for each kind."""

from collections.abc import Mapping
from typing import Any, Final

SENTENCES: Final[Mapping[str, str]] = {
    "application.created": "The application was begun.",
    "application.submit": "The application was submitted as revision {revision}.",
    "application.withdraw": "The application was withdrawn.",
    "application.start_review": "A reviewer took it up.",
    "application.request_changes": "A reviewer asked for changes.",
    "application.pass_to_second": "A first reviewer has finished; a second one looks at it.",
    "application.disagree": "The reviewers did not agree; other reviewers look at it again.",
    "application.approve": "The application was approved.",
    "application.decline": "The application was declined.",
    "application.message": "A message was written.",
    "application.reply": "A request for changes was answered.",
    "application.take_back": "A reviewer took a request for a change back.",
    "approval.suspend": "The approval was suspended. Its keys do not work meanwhile.",
    "approval.reinstate": "The approval is active again. Its keys work again.",
    "approval.revoke": "The approval was revoked. Its keys no longer work.",
    "approval.expire": "The approval ended. Its keys no longer work.",
    "approval.supersede": "The approval was replaced by a newer one. Its keys go on under that.",
    "approval.relinquish": "Your organisation gave the approval up. Its keys no longer work.",
    "approval.reminder": "The approval ends on {until}, in {days} days. Recertify it before.",
    "application.amendment_begun": "An amendment was begun: {reference}.",
    "application.recertification_begun": "A recertification was begun: {reference}.",
    "application.record": "The changes were recorded. The approval stays as it is.",
    "application.appeal": "You appealed. Reviewers who took no part judge the application again.",
    "application.withdraw_appeal": "The appeal was taken back. The decision stands.",
    "key.issued": "An API key was issued.",
    "key.revoked": "An API key was revoked.",
}


def sentence(kind: str, data: Mapping[str, Any]) -> str | None:
    """The sentence for an event; None for one that concerns staff alone."""
    template = SENTENCES.get(kind)
    return template.format_map(data) if template else None
