"""The acts on an application for programs: each works, in its state, for its people, once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Membership
from applications import queries
from applications.services import reviewing
from reviews import services as reviews
from tests import cases
from tests.applications.programs import REPLACE, address, errors, problem, program
from tests.factories import MembershipFactory, ReviewerFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return UserFactory()


@pytest.fixture
def api(owner):
    return program(owner)


@pytest.fixture
def draft(owner):
    return cases.draft(owner=owner)


@pytest.fixture
def submitted(owner):
    return cases.submitted(owner=owner)


@pytest.fixture
def asked(submitted):
    """An application about which a reviewer has asked one question."""
    reviewer = ReviewerFactory()
    reviews.claim(submitted, by=reviewer)
    reviewing.request_changes(
        submitted, {"B1": "Which name is it?"}, note="One question.", by=reviewer
    )
    return submitted


def viewer_of(application):
    membership = MembershipFactory(
        organisation=application.organisation, role=Membership.Role.VIEWER
    )
    return program(membership.user)


def document(name="prompts.md", content=b"You are helpful."):
    return SimpleUploadedFile(name, content)


def upload(api, application, question, **fields):
    sent = {"question": question, "file": document(), **fields}
    return api.post(address(application, "files/"), sent, format="multipart")


@pytest.fixture
def file_question(draft):
    """A question of the pack that takes markdown files."""
    pack = queries.pack_of(draft)
    return next(q for q in pack.questions if q.type == "files" and "md" in q.accept).id


def test_the_check_tells_what_is_missing_in_the_words_of_the_pages(api, draft):
    api.patch(address(draft), {"answers": {"B1": ""}}, format="json", headers=REPLACE)

    check = api.get(address(draft, "check/")).json()

    assert (check["submittable"], check["assessment"]["missing"]) == (False, ["B1"])
    assert [problem["question"] for problem in check["problems"]] == ["B1"]


def test_the_check_of_a_complete_draft_finds_nothing(api, draft):
    check = api.get(address(draft, "check/")).json()

    assert (check["submittable"], check["problems"], check["reasons"]) == (True, [], [])
    assert check["assessment"]["tier"] == "low"


def test_the_check_explains_a_stricter_tier(api, owner):
    check = api.get(address(cases.draft(cases.HIGH, owner=owner), "check/")).json()

    assert [reason["id"] for reason in check["reasons"]] == check["assessment"]["fired"]
    assert {reason["tier"] for reason in check["reasons"]} >= {"high"}


def test_a_draft_is_submitted(api, draft):
    response = api.post(address(draft, "submit/"))

    assert (response.status_code, response.json()["status"]) == (200, "submitted")
    assert response.json()["tier"] == "low"


def test_submitting_twice_is_refused(api, draft):
    api.post(address(draft, "submit/"))

    assert problem(api.post(address(draft, "submit/"))) == (
        409,
        "wrong_state",
        "This cannot be done while the state is 'submitted'.",
    )


def test_what_is_incomplete_is_not_submitted_and_says_what_is_missing(api, draft):
    api.patch(address(draft), {"answers": {"B1": ""}}, format="json", headers=REPLACE)

    response = api.post(address(draft, "submit/"))

    assert (response.status_code, list(errors(response))) == (409, ["B1"])


def test_a_viewer_does_not_submit(draft):
    response = viewer_of(draft).post(address(draft, "submit/"))

    assert problem(response)[:2] == (403, "not_an_editor")


def test_an_application_is_withdrawn(api, submitted):
    response = api.post(address(submitted, "withdraw/"))

    assert (response.status_code, response.json()["status"]) == (200, "withdrawn")


def test_withdrawing_twice_is_refused(api, submitted):
    api.post(address(submitted, "withdraw/"))

    assert problem(api.post(address(submitted, "withdraw/")))[:2] == (409, "wrong_state")


def test_what_was_approved_is_not_withdrawn(api, submitted):
    cases.approve(submitted, by=ReviewerFactory())

    assert problem(api.post(address(submitted, "withdraw/")))[:2] == (409, "wrong_state")
    assert api.get(address(submitted)).json()["approvals"][0]["status"] == "active"


def test_a_viewer_does_not_withdraw(submitted):
    response = viewer_of(submitted).post(address(submitted, "withdraw/"))

    assert problem(response)[:2] == (403, "not_an_editor")


def test_a_file_is_kept_and_stands_in_the_answer(api, draft, file_question):
    response = upload(api, draft, file_question)

    kept = response.json()
    answer = api.get(address(draft)).json()["answers"][file_question]
    assert (response.status_code, kept["name"], kept["size"]) == (201, "prompts.md", 16)
    assert {"name": "prompts.md", "sha256": kept["sha256"], "size": 16} in answer


def test_the_same_file_twice_is_one(api, draft, file_question):
    first, second = (upload(api, draft, file_question).json() for _ in range(2))

    assert first == second


@pytest.mark.parametrize(
    ("fields", "detail"),
    [
        ({"question": "B1"}, "This question takes no files."),
        ({"question": "Z9"}, "This question takes no files."),
        ({"file": document(content=b"")}, "The file is empty."),
    ],
)
def test_what_cannot_be_attached_is_refused(api, draft, file_question, fields, detail):
    response = upload(api, draft, **{"question": file_question, **fields})

    assert problem(response)[1:] == ("file_refused", detail)


def test_an_upload_without_a_file_is_refused(api, draft, file_question):
    sent = {"question": file_question}

    response = api.post(address(draft, "files/"), sent, format="multipart")

    assert errors(response) == {"#/file": "No file was submitted."}


def test_an_upload_that_is_too_large_is_not_even_read(api, draft, file_question, settings):
    settings.UPLOAD_MAX_BYTES = -100_000

    response = upload(api, draft, file_question)

    assert problem(response)[:2] == (413, "too_large")


def test_an_upload_in_json_is_refused(api, draft):
    response = api.post(address(draft, "files/"), {}, format="json")

    assert problem(response)[:2] == (415, "unsupported_media_type")


def test_what_is_with_the_reviewers_takes_no_files(api, submitted, owner):
    response = upload(api, submitted, "B1")

    assert problem(response)[:2] == (409, "not_editable")


def test_a_viewer_attaches_nothing(draft, file_question):
    response = upload(viewer_of(draft), draft, file_question)

    assert problem(response)[:2] == (403, "not_an_editor")


def test_a_file_is_taken_out_of_its_answer_once(api, draft, file_question):
    kept = upload(api, draft, file_question).json()
    one = address(draft, f"files/{kept['id']}/")

    codes = [api.delete(one).status_code for _ in range(2)]

    answer = api.get(address(draft)).json()["answers"][file_question]
    assert (codes, [item for item in answer if item["sha256"] == kept["sha256"]]) == (
        [204, 404],
        [],
    )


def test_a_viewer_takes_no_file_out(api, draft, file_question):
    kept = upload(api, draft, file_question).json()

    response = viewer_of(draft).delete(address(draft, f"files/{kept['id']}/"))

    assert problem(response)[:2] == (403, "not_an_editor")


def test_a_message_is_written_and_read(api, owner, submitted):
    response = api.post(address(submitted, "messages/"), {"body": "Hello."}, format="json")

    written = response.json()
    assert (response.status_code, written["body"]) == (201, "Hello.")
    assert (written["author"], written["from_staff"]) == (str(owner), False)
    assert api.get(address(submitted, "messages/")).json()["results"] == [written]


def test_the_same_message_twice_is_two(api, submitted):
    for _ in range(2):
        api.post(address(submitted, "messages/"), {"body": "Hello."}, format="json")

    assert len(api.get(address(submitted, "messages/")).json()["results"]) == 2


@pytest.mark.parametrize("body", ["", "   ", "x" * 10_001, None, "\0"])
def test_a_message_has_1_to_10000_characters(api, submitted, body):
    response = api.post(address(submitted, "messages/"), {"body": body}, format="json")

    assert (response.status_code, list(errors(response))) == (422, ["#/body"])


def test_nobody_reads_messages_about_a_draft(api, draft):
    response = api.post(address(draft, "messages/"), {"body": "Hello."}, format="json")

    assert problem(response)[:2] == (409, "not_submitted")


def test_a_viewer_writes_no_message(submitted):
    response = viewer_of(submitted).post(
        address(submitted, "messages/"), {"body": "Hello."}, format="json"
    )

    assert problem(response)[:2] == (403, "not_an_editor")


@pytest.mark.parametrize("item_count", [1, 3])
def test_the_messages_cost_a_constant_number_of_queries(
    api, submitted, item_count, django_assert_num_queries
):
    for _ in range(item_count):
        api.post(address(submitted, "messages/"), {"body": "Hello."}, format="json")

    with django_assert_num_queries(4):  # token with its person, its use, application, messages
        messages = api.get(address(submitted, "messages/")).json()["results"]

    assert len(messages) == item_count


def reply(api, application, text="It is this one."):
    request = application.requests.get()
    act = f"requests/{request.pk}/reply/"
    return api.post(address(application, act), {"text": text}, format="json")


def test_a_request_is_answered_and_shown(api, asked):
    response = reply(api, asked)

    shown = api.get(address(asked)).json()["requests"]
    assert (response.status_code, response.json()["reply"]) == (200, "It is this one.")
    assert shown == [response.json()]


def test_a_second_answer_replaces_the_first(api, asked):
    reply(api, asked)

    assert reply(api, asked, "No, that one.").json()["reply"] == "No, that one."


def test_a_request_that_was_answered_and_sent_is_closed(api, asked):
    body = {"answers": {"B1": "This one"}}
    api.patch(address(asked), body, format="json", headers=REPLACE)
    api.post(address(asked, "submit/"))

    assert problem(reply(api, asked))[:2] == (409, "request_closed")


def test_a_viewer_answers_no_request(asked):
    assert problem(reply(viewer_of(asked), asked))[:2] == (403, "not_an_editor")


def test_a_request_of_another_application_is_not_found(api, asked, owner):
    other = cases.draft(owner=owner)
    request = asked.requests.get()

    response = api.post(address(other, f"requests/{request.pk}/reply/"), {"text": "x"})

    assert response.status_code == 404
