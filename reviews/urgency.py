"""How pressing is what waits for a reviewer?"""

from datetime import datetime

from applications.models import Application
from applications.states import OPEN
from reviews.models import QueueItem


def urgency(waiting: Application | QueueItem, *, now: datetime) -> str:
    """`overdue`, `soon` when three quarters of the working time are over, or ""."""
    if waiting.status not in OPEN:
        return ""
    if waiting.due_at and waiting.due_at < now:
        return "overdue"
    return "soon" if waiting.soon_at and waiting.soon_at <= now else ""
