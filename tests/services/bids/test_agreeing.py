"""Bid, counter, accept: the two sides answer in turns, and only what was shown can be accepted."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.domain.accounts import OrganizationKind, VerificationState
from marketplace.domain.bids.life import BidKind, BidState, Ending, Refusal, Seen
from marketplace.domain.contracts.clauses import Side
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import NotAllowed, NotFound, Refused, Stale
from marketplace.domain.exchange import Exchange, Quote
from marketplace.domain.ids import DemandId
from marketplace.domain.lots import LotState
from marketplace.domain.mass import MassUnit
from marketplace.domain.money import Currency
from marketplace.domain.prices import PriceKind, ReferenceKind, Terminal
from marketplace.domain.viewers import Level
from marketplace.models.base import Base, db
from marketplace.models.rows.bidding.bids import BidVersion
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization
from marketplace.services.bids.answering import accept_bid, refuse_bid, withdraw_bid
from marketplace.services.bids.ending import expire_bid, outbid
from marketplace.services.bids.placing import Choices
from tests.bids import Talk
from tests.market import NOW, Market

LATER = NOW + timedelta(days=5)


def test_a_bid_countered_twice_and_accepted_makes_a_contract(talk: Talk) -> None:
    bid_id = talk.bid(5400)
    talk.counter(bid_id, talk.producer, usd=5650)
    talk.counter(bid_id, talk.maker, usd=5600)
    contract_id = talk.accept(bid_id)
    [contract] = talk.contracts()
    assert (contract.id, contract.state, contract.bid_id) == (contract_id, ContractState.SIGNING, bid_id)
    assert (contract.allocation_id, contract.demand_id) == (None, None)


def test_the_contract_says_what_the_bid_said(talk: Talk) -> None:
    talk.accept(talk.bid(5600))
    terms = ContractTerms.from_json(talk.contracts()[0].terms)
    assert (terms.price.amount, terms.bags, terms.destination) == (Decimal("5600.00"), 20, "FR")
    assert (terms.needs_eudr, terms.cadmium_max, terms.platform_fee_percent) == (True, None, Decimal(0))


def test_those_who_wrote_and_accepted_sign(talk: Talk) -> None:
    talk.accept(talk.bid())
    terms = ContractTerms.from_json(talk.contracts()[0].terms)
    assert None not in (terms.producer.signatory, terms.maker.signatory)


def test_accepting_holds_the_bags_at_once(talk: Talk) -> None:
    talk.accept(talk.bid())
    assert (talk.reserved(), talk.ledger()) == (20, [("taken", 20)])


def test_a_bid_alone_holds_nothing(talk: Talk) -> None:
    talk.bid()
    assert talk.reserved() == 0


def test_it_is_the_turn_of_the_side_that_did_not_write_last(talk: Talk) -> None:
    bid_id = talk.bid()
    first = talk.waiting()
    talk.counter(bid_id, talk.producer)
    sides = (talk.producer.organization_id, talk.maker.organization_id)
    assert [first, talk.waiting()] == [[(side, "bid.answer")] for side in sides]


def test_nobody_waits_for_a_bid_that_is_agreed(talk: Talk) -> None:
    talk.accept(talk.bid())
    assert talk.waiting() == []


def test_a_side_does_not_accept_its_own_words(talk: Talk) -> None:
    with pytest.raises(NotAllowed, match=r"bid\.own_version"):
        talk.accept(talk.bid(), talk.maker)


def test_a_side_does_not_withdraw_the_other_sides_words(talk: Talk) -> None:
    with pytest.raises(NotAllowed, match=r"bid\.not_own_version"):
        talk.withdraw(talk.bid(), talk.producer)


def test_any_change_must_be_accepted_anew(talk: Talk) -> None:
    bid_id = talk.bid()
    seen = talk.seen(bid_id)
    talk.revise(bid_id, talk.maker, bags=30)
    with pytest.raises(Stale, match=r"bid\.terms_changed"):
        talk.accept(bid_id, seen=seen)
    assert talk.reserved() == 0


def test_the_fingerprint_of_the_terms_must_be_the_one_shown(talk: Talk) -> None:
    bid_id = talk.bid()
    with pytest.raises(Stale, match=r"bid\.terms_changed"):
        talk.accept(bid_id, seen=replace(talk.seen(bid_id), digest="0" * 64))


def test_a_counter_to_what_was_not_seen_is_stale(talk: Talk) -> None:
    bid_id = talk.bid()
    talk.revise(bid_id, talk.maker, bags=30)
    with pytest.raises(Stale, match=r"bid\.terms_changed"):
        talk.accept(bid_id, seen=Seen(1, talk.seen(bid_id).digest))


def test_a_counter_that_changes_nothing_is_refused(talk: Talk) -> None:
    with pytest.raises(Refused, match=r"bid\.nothing_changed"):
        talk.counter(talk.bid(), talk.producer, usd=5600)


def test_every_version_is_kept(talk: Talk) -> None:
    bid_id = talk.bid()
    talk.counter(bid_id, talk.producer)
    query = select(BidVersion.number, BidVersion.by_organization_id).order_by(BidVersion.number)
    kept = talk.market.do(lambda: [tuple(row) for row in db.session.execute(query)])
    assert kept == [(1, talk.maker.organization_id), (2, talk.producer.organization_id)]


def test_a_refusal_says_why(talk: Talk) -> None:
    bid_id = talk.bid()
    talk.refuse(bid_id)
    row = talk.row(bid_id)
    assert (row.state, row.ending) == (BidState.REFUSED, Ending.PRICE_TOO_LOW)


def test_another_reason_needs_words(talk: Talk) -> None:
    bid_id = talk.bid()
    with pytest.raises(Refused, match=r"bid\.note_missing"):
        talk.market.do(refuse_bid, bid_id, Refusal(Ending.OTHER, " no ", talk.seen(bid_id)), by=talk.producer, now=NOW)


def test_a_no_to_other_words_than_those_that_stand_is_not_taken(talk: Talk) -> None:
    bid_id = talk.bid(5300)
    old = Refusal(Ending.PRICE_TOO_LOW, "", talk.seen(bid_id))
    talk.revise(bid_id, talk.maker, quote=Quote(Decimal(5900)))
    with pytest.raises(Stale, match=r"bid\.terms_changed"):
        talk.market.do(refuse_bid, bid_id, old, by=talk.producer, now=NOW)
    assert talk.states(bid_id) == [BidState.OPEN]


def test_a_reason_of_the_other_list_is_none(talk: Talk) -> None:
    with pytest.raises(Refused, match=r"bid\.ending_unknown"):
        talk.market.do(withdraw_bid, talk.bid(), Ending.PRICE_TOO_LOW, note="", by=talk.maker, now=NOW)


def test_what_is_withdrawn_can_not_be_accepted(talk: Talk) -> None:
    bid_id = talk.bid()
    talk.withdraw(bid_id)
    with pytest.raises(Refused, match=r"bid\.not_open"):
        talk.accept(bid_id)


def test_after_its_time_a_bid_is_not_accepted(talk: Talk) -> None:
    with pytest.raises(Refused, match=r"bid\.too_late"):
        talk.accept(talk.bid(), now=LATER)


def test_a_bid_expires_once_and_not_early(talk: Talk) -> None:
    bid_id = talk.bid()
    done = [talk.market.do(expire_bid, bid_id, now=at) for at in (NOW, LATER, LATER)]
    assert (done, talk.states(bid_id)) == ([False, True, False], [BidState.EXPIRED])


def test_what_the_lot_can_no_longer_serve_is_outbid(talk: Talk) -> None:
    large, small = talk.bid(bags=120), talk.bid(by=talk.market.a_maker())
    talk.accept(small)
    assert (talk.market.do(outbid, large, now=NOW), talk.states(large)) == (True, [BidState.OUTBID])


def test_what_the_lot_can_serve_is_not_outbid(talk: Talk) -> None:
    bid_id = talk.bid(bags=120)
    assert talk.market.do(outbid, bid_id, now=NOW) is False


@pytest.mark.parametrize(("bags", "code"), [(121, "bid.not_enough_left"), (9, "bid.below_minimum")])
def test_a_lot_gives_no_more_than_is_left_and_no_less_than_its_smallest_order(talk: Talk, bags: int, code: str) -> None:
    with pytest.raises(Refused, match=code):
        talk.bid(bags=bags)


def test_a_rest_below_the_smallest_order_goes_as_a_whole(talk: Talk) -> None:
    talk.accept(talk.bid(bags=115))
    talk.accept(talk.bid(bags=5))
    assert talk.reserved() == 120


def test_a_price_below_the_fairtrade_floor_is_refused_beside_the_price(market: Market) -> None:
    talk = Talk(market, certificates=["FAIRTRADE"], farm_gate_pen_kg=Decimal("9.0"))
    with pytest.raises(Refused) as no:
        talk.bid(3400)
    assert [(each.code, each.field) for each in no.value.reasons] == [("price.below_fairtrade_floor", "price_amount")]


def test_a_price_below_what_the_farmers_are_paid_is_refused(talk: Talk) -> None:
    with pytest.raises(Refused, match=r"bid\.below_farm_gate"):
        talk.bid(3000)


def test_a_quote_in_euros_for_a_kilogram_is_turned_by_the_rate_of_the_day(market: Market) -> None:
    talk = Talk(market)
    market.set_figures(fx_usd_eur="1.10")
    bid_id = talk.bid(quote=Quote(Decimal("5.20"), Currency.EUR, MassUnit.KILOGRAM))
    worth = talk.row(bid_id).newest_worth
    assert (worth.price.amount, worth.landed) == (Decimal("5720.00"), Decimal("6150.00"))
    assert isinstance(worth.exchange, Exchange)
    assert worth.exchange.kind is ReferenceKind.FX_USD_EUR


def test_without_a_rate_no_euros(talk: Talk) -> None:
    with pytest.raises(Refused, match=r"price\.reference_missing"):
        talk.bid(quote=Quote(Decimal("5.20"), Currency.EUR, MassUnit.KILOGRAM))


def test_a_differential_becomes_a_provisional_price_in_the_contract(talk: Talk) -> None:
    follows: dict[str, Any] = {
        "terminal": Terminal.NEW_YORK,
        "terminal_month": "2027-03",
        "differential": Decimal(2500),
    }
    fixing: dict[str, Any] = {"fixation_side": Side.MAKER, "fixation_by": NOW.date() + timedelta(days=60)}
    talk.accept(talk.bid(price_kind=PriceKind.DIFFERENTIAL, **follows, **fixing))
    terms = ContractTerms.from_json(talk.contracts()[0].terms)
    assert (terms.price.amount, terms.is_provisional, terms.quote) == (Decimal("5650.00"), True, None)


def test_nobody_bids_on_a_lot_of_a_group_it_belongs_to(talk: Talk) -> None:
    double = replace(talk.maker, organization_ids=talk.maker.organization_ids | talk.producer.organization_ids)
    with pytest.raises(Refused, match=r"bid\.own_lot"):
        talk.bid(by=double)


def test_who_is_not_verified_places_no_bid(talk: Talk) -> None:
    newcomer = talk.market.a_person(
        talk.market.an_organization(OrganizationKind.MAKER, state=VerificationState.UNVERIFIED)
    )
    with pytest.raises(NotAllowed, match=r"act\.verified_only"):
        talk.bid(by=newcomer)


def test_a_group_and_a_reader_place_no_bid(talk: Talk) -> None:
    reader = talk.market.a_person(talk.maker.organization_id, Level.READER)
    for viewer in (talk.producer, reader):
        with pytest.raises(NotAllowed):
            talk.bid(by=viewer)


def test_a_stranger_finds_no_bid(talk: Talk) -> None:
    bid_id = talk.bid()
    for stranger in (talk.market.a_maker(), talk.market.a_producer()):
        with pytest.raises(NotFound, match=r"bid\.unknown"):
            talk.accept(bid_id, stranger)


def test_a_facilitator_answers_for_nobody(talk: Talk) -> None:
    with pytest.raises(NotAllowed, match=r"act\.not_yours"):
        talk.accept(talk.bid(), talk.market.a_facilitator())


def test_a_suspended_side_agrees_to_nothing(talk: Talk) -> None:
    bid_id = talk.bid()
    _set(talk, Organization, talk.maker.organization_id or 0, state=VerificationState.SUSPENDED)
    with pytest.raises(Refused, match=r"bid\.side_not_verified"):
        talk.accept(bid_id)


def test_a_lot_taken_off_the_market_is_not_sold(talk: Talk) -> None:
    bid_id = talk.bid()
    _set(talk, Lot, talk.lot_id, state=LotState.HELD)
    with pytest.raises(Refused, match=r"bid\.lot_not_for_sale"):
        talk.accept(bid_id)


def test_a_lot_whose_sale_is_over_is_not_sold(market: Market) -> None:
    talk = Talk(market, sales_until=NOW.date())
    bid_id = talk.bid()
    _set(talk, Lot, talk.lot_id, sales_until=NOW.date() - timedelta(days=1))
    with pytest.raises(Refused, match=r"bid\.lot_not_for_sale"):
        talk.market.do(accept_bid, bid_id, talk.seen(bid_id), by=talk.producer, now=NOW)


def test_a_bid_may_serve_one_of_the_makers_own_demands(talk: Talk) -> None:
    demand_id = DemandId(talk.market.a_demand(talk.maker))
    talk.accept(talk.bid(choices=Choices(demand_id=demand_id)))
    assert talk.contracts()[0].demand_id == demand_id


def test_a_bid_serves_nobody_elses_demand(talk: Talk) -> None:
    foreign = DemandId(talk.market.a_demand(talk.market.a_maker()))
    with pytest.raises(Refused, match=r"bid\.demand_unknown"):
        talk.bid(choices=Choices(demand_id=foreign))


def test_a_bid_is_of_its_kind(talk: Talk) -> None:
    assert talk.row(talk.bid()).kind is BidKind.BID


def _set(talk: Talk, kind: type[Base], number: int, **columns: object) -> None:
    def write() -> None:
        row = db.session.get_one(kind, number)
        for name, value in columns.items():
            setattr(row, name, value)
        db.session.commit()

    talk.market.do(write)
