"""How does a state look in a page? A word on a tint, which only repeats the word."""

from collections.abc import Mapping
from typing import Final

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_stubs_ext import StrOrPromise

from applications.states import ApprovalStatus, Status

register = Library()

COLOURS: Final[Mapping[str, str]] = {
    Status.DRAFT: "grey",
    Status.SUBMITTED: "blue",
    Status.IN_REVIEW: "blue",
    Status.CHANGES_REQUESTED: "yellow",
    Status.AWAITING_SECOND: "blue",
    Status.APPROVED: "green",
    Status.DECLINED: "red",
    Status.WITHDRAWN: "grey",
    Status.RECORDED: "green",
    Status.APPEALED: "yellow",
    ApprovalStatus.ACTIVE: "green",
    ApprovalStatus.SUSPENDED: "orange",
    ApprovalStatus.REVOKED: "red",
    ApprovalStatus.EXPIRED: "grey",
    ApprovalStatus.SUPERSEDED: "grey",
}
LABELS: Final[Mapping[str, StrOrPromise]] = {
    **{state.value: state.label for state in ApprovalStatus},
    **{state.value: state.label for state in Status},
}


@register.simple_tag
def status_tag(status: str) -> SafeString:
    """The state of an application or of an approval."""
    return format_html(
        '<strong class="govuk-tag govuk-tag--{}">{}</strong>', COLOURS[status], LABELS[status]
    )
