"""Is what was published there for good, and does an acceptance name what was accepted?"""

import io
import shutil
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from events import queries as events
from guidelines import documents, loading, queries, services
from guidelines.assessment import digest
from guidelines.models import Acceptance, Document, PackContent, PackVersion
from guidelines.pack_errors import PackRefused
from tests.factories import OrganisationFactory, PolicyOwnerFactory, UserFactory

pytestmark = pytest.mark.django_db


def numbered(content, number, **clause):
    """The same pack under another number, with a changed first clause."""
    content["pack"]["version"] = number
    content["clauses"]["clauses"][0].update(clause)
    return content


# --- packs --------------------------------------------------------------------------------------
def test_a_pack_is_published_with_its_digest_and_an_event(content):
    owner = PolicyOwnerFactory()

    version = services.publish_pack(content, by=owner)

    assert (version.name, version.sha256) == ("starter@1.1.0", digest(content))
    assert version.published_by == owner
    event = events.timeline("pack:starter@1.1.0").get()
    assert (event.kind, event.data) == ("pack_published", {"sha256": version.sha256})


def test_what_was_published_comes_back_as_the_same_pack(content, pack):
    version = services.publish_pack(content)

    queries._COMPILED.clear()  # noqa: SLF001 -- as in a new process
    compiled = queries.compiled(version)

    assert compiled.name == version.name == pack.name
    assert compiled == pack


def test_the_same_content_again_changes_nothing(content):
    first = services.publish_pack(content)

    second = services.publish_pack(content)

    assert second == first
    assert PackVersion.objects.count() == events.timeline("pack:starter@1.1.0").count() == 1


def test_other_content_under_the_same_version_is_refused(content):
    services.publish_pack(content)
    content["clauses"]["clauses"][0]["why"] = "For another reason."

    with pytest.raises(services.VersionTaken) as refusal:
        services.publish_pack(content)

    assert str(refusal.value) == (
        "starter@1.1.0 is already published with other content. "
        "Raise the version in pack.yaml and publish again."
    )


def test_a_pack_with_errors_is_not_published(content):
    content["checklist"]["checks"][0]["fixes"] = ["CO-MAGIC"]

    with pytest.raises(PackRefused):
        services.publish_pack(content)

    assert not PackVersion.objects.exists()


def test_a_compiled_pack_is_read_once_in_a_process(content, django_assert_num_queries):
    version = services.publish_pack(content)
    first = queries.compiled(version)

    with django_assert_num_queries(0):
        assert queries.compiled(version) is first


def test_the_version_that_took_effect_last_is_the_current_one(content):
    now = timezone.now()
    services.publish_pack(content, effective_from=now - timedelta(days=2))
    services.publish_pack(numbered(content, "1.2.0"), effective_from=now - timedelta(days=1))
    services.publish_pack(numbered(content, "2.0.0"), effective_from=now + timedelta(days=1))

    assert queries.current_pack().name == "starter@1.2.0"


def test_without_a_pack_there_is_a_clear_refusal():
    with pytest.raises(queries.NothingPublished, match="No usage guidelines"):
        queries.current_pack()


def test_a_version_is_found_by_name_or_by_number(content):
    first = services.publish_pack(content)

    assert queries.pack_named("starter@1.1.0") == queries.pack_named("1.1.0") == first
    assert queries.pack_named("other@1.0.0") is None
    assert queries.pack_named("") is None


def test_a_clause_has_one_entry_for_each_text_it_had(content):
    start = timezone.now() - timedelta(days=9)
    services.publish_pack(content, effective_from=start)
    services.publish_pack(numbered(content, "1.0.1"), effective_from=start + timedelta(days=1))
    changed = numbered(content, "1.2.0", version="1.1.0", why="Because.")
    services.publish_pack(changed, effective_from=start + timedelta(days=2))

    history = [
        (one.clause.reference, one.pack_version.version) for one in queries.history_of("GP-01")
    ]

    assert history == [("GP-01@1.1.0", "1.2.0"), ("GP-01@1.0.0", "1.1.0")]
    assert len(queries.history_of("GP-02")) == 1
    assert queries.history_of("GP-99") == []


# --- documents ----------------------------------------------------------------------------------
def test_a_document_is_published_as_clean_html():
    body = "Hello <script>alert(1)</script> [x](javascript:alert(1)) **there**\n\n## Part\n\n- a"

    document = services.publish_document("terms", version="1.0", title="Terms", body=body)

    assert document.html == (
        "<p>Hello &lt;script&gt;alert(1)&lt;/script&gt; [x](javascript:alert(1)) "
        "<strong>there</strong></p>\n<h2>Part</h2>\n<ul>\n<li>a</li>\n</ul>\n"
    )
    assert events.timeline("document:terms@1.0").get().kind == "document_published"


