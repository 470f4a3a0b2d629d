"""Does a person get from the start page to a submitted application, in a real browser?"""

import pytest

from applications.models import Application
from guidelines import queries as guidelines
from guidelines import services as publishing
from tests import cases
from tests.browser import applying, browsing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pack():
    publishing.publish_starter()
    return guidelines.compiled(guidelines.current_pack())


@pytest.fixture
def look():
    """Collects what axe finds, and pages that do not fit a narrow window."""
    found = []

    def look(page):
        found.extend(f"{page.url}: {each}" for each in browsing.axe(page))
        found.extend([f"{page.url}: too wide"] if browsing.overflow(page) else [])

    yield look
    assert found == []


def test_a_person_signs_up_applies_and_submits(page, mailoutbox, pack, look):
    answers = cases.example(cases.HIGH)["answers"]

    applying.sign_up(
        page, mailoutbox, email="ines@vacantio.example", name="Inès", organisation="Vacantio"
    )
    look(page)
    reference = applying.begin(page)
    applying.fill_in(page, pack, answers, look=look)
    said = applying.submit(page)
    look(page)

    application = Application.objects.get(reference=reference)
    given = application.current_revision().all_answers()
    assert reference in said
    assert application.revision.fired == cases.example(cases.HIGH)["expected"]["fired"]
    assert application.tier == "high"
    assert given["B1"] == "Vacantio Match"
    assert given["D2"] == answers["D2"]
    assert [file["name"] for file in given["B9"]] == [file["name"] for file in answers["B9"]]
