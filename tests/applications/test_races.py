"""When two people act on one application at the same moment, does one of them win whole?"""

import threading
import time
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from accounts import services as accounts
from applications.models import Application
from applications.models.application import RESTORABLE_FOR
from applications.services import assignments, conversation, deletions, drafts, files, submissions
from applications.services.assignments import NoColleague
from applications.services.drafts import NotEditable
from applications.services.moves import DraftDeleted, Purged
from applications.states import Status, WrongState
from events.models import Event
from reviews import services as reviews
from tests.factories import MembershipFactory
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def own(application):
    """The application as another request loads it."""
    return Application.objects.select_related("organisation").get(pk=application.pk)


def told(application, kind):
    return Event.objects.filter(subject=application.subject, kind=kind).count()


def test_two_who_submit_at_once_make_one_revision(draft, owner):
    pages = [own(draft) for _ in range(4)]

    outcomes = at_once(
        *(lambda page=page: submissions.submit(page, by=owner).number for page in pages)
    )

    assert sorted(map(str, outcomes)) == ["1", *[str(WrongState)] * 3]
    assert draft.revisions.count() == 1
    assert told(draft, "application.submit") == 1


def test_a_file_sent_while_somebody_submits_is_in_the_revision_or_refused(draft, owner):
    file = ContentFile(b"One more document.", name="more.txt")
    uploading, submitting = own(draft), own(draft)

    outcomes = at_once(
        lambda: files.attach(uploading, "B9", file=file, by=owner).name,
        lambda: submissions.submit(submitting, by=owner).number,
    )

    revision = draft.revisions.get()
    present = {file.name for file in draft.attachments.present().filter(question="B9")}
    assert outcomes in (["more.txt", 1], [NotEditable, 1])
    assert {file["name"] for file in revision.answers["B9"]} == present
    assert ("more.txt" in present) == (outcomes[0] == "more.txt")


def test_a_save_while_somebody_submits_is_in_the_revision_or_refused(draft, owner):
    saving, submitting = own(draft), own(draft)

    outcomes = at_once(
        lambda: drafts.save_answers(saving, {"B1": "The last word"}, by=owner).refused,
        lambda: submissions.submit(submitting, by=owner).number,
    )

    draft.refresh_from_db()
    assert outcomes in ([{}, 1], [NotEditable, 1])
    assert draft.revisions.get().answers["B1"] == draft.answers["B1"]
    assert (draft.answers["B1"] == "The last word") == (outcomes[0] == {})


def test_a_draft_deleted_while_somebody_submits_is_one_or_the_other(draft, owner):
    deleting, submitting = own(draft), own(draft)

    outcomes = at_once(
        lambda: deletions.delete(deleting, by=owner),
        lambda: submissions.submit(submitting, by=owner).number,
    )

    draft.refresh_from_db()
    if draft.deleted_at:
        assert outcomes == [None, DraftDeleted]
        assert draft.status == Status.DRAFT
    else:
        assert outcomes == [deletions.NoDraft, 1]
        assert draft.status == Status.SUBMITTED


def test_a_draft_restored_while_it_is_purged_is_back_whole_or_gone(draft, owner):
    deletions.delete(draft, by=owner)
    past = timezone.now() + RESTORABLE_FOR + timedelta(minutes=1)
    restoring, purging = own(draft), own(draft)
    answers = restoring.given_answers()

    restored, is_purged = at_once(
        lambda: deletions.restore(restoring, by=owner), lambda: deletions.purge(purging, now=past)
    )

    kept = Application.objects.filter(pk=draft.pk).first()
    if is_purged:
        assert (restored, kept) == (Purged, None)
    else:
        assert restored is None
        assert (kept.deleted_at, kept.given_answers()) == (None, answers)
        assert kept.attachments.count() == draft.attachments.count()


def test_whoever_acts_on_what_was_purged_is_told(draft, owner):
    deletions.delete(draft, by=owner)
    left_open = own(draft)
    deletions.purge(draft, now=timezone.now() + RESTORABLE_FOR + timedelta(minutes=1))

    with pytest.raises(Purged):
        deletions.restore(left_open, by=owner)


def test_a_reply_while_somebody_submits_is_sent_or_refused(draft, owner, reviewer):
    submissions.submit(draft, by=owner)
    reviews.claim(draft, by=reviewer)
    reviews.request_changes(draft, {"B2": "Who?"}, by=reviewer, note="Almost.", revision=1)
    request, submitting = draft.requests.select_related("application").get(), own(draft)

    outcomes = at_once(
        lambda: conversation.reply(request, "Clerks.", by=owner),
        lambda: submissions.submit(submitting, by=owner).number,
    )

    assert outcomes in ([None, 2], [conversation.RequestClosed, 2])
    assert draft.requests.get().reply == ("Clerks." if outcomes[0] is None else "")


def test_whoever_leaves_while_being_put_on_a_section_has_left(draft, organisation, owner):
    colleague = MembershipFactory(organisation=organisation)
    is_assigned = threading.Event()

    def assign():
        with transaction.atomic():
            assignments.assign(own(draft), "B", membership=colleague, by=owner)
            is_assigned.set()
            time.sleep(0.3)  # until the other one waits
        return "assigned"

    def leave():
        is_assigned.wait(timeout=10)
        accounts.leave(organisation, user=colleague.user)
        return "left"

    outcomes = at_once(assign, leave)

    assert outcomes == ["assigned", "left"]
    assert not draft.assignments.exists()
    with pytest.raises(NoColleague):
        assignments.assign(draft, "B", membership=colleague, by=owner)