@pytest.mark.parametrize(
    "body",
    ["<b onclick=x>a</b>", "![x](https://other.example/i.png)", "[a](data:text/html,x)", "# H1"],
)
def test_nothing_active_or_foreign_gets_into_the_html(body):
    html = documents.rendered(body)

    assert "<b" not in html.replace("<br", "")
    assert "<img" not in html
    assert "href" not in html
    assert "<h1" not in html


def test_a_link_leaves_without_telling_from_where():
    assert documents.rendered("[a](https://b.example)") == (
        '<p><a href="https://b.example" rel="noopener noreferrer">a</a></p>\n'
    )


def test_the_same_text_again_changes_nothing():
    first = services.publish_document("terms", version="1.0", title="Terms", body="Text.")

    assert services.publish_document("terms", version="1.0", title="Terms", body="Text.\n") == first


def test_another_text_under_the_same_version_is_refused():
    services.publish_document("terms", version="1.0", title="Terms", body="Text.")

    with pytest.raises(services.VersionTaken, match=r"terms@1.0 is already published"):
        services.publish_document("terms", version="1.0", title="Terms", body="Other text.")


@pytest.mark.parametrize(("title", "body"), [("", "Text."), ("Terms", " \n")])
def test_an_empty_document_is_refused(title, body):
    with pytest.raises(services.DocumentIncomplete):
        services.publish_document("terms", version="1.0", title=title, body=body)


def test_the_last_published_document_is_the_current_one():
    services.publish_document("terms", version="1.0", title="Terms", body="Text.")
    second = services.publish_document("terms", version="2.0", title="Terms", body="Text.")
    services.publish_document("weaknesses", version="9", title="Weak", body="Text.")

    assert queries.current_document("terms") == second


# --- the starter --------------------------------------------------------------------------------
def test_the_starter_is_published_once():
    services.publish_starter()
    services.publish_starter()

    assert [str(version) for version in PackVersion.objects.all()] == ["starter@1.1.0"]
    assert [str(document) for document in Document.objects.all()] == ["terms@1.0", "weaknesses@1.0"]


def test_the_starter_leaves_what_is_published_alone(content):
    services.publish_pack(numbered(content, "3.0.0"))
    services.publish_document("terms", version="7", title="Our terms", body="Text.")

    services.publish_starter()

    assert queries.current_pack().version == "3.0.0"
    assert queries.current_document("terms").version == "7"
    assert queries.current_document("weaknesses").version == "1.0"


# --- acceptance ---------------------------------------------------------------------------------
@pytest.fixture
def applicant():
    services.publish_starter()
    return UserFactory()


@pytest.fixture
def organisation(applicant):
    return OrganisationFactory(owner=applicant)


def accepted(answers, applicant, organisation):
    return services.accept_all(
        answers,
        pack=queries.current_pack(),
        by=applicant,
        organisation=organisation,
        subject="application:GA-1",
    )


def test_each_ticked_statement_is_stored_with_the_version_it_binds(applicant, organisation):
    accepted({"J1": True, "J2": True, "J3": True}, applicant, organisation)

    found = Acceptance.objects.for_subject("application:GA-1")
    assert [(one.kind, one.reference) for one in found] == [
        ("guidelines", "starter@1.1.0"),
        ("terms", "terms@1.0"),
        ("weaknesses", "weaknesses@1.0"),
    ]
    assert str(found[0]) == f"{applicant} accepted starter@1.1.0"


def test_a_statement_that_is_not_ticked_is_not_stored(applicant, organisation):
    accepted({"J1": False, "J2": True, "J3": False}, applicant, organisation)

    assert Acceptance.objects.get().kind == "terms"


def test_a_document_that_is_not_published_cannot_be_accepted(content):
    pack = services.publish_pack(content)
    applicant = UserFactory()
    organisation = OrganisationFactory(owner=applicant)

    with pytest.raises(services.DocumentNotPublished):
        services.accept(
            "terms", pack_version=pack, by=applicant, organisation=organisation, subject="x"
        )


# --- the database refuses -----------------------------------------------------------------------
@pytest.fixture
def _rows(applicant, organisation):
    accepted({"J1": True, "J2": True, "J3": True}, applicant, organisation)


