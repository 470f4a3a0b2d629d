"""Does low agreement on a check open one task for the policy owners, and never one about people?"""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from applications.models import Decision
from guidelines.models import PackVersion
from reviews import drifting, jobs, pairs, quality
from reviews.agreement import Standing
from reviews.drift import Share
from reviews.models import PolicyTask, QualityReview
from reviews.services import MarkInput, policy_tasks, quality_reviews
from reviews.services.policy_tasks import NotAPolicyOwner, SayWhatWasDone, TaskClosed
from tests import cases
from tests.factories import PolicyOwnerFactory, ReviewerFactory, UserFactory
from tests.reviews.test_quality import drawn

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small_numbers(settings):
    settings.QUALITY_RATES = dict.fromkeys(("low", "medium", "high", "prohibited"), 100)
    settings.QUALITY_LEAST_PAIRS = 2


@pytest.fixture
def owner():
    return PolicyOwnerFactory()


def looked_at(**other):
    """Approved, and looked at again with the same marks but for those named."""
    review = drawn(cases.approved(by=ReviewerFactory()))
    by = ReviewerFactory()
    quality_reviews.take_up(review, by=by)
    decided = {check: mark for check, mark in review.decision.checks.items() if mark}
    marks = {**decided, **{name.replace("_", "-"): mark for name, mark in other.items()}}
    given = {check: MarkInput(mark, note="Seen.") for check, mark in marks.items()}
    quality_reviews.answer(review, given, by=by, finishes=True)
    return review


def disagreed():
    looked_at(CK_01="gap")
    looked_at(CK_01="gap")


def of_check(name):
    now = timezone.now()
    found = pairs.agreements(since=now - timedelta(days=1), until=now + timedelta(days=1))
    return next(one for one in found if one.check == name)


def test_a_second_look_and_its_decision_are_a_pair():
    looked_at(CK_01="gap")

    found = of_check("CK-01")

    assert (found.figures.n, found.observed) == (1, 0)
    assert found.standing is Standing.FEW


def test_first_and_second_reviewer_are_a_pair():
    application = cases.submitted(cases.HIGH)
    for _ in range(2):
        cases.approve(application, cases.HIGH, by=ReviewerFactory(), tier="high")

    assert Decision.objects.count() == 2
    assert of_check("CK-01").figures.n == 1


def test_a_check_that_one_of_them_did_not_see_is_no_pair():
    review = looked_at()

    now = timezone.now()
    found = pairs.agreements(since=now - timedelta(days=1), until=now + timedelta(days=1))

    assert {one.check for one in found} == set(quality.shown_checks(review))


def test_low_agreement_opens_one_task(owner):
    disagreed()

    assert jobs.open_policy_tasks() == 1
    assert jobs.open_policy_tasks() == 0
    task = PolicyTask.objects.get()
    assert (task.kind, task.about, task.figures["n"]) == ("agreement", "CK-01", 2)


def test_a_task_names_nobody():
    disagreed()
    jobs.open_policy_tasks()
    people = [str(one) for one in User.objects.values_list("public_id", flat=True)]

    told = str(PolicyTask.objects.values().get())

    assert not any(person in told for person in people)


def test_good_agreement_opens_none():
    looked_at()
    looked_at()

    assert jobs.open_policy_tasks() == 0


def test_few_pairs_open_none(settings):
    settings.QUALITY_LEAST_PAIRS = 20
    disagreed()

    assert jobs.open_policy_tasks() == 0


def test_the_database_holds_one_open_task_a_check():
    disagreed()
    jobs.open_policy_tasks()
    task = PolicyTask.objects.get()

    with pytest.raises(DatabaseError, match="policy_task_once_while_open"), transaction.atomic():
        PolicyTask.objects.create(kind=task.kind, pack=task.pack, about=task.about)


def test_a_policy_owner_closes_it_once_with_what_was_done(owner):
    disagreed()
    jobs.open_policy_tasks()
    task = PolicyTask.objects.get()

    policy_tasks.close(task, "Worded anew.", by=owner)

    task.refresh_from_db()
    assert (task.note, task.closed_by) == ("Worded anew.", owner)
    with pytest.raises(TaskClosed):
        policy_tasks.close(task, "Again.", by=owner)
    with pytest.raises(DatabaseError, match="closed once"), transaction.atomic():
        PolicyTask.objects.update(note="Other.")
    assert jobs.open_policy_tasks() == 0


@pytest.mark.parametrize("note", ["", "  ", "\x00", "x" * 5001])
def test_closing_says_what_was_done(owner, note):
    disagreed()
    jobs.open_policy_tasks()

    with pytest.raises(SayWhatWasDone):
        policy_tasks.close(PolicyTask.objects.get(), note, by=owner)


