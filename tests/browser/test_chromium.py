"""A page that was judged before is judged anew as soon as anything on it looks different."""

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import barriers

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><html lang="en"><head><title>Cacao</title>
<style>body { background: white; color: black } :checked + label { color: #eee }</style></head><body><main>
<h1>Cacao</h1><input type="hidden" value="%s"><img alt="A pod" src="data:,">
<input type="checkbox" id="ripe"><label for="ripe">Is it ripe?</label></main></body></html>"""


def test_a_fault_is_found_on_a_page_that_had_none(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(PAGE % "one key")
    assert barriers(page) == []
    page.locator("img").evaluate("each => each.removeAttribute('alt')")
    assert [each.partition(":")[0] for each in barriers(page)] == ["image-alt"]
    page.set_content(PAGE % "another key")
    assert barriers(page) == []


def test_a_fault_is_found_that_no_word_of_the_page_tells(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(PAGE % "one key")
    assert barriers(page) == []
    page.locator("#ripe").check()
    assert [each.partition(":")[0] for each in barriers(page)] == ["color-contrast"]
