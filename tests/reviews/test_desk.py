"""Does the desk show what a reviewer needs, covered where it must be, within its budgets?"""

import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import reading
from applications.evidence import reader
from applications.models import Application, Attachment
from applications.services import conversation, drafts, submissions
from applications.states import Status
from events import queries as events
from reviews import queries, services
from reviews.services import MarkInput
from tests import cases
from tests.factories import ReviewerFactory

pytestmark = pytest.mark.django_db
HTML_MAX = 60_000


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


def at(name, application, *more):
    return reverse(f"admin:reviews_{name}", args=[application.reference, *more])


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def sentences(response):
    return [str(message) for message in response.context["messages"]]


def full(reviewer):
    """A high-tier application in its second revision, with everything on the desk."""
    application = cases.submitted(cases.HIGH)
    services.claim(application, by=reviewer)
    services.request_changes(application, {"B2": "Who?"}, by=reviewer, note="One.", revision=1)
    drafts.save_answers(application, {"B2": "Nurses use it."}, by=application.created_by)
    submissions.submit(application, by=application.created_by)
    conversation.write(application, "Is it enough?", by=application.created_by, from_staff=False)
    services.claim(application, by=reviewer)
    return application


def test_a_full_desk_keeps_its_budgets(signed_in, reviewer, django_assert_max_num_queries):
    application = full(reviewer)
    signed_in.get(at("desk", application))  # compiles pack and templates

    with django_assert_max_num_queries(12) as asked:
        response = signed_in.get(at("desk", application))

    assert len(asked) <= 12
    assert len(response.content) <= HTML_MAX
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("message_count", [1, 3])
def test_the_desk_costs_a_constant_number_of_queries(
    signed_in, application, message_count, django_assert_num_queries
):
    for number in range(message_count):
        conversation.write(
            application, f"Message {number}", by=application.created_by, from_staff=False
        )
    signed_in.get(at("desk", application))

    # The person, their permissions (2), the application, its marks, decisions, lease, files,
    # requests and what is new for the person.
    with django_assert_num_queries(11):
        signed_in.get(at("desk", application))


def test_the_desk_shows_answers_checks_clauses_and_why_the_tier(signed_in, reviewer):
    application = cases.submitted(cases.HIGH)
    services.claim(application, by=reviewer)
    pack = queries.pack_of(application)

    text = text_of(signed_in.get(at("desk", application)))

    assert "B1 Product name" in text
    assert application.answers["B1"] in text
    assert pack.check("CK-GP07b").text in text
    assert pack.clause("GP-07").title or pack.clause("GP-07").rule in text
    assert pack.clause("GP-07").rule in text
    assert f"{application.pack.get_absolute_url()}#GP-07" in text
    assert "href=#B3>" in text
    assert "FL-8: It scores or ranks people (high)" in text
    assert "People affected: 3 of 3" in text
    assert "revision 1" in text
    assert "Yours for 15 min" in text


def test_files_are_links_to_download(signed_in, application):
    attachment = application.attachments.first()

    response = signed_in.get(at("desk", application))

    address = reverse("applications:download", args=[application.reference, attachment.pk])
    assert address in text_of(response)
    download = signed_in.get(address)
    download.close()
    assert download["Content-Disposition"].startswith("attachment")


def test_results_stand_beside_the_answer_within_the_budgets(
    signed_in, reviewer, django_assert_max_num_queries
):
    application = full(reviewer)
    many = b",".join(b'"t%d": {"acc,none": 0.5, "f1,none": 0.4}' % n for n in range(1000))
    document = b'{"config": {"limit": 10}, "results": {' + many + b"}}"
    evidence = application.attachments.get(format="inspect_json")
    said = json.loads(reader.as_json(document, declared="lm_eval_json"))
    reading.keep(evidence.pk, said)
    signed_in.get(at("desk", application))

    with django_assert_max_num_queries(12):
        response = signed_in.get(at("desk", application))

    text = text_of(response)
    assert len(response.content) <= HTML_MAX
    assert "2000 results (2000 of partial runs)" in text
    assert "Partial run</strong> The run was limited to 10 samples." in text
    assert text.count('<th scope="row">t') == 6
    assert reverse("applications:results", args=[application.reference, evidence.pk]) in text
    assert evidence.sha256[:12] in text


