"""A real browser on the real pages, served with the real files."""

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import browsing


@pytest.fixture(scope="session")
def chromium():
    """One browser for all tests of a process; without one they are skipped, or fail if required."""
    path = browsing.chromium_path()
    if path is None:
        missing = "no Chromium on the PATH"
        pytest.fail(missing) if browsing.is_required() else pytest.skip(missing)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps a loop in this thread
        browser = playwright.chromium.launch(executable_path=path, args=browsing.FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def complaints():
    """What the pages of this test complained about: CSP reports, errors, warnings."""
    return []


@pytest.fixture
def new_page(chromium, live_server, complaints):
    """Pages of different people, each with a browser of their own; no page may complain."""
    contexts = []

    def open_one():
        context = chromium.new_context(base_url=live_server.url)
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.add_init_script(browsing.REPORT_VIOLATIONS)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(browsing.complaint(message)))
        page.on("pageerror", lambda error: complaints.append(f"exception: {error}"))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert [each for each in complaints if each] == []


@pytest.fixture
def page(new_page):
    """A fresh page; the test fails if any page complained."""
    return new_page()
