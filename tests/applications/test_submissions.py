"""Does a submission freeze exactly what was answered, and only what is complete?"""

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import Membership
from applications import queries
from applications.models import Application, Revision
from applications.models.attachment import ScanState
from applications.services import drafts, files, submissions
from applications.services.moves import NotAnEditor
from applications.states import Status, WrongState
from events.models import Event
from guidelines.models import Acceptance
from reviews import services as reviews
from tests import cases
from tests.factories import MembershipFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_submission_freezes_the_effective_answers():
    application = cases.draft()
    owner = application.created_by
    drafts.save_answers(application, {"B1": "  Minutes  ", "A9": "hidden story"}, by=owner)

    revision = submissions.submit(application, by=owner)

    stored = Application.objects.get(pk=application.pk)
    assert (stored.status, stored.revision, stored.tier) == (Status.SUBMITTED, revision, "low")
    assert stored.pack == revision.pack
    assert stored.due_at > stored.submitted_at == revision.submitted_at
    assert revision.all_answers()["B1"] == "Minutes"
    assert revision.all_answers()["A9"] == ""
    assert revision.record_sha256 == queries.assess_draft(application).sha256


def test_sensitive_answers_of_a_revision_are_sealed():
    revision = cases.submitted().revision

    assert "A5" not in revision.answers
    assert revision.all_answers()["A5"]


def test_every_attestation_is_stored_with_its_version():
    application = cases.submitted()

    accepted = Acceptance.objects.filter(subject=application.subject)
    assert [acceptance.reference for acceptance in accepted] == [
        "starter@1.1.0",
        "terms@1.0",
        "weaknesses@1.0",
    ]
    assert {acceptance.user for acceptance in accepted} == {application.created_by}


def test_an_incomplete_draft_is_refused_with_each_questions_own_sentence():
    application = cases.draft()
    owner = application.created_by
    drafts.save_answers(application, {"C1": "", "B3": "too short", "A2": "http://x"}, by=owner)

    with pytest.raises(submissions.NotComplete) as refusal:
        submissions.submit(application, by=owner)

    assert list(refusal.value.pointers) == ["A2", "B3", "C1"]
    assert refusal.value.pointers["C1"] == "Select who uses it"
    assert Application.objects.get(pk=application.pk).status == Status.DRAFT
    assert Revision.objects.count() == 0


def test_a_file_that_was_never_uploaded_is_refused():
    application = cases.draft()
    owner = application.created_by
    invented = [{"name": "prompts.md", "sha256": "0" * 64, "size": 5}]
    drafts.save_answers(application, {"B9": invented}, by=owner)

    with pytest.raises(submissions.NotComplete) as refusal:
        submissions.submit(application, by=owner)

    assert refusal.value.pointers == {"B9": queries.NOT_UPLOADED}


@pytest.mark.parametrize(
    ("state", "file", "sentence"),
    [
        (ScanState.PENDING, "kept", "Wait until the file has been checked for viruses"),
        (ScanState.INFECTED, "", "Take the infected file out: a virus was found in it"),
        (ScanState.FAILED, "kept", "Take out the file that the virus scanner could not judge"),
    ],
)
def test_a_file_that_is_not_known_to_be_clean_reaches_no_reviewer(state, file, sentence):
    application = cases.draft()
    attachment = application.attachments.first()
    application.attachments.filter(pk=attachment.pk).update(
        scan_state=state, scanned_at=timezone.now(), file=file
    )

    with pytest.raises(submissions.NotComplete) as refusal:
        submissions.submit(application, by=application.created_by)

    assert list(refusal.value.pointers) == [attachment.question]
    assert refusal.value.pointers[attachment.question].startswith(sentence)
    assert Application.objects.get(pk=application.pk).status == Status.DRAFT


@pytest.mark.parametrize("state", [ScanState.CLEAN, ScanState.NOT_SCANNED])
def test_a_clean_file_and_one_where_there_is_no_scanner_are_submitted(state):
    application = cases.draft()
    application.attachments.update(scan_state=state, scanned_at=timezone.now())

    submissions.submit(application, by=application.created_by)

    assert application.status == Status.SUBMITTED


def test_only_earlier_applications_of_the_own_organisation_can_be_named():
    application, other = cases.draft(), cases.submitted()
    owner = application.created_by
    mine = cases.draft(owner=owner, organisation=application.organisation)
    drafts.save_answers(application, {"A7": [mine.reference, other.reference]}, by=owner)
    foreign = queries.problems(application, queries.assess_draft(application))

    drafts.save_answers(application, {"A7": [mine.reference]}, by=owner)
    own = queries.problems(application, queries.assess_draft(application))

    assert foreign == {"A7": queries.NOT_YOURS}
    assert own == {}


