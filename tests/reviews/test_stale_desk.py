"""What does a page of the desk say and keep whose application has moved on?"""

import pytest
from django.urls import reverse
from django.utils import timezone

from applications.models import Decision
from applications.services import drafts, submissions
from events.models import Event
from reviews import queries, seen, services
from reviews.services import MarkInput
from tests import cases
from tests.factories import ReviewerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return ReviewerFactory()


@pytest.fixture
def signed_in(client, reviewer):
    client.force_login(reviewer)
    return client


@pytest.fixture
def application(reviewer):
    application = cases.submitted()
    services.claim(application, by=reviewer)
    return application


def at(name, application):
    return reverse(f"admin:reviews_{name}", args=[application.reference])


def sent(application, **typed):
    """What a page sends that was made now, with these marks by check."""
    position = Event.objects.filter(subject=application.subject).count()
    fields = {"at": position, "revision": 1, "seen": ""}
    for check, mark in typed.items():
        name = check.replace("_", "-")
        fields |= {f"mark-{name}": mark, f"note-{name}": f"Note on {name}."}
    return fields


def resubmit(application, reviewer):
    services.request_changes(application, {"B2": "Who?"}, by=reviewer, note="One.", revision=1)
    drafts.save_answers(application, {"B2": "Nurses."}, by=application.created_by)
    submissions.submit(application, by=application.created_by)


def test_marks_on_an_old_revision_are_refused_and_stay_typed(signed_in, application, reviewer):
    page = sent(application, CK_01="gap")
    resubmit(application, reviewer)

    response = signed_in.post(at("marks", application), page)

    text = response.content.decode()
    assert response.status_code == 409
    assert f"Revision 2 came in at {timezone.now():%H:%M}: B2 changed." in text
    assert 'value="Note on CK-01."' in text
    assert queries.marks_of(application.current_revision(), by=reviewer) == {}


def test_what_the_page_did_not_change_does_not_come_along(signed_in, application, reviewer):
    services.mark(
        application, {"CK-01": MarkInput("meets", "Note on CK-01.")}, by=reviewer, revision=1
    )
    stored = seen.stamps(queries.marks_of(application.revision, by=reviewer))
    page = sent(application, CK_01="meets", CK_02="gap") | {"seen": seen.as_text(stored)}
    resubmit(application, reviewer)

    text = signed_in.post(at("marks", application), page).content.decode()

    assert 'value="Note on CK-02."' in text
    assert 'value="Note on CK-01."' not in text


def test_a_script_is_told_in_words(signed_in, application):
    page = sent(application, CK_01="gap")
    submissions.withdraw(application, by=application.created_by)

    response = signed_in.post(at("marks", application), page, headers={"HX-Request": "true"})

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert f"The applicant withdrew it at {timezone.now():%H:%M}." in response.content.decode()


def test_marks_of_a_claim_that_ended_can_be_sent_again_with_the_claim(
    signed_in, application, reviewer
):
    page = sent(application, CK_01="gap")
    application.leases.update(expires_at=timezone.now())
    refused = signed_in.post(at("marks", application), page).content.decode()

    signed_in.post(at("claim", application), page)

    assert 'form="marks"' in refused
    assert "<fieldset class=gh-check id=CK-01>" in refused  # it can still be typed in
    kept = queries.marks_of(application.revision, by=reviewer)["CK-01"]
    assert (kept.mark, kept.note) == ("gap", "Note on CK-01.")


def test_a_claim_that_a_colleague_was_quicker_with_keeps_what_was_typed(
    signed_in, application, reviewer
):
    page = sent(application, CK_01="gap")
    services.release(application, by=reviewer)
    services.claim(application, by=ReviewerFactory())

    response = signed_in.post(at("claim", application), page)

    assert response.status_code == 409
    assert 'value="Note on CK-01."' in response.content.decode()


def test_a_clash_of_two_tabs_shows_both(signed_in, application, reviewer):
    services.mark(application, {"CK-01": MarkInput("violates", "Other.")}, by=reviewer, revision=1)

    response = signed_in.post(at("marks", application), sent(application, CK_01="gap"))

    text = response.content.decode()
    assert response.status_code == 409
    assert "CK-01, in the other tab: violates Other." in text
    assert "name=mark-CK-01 value=gap checked" in text


def test_the_page_of_a_clash_may_be_sent_again(signed_in, application, reviewer):
    services.mark(application, {"CK-01": MarkInput("violates", "Other.")}, by=reviewer, revision=1)
    page = sent(application, CK_01="gap")
    stamps = signed_in.post(at("marks", application), page).context["desk"].stamps

    signed_in.post(at("marks", application), page | {"seen": stamps})

    assert queries.marks_of(application.revision, by=reviewer)["CK-01"].mark == "gap"


@pytest.mark.parametrize("outcome", ["approve", "decline", "changes"])
def test_an_old_revision_is_not_decided_and_the_page_says_what_changed(
    signed_in, application, reviewer, outcome
):
    page = sent(application) | {"note": "No.", "clause": "GP-11@1.0.0", "request-B2": "Who?"}
    resubmit(application, reviewer)
    services.claim(application, by=reviewer)

    response = signed_in.post(at(outcome, application), page)

    assert response.status_code == 409
    assert "has changed since you opened it" in response.content.decode()
    assert "B2 changed." in response.content.decode()
    assert not Decision.objects.exists()


def test_the_pages_of_outcomes_say_when_they_were_made(signed_in, application):
    for outcome in ("decline", "changes"):
        text = signed_in.get(at(outcome, application)).content.decode()
        assert 'name="at"' in text


def test_the_switch_of_the_keys_is_kept(signed_in, application, reviewer):
    address = reverse("admin:reviews_keys")
    assert "data-shortcuts-switch" in signed_in.get(at("desk", application)).content.decode()

    assert signed_in.post(address, {}).status_code == 204
    reviewer.refresh_from_db()
    assert not reviewer.has_shortcuts

    signed_in.post(address, {"on": "on"})
    reviewer.refresh_from_db()
    assert reviewer.has_shortcuts
    assert signed_in.get(address).status_code == 405


def test_the_switch_is_for_reviewers(client, application):
    client.force_login(application.created_by)

    assert client.post(reverse("admin:reviews_keys"), {}).status_code in {302, 403}
