"""What reviewing keeps: what waits and why, who holds it, what they marked, quoted and opened."""

from reviews.models.advice import Advice
from reviews.models.availability import Availability, AvailabilityQuerySet
from reviews.models.documents import SearchDocument, SearchedOrganisation
from reviews.models.handovers import HandOver, HandOverQuerySet
from reviews.models.held import HeldDecision, HeldState
from reviews.models.interests import Interests
from reviews.models.items import ItemKind, QueueItem, QueueItemQuerySet, QueueReason, Reason
from reviews.models.leases import Lease, LeaseQuerySet
from reviews.models.marks import MARKS, Mark
from reviews.models.openings import Opening, OpeningQuerySet
from reviews.models.overrides import TierOverride
from reviews.models.pages import Dashboard, Quality
from reviews.models.quality import PolicyTask, QualityDraw, QualityReview, TaskKind
from reviews.models.queue import Queue
from reviews.models.quotes import Quote
from reviews.models.saved_views import SavedView, SavedViewQuerySet
from reviews.models.vendors import Vendor, VendorReviewer
from reviews.models.wellbeing import Break, DebriefNote, Exposure, Wishes
from reviews.models.what_ifs import WhatIf, WhatIfCase

__all__ = [
    "MARKS",
    "Advice",
    "Availability",
    "AvailabilityQuerySet",
    "Break",
    "Dashboard",
    "DebriefNote",
    "Exposure",
    "HandOver",
    "HandOverQuerySet",
    "HeldDecision",
    "HeldState",
    "Interests",
    "ItemKind",
    "Lease",
    "LeaseQuerySet",
    "Mark",
    "Opening",
    "OpeningQuerySet",
    "PolicyTask",
    "Quality",
    "QualityDraw",
    "QualityReview",
    "Queue",
    "QueueItem",
    "QueueItemQuerySet",
    "QueueReason",
    "Quote",
    "Reason",
    "SavedView",
    "SavedViewQuerySet",
    "SearchDocument",
    "SearchedOrganisation",
    "TaskKind",
    "TierOverride",
    "Vendor",
    "VendorReviewer",
    "WhatIf",
    "WhatIfCase",
    "Wishes",
]
