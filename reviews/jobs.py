"""What the clock does to leases, to decisions that wait to be sent, and to what is over."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from reviews import queries, services, tasks
from reviews.models import QualityReview, Vendor
from reviews.services import policy_tasks, quality_reviews, vendors, wellbeing

KEPT = timedelta(days=30)


@shared_task(name="reviews.release_expired")
def release_expired() -> int:
    """End the claims whose time is over; nobody waits for this, a claim holds by its time alone."""
    now = timezone.now()
    return sum(
        services.release_expired(application, now=now) for application in queries.expired(now)
    )


@shared_task(name="reviews.end_quality_reviews")
def end_quality_reviews() -> int:
    """Free the quality reviews that nobody went on with, and end those that are out of time."""
    now = timezone.now()
    over = list(QualityReview.objects.out_of_time(now))
    return sum(quality_reviews.end_by_clock(review, now=now) for review in over)


@shared_task(name="reviews.send_held")
def send_held() -> None:
    """Ring for the decisions that are due; the rows say which ones."""
    tasks.ring_for_all()


@shared_task(name="reviews.release_absent")
def release_absent() -> int:
    """Give back what people hold whose absence has begun."""
    return sum(
        services.release_of_absent(lease.application, reviewer=lease.reviewer)
        for lease in queries.held_by_absent(timezone.now())
    )


@shared_task(name="reviews.open_policy_tasks")
def open_policy_tasks() -> int:
    """Put before the policy owners what the marks of late show about the policy."""
    return len(policy_tasks.open_tasks(now=timezone.now()))


@shared_task(name="reviews.warn_of_vendors")
def warn_of_vendors() -> int:
    """Tell policy owners of records of labour standards that lapse within 30 days."""
    today = timezone.now().date()
    lapsing = list(Vendor.objects.current(today))
    return sum(vendors.warn_of_lapse(vendor, today=today) for vendor in lapsing)


@shared_task(name="reviews.forget_exposure")
def forget_exposure() -> int:
    """Forget what reviewers went through and when they rested, once no page reads it any more."""
    return wellbeing.forget(before=timezone.now() - KEPT)


@shared_task(name="reviews.tell_contacts")
def tell_contacts() -> int:
    """Tell the wellbeing contacts of new notes."""
    return wellbeing.tell_contacts()


@shared_task(name="reviews.go_on_with_trials")
def go_on_with_trials() -> None:
    """Ring for the trials of drafts that are not finished."""
    tasks.ring_for_trials()
