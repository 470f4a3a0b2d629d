"""Does a reader see the policy in their language, and does the original stay what decides?"""

import io
import shutil
from copy import deepcopy

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, transaction
from django.utils import translation

from events.models import Event
from guidelines import loading, queries, services, spoken, translations
from guidelines.assessment import assess
from guidelines.models import Document
from guidelines.pack_errors import PackRefused

GERMAN = {
    "clauses": {"GP-01": {"title": "Gefahr für Kinder", "allowed": ["Ein Beispiel"]}},
    "questions": {"A1": {"label": "Wer beantragt?", "error": "Nennen Sie die Organisation"}},
    "lists": {"countries": {"AT": "Österreich"}},
    "checks": {"CK-01": {"text": "Beschreibung und Demo passen zusammen"}},
    "conditions": {"CO-RATE": {"title": "Höchstzahl", "params": {"rpm": "Anfragen je Minute"}}},
    "tiers": {"FL-1": {"text": "Minderjährige können es benutzen"}},
    "eligibility": {"access": {"options": {"not_yet": "Noch gar nicht"}}, "EL-7": {"title": "Ja"}},
}


@pytest.fixture(autouse=True)
def _german_is_offered(settings):
    settings.LANGUAGES = [("en-gb", "English"), ("de", "Deutsch"), ("fr", "Français")]
    spoken.forget()


@pytest.fixture
def version(db, content):
    return services.publish_pack(content)


def test_every_kind_of_text_is_said_in_the_readers_language(version):
    services.publish_pack_translation(version, GERMAN, language="de")
    spoken.forget()

    with translation.override("de"):
        pack = queries.compiled(version)

    assert pack.clause("GP-01").title == "Gefahr für Kinder"
    assert pack.clause("GP-01").allowed[0] == "Ein Beispiel"
    assert pack.question("A1").error == "Nennen Sie die Organisation"
    assert pack.question("A4").labels["AT"] == "Österreich"
    assert pack.condition("CO-RATE").params[0].label == "Anfragen je Minute"
    assert (pack.language, pack.translated_from) == ("de", "en")


def test_what_is_left_out_is_said_as_the_pack_says_it(version, pack):
    services.publish_pack_translation(version, GERMAN, language="de")
    spoken.forget()

    with translation.override("de"):
        german = queries.compiled(version)
    with translation.override("fr"):
        french = queries.compiled(version)

    assert german.clause("GP-01").rule == pack.clause("GP-01").rule
    assert french == queries.original(version)


def test_the_rules_and_the_digest_stay_those_of_the_version(version, answers):
    before = (version.sha256, assess(queries.original(version), answers).as_dict())
    services.publish_pack_translation(version, GERMAN, language="de")
    spoken.forget()

    with translation.override("de"):
        after = assess(queries.compiled(version), answers).as_dict()

    version.refresh_from_db()
    assert (version.sha256, after) == before


def test_a_correction_counts_from_then_on_and_the_same_again_changes_nothing(version):
    tree = deepcopy(GERMAN)
    services.publish_pack_translation(version, GERMAN, language="de")
    tree["clauses"]["GP-01"]["title"] = "Gefährdung von Kindern"

    services.publish_pack_translation(version, tree, language="de")
    services.publish_pack_translation(version, tree, language="de")
    spoken.forget()

    with translation.override("de"):
        assert queries.compiled(version).clause("GP-01").title == "Gefährdung von Kindern"
    assert version.translations.count() == 2
    assert Event.objects.filter(kind="pack_translated").count() == 2


@pytest.mark.parametrize(
    ("tree", "language", "reason"),
    [
        ({"questions": {"ZZ9": {"label": "Was?"}}}, "de", "questions.ZZ9.label: is nothing that"),
        ({"clauses": {"GP-01": {"allowed": ["1"] * 9}}}, "de", "allowed.8: is nothing that"),
        ({"questions": {"A1": {"required": "never"}}}, "de", "questions.A1.required: is nothing"),
        ({"questions": {"A1": {"label": ""}}}, "de", "questions.A1.label: is not one line"),
        ({"questions": {"A1": {"label": "Zwei\nZeilen"}}}, "de", "label: is not one line"),
        ({"questions": {"A1": {"label": 7}}}, "de", "questions.A1.label: is not one line"),
        ({}, "de", "holds no texts"),
        (["A1"], "de", "holds no texts"),
        (GERMAN, "Deutsch", "is not named after a language"),
    ],
)
def test_what_translates_nothing_is_refused_and_nothing_is_kept(version, tree, language, reason):
    with pytest.raises(PackRefused, match=reason):
        services.publish_pack_translation(version, tree, language=language)

    assert not version.translations.exists()


