"""Does every link between our documents lead somewhere?"""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_LINK = re.compile(r"!?\[[^\]]*\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)")


def anchors(page):
    """The anchors that a reader's software makes of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_to_a_file_and_a_heading(page):
    links = _LINK.findall(page.read_text(encoding="utf-8"))

    targets = [(page.parent / path if path else page, anchor) for path, anchor in links]

    assert [str(target) for target, _ in targets if not target.exists()] == []
    assert [anchor for target, anchor in targets if anchor and anchor not in anchors(target)] == []


def test_every_decision_is_in_the_list_under_its_own_title():
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")

    titles = {
        path.name: path.read_text(encoding="utf-8").split("\n", 1)[0].split(". ", 1)[1]
        for path in folder.glob("[0-9]*.md")
    }

    listed = {name: title for title, name in re.findall(r"\[([^\]]+)\]\(([^)]+)\)", index)}
    assert listed == titles