def test_a_reviewer_closes_none():
    disagreed()
    jobs.open_policy_tasks()

    with pytest.raises(NotAPolicyOwner):
        policy_tasks.close(PolicyTask.objects.get(), "Done.", by=ReviewerFactory())


def test_few_cases_do_not_drift():
    cases.approved(by=ReviewerFactory())

    assert drifting.drifts(PackVersion.objects.get().pk, now=timezone.now()) == []


def test_the_shares_of_late_stand_beside_those_before():
    cases.declined(by=ReviewerFactory())
    looked_at()
    between = timezone.now()
    cases.approved(by=ReviewerFactory())
    now = between + drifting.LATELY

    found = dict(drifting.changes(PackVersion.objects.get().pk, now=now))

    assert found[drifting.APPROVED].before == Share(1, 2)
    assert found[drifting.APPROVED].after == Share(1, 1)
    assert found["CK-01"].after == Share(0, 1)


# --- pages ----------------------------------------------------------------------------------------


@pytest.fixture
def reviewer(client):
    person = ReviewerFactory()
    client.force_login(person)
    return person


def test_the_list_names_no_application(client, reviewer):
    review = drawn(cases.approved(by=ReviewerFactory()))

    page = client.get(reverse("admin:reviews_quality")).content.decode()

    assert reverse("admin:reviews_quality_take", args=[review.pk]) in page
    assert review.application.reference not in page
    assert review.application.title not in page


def test_the_sheet_shows_answers_and_nothing_of_the_decision(client, reviewer):
    first = ReviewerFactory()
    application = cases.submitted()
    cases.mark_all(application, by=first)
    review = drawn(cases.approved(by=first))
    review.application.messages.create(author_name="R", from_staff=True, body="Secret letter.")

    followed = client.post(reverse("admin:reviews_quality_take", args=[review.pk]), follow=True)
    page = followed.content.decode()

    assert review.application.title in page
    assert review.application.reference not in page
    assert "As seen." not in page
    assert "Secret letter." not in page
    assert first.pseudonym not in page
    assert " checked" not in page


def test_what_was_typed_stays_when_a_check_is_missing(client, reviewer):
    review = drawn(cases.approved(by=ReviewerFactory()))
    quality_reviews.take_up(review, by=reviewer)
    address = reverse("admin:reviews_quality_answer", args=[review.pk])

    answer = client.post(address, {"mark-CK-01": "gap", "note-CK-01": "Hm.", "act": "finish"})

    assert answer.status_code == 409
    assert b"Hm." in answer.content


def test_a_whole_second_look_by_its_pages(client, reviewer):
    review = drawn(cases.approved(by=ReviewerFactory()))
    client.post(reverse("admin:reviews_quality_next"))
    posted = {"act": "finish"}
    for check in quality.shown_checks(review):
        posted |= {f"mark-{check}": "meets", f"note-{check}": ""}

    client.post(reverse("admin:reviews_quality_answer", args=[review.pk]), posted)

    assert QualityReview.objects.get().finished_at is not None


def test_somebody_elses_sheet_is_not_found(client, reviewer):
    review = drawn(cases.approved(by=ReviewerFactory()))
    quality_reviews.take_up(review, by=ReviewerFactory())

    assert client.get(reverse("admin:reviews_quality_sheet", args=[review.pk])).status_code == 404


@pytest.mark.parametrize("name", ["reviews_quality", "reviews_agreement", "reviews_policy_tasks"])
def test_policy_owners_read_the_figures_too(client, owner, name):
    disagreed()
    jobs.open_policy_tasks()
    client.force_login(owner)

    assert client.get(reverse(f"admin:{name}")).status_code == 200


@pytest.mark.parametrize("name", ["reviews_quality", "reviews_agreement", "reviews_policy_tasks"])
def test_nobody_else_reads_them(client, name):
    client.force_login(UserFactory(is_staff=True))

    assert client.get(reverse(f"admin:{name}")).status_code == 403


def test_a_reviewer_closes_no_task_by_its_page(client, reviewer):
    disagreed()
    jobs.open_policy_tasks()
    address = reverse("admin:reviews_policy_task", args=[PolicyTask.objects.get().pk])

    assert client.post(address, {"note": "Done."}).status_code == 403


def test_a_policy_owner_closes_one_by_its_page(client, owner):
    disagreed()
    jobs.open_policy_tasks()
    client.force_login(owner)
    address = reverse("admin:reviews_policy_task", args=[PolicyTask.objects.get().pk])

    page = client.post(address, {"note": "Worded anew."}, follow=True)

    assert b"Worded anew." in page.content
