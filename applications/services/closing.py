"""Closing an organisation: everything it has or asks for ends in one act."""

from django.db import transaction

from accounts.models import Organisation, User
from accounts.services import organisations as accounts
from applications.models import Application, Approval
from applications.models.approval import USABLE
from applications.services import approvals, submissions
from applications.states import TRANSITIONS, Action
from events import services as events


@transaction.atomic
def close(organisation: Organisation, *, by: User) -> None:
    """Give up its approvals, withdraw what is under way, and close it for good, as an owner.

    Keys stop with the approvals. What was written stays, for its members to read.
    """
    accounts.lock_for_owner(organisation, by=by)
    for approval in in_force(organisation):
        approvals.relinquish(approval, by=by)
    for application in under_way(organisation):
        submissions.withdraw(application, by=by)
    accounts.close_organisation(organisation, by=by)
    events.append(f"organisation:{organisation.public_id}", "organisation.closed", actor=by)


def in_force(organisation: Organisation) -> list[Approval]:
    """What closing gives up, the suspended ones among it."""
    usable = Approval.objects.filter(organisation=organisation, status__in=USABLE)
    return list(usable.select_related("application__organisation").order_by("pk"))


def under_way(organisation: Organisation) -> list[Application]:
    """What closing withdraws: drafts, and all that waits for a reviewer or an answer."""
    states = {*TRANSITIONS[Action.WITHDRAW].sources, *TRANSITIONS[Action.WITHDRAW_APPEAL].sources}
    known = Application.objects.present().filter(organisation=organisation, status__in=states)
    return list(known.select_related("organisation", "appeal").order_by("pk"))