def test_submitting_twice_is_refused_and_leaves_one_revision():
    application = cases.submitted()

    with pytest.raises(WrongState):
        submissions.submit(application, by=application.created_by)

    assert application.revisions.count() == 1
    assert Event.objects.filter(kind="application.submit").count() == 1


@pytest.mark.parametrize("role", [Membership.Role.VIEWER, None])
def test_only_editors_submit_and_withdraw(role):
    application, person = cases.draft(), UserFactory()
    if role:
        MembershipFactory(organisation=application.organisation, user=person, role=role)

    with pytest.raises(NotAnEditor):
        submissions.submit(application, by=person)
    with pytest.raises(NotAnEditor):
        submissions.withdraw(application, by=person)


def test_a_revision_never_changes():
    revision = cases.submitted().revision

    for change in (lambda: Revision.objects.update(tier="low"), revision.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    "change", [{"organisation": "other"}, {"reference": "GA-00000000"}, {"pack": None}]
)
def test_a_submitted_application_keeps_its_identity(change):
    application = cases.submitted()
    if "organisation" in change:
        change = {"organisation": cases.draft().organisation}

    with pytest.raises(DatabaseError), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(**change)


def test_only_a_draft_that_its_owner_put_away_is_deleted():
    draft = cases.draft()
    for application in (cases.submitted(), draft):
        with pytest.raises(DatabaseError), transaction.atomic():
            Application.objects.filter(pk=application.pk).delete()

    Application.objects.filter(pk=draft.pk).update(deleted_at=timezone.now())
    Application.objects.filter(pk=draft.pk).delete()

    assert not Application.objects.filter(pk=draft.pk).exists()


def test_an_application_begins_as_a_draft_in_the_database():
    draft = cases.draft()

    with pytest.raises(DatabaseError, match="begins as a draft"), transaction.atomic():
        Application.objects.create(organisation=draft.organisation, status="withdrawn")


def test_a_withdrawn_application_is_closed():
    application = cases.submitted()

    submissions.withdraw(application, by=application.created_by)

    assert application.status == Status.WITHDRAWN
    with pytest.raises(WrongState):
        submissions.withdraw(application, by=application.created_by)


def test_after_a_request_only_what_was_asked_and_what_follows_is_open():
    application = cases.submitted()
    owner, reviewer = application.created_by, ReviewerFactory()
    reviews.claim(application, by=reviewer)
    reviews.request_changes(
        application, {"A8": "Really never?"}, by=reviewer, note="One thing.", revision=1
    )
    pack = queries.pack_of(application)
    before = queries.editable_questions(application, pack)

    drafts.save_answers(application, {"A8": True}, by=owner)
    opened = queries.editable_questions(application, pack)
    drafts.save_answers(application, {"A9": "Once, in 2024."}, by=owner)
    after = queries.editable_questions(application, pack)

    assert before == {"A8"}
    assert opened == {"A8", "A9"}
    assert after == {"A8", "A9"}


def test_while_changes_are_requested_only_asked_files_change():
    application = cases.submitted()
    owner, reviewer = application.created_by, ReviewerFactory()
    attachment = application.attachments.first()
    reviews.claim(application, by=reviewer)
    reviews.request_changes(
        application, {"B2": "Say who."}, by=reviewer, note="One thing.", revision=1
    )

    with pytest.raises(files.FileRefused, match="did not ask"):
        files.detach(attachment, by=owner)


def test_applicant_and_reviewers_get_mail_after_the_commit(django_capture_on_commit_callbacks):
    application = cases.draft()
    reviewer, owner = ReviewerFactory(), application.created_by
    viewer = MembershipFactory(
        organisation=application.organisation, role=Membership.Role.VIEWER
    ).user

    with django_capture_on_commit_callbacks(execute=True):
        submissions.submit(application, by=owner)

    by_address = {address: message for message in mail.outbox for address in message.to}
    assert owner.email in by_address
    assert reviewer.email in by_address
    assert viewer.email not in by_address
    assert application.reference in by_address[owner.email].subject
    assert application.get_absolute_url() in by_address[owner.email].body


def test_a_rolled_back_submission_sends_nothing(django_capture_on_commit_callbacks):
    application = cases.draft()

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        submissions.submit(application, by=application.created_by)
        transaction.set_rollback(True)

    assert mail.outbox == []
    assert not Event.objects.filter(kind="application.submit").exists()
