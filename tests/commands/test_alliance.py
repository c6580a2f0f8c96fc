"""`flask alliance`: how a real market gets its first facilitator, and the customs of its contracts."""

import re

import pytest
from click.testing import Result

from marketplace.domain.ids import ContractId
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
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


def test_a_custom_of_disputes_names_the_forum_of_new_contracts(market: Market) -> None:
    market.a_facilitator()
    said = flask(
        market, "alliance", "disputes", "abroad", "icc", "--law", "Perú", "--place", "Lima", "--from", "2026-01-01"
    )
    contract_id = ContractId(market.a_contract(market.a_producer(), market.a_maker()))
    terms = market.do(lambda: db.session.get_one(Contract, contract_id).terms)
    assert (said.exit_code, terms["forum"], terms["forum_place"], terms["law"]) == (0, "icc", "Lima", "Perú")


def test_a_forum_that_takes_only_members_is_no_custom(market: Market) -> None:
    market.a_facilitator()
    said = flask(market, "alliance", "disputes", "abroad", "cmaa", "--law", "New York", "--from", "2026-01-01")
    assert (said.exit_code, "unless both parties" in said.output) == (1, True)


def test_without_an_alliance_there_is_no_custom(market: Market) -> None:
    said = flask(market, "alliance", "disputes", "home", "icc", "--law", "Perú", "--from", "2026-01-01")
    assert (said.exit_code, "no alliance" in said.output) == (1, True)
