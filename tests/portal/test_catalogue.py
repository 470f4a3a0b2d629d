"""Does every sentence that people read come into the catalogues, and back out of them?"""

import gettext

import pytest
from django.core.management import CommandError, call_command

from portal import catalogue


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
