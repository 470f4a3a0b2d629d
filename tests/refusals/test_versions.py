"""Is every decision made under the very version that its revision is pinned to?"""

import copy
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from applications.models import Application, Approval, Decision
from applications.models.decision import Outcome
from applications.services.judging import NotApprovable, UnknownClause
from guidelines import loading
from guidelines import services as guidelines
from reviews import services as reviews
from tests import cases
from tests.factories import ReviewerFactory
from tests.refusals.attempts import CONDITIONS, without_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return ReviewerFactory()


def publish_next():
    """A version with one more clause, and one more check that stops every approval."""
    content = copy.deepcopy(loading.read_folder(loading.STARTER))
    content["pack"]["version"] = "1.2.0"
    clauses = content["clauses"]["clauses"]
    clauses.append({**clauses[-1], "id": "GS-99", "slug": "later"})
    checks = content["checklist"]["checks"]
    blocker = next(check for check in checks if check["severity"] == "blocker")
    checks.append({**blocker, "id": "CK-99", "when": "true", "clause": "GS-99"})
    return guidelines.publish_pack(content)


def test_a_later_check_neither_stops_nor_counts(reviewer):
    application = cases.submitted()
    publish_next()

    cases.approve(application, by=reviewer)

    decision = Decision.objects.get()
    assert "CK-99" not in decision.checks
    assert decision.revision.pack == application.pack
    assert application.approvals.get().pack == application.pack


def test_one_submitted_afterwards_is_stopped_by_the_later_check(reviewer):
    cases.publish_starter()
    later = publish_next()
    application = cases.submitted()
    cases.mark_all(application, by=reviewer)

    with pytest.raises(NotApprovable) as refused:
        reviews.decide(application, Outcome.APPROVE, by=reviewer, revision=1, conditions=CONDITIONS)

    assert application.pack == later
    assert set(refused.value.pointers) == {"CK-99"}


def test_a_clause_of_another_version_is_not_cited(reviewer):
    application = cases.submitted()
    publish_next()
    reviews.claim(application, by=reviewer)

    with pytest.raises(UnknownClause):
        reviews.decide(
            application,
            Outcome.DECLINE,
            by=reviewer,
            revision=1,
            note="No.",
            clauses=("GS-99@1.0.0",),
        )

    assert not Decision.objects.exists()


def test_no_row_is_moved_to_another_version():
    application = cases.submitted()
    later = publish_next()

    for rows in (Application.objects.all(), application.revisions.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(pack=later)


def test_an_application_is_not_submitted_under_another_version_than_its_revision():
    application = cases.submitted()
    later = publish_next()
    with without_triggers():
        Application.objects.update(pack=later)

    with pytest.raises(DatabaseError, match="pinned to one pack"), transaction.atomic():
        Application.objects.update(revision=application.revision_id)


def test_no_approval_names_another_version(reviewer):
    application = cases.approved(by=reviewer)
    later = publish_next()
    granted = Approval.objects.values().get()
    with without_triggers():
        Approval.objects.all().delete()

    for pack in (later, application.pack):
        row = Approval(**granted | {"id": None, "pack_id": pack.pk, "public_id": uuid4()})
        outcome = refusal(row)
        assert ("approved" in outcome) is (pack == later)


def refusal(row):
    """What the database says when the row is written; "" if it takes it."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except DatabaseError as error:
        return str(error)
    return ""
