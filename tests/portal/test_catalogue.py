"""Does every sentence that people read come into the catalogues, and back out of them?"""

import gettext
import re

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command

from portal import catalogue

LANGUAGES = [code for code, _ in configured.LANGUAGES if code != configured.LANGUAGE_CODE]
KEPT = re.compile(r"%\(\w+\)[sd]|%%(?:\{\w+\})?|\{\w+\}|</?\w+|href=\"[^\"]*\"")


@pytest.fixture(scope="module")
def wanted():
    return catalogue.wanted()


@pytest.fixture
def german(settings, tmp_path):
    """German offered, with catalogues in a folder of the test's own."""
    settings.LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]
    settings.LOCALE_PATHS = [tmp_path]
    return tmp_path / "de" / "LC_MESSAGES"


@pytest.mark.parametrize(
    "sentence",
    [
        "Check your answers",  # of a template
        "The approval stays as it is",  # of the timeline, in Python
        "Only owners and editors of the organisation can change its applications.",  # a refusal
        "Say why: this act needs a note.",  # a refusal beside the state table
    ],
)
def test_a_sentence_is_found_wherever_it_stands(wanted, sentence):
    assert any(sentence in str(message.id) for message in wanted if message.id)


def test_plurals_come_as_pairs(wanted):
    pairs = [message.id for message in wanted if message.pluralizable]

    assert any("answers are missing" in plural for _, plural in pairs)


def test_pages_of_developers_are_left_out(wanted):
    files = {name for message in wanted for name, _ in message.locations}

    assert not any(name.startswith("templates/dev/") for name in files)


def test_a_catalogue_is_written_compiled_and_kept_in_step(german):
    call_command("messages", verbosity=0)
    catalog = catalogue.read("de")
    catalog.get("Check your answers").string = "Prüfen Sie Ihre Antworten"
    catalog.add("A sentence that the code no longer has", "Ein Satz")
    catalogue.write("de", catalog)

    with pytest.raises(CommandError, match="behind"):
        call_command("messages", check=True)
    call_command("messages")
    call_command("messages", check=True)

    with (german / "django.mo").open("rb") as compiled:
        translations = gettext.GNUTranslations(compiled)
    assert translations.gettext("Check your answers") == "Prüfen Sie Ihre Antworten"
    assert b"no longer has" not in (german / "django.po").read_bytes()


# --- what is offered ------------------------------------------------------------------------------
def forms_of(message):
    """Each wording of the code with the one of the catalogue that stands for it."""
    if not message.pluralizable:
        return [(message.id, message.string)]
    return [(message.id[min(n, 1)], string) for n, string in enumerate(message.string)]


def kept_in(text):
    """The values, tags and addresses of a text, in no order."""
    return sorted(KEPT.findall(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated_into_each_language_that_is_offered(language):
    catalog = catalogue.updated(language)

    open_ = [message.id for message in catalog if message.id and not all(forms_of(message)[0])]
    guessed = [message.id for message in catalog if message.id and message.fuzzy]

    assert open_ == [], "manage.py messages, then translate: see docs/translating.md"
    assert guessed == []
    assert catalogue.as_po(catalog) == catalogue.file_of(language).read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_values_tags_and_addresses(language):
    wrong = [
        (wording, translated)
        for message in catalogue.read(language)
        if message.id
        for wording, translated in forms_of(message)
        if kept_in(wording) != kept_in(translated)
    ]

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_runs_is_what_can_be_read(language):
    path = catalogue.file_of(language)

    assert path.with_suffix(".mo").read_bytes() == catalogue.as_mo(catalogue.read(language))