def test_the_database_keeps_a_translation_as_it_is(version):
    made = services.publish_pack_translation(version, GERMAN, language="de")

    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        type(made).objects.filter(pk=made.pk).update(texts={})
    with pytest.raises(ProgrammingError, match="Cannot update or delete"), transaction.atomic():
        made.delete()


def test_reading_several_versions_asks_for_translations_once(
    version, content, django_assert_num_queries
):
    content["pack"]["version"] = "1.9.0"
    versions = [version, services.publish_pack(content)]
    queries.originals(versions)
    with translation.override("de"):
        with django_assert_num_queries(1):
            queries.compiled_all(versions)
        with django_assert_num_queries(0):  # for half a minute
            queries.compiled_all(versions)


def test_history_compares_originals_and_shows_the_readers_words(version, content):
    services.publish_pack_translation(version, GERMAN, language="de")
    content["pack"]["version"] = "1.9.0"
    services.publish_pack(content)  # the same clauses, not translated
    spoken.forget()

    with translation.override("de"):
        history = queries.history_of("GP-01")

    assert [entry.clause.title for entry in history] == ["Gefahr für Kinder"]


# --- folders ------------------------------------------------------------------------------------
def test_the_starter_is_whole_in_every_language_it_has(starter_content):
    trees = loading.read_translations(loading.STARTER)

    left_out = {
        language: translations.missing(
            starter_content, loading.wording(starter_content, tree, language=language)
        )
        for language, tree in trees.items()
    }

    assert not any(left_out.values()), left_out


def test_the_command_names_what_a_translation_leaves_out(tmp_path):
    folder = tmp_path / "pack"
    shutil.copytree(loading.STARTER, folder)
    german = folder / "translations" / "de.yaml"
    german.write_text("clauses:\n  GP-01: {title: Gefahr für Kinder}\n", encoding="utf-8")
    out = io.StringIO()

    call_command("load_pack", str(folder), check=True, stdout=out)
    german.write_text("clauses: {GP-99: {title: Was}}\n", encoding="utf-8")

    assert "de: 1 texts, 1241 left out.\n  pack.title\n" in out.getvalue()
    with pytest.raises(CommandError, match=r"clauses\.GP-99\.title: is nothing"):
        call_command("load_pack", str(folder), check=True)


# --- documents ------------------------------------------------------------------------------------
def test_a_document_is_read_in_the_readers_language_and_says_what_decides(client, version):
    terms = services.publish_document("terms", version="1.0", title="Terms", body="Be good.")
    german = {"title": "Bedingungen", "body": "Seien Sie *gut*."}
    services.publish_document_translation(terms, language="de", **german)
    services.publish_document_translation(terms, language="de", **german)

    translated = client.get("/de/terms/").content.decode()
    original = client.get("/en/terms/").content.decode()

    assert "Seien Sie <em>gut</em>." in translated
    assert 'href="/en/terms/"' in translated
    assert "Be good." in original
    assert "translation" not in original
    assert terms.translations.count() == 1


def test_a_document_cannot_be_translated_into_nothing(db):
    terms = services.publish_document("terms", version="1.0", title="Terms", body="Be good.")

    with pytest.raises(services.DocumentIncomplete):
        services.publish_document_translation(terms, language="de", title="", body="Gut.")
    with pytest.raises(services.LanguageUnfit):
        services.publish_document_translation(terms, language="de-at", title="B", body="Gut.")


def test_a_document_is_translated_by_command_once_it_is_published(db, tmp_path):
    file = tmp_path / "terms.de.md"
    file.write_text("# Bedingungen\n\nGut.\n", encoding="utf-8")
    command = ("load_document", "terms", str(file), "--version", "1.0", "--language", "de")

    with pytest.raises(CommandError, match="before a translation"):
        call_command(*command)
    services.publish_document("terms", version="1.0", title="Terms", body="Good.")
    call_command(*command)

    assert Document.objects.get().translations.get().title == "Bedingungen"
