"""What reviewing keeps: what waits and why, who holds it, and what they marked."""

from reviews.models.documents import SearchDocument, SearchedOrganisation
from reviews.models.items import ItemKind, QueueItem, QueueItemQuerySet, QueueReason, Reason
from reviews.models.leases import Lease, LeaseQuerySet
from reviews.models.marks import MARKS, Mark
from reviews.models.queue import Queue

__all__ = [
    "MARKS",
    "ItemKind",
    "Lease",
    "LeaseQuerySet",
    "Mark",
    "Queue",
    "QueueItem",
    "QueueItemQuerySet",
    "QueueReason",
    "Reason",
    "SearchDocument",
    "SearchedOrganisation",
]
