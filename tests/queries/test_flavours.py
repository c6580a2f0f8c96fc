"""The mean of a zone is that of its public, tasted lots, and tells of nothing finer than a province."""

from decimal import Decimal

from marketplace.domain.evaluations import TastedProduct
from marketplace.domain.lots import Visibility
from marketplace.queries.flavours import list_zones
from tests.market import Market

TASTED = {"tasted_product": TastedProduct.CACAO_MASS, "region": "SAM", "province": "Tocache"}


def test_a_region_stands_before_its_provinces_each_lot_counted_once(market: Market) -> None:
    producer = market.a_producer()
    market.a_lot(producer, profile={"cacao": "4.0"}, **TASTED)
    market.a_lot(producer, profile={"cacao": "5.5"}, **(TASTED | {"province": "Lamas"}))
    found = [(each.province, each.lots, each.groups, each.profile["cacao"]) for each in market.do(list_zones)]
    assert found == [
        (None, 2, 1, Decimal("4.75")),
        ("Lamas", 1, 1, Decimal("5.50")),
        ("Tocache", 1, 1, Decimal("4.00")),
    ]


def test_what_is_private_or_was_not_tasted_as_mass_is_left_out(market: Market) -> None:
    producer = market.a_producer()
    market.a_lot(producer, visibility=Visibility.PRIVATE, **TASTED)
    market.a_lot(producer, **(TASTED | {"tasted_product": TastedProduct.CHOCOLATE}))
    assert market.do(list_zones) == []


def test_a_market_without_tasted_lots_says_so(market: Market) -> None:
    assert "No lot has been tasted yet." in market.browser().get("/flavours/map").text
