"""Whoever came with a form that cannot be taken is led back to a page of ours, and to no other."""

import pytest
from flask import Flask

from tests.market import Market


@pytest.mark.parametrize(
    ("came_from", "led_to"),
    [
        ("http://localhost/register?kind=maker", "/register?kind=maker"),
        ("https://evil.example/trap", "/"),
        ("http://localhost//evil.example", "/"),
        ("http://[broken", "/"),
        ("", "/"),
    ],
)
def test_a_form_without_its_token_leads_back(app: Flask, market: Market, came_from: str, led_to: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = market.browser().post("/register", {"name": "Ana"}, headers={"Referer": came_from})
    assert (answer.status_code, answer.location) == (303, led_to)


def test_who_keeps_no_cookies_is_told_that_a_form_needs_them(app: Flask, market: Market) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    page = market.browser().post("/register", {"name": "Ana"}, follow_redirects=True)
    assert "Please allow cookies and send it once more." in page.text


@pytest.mark.parametrize("number", [2**63, 10**30])
@pytest.mark.parametrize("page", ["/bids/{}", "/contracts/{}", "/samples/{}", "/files/{}/a.pdf", "/threads/bid/{}"])
def test_a_number_that_no_row_can_bear_leads_nowhere(market: Market, page: str, number: int) -> None:
    assert market.browser(market.a_maker()).get(page.format(number)).status_code == 404
