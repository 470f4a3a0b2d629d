"""What reviewing keeps: who holds an application, and what they marked on the checklist."""

from reviews.models.leases import Lease, LeaseQuerySet
from reviews.models.marks import MARKS, Mark
from reviews.models.queue import Queue

__all__ = ["MARKS", "Lease", "LeaseQuerySet", "Mark", "Queue"]
