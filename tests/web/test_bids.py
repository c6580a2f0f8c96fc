"""Bids on the pages: read back before they bind, answered in turns, compared on one basis, hidden from rivals."""


import pytest

from tests.bids import Talk
from tests.market import Market

TYPED = {
    "bags": "20",
    "price_kind": "fixed",
    "price_amount": "5600",
    "price_currency": "USD",
    "price_unit": "t",
    "price_incoterm": "FOB",
    "price_place": "Callao",
    "destination": "FR",
    "valid_until": "2027-01-04T18:00",
    "sample_basis": "sas",
}


@pytest.fixture
def talk(market: Market) -> Talk:
    return Talk(market)


def test_smoke(talk: Talk, market: Market) -> None:
    code = market.code_of_lot(talk.lot_id)
    maker = market.browser(talk.maker)
    page = maker.get(f"/lots/{code}/bid")
    assert page.status_code == 200
    page = maker.post(f"/lots/{code}/bid", TYPED | {"preview": "1"})
    assert page.status_code == 200, page.text
    assert "I buy 20 bags" in page.text
