"""Do the pages say of each file what it is, whether it is clean, and what it measured?"""

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from applications import reading, scanning
from applications.models import Attachment
from applications.services import drafts, files, submissions
from tests import cases, contents
from tests.applications.addresses import of, section, text
from tests.applications.scanners import Scanner
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def scanner(settings):
    scanner = Scanner()
    settings.CLAMD_URL = "tcp://127.0.0.1:{1}".format(*scanner.server.getsockname())
    yield scanner
    scanner.stop()


@pytest.fixture
def blank(owner, organisation):
    cases.publish_starter()
    return drafts.create(organisation, by=owner)


def attach(application, content=None, *, name="results.json", format_name="lm_eval_json"):
    content = contents.sample(format_name) if content is None else content
    file = ContentFile(content, name=name)
    by = application.created_by
    return files.attach(application, "H1", file=file, by=by, format_name=format_name)


def hold_back(attachment, state, *, signature=""):
    """As the scanner would leave it."""
    Attachment.objects.filter(pk=attachment.pk).update(
        scan_state=state,
        signature=signature,
        scanned_at=timezone.now(),
        **({"file": ""} if state == "infected" else {}),
    )


def asked_again(page):
    """Where the page asks about its files again, and how often; two empty texts if it does not."""
    found = page.split('<div id="files-H1"')[1].split(">")[0]
    if "hx-get" not in found:
        return "", ""
    url = found.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    return url, found.split('hx-trigger="')[1].split('"')[0]


def test_a_file_shows_its_kind_size_digest_and_that_nobody_scans(signed_in, blank):
    attachment = attach(blank)

    page = text(signed_in.get(section(blank, "H")))

    assert "lm-evaluation-harness results (JSON)" in page
    assert f"<code>{attachment.sha256[:12]}…</code>" in page
    assert f"<code>{attachment.sha256}</code>" in page
    assert "Not scanned" in page
    assert "No virus scanner is configured here" in page


def test_results_stand_in_a_table_with_marks_and_warnings(signed_in, blank):
    reading.attempt(attach(blank).pk)

    page = text(signed_in.get(section(blank, "H")))

    assert "5 results (2 of partial runs)" in page
    assert "Partial run</strong></th><td>exact_match (strict-match)</td>" in page
    assert "± 0.04924" in page
    assert "Partial run: 100 of 1,319 samples count." in page
    assert "values are not finite numbers" in page
    assert "hx-get" not in page.split('<div id="files-H1"')[1].split(">")[0]


def test_what_could_not_be_read_says_why(signed_in, blank):
    reading.attempt(attach(blank, contents.sample("inspect_json")).pk)

    page = text(signed_in.get(section(blank, "H")))

    assert "Results not readable" in page
    assert "but the content is “Inspect log (JSON)”" in page


def test_an_attack_is_never_on_a_page(signed_in, blank):
    attachment = attach(blank, name="report.jsonl", format_name="garak_jsonl")
    reading.attempt(attachment.pk)

    for page in (section(blank, "H"), of(blank, "check"), of(blank, "results", attachment.pk)):
        shown = text(signed_in.get(page))
        assert "attack_success_rate" in shown
        assert "SECRET ATTACK TEXT" not in shown
        assert "disregard the system prompt" not in shown


def test_a_page_asks_again_until_the_file_is_checked_and_read(scanner, signed_in, blank):
    attachment = attach(blank)
    page = text(signed_in.get(section(blank, "H")))
    url, trigger = asked_again(page)

    unchanged = signed_in.get(url)
    scanning.attempt(attachment.pk)
    clean = text(signed_in.get(url))
    reading.attempt(attachment.pk)
    done = text(signed_in.get(asked_again(clean)[0]))

    assert "Being checked" in page
    assert of(blank, "download", attachment.pk) not in page
    assert trigger == "every 2s"
    assert unchanged.status_code == 204
    assert "The results in it are being read." in clean
    assert of(blank, "download", attachment.pk) in clean
    assert "results.json: Clean." in done
    assert "exact_match" in done
    assert asked_again(done) == ("", "")


def test_the_longer_it_takes_the_more_rarely_a_page_asks(scanner, signed_in, blank, time_machine):
    attachment = attach(blank)
    triggers = []
    for seconds in (60, 600):
        time_machine.move_to(attachment.uploaded_at + timezone.timedelta(seconds=seconds))
        triggers.append(asked_again(text(signed_in.get(section(blank, "H"))))[1])

    assert triggers == ["every 10s", "every 60s"]


