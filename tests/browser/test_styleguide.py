"""The pattern book in a real browser: narrow and wide, in light and dark, with and without JavaScript."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import count

import pytest
from flask import Flask, render_template_string, request
from playwright.sync_api import Browser, Page, ViewportSize

from marketplace.web.security import register_security
from tests.browser.chromium import barriers, served, sideways_scroll
from tests.web.sheet import a_sheet

pytestmark = pytest.mark.browser

PHONE: ViewportSize = {"width": 360, "height": 740}
WORK = """{% extends "layout/base.html" %}{% from "parts/page.html" import refreshing, refresh_without_script %}
{% block head %}{{ refresh_without_script(1) }}{% endblock %}
{% block main %}
  {% if looks < 3 %}{% call refreshing("work", 0.1) %}<p>looked {{ looks }} times</p>{% endcall %}
  {% else %}<div id="work"><p>done</p></div>{% endif %}
{% endblock %}"""
"""Work that is done when it is looked at for the third time."""
DESK: ViewportSize = {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(_under_the_markets_policy()) as address:
        yield f"{address}/styleguide?as=producer"


def _under_the_markets_policy() -> Flask:
    app = a_sheet()
    register_security(app, is_https=False)
    looks: defaultdict[str, count[int]] = defaultdict(lambda: count(1))

    @app.get("/work")
    def show_work() -> str:
        return render_template_string(WORK, looks=next(looks[request.args["as"]]))

    return app


def _opened(browser: Browser, address: str, window: ViewportSize, **wishes: object) -> Page:
    page = browser.new_page(viewport=window, **wishes)  # type: ignore[arg-type] # wishes are Playwright's own
    page.goto(address)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("window", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_stands_in_anybodys_way(browser: Browser, address: str, window: ViewportSize, scheme: str) -> None:
    page = _opened(browser, address, window, color_scheme=scheme)
    assert barriers(page) == []
    page.close()


@pytest.mark.parametrize("width", [320, 360, 600, 900, 1280])
def test_no_window_scrolls_sideways(browser: Browser, address: str, width: int) -> None:
    page = _opened(browser, address, {"width": width, "height": 740})
    assert sideways_scroll(page) == 0
    page.close()


def test_the_policy_of_the_market_forbids_nothing_that_a_page_does(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=DESK)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(address)
    assert complaints == []
    page.close()


def test_the_menu_opens_without_javascript(browser: Browser, address: str) -> None:
    page = _opened(browser, address, PHONE, java_script_enabled=False)
    page.locator("details.menu > summary").click()
    assert page.get_by_role("link", name="Contracts").is_visible()
    page.close()


def test_escape_closes_the_menu(browser: Browser, address: str) -> None:
    page = _opened(browser, address, PHONE)
    page.locator("details.menu > summary").click()
    page.keyboard.press("Escape")
    assert not page.get_by_role("link", name="Contracts").is_visible()
    page.close()


def test_the_main_action_stays_within_the_thumbs_reach(browser: Browser, address: str) -> None:
    page = _opened(browser, address, PHONE)
    button = page.get_by_role("button", name="Offer 5,600 USD/t for 20 bags").bounding_box()
    assert button is not None
    assert PHONE["height"] - 120 < button["y"] < PHONE["height"]
    page.close()


def test_a_table_is_a_list_of_labelled_values_on_the_phone(browser: Browser, address: str) -> None:
    page = _opened(browser, address, PHONE)
    cell = page.locator("td[data-label='Cadmium']").first
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"Cadmium"'
    page.close()


def test_a_form_is_sent_once_however_often_it_is_clicked(browser: Browser, address: str) -> None:
    page = _opened(browser, address, DESK)
    sent = page.evaluate(
        """() => {
            const form = document.querySelector("form[method=post]");
            const send = () => form.dispatchEvent(new Event("submit", {bubbles: true, cancelable: true}));
            return [send(), send()];
        }"""
    )
    assert sent == [True, False]
    page.close()


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no-script"])
def test_long_work_is_shown_until_it_is_done(browser: Browser, address: str, *, has_script: bool) -> None:
    work = address.replace("/styleguide?as=producer", f"/work?as={has_script}")
    page = _opened(browser, work, DESK, java_script_enabled=has_script)
    page.get_by_text("done", exact=True).wait_for(timeout=10_000)
    page.close()
