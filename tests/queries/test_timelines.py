"""A contract's cacao and money stand in one line, with what is expected and what is missing."""

from collections.abc import Callable
from decimal import Decimal

from marketplace.domain.books.entries import paid_out, received, released
from marketplace.domain.books.postings import Cause, CauseKind, Entry, Occasion, Parts
from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.money import Currency, Money
from marketplace.domain.shipments.life import ShipmentStep
from marketplace.queries.contracts.showing import get_contract
from marketplace.queries.payments.lists import list_of_contract
from marketplace.queries.timelines import Timeline, timeline_of
from tests.books import write_entry
from tests.market import NOW, Market
from tests.shipping import DAYS, TODAY, Aboard


def drawn(found: Aboard) -> Timeline:
    def draw() -> Timeline | None:
        contract = get_contract(found.contracts[0], found.producer, now=NOW)
        return timeline_of(contract, list_of_contract(contract.line.id, found.producer, today=TODAY))

    timeline = found.market.do(draw)
    assert timeline
    return timeline


def test_the_days_of_the_shipment_are_those_of_the_contract(market: Market) -> None:
    found = Aboard.in_market(market)
    found.move(ShipmentStep.LOAD)
    stops = {stop.what: stop for stop in drawn(found).stops}
    assert (stops["ready_to_ship"].is_now, stops["shipped"].expected_on) == (True, DAYS.depart_on)
    assert (stops["arrived"].expected_on, stops["deposit"].is_reached) == (DAYS.arrive_on, False)


def test_what_arrived_says_what_is_missing_to_close_it(market: Market) -> None:
    found = Aboard.in_market(market)
    found.arrive()
    assert [each.code for each in drawn(found).missing] == ["closing.settlement_missing", "closing.money_open"]


def test_nothing_is_drawn_before_a_contract_is_in_force(market: Market) -> None:
    producer = market.a_producer()
    contract_id = market.a_signed_contract(producer, market.a_maker())
    assert market.do(lambda: timeline_of(get_contract(contract_id, producer, now=NOW), [])) is None


def test_what_was_wired_to_the_group_stands_behind_the_step_before_it(market: Market) -> None:
    found = Aboard.in_market(market)
    found.move(ShipmentStep.LOAD)
    own, usd = found.contracts[0], Money(Decimal(500), Currency.USD)
    nothing = usd - usd

    def book(kind: CauseKind, entry: Callable[[Occasion], Entry]) -> None:
        market.do(write_entry, entry(Occasion(Cause(kind, "900001"), TODAY, own, None, None)), NOW)

    book(CauseKind.RECEIVED, lambda at: received(at, usd, Parts(usd, nothing)))
    book(CauseKind.RELEASED, lambda at: released(at, usd, fee=nothing))
    book(CauseKind.PAID_OUT, lambda at: paid_out(at, usd))

    wired = [each for each in drawn(found).stops if each.what == "paid_out"]
    assert [(each.after, each.money, each.day) for each in wired] == [(Milestone.READY_TO_SHIP, usd, TODAY)]
