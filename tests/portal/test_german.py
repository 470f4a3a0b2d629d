"""Is a page in German in German throughout, as people and screen readers read it?"""

import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from django.utils import translation

from applications.services import drafts
from guidelines import loading, spoken
from guidelines import services as guidelines
from guidelines.translations import texts
from portal import catalogue
from tests import cases
from tests.factories import OrganisationFactory, ReviewerFactory, UserFactory

ENGLISH = re.compile(r"(?<!Isle )\b(the|and|your|of|with|this|are|have|for|you|what|by|from)\b")
READ_OUT = ("aria-label", "alt", "placeholder", "title")
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "path", "wbr"}
PUBLIC = ["/", "/guidelines/", "/guidelines/clauses/GS-04/", "/guidelines/examples/", "/terms/"]
PUBLIC += ["/weaknesses/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"]
PUBLIC += ["/nothing/here/"]
OWN = ["/applications/", "/applications/new/", "/applications/deleted/", "/keys/", "/account/"]
OWN += ["/notifications/", "/notifications/preferences/", "/account/tokens/", "/accounts/email/"]
OWN += ["/accounts/2fa/", "/accounts/sessions/"]


class Read(HTMLParser):
    """Collects what is said in German: elements in another language are left out."""

    def __init__(self):
        super().__init__()
        self.said = []
        self.languages = ["de"]

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        language = given.get("lang", self.languages[-1])
        if language == "de":
            self.said += [given[name] for name in READ_OUT if given.get(name)]
        if tag not in VOID:
            self.languages.append("-" if tag in {"script", "code", "style"} else language)

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.languages.pop()

    def handle_data(self, data):
        if self.languages[-1] == "de" and data.strip():
            self.said.append(" ".join(data.split()))


@pytest.fixture
def policy(db):
    """The starter in force, with its translations."""
    version = guidelines.publish_folder(loading.STARTER)
    guidelines.publish_starter_documents()
    spoken.forget()
    return version


@pytest.fixture(scope="module")
def english():
    """What the catalogue and the pack say in English and otherwise in German, from two words on."""
    catalog = catalogue.read("de")
    pairs = [(m.id, m.string) for m in catalog if m.id and not m.pluralizable]
    known = {wording for wording, translated in pairs if wording != translated}
    pack = loading.read_folder(loading.STARTER)
    german = loading.wording(pack, loading.read_translations(loading.STARTER)["de"], language="de")
    known |= {wording for path, wording in texts(pack).items() if german[path] != wording}
    return {wording for wording in known if " " in wording and "%(" not in wording}


def read(client, url):
    reader = Read()
    response = client.get(f"/de{url}", follow=True)
    reader.feed(response.content.decode())
    assert '<html lang="de"' in response.content.decode(), url
    return reader.said


def leftovers(said, english):
    return [each for each in said if each in english or ENGLISH.search(each)]


@pytest.mark.parametrize("url", PUBLIC)
def test_a_public_page_is_in_german_throughout(client, policy, english, url):
    assert leftovers(read(client, url), english) == []


def test_the_check_before_sign_up_is_in_german_throughout(client, policy, english):
    page = reverse("guidelines:eligibility")
    answers = ["", "?access=not_yet", "?access=own_calls&purpose=none&domains=work"]
    answers += [f"{answers[-1]}&effect=informs", "?access=own_calls&purpose=deception"]

    for query in answers:
        assert leftovers(read(client, page + query), english) == []


@pytest.mark.parametrize("url", OWN)
def test_a_page_of_ones_own_is_in_german_throughout(client, policy, english, url):
    person = UserFactory(name="Ada")
    OrganisationFactory(owner=person, name="Beispiel GmbH")
    client.force_login(person)

    assert leftovers(read(client, url), english) == []


def test_every_section_of_a_draft_is_in_german_throughout(client, policy, english):
    person = UserFactory(name="Ada")
    draft = drafts.create(OrganisationFactory(owner=person, name="Beispiel GmbH"), by=person)
    given = cases.example(cases.HIGH)["answers"]
    files = ("B9", "H1", "H2", "H3")
    chosen = {q: v for q, v in given.items() if not isinstance(v, str) and q not in files}
    drafts.save_answers(draft, chosen, by=person)
    client.force_login(person)
    pages = [reverse("applications:detail", args=[draft.reference])]
    pages += [reverse("applications:check", args=[draft.reference])]
    pages += [reverse("applications:section", args=[draft.reference, s]) for s in "ABCDEFGHIJ"]

    for url in pages:
        assert leftovers(read(client, f"{url}?problems=1"), english) == [], url


def test_the_queue_and_the_desk_say_nothing_in_english_that_they_could_say_in_german(
    client, policy, english
):
    application = cases.submitted(cases.HIGH)
    reviewer = ReviewerFactory()
    client.force_login(reviewer)
    cases.reviews.claim(application, by=reviewer)
    names = ["desk", "changes", "approve", "decline"]
    pages = [reverse(f"admin:reviews_{name}", args=[application.reference]) for name in names]

    for url in [f"{reverse('admin:reviews_queue')}?tab=open", *pages]:
        assert [each for each in read(client, url) if each in english] == [], url


def test_answers_in_german_come_with_the_sentence_of_the_catalogue(client, policy):
    response = client.get("/api/v1/nothing/", headers={"Accept-Language": "de"})

    assert response["Content-Language"] == "de"
    assert "Accept-Language" in response["Vary"]
    with translation.override("de"):
        assert response.json()["detail"] == translation.gettext(
            "There is nothing here, or nothing that you may see."
        )