def test_a_page_stops_asking_when_it_is_no_longer_a_form(scanner, signed_in, blank, client):
    attach(blank)
    url, _ = asked_again(text(signed_in.get(section(blank, "H"))))
    client.logout()

    response = client.get(url)

    assert (response.status_code, response["HX-Reswap"]) == (286, "none")


def test_a_stranger_asks_and_reads_nothing(signed_in, client, blank, stranger):
    attachment = attach(blank)
    reading.attempt(attachment.pk)
    url, _ = f"{section(blank, 'H')}files/H1/", ""
    client.force_login(stranger, backend=BACKEND)

    assert client.get(url).status_code == 404
    assert client.get(of(blank, "results", attachment.pk)).status_code == 404


@pytest.mark.parametrize(
    ("state", "signature", "said"),
    [
        ("pending", "", "It is being checked for viruses"),
        ("failed", "size", "larger than the virus scanner takes"),
        ("failed", "gone", "no longer in the store"),
        ("failed", "", "the virus scanner cannot read it"),
    ],
)
def test_what_is_held_back_is_named_and_not_linked(signed_in, draft, state, signature, said):
    attachment = draft.attachments.first()
    hold_back(attachment, state, signature=signature)
    address = of(draft, "download", attachment.pk)

    page = text(signed_in.get(section(draft, attachment.question[0])))
    check = text(signed_in.get(of(draft, "check")))

    assert said in page
    assert address not in page
    assert address not in check


@pytest.mark.parametrize("state", ["pending", "failed", "infected"])
def test_what_is_held_back_is_served_to_nobody(signed_in, draft, reviewer, state):
    attachment = draft.attachments.first()
    submissions.submit(draft, by=draft.created_by)
    hold_back(attachment, state)
    answers = []
    for person in (draft.created_by, reviewer, UserFactory(is_staff=True, is_superuser=True)):
        signed_in.force_login(person, backend=BACKEND)
        answers.append(signed_in.get(of(draft, "download", attachment.pk)))

    own, theirs, administrator = answers
    for answer in (own, theirs):
        assert answer.status_code == (410 if state == "infected" else 409)
        assert "Nobody can open this file" in text(answer)
        assert not answer.streaming
    assert administrator.status_code in {404, own.status_code}


def test_an_infected_file_is_named_and_is_to_be_taken_out(scanner, signed_in, blank):
    attachment = attach(blank, contents.EICAR, name="a.csv", format_name="csv")
    scanning.attempt(attachment.pk)

    page = text(signed_in.get(section(blank, "H")))

    assert "Infected" in page
    assert "malware in it (Eicar-Test-Signature)" in page
    assert f'id="remove-{attachment.pk}"' in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_whatever_was_measured(
    signed_in, blank, count, django_assert_num_queries
):
    for number in range(count):
        made = attach(blank, contents.sample("lm_eval_json") + b" " * number, name=f"{number}.json")
        reading.attempt(made.pk)
    signed_in.get(section(blank, "H"))

    with django_assert_num_queries(11):
        signed_in.get(section(blank, "H"))
    with django_assert_num_queries(6):  # person, permissions, file, role, results, news
        signed_in.get(of(blank, "results", blank.attachments.first().pk))


def test_a_long_file_shows_its_beginning_and_links_to_the_rest(signed_in, blank):
    many = b",".join(b'"t%d": {"acc,none": 0.5}' % number for number in range(20))
    attachment = attach(blank, b'{"config": {}, "results": {' + many + b"}}")
    reading.attempt(attachment.pk)

    page = text(signed_in.get(section(blank, "H")))
    whole = text(signed_in.get(of(blank, "results", attachment.pk)))

    assert "20 results" in page
    assert page.count('<th scope="row">') == 6
    assert of(blank, "results", attachment.pk) in page
    assert whole.count('<th scope="row">') == 20


def test_a_file_stands_beside_another_one_of_its_name(blank):
    first = attach(blank)
    second = attach(blank, contents.sample("lm_eval_json") + b"\n")

    assert [a.pk for a in blank.attachments.present()] == [first.pk, second.pk]
    blank.refresh_from_db()
    assert blank.given_answers()["H1"] == [first.as_answer(), second.as_answer()]
