"""Money without a name on the pages: found on the board, asked for by one, agreed to by another; and what came back."""

from sqlalchemy import select

from marketplace.domain.books.chart import Account
from marketplace.domain.books.entries import refund_decided
from marketplace.domain.books.postings import CauseKind
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from tests.books import Bookkeeper
from tests.domain.books.cases import usd
from tests.market import Market
from tests.web import paid
from tests.web.test_budgets import MOST_QUERIES, counted

WHY = "The maker wrote us the number of its wire."


def test_one_says_whose_it_is_and_another_agrees(market: Market) -> None:
    producer, maker = market.a_producer(), market.a_maker()
    instalment, stray = paid.an_instalment(market, producer, maker=maker), paid.a_stray(market)
    one, other = (market.browser(market.a_facilitator()) for _each in range(2))
    here = f"/payments/strays/{stray}"
    assert here in one.get("/payments/board").text
    code = market.do(lambda: db.session.scalar(select(Contract.code)) or "")
    form = {"contract_code": code.lower(), "amount": "60", "note": WHY}
    refused = one.post(f"{here}/match", form)
    assert (refused.status_code, "up to USD 50" in refused.text) == (422, True)
    assert one.post(f"{here}/match", form | {"amount": "50"}).status_code == 303
    assert "Take the wish back" in one.get(here).text
    answer = other.post("/payments/placements/1/agree", {"version": "1"})
    assert (answer.status_code, "Counts as paid" in other.get(here).text) == (303, True)
    assert "Money without a name" in market.browser(maker).get(f"/payments/{instalment}").text


def test_its_page_asks_the_database_little(market: Market) -> None:
    paid.a_placement(market)
    browser = market.browser(market.a_facilitator())
    with counted(market.app) as statements:
        assert browser.get("/payments/strays/1").status_code == 200
    assert len(statements) <= MOST_QUERIES, "\n\n".join(statements)
    assert "Dinero sin nombre" in market.browser(market.a_facilitator(), locale="es_PE").get("/payments/strays/1").text


def test_what_a_group_paid_back_is_recorded_on_its_statement(market: Market) -> None:
    market.set_references()
    keeper = Bookkeeper.in_market(market)
    keeper.write(refund_decided(keeper.occasion(CauseKind.REFUND_DECIDED), usd("80.00"), source=Account.GROUP_OWES))
    desk, here = market.browser(market.a_facilitator()), f"/books/contracts/{keeper.contract_id}"
    assert "Record what it paid back" in desk.get(here).text
    form = {"amount": "80", "on": "2026-11-23", "reference": "0452-118"}
    too_much = desk.post(f"{here}/repaid", form | {"amount": "81"})
    assert (too_much.status_code, "owes up to USD 80" in too_much.text) == (422, True)
    assert desk.post(f"{here}/repaid", form).status_code == 303
    assert "Record what it paid back" not in desk.get(here).text
    assert "Record what it paid back" not in market.browser(keeper.producer).get(here).text
