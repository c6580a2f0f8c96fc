"""`flask alliance found`: how a real market gets its first facilitator."""

import re

import pytest
from click.testing import Result

from tests.market import Market

ASKED = ("alliance", "found", "Alianza Cacao", "--person", "Rosa Quispe", "--email", "rosa@example.org")


def flask(market: Market, *arguments: str) -> Result:
    return market.app.test_cli_runner().invoke(args=list(arguments))


def test_the_printed_link_leads_the_first_facilitator_in(market: Market) -> None:
    said = flask(market, *ASKED).output
    link = re.search(r"http://localhost(/password/\S+)", said)
    assert link is not None
    browser = market.browser()
    assert browser.post(link[1], {"password": "four plain cacao words"}).status_code == 303
    assert "/organizations" in browser.get("/").text
    assert browser.get("/reviews/").status_code == 200


@pytest.mark.parametrize(("change", "words"), [("rosa", "complete e-mail address"), ("rosa@example.org", "registered")])
def test_what_is_wrong_is_said_and_nothing_is_founded(market: Market, change: str, words: str) -> None:
    flask(market, *ASKED)
    said = flask(market, *ASKED[:-1], change)
    assert said.exit_code == 1
    assert words in said.output
