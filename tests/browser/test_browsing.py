"""Would the browser tests notice?"""

import pytest

from tests.browser import browsing

pytestmark = pytest.mark.browser

BAD = "<html><head><title>x</title></head><body><p style='color:#999'>grey</p><img src=x></body>"


def test_axe_finds_what_is_wrong_with_a_bad_page(chromium):
    page = chromium.new_page()
    page.set_content(BAD)

    found = browsing.axe(page)

    assert {"light: html-has-lang", "light: image-alt", "dark: image-alt"} <= {
        ": ".join(each.split(": ")[:2]) for each in found
    }
    page.close()


def test_a_page_that_is_too_wide_is_measured(chromium):
    page = chromium.new_page()
    page.set_content("<div style='width: 400px'>wide</div>")

    assert browsing.overflow(page) > 60
    page.close()


def test_a_script_that_the_policy_forbids_is_a_complaint(page, complaints):
    page.goto("/guidelines/")

    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), "
        "{textContent: 'window.bad = 1'}))"
    )
    page.wait_for_timeout(100)

    assert any("CSP: script-src" in each for each in complaints if each)
    complaints.clear()


def test_a_missing_stylesheet_is_a_complaint(page, complaints):
    page.goto("/guidelines/")

    page.evaluate(
        "document.head.append(Object.assign(document.createElement('link'), "
        "{rel: 'stylesheet', href: '/static/none.css'}))"
    )
    page.wait_for_timeout(300)

    assert any("404" in each for each in complaints if each)
    complaints.clear()
