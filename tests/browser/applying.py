"""How does a person apply, by the pages alone? Steps that browser tests put together."""

import re

from tests import contents
from tests.browser import browsing
from tests.factories import PASSWORD

CONFIRMATION = re.compile(r"/accounts/confirm-email/[^\s/]+/")


def sign_up(page, mailoutbox, *, email, name, organisation):
    """Make an account with an organisation and confirm its address by the link in the mail."""
    page.goto("/")
    browsing.follow(page.get_by_role("link", name="make an account"))
    page.fill("[name=email]", email)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your organisation").fill(organisation)
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    browsing.follow(page.get_by_role("button", name="Create account"))
    page.wait_for_url("**/confirm-email/")
    page.goto(CONFIRMATION.search(mailoutbox[-1].body)[0])
    browsing.follow(page.get_by_role("button", name="Confirm"))
    page.wait_for_url(re.compile(r"/applications/(new/)?$"))


def sign_in(page, email):
    """By the page, with the password."""
    page.goto("/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    browsing.follow(page.locator("[name=password]"), key="Enter")
    page.wait_for_url(re.compile(r"/(applications|admin)/"))


def begin(page):
    """Begin an application for the only organisation; returns its reference."""
    page.goto("/applications/")
    browsing.follow(page.get_by_role("button", name="Begin an application"))
    browsing.follow(page.get_by_role("button", name="Begin", exact=True))
    page.wait_for_url(re.compile(r"/applications/GA-[^/]+/$"))
    return page.url.rstrip("/").rpartition("/")[2]


def fill_in(page, pack, answers, *, look=id):
    """Fill in every section, saving each, up to the check; `look` sees every page."""
    look(page)
    browsing.follow(page.locator(".govuk-task-list__link").first)
    for section in pack.sections:
        assert f"/sections/{section.id}/" in page.url, page.locator("main").inner_text()
        for question in section.questions:
            answer_one(page, question, answers.get(question.id))
        look(page)
        browsing.follow(page.get_by_role("button", name="Save and continue").last)
        page.wait_for_url(lambda url, here=section.id: f"/sections/{here}/" not in url)
    look(page)


def answer_one(page, question, value):
    """Answer a question if it is on the page by now; autosave brings those that come to apply."""
    if value is None:
        return
    place = page.locator(f"#question-{question.id}")
    place.wait_for(timeout=5_000)
    _ANSWER[question.type](place, question, value)


def submit(page):
    """From the check; returns what the confirmation says."""
    browsing.follow(page.get_by_role("button", name="Submit application"))
    page.wait_for_url("**/submitted/")
    return page.locator("main").inner_text()


def issue_key(page, reference, *, name="Server"):
    """Issue a key behind the password; returns the key."""
    page.goto(f"/applications/{reference}/keys/")
    page.get_by_label("What is the key for?").fill(name)
    browsing.follow(page.get_by_role("button", name="Issue key"))
    if page.locator("[name=password]").count():
        page.fill("[name=password]", PASSWORD)
        browsing.follow(page.locator("[name=password]"), key="Enter")
    return page.locator("#secret").inner_text()


def _type(place, question, value):
    place.locator("input, textarea").first.fill(str(value).strip())
    place.locator("input, textarea").first.blur()


def _single(place, question, value):
    chooser = place.locator("select")
    if chooser.count():
        chooser.select_option(value)
    else:
        place.locator(f"input[value='{value}']").check()


def _yes_no(place, question, value):
    place.get_by_label("Yes" if value else "No", exact=True).check()


def _tick(place, question, value):
    place.get_by_role("checkbox").set_checked(value)


def _multi(place, question, value):
    lines = place.locator("input[type=text]")
    for number, item in enumerate(value):
        if lines.count():
            lines.nth(number).fill(item)
        else:
            place.locator(f"input[value='{item}']").check()


def _parts(place, question, value):
    for part, given in value.items():
        control = place.locator(f"[name='{question.id}.{part}']")
        if question.type == "matrix":
            control.and_(place.locator(f"[value='{given}']")).check()
        else:
            control.fill(str(given))


def _files(place, question, value):
    for item in value:
        text = f"{question.id} {item['name']}"
        content = contents.fitting(item["name"], text, format_name=item.get("format", ""))
        file = {"name": item["name"], "mimeType": "application/octet-stream", "buffer": content}
        if "format" in item:
            place.locator("select").select_option(item["format"])
        place.locator("input[type=file]").set_input_files(file)
        place.get_by_role("button", name="Upload").click()
        place.get_by_role("link", name=item["name"], exact=True).wait_for()


_ANSWER = {
    **dict.fromkeys(("text", "long_text", "url", "date", "number"), _type),
    **dict.fromkeys(("numbers", "matrix"), _parts),
    **dict.fromkeys(("files", "evidence"), _files),
    "single": _single,
    "multi": _multi,
    "yes_no": _yes_no,
    "attestation": _tick,
}
