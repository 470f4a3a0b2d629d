"""Can programs attach evidence, see what became of it and fetch it, and nobody else?"""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from applications import reading, scanning
from applications.models import Attachment
from applications.services import drafts, files
from tests import cases, contents
from tests.applications.programs import address, problem, program
from tests.applications.scanners import Scanner

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(owner):
    return program(owner)


@pytest.fixture
def blank(owner, organisation):
    cases.publish_starter()
    return drafts.create(organisation, by=owner)


@pytest.fixture
def scanner(settings):
    scanner = Scanner()
    settings.CLAMD_URL = "tcp://127.0.0.1:{1}".format(*scanner.server.getsockname())
    yield scanner
    scanner.stop()


def upload(api, application, name="results.json", content=None):
    content = contents.sample("lm_eval_json") if content is None else content
    sent = {"question": "H1", "file": SimpleUploadedFile(name, content), "format": "lm_eval_json"}
    return api.post(address(application, "files/"), sent, format="multipart")


def attach(application, number=0):
    content = contents.sample("lm_eval_json") + b" " * number
    made = files.attach(
        application,
        "H1",
        file=ContentFile(content, name=f"{number}.json"),
        by=application.created_by,
        format_name="lm_eval_json",
    )
    reading.attempt(made.pk)
    return made


def test_a_file_goes_from_pending_to_its_results(api, scanner, blank):
    sent = upload(api, blank)
    one = address(blank, f"files/{sent.json()['id']}/")
    waiting = api.get(f"{one}content/")
    scanning.attempt(sent.json()["id"])
    reading.attempt(sent.json()["id"])
    read = api.get(one).json()
    fetched = api.get(f"{one}content/")

    assert sent.status_code == 201
    assert (sent.json()["scan_state"], sent.json()["read_state"]) == ("pending", "waiting")
    assert sent.json()["media_type"] == "application/json"
    assert problem(waiting)[:2] == (409, "held_back")
    assert (read["scan_state"], read["read_state"]) == ("clean", "read")
    assert (read["result_count"], read["partial_count"], len(read["results"])) == (5, 2, 5)
    assert read["results"][0]["task"] == "gsm8k"
    assert read["results"][0]["marks"][0] == {
        "mark": "partial",
        "detail": "100 of 1,319 samples count.",
    }
    assert "finite numbers" in read["warnings"][0]
    assert b"".join(fetched.streaming_content) == contents.sample("lm_eval_json")
    assert fetched["X-Content-Type-Options"] == "nosniff"
    assert fetched["Content-Disposition"] == 'attachment; filename="results.json"'


def test_what_cannot_be_read_says_so_in_words(api, blank):
    kept = upload(api, blank, content=contents.sample("inspect_json")).json()
    reading.attempt(kept["id"])

    read = api.get(address(blank, f"files/{kept['id']}/")).json()

    assert (read["read_state"], read["results"]) == ("unreadable", [])
    assert "the content is “Inspect log (JSON)”" in read["read_detail"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("results.json", contents.PDF, "is named .json but holds a PDF document"),
        ("results.json", b'{"results": ', "is not valid JSON"),
        ("results.json", b"", "The file is empty."),
        ("results.pdf", contents.sample("lm_eval_json"), "is named .pdf but holds JSON"),
    ],
)
def test_a_lie_about_a_file_is_a_problem_with_its_sentence(api, blank, name, content, said):
    status, code, detail = problem(upload(api, blank, name, content))

    assert (status, code) == (422, "file_refused")
    assert said in detail
    assert not blank.attachments.exists()


@pytest.mark.parametrize(
    ("state", "status", "code"),
    [("pending", 409, "held_back"), ("infected", 410, "infected"), ("failed", 409, "not_judged")],
)
def test_what_is_held_back_is_not_fetched(api, draft, state, status, code):
    attachment = draft.attachments.first()
    Attachment.objects.filter(pk=attachment.pk).update(
        scan_state=state, scanned_at=timezone.now(), **({"file": ""} if state == "infected" else {})
    )

    response = api.get(address(draft, f"files/{attachment.pk}/content/"))

    assert problem(response)[:2] == (status, code)


def test_a_stranger_learns_nothing_of_files(draft, stranger):
    other = program(stranger)
    attachment = draft.attachments.first()

    for where in ("files/", f"files/{attachment.pk}/", f"files/{attachment.pk}/content/"):
        assert other.get(address(draft, where)).status_code == 404


def test_a_file_of_another_application_is_not_here(api, draft, blank):
    attachment = draft.attachments.first()

    assert api.get(address(blank, f"files/{attachment.pk}/")).status_code == 404
    assert api.get(address(blank, f"files/{attachment.pk}/content/")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_lists_and_details_cost_the_same_whatever_they_hold(
    api, blank, count, django_assert_num_queries
):
    made = [attach(blank, number) for number in range(count)]

    with django_assert_num_queries(4):  # token with its person, its use, application, files
        listed = api.get(address(blank, "files/")).json()
    with django_assert_num_queries(5):  # the same, and the results of the one
        api.get(address(blank, f"files/{made[0].pk}/"))

    assert [each["name"] for each in listed] == [f"{number}.json" for number in range(count)]
    assert "results" not in listed[0]
