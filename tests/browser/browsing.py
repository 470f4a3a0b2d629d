"""What browser tests ask of a page: is it accessible, does it fit, did it complain?"""

import os
import shutil

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""
# Without preloading: axe would put imported style sheets in line, against the page's policy.
RUN_AXE = """async () => (
  await axe.run(document, {resultTypes: ["violations"], preload: false})).violations.map(
  (found) => `${found.id}: ${found.nodes.map((node) => node.html).join(" | ").slice(0, 400)}`)"""


def chromium_path() -> str | None:
    """Debian's Chromium, or another one on the PATH."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def is_required() -> bool:
    return os.environ.get("REQUIRE_BROWSER") == "1"


def axe(page) -> list[str]:
    """Every violation that axe finds, in light and in dark; none is the only good answer."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate(AXE_SCRIPT)
        found += [f"{scheme}: {violation}" for violation in page.evaluate(RUN_AXE)]
    page.emulate_media(color_scheme="light")
    return found


def overflow(page, *, width: int = 320) -> int:
    """By how many pixels the page is wider than a narrow window."""
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": 800})
    extra = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    page.set_viewport_size(before)
    return max(0, extra)


def follow(locator, *, key: str = "") -> None:
    """Click, or press a key on, what leads to another page, and wait for that page.

    A click of Playwright's ends when the old page has taken it: what is measured then may be
    the page that is being left, or half of the next.
    """
    with locator.page.expect_navigation():
        locator.press(key) if key else locator.click()


def sign_in(page, user, *, url: str) -> None:
    """Give the browser the session of somebody who has signed in, without the pages for it."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


def complaint(message) -> str | None:
    """A console message worth failing for; a refused page is the page's own business."""
    is_answer = message.text.startswith("Failed to load resource") and "status of 4" in message.text
    is_asset = "/static/" in message.location.get("url", "")
    if message.type not in {"error", "warning"} or (is_answer and not is_asset):
        return None
    return f"{message.type}: {message.text}"
