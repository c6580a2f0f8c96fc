"""The list of lots finds what fits, in order, page by page, for little work."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event

from marketplace.domain.browsing import LotFilters, LotSort
from marketplace.domain.certificates import Scheme
from marketplace.domain.lots import LotState, SaleStage, Visibility
from marketplace.domain.plain import to_plain
from marketplace.domain.viewers import ANYONE, Viewer
from marketplace.models.base import db
from marketplace.models.rows.market.lots import Lot
from marketplace.queries import counting
from marketplace.queries.lots import search as lot_search
from marketplace.queries.lots.search import count_without_each, find_lots, list_lots
from marketplace.services.lots import edit_lot
from tests.domain.samples import TODAY, a_lot, some_means, usd
from tests.lot_desk import Desk
from tests.market import NOW, Market


@pytest.fixture
def seller(market: Market) -> Viewer:
    return market.a_producer(is_women_led=True)


def found(
    market: Market, viewer: Viewer = ANYONE, *, sort: LotSort = LotSort.NEWEST, page: int = 1, **wishes: Any
) -> list[str]:
    lines = market.do(list_lots, viewer, LotFilters(**wishes), sort=sort, page=page, today=TODAY).lines
    return [line.code for line in lines]


DIFFERENT: dict[str, Any] = {
    "region": "UCA",
    "varieties": {"chuncho": "100"},
    "certificates": ["NOP"],
    "price": usd(4000),
    "global_quality": Decimal("6.0"),
    "cadmium": Decimal("0.90"),
    "moisture": Decimal("7.9"),
    "profile": to_plain(some_means(floral_total="0.1")),
    "eudr_status": "in_progress",
    "bags": 12,
    "search_text": "chuncho de ucayali",
}
FITTING = {
    "code": "FITS",
    "profile": to_plain(some_means(floral_total="2.4")),
    "certificates": ["EU_ORGANIC", "NOP"],
    "eudr_status": "ready",
    "search_text": "floral trinitario san martin organico",
}


@pytest.mark.parametrize(
    "wishes",
    [
        {"q": "floral"},
        {"q": "FLORÁL orgánico"},
        {"q": "trinitarios"},
        {"q": "trnitario"},
        {"region": ("SAM", "HUC")},
        {"variety": ("native", "nacional")},
        {"certificate": (Scheme.EU_ORGANIC, Scheme.NOP)},
        {"price_min": Decimal(5000)},
        {"quality_min": Decimal("7.5")},
        {"cadmium_max": Decimal("0.31")},
        {"moisture_max": Decimal("6.8")},
        {"flavour": "floral_total", "flavour_min": Decimal("2.4")},
        {"eudr": True},
        {"women_led": True},
        {"bags_min": Decimal(100)},
        {"kg_min": Decimal(6000)},
    ],
    ids="-".join,
)
def test_each_filter_keeps_out_what_does_not_fit(market: Market, seller: Viewer, wishes: dict[str, Any]) -> None:
    market.a_lot(seller, **FITTING)
    market.a_lot(market.a_producer(), **DIFFERENT)
    assert found(market, **wishes) == ["FITS"]


def test_all_wishes_must_be_fulfilled(market: Market, seller: Viewer) -> None:
    market.a_lot(seller, **FITTING)
    assert found(market, region=("SAM",), cadmium_max=Decimal("0.1")) == []


@pytest.mark.parametrize("words", ["'; DROP TABLE lots; --", "%", "a & | !", ":*", "\\", "🍫", "the", "  "])
def test_any_words_may_be_sought(market: Market, seller: Viewer, words: str) -> None:
    market.a_lot(seller, **FITTING)
    assert found(market, q=words) in ([], ["FITS"])


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (LotSort.NEWEST, ["NEW", "OLD"]),
        (LotSort.CHEAPEST, ["OLD", "NEW"]),
        (LotSort.BEST, ["NEW", "OLD"]),
        (LotSort.LEAST_CADMIUM, ["OLD", "NEW"]),
    ],
)
def test_lots_stand_in_the_order_asked_for(market: Market, seller: Viewer, sort: LotSort, order: list[str]) -> None:
    market.a_lot(seller, code="NEW", price=usd(6000), global_quality=Decimal(9), cadmium=Decimal("0.5"))
    earlier = NOW - timedelta(days=3)
    market.a_lot(seller, code="OLD", published_at=earlier, global_quality=Decimal(7), cadmium=Decimal("0.1"))
    assert found(market, sort=sort) == order


@pytest.mark.parametrize(
    ("stage", "codes"),
    [
        (None, ["COMING", "NOW"]),
        (SaleStage.CURRENT, ["NOW"]),
        (SaleStage.UPCOMING, ["COMING"]),
        (SaleStage.PAST, ["CLOSED", "OVER"]),
    ],
)
def test_lots_are_shown_by_their_stage_of_sale(
    market: Market, seller: Viewer, stage: SaleStage | None, codes: list[str]
) -> None:
    market.a_lot(seller, code="NOW")
    market.a_lot(seller, code="COMING", available_from=date(2026, 12, 24))
    market.a_lot(seller, code="OVER", sales_until=date(2026, 11, 22))
    market.a_lot(seller, code="CLOSED", state=LotState.CLOSED)
    market.a_lot(seller, code="HELD", state=LotState.HELD)
    market.a_lot(seller, code="DRAFT", state=LotState.DRAFT)
    market.a_lot(seller, code="SECRET", visibility=Visibility.PRIVATE)
    assert sorted(found(market, stage=stage)) == codes


def test_a_sold_out_lot_leaves_the_list(market: Market, seller: Viewer) -> None:
    lot_id = market.a_lot(seller, bags=20)
    market.an_allocation(seller, market.a_maker(), bags=20, lot_id=lot_id)
    assert (found(market), len(found(market, stage=SaleStage.PAST))) == ([], 1)


def test_private_lots_are_listed_to_their_own_group_alone(market: Market, seller: Viewer) -> None:
    market.a_lot(seller, code="SECRET", visibility=Visibility.PRIVATE)
    private: dict[str, Any] = {"stage": SaleStage.PRIVATE}
    assert (found(market, seller, **private), found(market, market.a_producer(), **private)) == (["SECRET"], [])


def test_pages_follow_each_other_without_gap_or_repetition(
    market: Market, seller: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lot_search, "PER_PAGE", 3)
    monkeypatch.setattr(lot_search, "DEEP", 6)
    codes = [f"P-{number}" for number in range(10)]
    for number, code in enumerate(codes):
        market.a_lot(seller, code=code, published_at=NOW - timedelta(hours=number // 2))
    seen = [code for page in range(1, 6) for code in found(market, page=page)]
    assert sorted(seen) == codes
    assert seen == [code for page in range(1, 6) for code in found(market, page=page)]


@pytest.mark.parametrize("sort", LotSort)
def test_deep_pages_are_the_same_in_any_order(
    market: Market, seller: Viewer, monkeypatch: pytest.MonkeyPatch, sort: LotSort
) -> None:
    for number in range(6):
        market.a_lot(seller, price=usd(5000 + number % 2), cadmium=Decimal("0.1") * (number % 3))
    monkeypatch.setattr(lot_search, "PER_PAGE", 2)
    plain = [found(market, sort=sort, page=page) for page in (1, 2, 3)]
    monkeypatch.setattr(lot_search, "DEEP", 0)
    assert [found(market, sort=sort, page=page) for page in (1, 2, 3)] == plain


def test_long_counts_are_remembered_and_short_ones_made_anew(
    market: Market, seller: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lot_search, "PER_PAGE", 1)
    monkeypatch.setattr(counting, "WORTH_REMEMBERING", 3)
    totals = []
    for _ in range(5):
        market.a_lot(seller)
        totals.append(market.do(list_lots, ANYONE, LotFilters(), sort=LotSort.NEWEST, page=1, today=TODAY).total)
    assert totals == [1, 2, 3, 3, 3]


def test_an_empty_list_knows_which_wish_keeps_most_out(market: Market, seller: Viewer) -> None:
    market.a_lot(seller, **FITTING)
    market.a_lot(seller, cadmium=Decimal("0.1"))
    wishes = LotFilters(cadmium_max=Decimal("0.1"), flavour="floral_total", flavour_min=Decimal(2), region=("SAM",))
    counted = market.do(count_without_each, ANYONE, wishes, today=TODAY)
    assert counted == [("cadmium_max", 1), ("flavour", 1), ("region", 0)]


def test_a_page_costs_one_statement_and_one_more_for_words(market: Market, seller: Viewer) -> None:
    market.a_lot(seller, **FITTING)
    asked: list[str] = []
    with market.app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *each: asked.append(each[2]))
        wishes = LotFilters(q="floral", region=("SAM",), cadmium_max=Decimal(1), women_led=True)
        find_lots(ANYONE, wishes, sort=LotSort.BEST, page=1, today=TODAY)
    assert len(asked) == 2


def stamp(market: Market) -> str:
    return str(market.do(find_lots, ANYONE, LotFilters(), sort=LotSort.NEWEST, page=1, today=TODAY).stamp)


def test_the_stamp_of_a_page_changes_with_the_offer_and_with_the_bags_left(market: Market) -> None:
    desk = Desk(market)
    lot_id = desk.published()
    first = stamp(market)
    terms = a_lot(code=desk.row(lot_id).code, price=usd(5700))
    desk.do(edit_lot, lot_id, terms, seen=None, by=desk.seller, now=NOW)
    second = stamp(market)
    market.an_allocation(desk.seller, market.a_maker(), lot_id=lot_id)
    assert len({first, second, stamp(market)}) == 3


def test_a_lot_published_this_moment_is_first(market: Market, seller: Viewer) -> None:
    market.a_lot(seller, code="OLD", published_at=NOW - timedelta(days=1))
    market.a_lot(seller, code="NEW")
    assert found(market)[0] == "NEW"
    assert market.do(lambda: db.session.query(Lot).count()) == 2
