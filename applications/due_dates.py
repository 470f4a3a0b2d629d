"""How long have reviewers got once the applicant has answered them?

The clock counts the working hours that an application is with the reviewers. It stops while the
applicant is asked, and goes on with the reply.
"""

from datetime import datetime, timedelta
from typing import Final

from applications.business_hours import Calendar, between

READING_QUARTERS: Final = 1  # of four quarters of the tier's hours: what a reply adds


def left_after_reply(
    *, due_at: datetime, paused_at: datetime, hours: int, hours_before: int, calendar: Calendar
) -> timedelta:
    """The working time that is left once the applicant has answered; never none.

    What was left when the clock stopped, what a stricter tier adds, and a quarter of the tier's
    hours to read the reply. So a reply always moves the due date, and always to later.
    """
    left = between(paused_at, due_at, calendar=calendar)
    added = timedelta(hours=max(0, hours - hours_before))
    return left + added + timedelta(hours=hours) * READING_QUARTERS / 4
