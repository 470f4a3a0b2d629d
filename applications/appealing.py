"""Which decision counts, and until when may one appeal against it?"""

from datetime import date, datetime, timedelta

from applications import queries
from applications.models import Appeal, Application, Decision
from applications.models.appeal import AppealOutcome
from applications.models.decision import Outcome
from applications.states import Status
from guidelines.pack import Tier

_OUTCOMES = {
    Status.APPROVED: (Outcome.APPROVE, Outcome.EXCEPTION),
    Status.DECLINED: (Outcome.DECLINE,),
}


def appeal_of(application: Application) -> Appeal | None:
    """Its appeal, open or decided."""
    return getattr(application, "appeal", None)  # how Django says that there is none


def final_decision(application: Application, appeal: Appeal | None) -> Decision | None:
    """The one that counts now; None before, whatever a first reviewer has written down."""
    outcomes = _OUTCOMES.get(Status(application.status))
    if outcomes is None:
        return None
    decisions = application.decisions.filter(revision=application.revision_id, outcome__in=outcomes)
    if appeal and appeal.outcome == AppealOutcome.WITHDRAWN:  # what came of it counts for nothing
        decisions = decisions.filter(round__lt=appeal.round)
    return decisions.order_by("pk").last()


def appealed_decision(appeal: Appeal) -> Decision:
    """The decline that the appeal is against."""
    application = appeal.application
    decisions = application.decisions.filter(
        revision=application.revision_id, round__lt=appeal.round, outcome=Outcome.DECLINE
    )
    return decisions.latest("pk")


def last_day(application: Application) -> date | None:
    """The last day on which one may appeal; None if there is no decline to appeal against."""
    if application.status != Status.DECLINED or application.decided_at is None:
        return None
    consequence = queries.pack_of(application).consequences[Tier(application.tier)]
    return (application.decided_at + timedelta(days=consequence.appeal_days)).date()


def is_in_time(application: Application, *, now: datetime) -> bool:
    """Whether that day is not over, by UTC."""
    day = last_day(application)
    return day is not None and now.date() <= day


def is_possible(application: Application, *, now: datetime) -> bool:
    """Whether the declined application can be appealed: in time, and not appealed before."""
    return is_in_time(application, now=now) and appeal_of(application) is None
