"""What a reviewer does in the browser, step by step; each starts at the desk or leads there."""

from django.urls import reverse

from tests import cases
from tests.browser import browsing


def desk(page, reference):
    """Open the desk by way of the queue."""
    page.goto(reverse("admin:reviews_queue") + f"?tab=open&q={reference}")
    browsing.follow(page.get_by_role("row").locator(f"a[href*='{reference}']"))


def claim(page):
    browsing.follow(page.get_by_role("button", name="Claim"))


def mark_all(page, name):
    """Mark every check as the example's review does, and save."""
    review = cases.example(name)["review"]
    for check, mark in review["checks"].items():
        box = page.locator(f"[id='{check}']")
        box.locator(f"input[value='{mark}']").check()
        if check in review.get("evidence", ()):
            box.get_by_label("evidence attached").check()
    browsing.follow(page.get_by_role("button", name="Save marks"))


def request_changes(page, requests, *, note):
    """Ask for changes: question → what should change."""
    browsing.follow(page.get_by_role("link", name="Request changes"))
    page.get_by_label("Note").fill(note)
    for question, text in requests.items():
        field = page.locator(f"[id='request-{question}']")
        if not field.is_visible():
            page.locator("details", has=field).locator("summary").click()
        field.fill(text)
    browsing.follow(page.get_by_role("button", name="Send the requests"))


def approve(page, name, *, note=""):
    """Approve with the conditions that the example's review names, every required field filled."""
    browsing.follow(page.get_by_role("link", name="Approve with conditions"))
    for condition in cases.example(name)["review"].get("conditions", ()):
        box = page.locator(f"[id='{condition}']")
        box.locator("input[name=condition]").check()
        more = box.locator("details.gh-more")
        if more.count():
            more.locator("summary").click()
    fill_required(page)
    page.get_by_label("Note").fill(note)
    browsing.follow(page.get_by_role("button", name="Approve", exact=True))


def fill_required(page):
    """Give every empty field of the chosen conditions a value of its kind."""
    for box in page.locator("fieldset.gh-condition:has(input[name=condition]:checked)").all():
        for field in box.locator(".gh-param:not(:has(legend)):not(:has(.gh-muted))").all():
            fill(field.locator("input, textarea, select").first)
        for field in box.locator(".gh-param:has(textarea)").all():
            fill(field.locator("textarea"))


def fill(control):
    if control.input_value():
        return
    kind = control.evaluate("c => c.tagName == 'SELECT' ? 'select' : c.type")
    if kind == "select":
        control.select_option(index=1)
    elif kind == "date":
        control.fill("2027-06-30")
    elif control.get_attribute("inputmode"):
        control.fill("10")
    else:
        control.fill("one: two")


def decline(page, clauses, *, note):
    """Decline, citing clauses by id."""
    browsing.follow(page.get_by_role("link", name="Decline"))
    for clause in clauses:
        page.locator(f"[id='clause-{clause}']").check()
    page.get_by_label("Why it is declined").fill(note)
    browsing.follow(page.get_by_role("button", name="Decline", exact=True))


def revoke(page, reference, *, note):
    """End the approval of a decided application."""
    page.goto(reverse("admin:reviews_desk", args=[reference]))
    form = page.locator("form", has=page.locator("#note-revoke"))
    form.locator("textarea").fill(note)
    browsing.follow(form.get_by_role("button"))