def test_a_file_that_is_held_back_is_named_and_not_linked(signed_in, application):
    attachment = application.attachments.first()
    Attachment.objects.filter(pk=attachment.pk).update(
        scan_state="failed", scanned_at=timezone.now()
    )

    text = text_of(signed_in.get(at("desk", application)))

    assert attachment.name in text
    assert "Could not be checked" in text
    address = reverse("applications:download", args=[application.reference, attachment.pk])
    assert address not in text


def test_sensitive_answers_are_shown_on_request_only_and_that_is_recorded(
    signed_in, application, reviewer
):
    secret = application.current_revision().all_answers()["A6"]
    before = text_of(signed_in.get(at("desk", application)))

    response = signed_in.post(at("reveal", application), {"question": "A6"})

    assert secret not in before
    assert secret in text_of(response)
    assert "no-store" in response["Cache-Control"]
    assert secret not in text_of(signed_in.get(at("desk", application)))
    event = events.timeline(application.subject).last()
    assert (event.kind, event.data) == ("review.answer_revealed", {"question": "A6"})
    assert event.actor_ref == f"person:{reviewer.public_id}"


@pytest.mark.parametrize("question", ["B1", "Z9", ""])
def test_only_covered_questions_are_revealed(signed_in, application, question):
    response = signed_in.post(at("reveal", application), {"question": question})

    assert response.status_code == 409
    assert "not a covered one" in text_of(response)


def test_only_the_holder_reveals(signed_in):
    application = cases.submitted()
    secret = application.current_revision().all_answers()["A6"]

    response = signed_in.post(at("reveal", application), {"question": "A6"})

    assert response.status_code == 409
    assert secret not in text_of(response)


def test_text_that_may_distress_is_covered_and_its_topics_named(signed_in, application):
    assert "gh-covered" not in text_of(signed_in.get(at("desk", application)))
    distressing = cases.draft()
    distressing.answers["B10"] = ["violence"]
    distressing.save(update_fields=["answers"])
    submissions.submit(distressing, by=distressing.created_by)

    signed_in.post(at("open_named", distressing))

    text = text_of(signed_in.get(at("desk", distressing)))

    assert "Covered: Violence" in text
    assert "May distress a reader:" in text


def test_changes_against_the_previous_revision_are_marked_word_by_word(signed_in, reviewer):
    application = full(reviewer)

    text = text_of(signed_in.get(at("desk", application)))

    assert "<ins>Nurses use it.</ins>" in text
    assert "<del>" in text
    assert text.count('">changed</span>') == 1
    assert "Asked " in text


def test_changed_options_are_marked_line_by_line(signed_in, reviewer):
    application = cases.submitted()
    services.claim(application, by=reviewer)
    services.request_changes(application, {"C3": "Where?"}, by=reviewer, note="One.", revision=1)
    drafts.save_answers(application, {"C3": ["SE"]}, by=application.created_by)
    submissions.submit(application, by=application.created_by)

    text = text_of(signed_in.get(at("desk", application)))

    assert "<li><ins>Sweden</ins></li>" in text
    assert "<li><del>" in text


def marks(check="CK-01", **given):
    values = {"mark": "meets", "note": "", "revision": 1, **given}
    return {
        "revision": values["revision"],
        f"mark-{check}": values["mark"],
        f"note-{check}": values["note"],
    }


def test_marks_are_saved_without_scripts(signed_in, application, reviewer):
    sent = marks(mark="gap", note="Seen.") | {"evidence-CK-01": "on", "note-CK-02": ""}

    response = signed_in.post(at("marks", application), sent)

    assert response.url == at("desk", application)
    kept = queries.marks_of(application.revision, by=reviewer)
    assert list(kept) == ["CK-01"]
    assert (kept["CK-01"].mark, kept["CK-01"].note, kept["CK-01"].has_evidence) == (
        "gap",
        "Seen.",
        True,
    )


def test_marks_are_saved_along_the_way_with_scripts(signed_in, application):
    response = signed_in.post(at("marks", application), marks(), headers={"HX-Request": "true"})

    text = text_of(response)
    assert text.startswith('<section id="progress"') or 'id="progress"' in text
    assert "<html" not in text
    assert "1 of 24 checks marked" in text