@pytest.mark.usefixtures("_rows")
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE guidelines_packcontent SET content = '{}'",
        "DELETE FROM guidelines_packcontent",
        "TRUNCATE guidelines_packcontent CASCADE",
        "UPDATE guidelines_packversion SET sha256 = repeat('0', 64)",
        "UPDATE guidelines_packversion SET effective_from = now()",
        "DELETE FROM guidelines_packversion",
        "TRUNCATE guidelines_packversion CASCADE",
        "UPDATE guidelines_document SET html = 'x'",
        "DELETE FROM guidelines_document",
        "TRUNCATE guidelines_document CASCADE",
        "UPDATE guidelines_acceptance SET accepted_at = now()",
        "DELETE FROM guidelines_acceptance",
        "TRUNCATE guidelines_acceptance",
    ],
)
def test_nothing_published_can_be_changed_by_raw_sql(sql):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert PackContent.objects.count() == PackVersion.objects.count() == 1
    assert (Document.objects.count(), Acceptance.objects.count()) == (2, 3)


def test_the_database_refuses_rows_that_say_nothing(applicant, organisation):
    version, document = queries.current_pack(), queries.current_document("terms")
    given = {"user": applicant, "organisation": organisation, "subject": "x"}
    refused = [
        PackVersion(pack_id="starter", version="1.1.0", sha256="0" * 64),
        PackVersion(pack_id="starter", version="1.0", sha256="0" * 64),
        PackVersion(pack_id="starter", version="1.0.1", sha256="0"),
        Document(kind="terms", version="1.0", title="T", body="B"),
        Document(kind="privacy", version="1.0", title="T", body="B"),
        Document(kind="terms", version="a/b", title="T", body="B"),
        Document(kind="terms", version="2.0", title="", body="B"),
        Acceptance(**given, kind="guidelines"),
        Acceptance(**given, kind="guidelines", document=document),
        Acceptance(**given, kind="terms", pack_version=version),
        Acceptance(**given, kind="terms", pack_version=version, document=document),
        Acceptance(**{**given, "subject": ""}, kind="terms", document=document),
    ]

    for row in refused:
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


# --- commands -----------------------------------------------------------------------------------
def run(*arguments, **options):
    out = io.StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def test_load_pack_publishes_and_may_run_twice():
    first = run("load_pack", str(loading.STARTER))

    assert run("load_pack", str(loading.STARTER), publish=True) == first
    assert first.startswith("starter@1.1.0 is published. SHA-256 ")


def test_load_pack_can_only_check():
    said = run("load_pack", str(loading.STARTER), check=True)

    assert said == "starter@1.1.0 has no errors.\nde: 1242 texts, 0 left out.\n"
    assert not PackVersion.objects.exists()


@pytest.mark.parametrize("check", [True, False])
def test_load_pack_names_every_error_and_fails(tmp_path, check):
    shutil.copytree(loading.STARTER, tmp_path, dirs_exist_ok=True)
    path = tmp_path / "checklist.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("clause: GP-06", "clause: GP-99"), encoding="utf-8")

    with pytest.raises(CommandError) as refusal:
        run("load_pack", str(tmp_path), check=check)

    assert refusal.value.returncode == 1
    assert str(refusal.value).splitlines() == [
        "The policy pack has 3 error(s).",
        "checklist.yaml: CK-GP06a: names the clause GP-99, which does not exist",
        "checklist.yaml: CK-GP06b: names the clause GP-99, which does not exist",
        "checklist.yaml: GP-06: this prohibited clause has no blocker check",
    ]


def test_load_document_publishes_the_text_under_its_title(tmp_path):
    path = tmp_path / "terms.md"
    path.write_text("# Our terms\n\nBe kind.\n", encoding="utf-8")

    said = run("load_document", "terms", str(path), "--version", "2026-11")

    document = Document.objects.get()
    assert said == "terms@2026-11 is published.\n"
    assert (document.title, document.body) == ("Our terms", "Be kind.")


@pytest.mark.parametrize(
    ("text", "version", "reason"),
    [
        ("No title", "1.0", "A document needs a title and a text."),
        ("# Title\n\nText", "1/0", "A version has letters, digits, dots and hyphens"),
    ],
)
def test_load_document_says_why_it_refuses(tmp_path, text, version, reason):
    path = tmp_path / "terms.md"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(CommandError, match=reason):
        run("load_document", "terms", str(path), "--version", version)


def test_load_document_needs_a_file(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        run("load_document", "terms", str(tmp_path / "absent.md"), "--version", "1.0")


def test_precheck_finds_a_published_pack_by_name(tmp_path, content):
    services.publish_pack(numbered(content, "1.2.0"))
    path = tmp_path / "a.yaml"
    path.write_text("{pack: starter@1.2.0, answers: {}}", encoding="utf-8")

    assert run("precheck", str(path)).startswith("starter@1.2.0: It cannot be submitted yet.")


def test_precheck_refuses_a_pack_that_is_nowhere(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("{pack: starter@9.9.9, answers: {}}", encoding="utf-8")

    with pytest.raises(CommandError, match=r"There is no policy pack starter@9.9.9 here"):
        run("precheck", str(path))
