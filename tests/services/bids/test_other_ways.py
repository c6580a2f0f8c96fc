"""Other ways to agree on bags: at list price, by a private offer, by a reservation, without a name."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.domain.accounts import OrganizationKind, VerificationState
from marketplace.domain.bids.life import BidKind, BidState
from marketplace.domain.contracts.life import SIGNING_TIME
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import NotAllowed, NotFound, Refused, Stale
from marketplace.domain.exchange import Quote
from marketplace.domain.ids import BidId, OrganizationId
from marketplace.domain.lots import Visibility
from marketplace.domain.mass import Mass
from marketplace.domain.money import Currency, Incoterm, Money
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.record.turns import Turn
from marketplace.queries.bids.lines import list_bids
from marketplace.queries.bids.pages import get_bid
from marketplace.queries.events import list_happenings
from marketplace.queries.lots.showing import get_lot
from marketplace.queries.notices.turns import list_awaited, list_turns
from marketplace.services.bids.placing import Choices, buy_at_list, offer_bags
from tests.bids import Talk
from tests.domain.samples import some_bid_terms
from tests.market import NOW, Market

UNNAMED = Choices(is_anonymous=True)


def buy(talk: Talk, usd: int = 5650, **terms: Any) -> int:
    said = replace(some_bid_terms(quote=Quote(Decimal(usd))), **terms)
    return talk.market.do(buy_at_list, talk.lot_id, said, by=talk.maker, now=NOW)


def offer(talk: Talk, *makers: Any, **terms: Any) -> list[BidId]:
    ids = [OrganizationId(each.organization_id) for each in makers or (talk.maker,)]
    return talk.market.do(
        offer_bags, talk.lot_id, replace(some_bid_terms(), **terms), makers=ids, by=talk.producer, now=NOW
    )


def test_buying_at_list_price_is_agreed_at_once(market: Market) -> None:
    talk = Talk(market, sells_at_list=True)
    contract_id = buy(talk)
    [contract] = talk.contracts()
    bid = talk.row(BidId(contract.bid_id or 0))
    assert (contract.id, bid.kind, bid.state, talk.reserved()) == (
        contract_id,
        BidKind.LIST_PRICE,
        BidState.ACCEPTED,
        20,
    )


def test_a_contract_names_the_street_of_a_side_that_has_stated_it(market: Market) -> None:
    talk = Talk(market, sells_at_list=True)
    market.state_street(talk.maker, "14 rue de la Cacaoyère, 69001")
    buy(talk)
    [contract] = talk.contracts()
    terms = ContractTerms.from_json(contract.terms)
    assert (terms.maker.street, terms.producer.street) == ("14 rue de la Cacaoyère, 69001", None)
    page = market.browser(talk.maker).get(f"/contracts/{contract.id}").text
    assert "14 rue de la Cacaoyère, 69001" in page


def test_a_group_that_wants_to_be_asked_does_not_sell_at_list_price(talk: Talk) -> None:
    with pytest.raises(Refused, match=r"bid\.no_list_price"):
        buy(talk)


def test_a_list_price_that_has_changed_buys_nothing(market: Market) -> None:
    talk = Talk(market, sells_at_list=True)
    with pytest.raises(Stale, match=r"bid\.list_price_changed"):
        buy(talk, 5600)
    assert talk.reserved() == 0


def test_an_offer_is_accepted_by_the_maker(talk: Talk) -> None:
    [bid_id] = offer(talk)
    talk.accept(bid_id, talk.maker)
    assert (talk.row(bid_id).kind, talk.states(bid_id), talk.reserved()) == (BidKind.OFFER, [BidState.ACCEPTED], 20)


def test_an_offer_may_be_countered_by_the_maker(talk: Talk) -> None:
    [bid_id] = offer(talk)
    talk.counter(bid_id, talk.maker, usd=5500)
    assert talk.waiting() == [(talk.producer.organization_id, "bid.answer")]


def test_each_maker_gets_an_offer_of_its_own(talk: Talk) -> None:
    other = talk.market.a_maker()
    bids = offer(talk, talk.maker, other)
    assert [talk.row(each).maker_id for each in bids] == [talk.maker.organization_id, other.organization_id]


def test_without_a_destination_each_maker_is_offered_the_way_to_its_own_door(talk: Talk) -> None:
    paris, tokyo = talk.market.a_maker(city="Paris"), talk.market.a_maker(country="JP")
    to_doors = offer(talk, paris, destination="", incoterm=Incoterm.DAP, place="anywhere", quote=Quote(Decimal(6200)))
    at_origin = offer(talk, paris, tokyo, destination="")
    said = [talk.row(each).newest for each in (*to_doors, *at_origin)]
    assert [(each.destination, each.place) for each in said] == [("FR", "Paris"), ("FR", "Callao"), ("JP", "Callao")]
    assert talk.row(to_doors[0]).newest_worth.price.amount == Decimal("5770.00")
    with pytest.raises(Refused, match=r"bid\.no_freight_line"):
        offer(talk, paris, tokyo, destination="", incoterm=Incoterm.DAP, place="anywhere")


def test_an_offer_lets_its_maker_see_a_private_lot(market: Market) -> None:
    talk = Talk(market, visibility=Visibility.PRIVATE)
    code, today = market.code_of_lot(talk.lot_id), NOW.date()
    with pytest.raises(NotFound):
        market.do(get_lot, talk.maker, code, today=today)
    [bid_id] = offer(talk)
    assert market.do(get_lot, talk.maker, code, today=today).code == code
    talk.refuse(bid_id, talk.maker)
    with pytest.raises(NotFound):
        market.do(get_lot, talk.maker, code, today=today)


def test_nobody_bids_on_a_private_lot_it_was_not_offered(market: Market) -> None:
    talk = Talk(market, visibility=Visibility.PRIVATE)
    with pytest.raises(NotFound):
        talk.bid()


@pytest.mark.parametrize("kind", [OrganizationKind.MAKER, OrganizationKind.PRODUCER_GROUP, None])
def test_offers_go_to_verified_makers_only(talk: Talk, kind: OrganizationKind | None) -> None:
    state = VerificationState.UNVERIFIED if kind is OrganizationKind.MAKER else VerificationState.VERIFIED
    ids = [OrganizationId(talk.market.an_organization(kind, state=state))] if kind else []
    with pytest.raises(Refused, match=r"bid\.maker_unknown"):
        talk.market.do(offer_bags, talk.lot_id, some_bid_terms(), makers=ids, by=talk.producer, now=NOW)


def test_a_group_offers_only_its_own_lots(talk: Talk) -> None:
    other = talk.market.a_producer()
    ids = [OrganizationId(talk.maker.organization_id or 0)]
    with pytest.raises(NotAllowed, match=r"act\.not_yours"):
        talk.market.do(offer_bags, talk.lot_id, some_bid_terms(), makers=ids, by=other, now=NOW)


def test_a_reservation_says_so_in_its_contract_and_pays_its_share_at_once(talk: Talk) -> None:
    until = NOW.date() + timedelta(days=120)
    talk.accept(talk.bid(reserved_until=until, reservation_percent=Decimal(15)))
    [contract] = talk.contracts()
    terms = ContractTerms.from_json(contract.terms)
    assert (terms.reserved_until, terms.reservation_percent) == (until, Decimal(15))
    assert (terms.deposit_percent, terms.deposit) == (Decimal(15), Money(Decimal("840.00"), Currency.USD))
    assert contract.sign_by == NOW + SIGNING_TIME


def test_a_reservation_lasts_six_months_at_most(talk: Talk) -> None:
    until = NOW.date() + timedelta(days=185)
    with pytest.raises(Refused, match=r"bid\.reservation_too_long"):
        talk.bid(reserved_until=until, reservation_percent=Decimal(15))


def test_a_reservation_stays_one_and_a_bid_becomes_none(talk: Talk) -> None:
    until: Any = {"reserved_until": NOW.date() + timedelta(days=120), "reservation_percent": Decimal(15)}
    reservation, bid = talk.bid(**until), talk.bid()
    with pytest.raises(Refused, match=r"bid\.reservation_kept"):
        talk.counter(reservation, talk.producer, reserved_until=None, reservation_percent=None)
    with pytest.raises(Refused, match=r"bid\.no_reservation"):
        talk.counter(bid, talk.producer, **until)


@pytest.mark.parametrize("name", ["only_together_with", "either_of", "counted_with", "most_kg_in_all"])
def test_neither_offers_nor_purchases_have_conditions(market: Market, name: str) -> None:
    talk = Talk(market, sells_at_list=True)
    said: Any = Mass(Decimal(9000)) if name == "most_kg_in_all" else talk.row(talk.bid(by=market.a_maker())).code
    for way in (offer, buy):
        with pytest.raises(Refused, match=r"bid\.(no_conditions|cap_missing)"):
            way(talk, **{name: said})
    assert talk.reserved() == 0


def test_neither_offers_nor_purchases_reserve(market: Market) -> None:
    talk = Talk(market, sells_at_list=True)
    until = NOW.date() + timedelta(days=120)
    for way in (offer, buy):
        with pytest.raises(Refused, match=r"bid\.no_reservation"):
            way(talk, reserved_until=until, reservation_percent=Decimal(15))


def test_until_it_accepts_the_group_does_not_learn_an_unnamed_makers_name(talk: Talk) -> None:
    bid_id = talk.bid(choices=UNNAMED)
    name = talk.market.do(get_bid, bid_id, talk.maker, now=NOW).line.maker_name
    page = talk.market.do(get_bid, bid_id, talk.producer, now=NOW)
    assert (page.line.maker_name, page.line.maker_country, page.versions[0].who) == (None, "FR", None)
    talk.accept(bid_id)
    assert talk.market.do(get_bid, bid_id, talk.producer, now=NOW).line.maker_name == name


def test_neither_history_nor_turns_name_an_unnamed_maker(talk: Talk) -> None:
    talk.bid(choices=UNNAMED)
    [happening] = talk.market.do(list_happenings, talk.producer)
    counterparty = talk.market.do(lambda: db.session.scalars(select(Turn.counterparty_id)).one())
    assert (happening.who, happening.organization, counterparty) == (None, None, None)


def test_an_unnamed_maker_sees_for_whom_it_waits_and_nobody_sees_it(talk: Talk) -> None:
    talk.bid(choices=UNNAMED)
    awaited = talk.market.do(list_awaited, talk.maker, now=NOW)
    group = talk.market.do(lambda: db.session.get_one(Organization, talk.producer.organization_id).name)
    assert [(each.task, each.other) for each in awaited] == [("bid.answer", group)]
    assert [each.other for each in talk.market.do(list_turns, talk.producer, now=NOW)] == [None]
    assert talk.market.do(list_awaited, talk.market.a_maker(), now=NOW) == []


def test_what_an_unnamed_maker_is_asked_it_does_not_wait_for(talk: Talk) -> None:
    bid_id = talk.bid(choices=UNNAMED)
    talk.counter(bid_id, talk.producer, usd=5900)
    assert talk.market.do(list_awaited, talk.maker, now=NOW) == []


def test_a_maker_never_sees_another_makers_bid(talk: Talk) -> None:
    rival = talk.market.a_maker()
    bid_id = talk.bid()
    assert talk.market.do(list_bids, rival, is_open=True) == []
    with pytest.raises(NotFound):
        talk.market.do(get_bid, bid_id, rival, now=NOW)


def test_bids_are_listed_by_turn_and_deadline(talk: Talk) -> None:
    late, soon = talk.bid(valid_until=NOW + timedelta(days=9)), talk.bid()
    answered = talk.bid(valid_until=NOW + timedelta(days=1))
    talk.counter(answered, talk.producer)
    lines = talk.market.do(list_bids, talk.producer, is_open=True)
    assert ([line.id for line in lines], lines[0].is_your_turn) == ([soon, late, answered], True)


def test_a_bid_at_the_makers_door_becomes_a_contract_at_origin_that_says_how_it_was_agreed(talk: Talk) -> None:
    bid_id = talk.bid(usd=6130, incoterm=Incoterm.DAP, place="Lyon")
    contract_id = talk.accept(bid_id)
    terms = ContractTerms.from_json(talk.market.do(lambda: db.session.get_one(Contract, contract_id).terms))
    page = talk.market.browser(talk.maker).get(f"/contracts/{contract_id}").text
    assert (terms.price.amount, terms.price.incoterm) == (Decimal("5700.00"), Incoterm.FOB)
    assert terms.delivered is not None
    assert (terms.delivered.price.amount, terms.delivered.freight) == (Decimal("6130.00"), Decimal(430))
    assert "freight of 430 USD/t" in page


def test_a_price_at_a_door_that_no_freight_is_known_to_is_refused(talk: Talk) -> None:
    with pytest.raises(Refused, match=r"bid\.no_freight_line"):
        talk.bid(incoterm=Incoterm.DAP, place="Lyon", destination="JP")