def test_refused_marks_are_shown_again_as_typed(signed_in, application):
    sent = marks(mark="n_a") | marks("CK-02", mark="gap", note="Typed at length")

    response = signed_in.post(at("marks", application), sent)

    text = text_of(response)
    assert response.status_code == 422
    assert "Say in the note why CK-01 does not apply." in text
    assert 'value="Typed at length"' in text
    assert "name=mark-CK-01 value=n_a checked" in text


def test_a_stale_page_saves_no_marks(signed_in, application):
    response = signed_in.post(at("marks", application), marks(revision=2))

    assert response.status_code == 409
    assert "has changed since you opened it" in text_of(response)


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 5000])
def test_a_page_that_names_no_revision_saves_nothing(signed_in, application, revision):
    assert signed_in.post(at("marks", application), marks(revision=revision)).status_code == 409


def test_what_stops_an_approval_is_said_beside_each_outcome(signed_in, application, reviewer):
    services.mark(application, {"CK-01": MarkInput("gap")}, by=reviewer, revision=1)

    text = text_of(signed_in.get(at("desk", application)))

    assert "has a gap, and nothing can make up for it" in text
    assert "23 without a mark" in text
    assert "Stopped by the checklist: CK-01." in text
    assert at("decline", application) in text
    assert at("changes", application) in text
    assert at("approve", application) not in text


def test_without_the_lease_no_outcome_is_offered(signed_in):
    application = cases.submitted()

    text = text_of(signed_in.get(at("desk", application)))

    assert text.count("Nothing is under review here.") == 3
    assert ">Claim</button>" in text


def test_the_desk_of_another_reviewer_can_be_read_only(signed_in):
    application = cases.submitted()
    other = ReviewerFactory()
    services.claim(application, by=other)

    text = text_of(signed_in.get(at("desk", application)))

    assert f"{other.pseudonym} has it until" in text
    assert text.count("Claim it first.") == 3
    assert "id=CK-01 disabled" in text
    assert ">Claim</button>" not in text


def test_the_second_reviewer_sees_the_first_verdict_with_their_own_checklist_only(
    signed_in, reviewer
):
    application, first = cases.submitted(cases.HIGH), ReviewerFactory()
    cases.mark_all(application, cases.HIGH, by=first)
    services.decide(
        application,
        "decline",
        by=first,
        revision=1,
        note="A verdict that must not sway.",
        clauses=("GP-07@1.0.0",),
    )
    services.claim(application, by=reviewer)
    before = text_of(signed_in.get(at("desk", application)))

    cases.mark_all(application, cases.HIGH, by=reviewer)
    after = text_of(signed_in.get(at("desk", application)))

    assert "must not sway" not in before
    assert "decline</strong>" not in before
    assert first.pseudonym not in before
    assert "Another reviewer has decided." in before
    assert "must not sway" in after
    assert f"{first.pseudonym}: <strong>decline</strong>" in after


def test_one_claims_and_releases_at_the_desk(signed_in, reviewer):
    application = cases.submitted()

    claimed = signed_in.post(at("claim", application), follow=True)
    released = signed_in.post(at("release", application), follow=True)
    again = signed_in.post(at("release", application), follow=True)

    assert sentences(claimed) == [f"You hold {application.reference}."]
    assert sentences(released) == [f"{application.reference} is back in the queue."]
    assert sentences(again)[0].startswith("Claim the application first")


def test_reviewers_write_under_their_pseudonym(signed_in, application, reviewer):
    signed_in.post(at("message", application), {"body": "Who reads it?"}, follow=True)
    empty = signed_in.post(at("message", application), {"body": " "}, follow=True)

    message = application.messages.get()
    assert (message.author_name, message.from_staff) == (reviewer.pseudonym, True)
    assert sentences(empty) == ["Write a message of 1 to 10,000 characters."]


def test_a_message_from_the_desk_sent_twice_is_said_once(signed_in, application):
    key = signed_in.get(at("exchanges", application)).context["message_key"]

    for _ in range(2):
        signed_in.post(at("message", application), {"body": "Who reads it?", "key": key})

    assert application.messages.count() == 1


def test_there_is_no_desk_for_what_does_not_exist(signed_in):
    cases.draft()

    assert signed_in.get("/admin/reviews/queue/GA-AAAAAAAA/").status_code == 404
    draft = Application.objects.get(status=Status.DRAFT)
    assert signed_in.get(at("desk", draft)).status_code == 404
