"""A bid may follow a terminal's month: judged and compared by the day's figure, answered like any other words."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.domain.bids.life import BidState
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import Refused, Stale
from marketplace.domain.exchange import Quote
from marketplace.domain.money import Incoterm
from marketplace.domain.prices import PriceKind
from marketplace.domain.terminals.levels import Level
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.queries.bids.comparison import compare_bids
from marketplace.queries.bids.pages import get_bid
from marketplace.queries.rounds.allocations import get_allocation
from tests.bids import Talk
from tests.market import NOW, Market
from tests.rounds import Rounds
from tests.services.test_bids_in_rounds import Bidding
from tests.services.test_fixings import FOLLOWS

OUTRIGHT: dict[str, Any] = dict.fromkeys((*FOLLOWS,), None) | {"price_kind": PriceKind.FIXED}
NOT_OUTRIGHT = Quote(Decimal(1))
YESTERDAY = date(2026, 11, 22)


@pytest.fixture
def talk(market: Market) -> Talk:
    return Talk(market)


def test_it_is_worth_what_its_own_months_figure_makes_of_it(talk: Talk) -> None:
    worth = talk.row(talk.bid(**FOLLOWS)).newest_worth
    assert (worth.price.amount, worth.landed) == (Decimal("5650.00"), Decimal("6080.00"))
    assert worth.level == Level(Decimal(3150), YESTERDAY, "2027-03")


def test_where_its_month_has_no_figure_the_nearest_compares_and_is_named(talk: Talk) -> None:
    worth = talk.row(talk.bid(**FOLLOWS | {"terminal_month": "2027-07"})).newest_worth
    assert (worth.price.amount, worth.level and worth.level.month) == (Decimal("5650.00"), "2027-03")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"differential": Decimal(2450)}, ["differential"]),
        ({"terminal_month": "2027-05"}, ["terminal_month"]),
        ({"fixation_by": date(2027, 3, 1)}, ["fixation_by"]),
        (OUTRIGHT | {"quote": Quote(Decimal(5600))}, ["quote", *FOLLOWS]),
    ],
)
def test_whatever_of_it_changes_is_shown_and_accepted_anew(
    talk: Talk, changed: dict[str, Any], said: list[str]
) -> None:
    bid_id = talk.bid(**FOLLOWS, quote=NOT_OUTRIGHT)
    before = talk.seen(bid_id)
    talk.counter(bid_id, talk.producer, **{"quote": talk.terms(bid_id).quote, **changed})
    page = talk.market.do(get_bid, bid_id, talk.maker, now=NOW)
    assert sorted(each.name for each in page.changes) == sorted(said)
    with pytest.raises(Stale):
        talk.accept(bid_id, talk.maker, seen=before)
    talk.accept(bid_id, talk.maker)
    assert talk.states(bid_id) == [BidState.ACCEPTED]


def test_a_floor_is_judged_by_the_days_figure_and_told_so(market: Market) -> None:
    talk = Talk(market, certificates=["FAIRTRADE"], farm_gate_pen_kg=Decimal("9.0"))
    with pytest.raises(Refused) as no:
        talk.bid(**FOLLOWS | {"differential": Decimal(300)})
    assert [(each.code, each.field) for each in no.value.reasons] == [
        ("bid.below_fairtrade_floor_today", "differential")
    ]


def test_a_level_that_fell_below_a_floor_since_keeps_it_from_being_accepted(market: Market) -> None:
    talk = Talk(market, certificates=["FAIRTRADE"], farm_gate_pen_kg=Decimal("9.0"))
    bid_id = talk.bid(**FOLLOWS | {"differential": Decimal(500)})
    market.set_levels("2900", since=NOW.date())
    with pytest.raises(Refused, match=r"bid\.below_fairtrade_floor_today"):
        talk.accept(bid_id)
    assert talk.reserved() == 0


def test_all_are_compared_by_the_figure_of_the_same_day(talk: Talk) -> None:
    early, outright = talk.bid(**FOLLOWS), talk.bid(5700, by=talk.market.a_maker())
    talk.market.set_levels("3300", since=NOW.date())
    late = talk.bid(by=talk.market.a_maker(), **FOLLOWS | {"differential": Decimal(2480)})
    code = talk.market.code_of_lot(talk.lot_id)
    found = talk.market.do(compare_bids, talk.producer, code, now=NOW).bids
    assert [(each.line.id, each.line.worth.price.amount) for each in found] == [
        (early, Decimal("5800.00")),
        (late, Decimal("5780.00")),
        (outright, Decimal("5700.00")),
    ]


def test_beyond_the_origin_no_price_follows_a_terminal(talk: Talk) -> None:
    with pytest.raises(Refused, match=r"price\.not_at_origin"):
        talk.bid(**FOLLOWS | {"incoterm": Incoterm.DAP, "place": "Lyon"})


def test_it_takes_part_in_a_round_at_its_provisional_price_and_its_contract_follows(rounds: Rounds) -> None:
    bidding = Bidding(rounds)
    bid_id = bidding.bid(**FOLLOWS | {"differential": Decimal(2800)})
    view = bidding.market.do(get_allocation, bidding.offered(), bidding.producer)
    bidding.yes(view.id)
    contract = bidding.market.do(lambda: db.session.scalars(select(Contract)).one())
    terms = ContractTerms.from_json(contract.terms)
    assert (view.bid_id, view.price.amount, view.is_provisional) == (bid_id, Decimal("5950.00"), True)
    assert (terms.is_provisional, terms.differential, terms.price) == (True, Decimal(2800), view.price)
