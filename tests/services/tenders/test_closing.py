"""At closing the award is computed by the rules; confirmed it becomes contracts; whatever ends otherwise frees bags."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from marketplace.domain.accounts import VerificationState
from marketplace.domain.errors import NotAllowed, NotFound, Refused, Stale
from marketplace.domain.ids import TenderId
from marketplace.domain.prices import ReferenceFigure, ReferenceKind
from marketplace.domain.tenders.life import TenderState
from marketplace.domain.tenders.terms import PaymentRule
from marketplace.models.base import db
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.bidding.tenders import SealedBid
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.record.events import Event
from marketplace.models.rows.record.turns import Turn
from marketplace.services.references import set_reference_prices
from marketplace.services.tenders.closing import close_tender
from tests.market import NOW, Market
from tests.services.tenders.cases import CLOSED, CLOSES, DAY, Tenders

MOMENT = timedelta(microseconds=1)
LAST_DAY = CLOSED + 3 * DAY


@pytest.fixture
def tenders(market: Market) -> Tenders:
    """A tender with three bids for 50 bags of its 60."""
    found = Tenders(market)
    found.a_bid(amount=Decimal(5600), bags=30)
    found.a_bid(amount=Decimal(5400), bags=10)
    found.a_bid(amount=Decimal(5200), bags=30, least_bags=30)
    return found


def turns(tenders: Tenders) -> list[tuple[str, int | None]]:
    query = select(Turn.task, Turn.organization_id).where(Turn.subject_kind == "tender")
    return [(task, who) for task, who in tenders.market.do(lambda: db.session.execute(query).all())]


def test_nothing_is_opened_before_the_time_is_over(tenders: Tenders) -> None:
    assert not tenders.close(CLOSED - MOMENT)
    assert tenders.row.state is TenderState.OPEN


def test_at_closing_the_best_prices_win_and_the_rest_goes_back(tenders: Tenders) -> None:
    assert tenders.close()
    assert tenders.outcomes() == [(1, "won", 30), (2, "won", 10), (3, "rest_too_small", 0)]
    assert (tenders.row.state, tenders.row.awarded_bags, tenders.reserved) == (TenderState.CLOSED, 40, 40)
    assert tenders.row.lowest_amount == Decimal(5400)
    assert not tenders.close(CLOSED + DAY)


def suspend(tenders: Tenders, organization_id: int | None) -> None:
    def work() -> None:
        db.session.get_one(Organization, organization_id).state = VerificationState.SUSPENDED
        db.session.commit()

    tenders.market.do(work)


def test_a_winner_who_was_barred_before_the_award_gets_no_contract_and_the_bags_go_back(tenders: Tenders) -> None:
    tenders.close()
    best = tenders.market.do(lambda: db.session.scalars(select(SealedBid.maker_id).where(SealedBid.rank == 1)).one())
    suspend(tenders, best)
    tenders.confirm()
    assert tenders.contracts() == [(10, "5400.00")]
    assert tenders.outcomes()[0] == (1, "not_admitted", 0)
    assert (tenders.row.awarded_bags, tenders.reserved, tenders.books_are_right()) == (10, 10, True)


def test_an_award_of_which_no_winner_may_trade_is_not_confirmed(tenders: Tenders) -> None:
    tenders.close()
    for maker in tenders.market.do(lambda: db.session.scalars(select(SealedBid.maker_id)).all()):
        suspend(tenders, maker)
    with pytest.raises(Refused, match=r"tender\.no_winner_left"):
        tenders.confirm()
    assert tenders.row.state is TenderState.CLOSED


def test_a_facilitator_agrees_to_no_award_of_a_group_that_may_not_trade(market: Market) -> None:
    tenders = Tenders(market, needs_facilitator=True)
    tenders.a_bid()
    tenders.close()
    tenders.confirm()
    suspend(tenders, tenders.producer.organization_id)
    with pytest.raises(Refused, match=r"bid\.side_not_verified"):
        tenders.confirm(tenders.facilitator)


@pytest.mark.parametrize("told_of", [CLOSES.date(), NOW.date(), date(2026, 1, 1)])
def test_the_fee_of_a_sealed_bid_is_the_one_that_was_shown_when_it_was_placed(tenders: Tenders, told_of: date) -> None:
    tenders.close()
    late = ReferenceFigure(ReferenceKind.PLATFORM_FEE, Decimal(9), told_of)
    tenders.market.do(set_reference_prices, [late], "samples", is_fictional=True, by=tenders.facilitator)
    tenders.confirm()
    fees = tenders.market.do(lambda: db.session.scalars(select(Contract.terms["platform_fee_percent"].astext)).all())
    assert set(map(Decimal, fees)) == {Decimal(0)}


def test_it_is_the_groups_turn_then(tenders: Tenders) -> None:
    assert turns(tenders) == []
    tenders.close()
    assert turns(tenders) == [("tender.confirm", tenders.producer.organization_id)]
    tenders.confirm()
    assert turns(tenders) == []


def test_without_bids_everything_goes_back(market: Market) -> None:
    tenders = Tenders(market)
    tenders.close()
    assert (tenders.row.state, tenders.reserved, tenders.row.confirm_by) == (TenderState.UNSOLD, 0, None)


def test_a_bid_taken_back_or_of_who_may_no_longer_trade_wins_nothing(tenders: Tenders) -> None:
    best = tenders.a_bid(amount=Decimal(6000), bags=60)

    def suspend() -> None:
        db.session.get_one(Organization, best.organization_id).state = VerificationState.SUSPENDED
        db.session.commit()

    tenders.market.do(suspend)
    tenders.close()
    assert tenders.outcomes()[-1] == (None, "not_admitted", 0)
    assert tenders.row.awarded_bags == 40


def test_the_confirmed_award_becomes_a_contract_for_each_winner(tenders: Tenders) -> None:
    tenders.close()
    assert tenders.confirm() is TenderState.AWARDED
    assert tenders.contracts() == [(30, "5600.00"), (10, "5400.00")]
    assert (tenders.reserved, tenders.books_are_right()) == (40, True)


def test_a_winner_is_named_in_the_contract_with_the_person_who_bid(tenders: Tenders) -> None:
    tenders.close()
    tenders.confirm()
    query = select(Contract.terms["maker"]["signatory"].astext, Bid.kind, Bid.placed_at).join(Bid)
    rows = tenders.market.do(lambda: db.session.execute(query).all())
    assert all(name.startswith("Person") and kind == "tender" and at == NOW for name, kind, at in rows)


def test_where_all_pay_one_price_it_is_the_lowest_that_won(market: Market) -> None:
    tenders = Tenders(market, payment=PaymentRule.ONE_PRICE)
    tenders.a_bid(amount=Decimal(5600), bags=30)
    tenders.a_bid(amount=Decimal(5400), bags=10)
    tenders.close()
    tenders.confirm()
    assert tenders.contracts() == [(30, "5400.00"), (10, "5400.00")]


def test_where_a_facilitator_must_agree_both_words_are_needed(market: Market) -> None:
    tenders = Tenders(market, needs_facilitator=True)
    tenders.a_bid()
    tenders.close()
    with pytest.raises(Refused, match=r"tender\.wrong_state"):
        tenders.confirm(tenders.facilitator)
    assert tenders.confirm() is TenderState.CONFIRMED
    assert (tenders.contracts(), turns(tenders)) == ([], [("tender.approve", None)])
    assert tenders.confirm(tenders.facilitator) is TenderState.AWARDED
    query = select(Contract.terms["producer"]["signatory"].astext)
    assert tenders.market.do(lambda: db.session.scalars(query).all()) == [tenders.name_of(tenders.producer)]


def test_an_award_is_confirmed_once_by_who_saw_it_as_it_stands(tenders: Tenders) -> None:
    tenders.close()
    seen = tenders.row.version
    tenders.confirm()
    with pytest.raises(Stale):
        tenders.confirm(seen=seen)
    with pytest.raises(Refused, match=r"tender\.wrong_state"):
        tenders.confirm()
    assert tenders.bids_of_winners() == 2


def test_nobody_else_confirms_or_cancels(tenders: Tenders) -> None:
    tenders.close()
    market = tenders.market
    for stranger in (market.a_producer(), market.a_maker()):
        with pytest.raises(NotAllowed):
            tenders.confirm(stranger)
        with pytest.raises(NotAllowed):
            tenders.cancel(by=stranger)
    with pytest.raises(Refused, match=r"tender\.wrong_state"):
        tenders.confirm(tenders.facilitator)


def test_after_its_last_day_an_award_is_given_up(tenders: Tenders) -> None:
    tenders.close()
    assert not tenders.lapse(LAST_DAY)
    with pytest.raises(Refused, match=r"tender\.confirmation_over"):
        tenders.confirm(now=LAST_DAY + MOMENT)
    assert tenders.lapse(LAST_DAY + MOMENT)
    assert (tenders.row.state, tenders.reserved, tenders.books_are_right()) == (TenderState.LAPSED, 0, True)
    assert not tenders.lapse(LAST_DAY + DAY)


def test_on_its_last_day_it_is_still_confirmed(tenders: Tenders) -> None:
    tenders.close()
    assert tenders.confirm(now=LAST_DAY) is TenderState.AWARDED


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_cancelled_tender_frees_all_it_holds_and_says_why(tenders: Tenders, is_closed: bool) -> None:  # noqa: FBT001 - a case
    if is_closed:
        tenders.close()
    tenders.cancel(by=tenders.facilitator if is_closed else tenders.producer)
    assert (tenders.row.state, tenders.reserved) == (TenderState.CANCELLED, 0)
    assert (tenders.row.note, tenders.books_are_right()) == ("Part of the lot got wet.", True)


def test_cancelling_needs_a_reason(tenders: Tenders) -> None:
    with pytest.raises(Refused, match=r"tender\.note_missing"):
        tenders.cancel(" ")
    assert tenders.reserved == 60


def test_after_a_tender_the_lot_may_have_another(tenders: Tenders) -> None:
    tenders.cancel()
    assert tenders.market.a_tender(tenders.producer, lot_id=tenders.lot_id)


def test_who_bid_reads_of_the_closing_and_not_before(tenders: Tenders) -> None:
    maker = tenders.a_bid()
    query = select(Event.kind).where(Event.party_ids.contains([maker.organization_id]), Event.subject_kind == "tender")
    assert tenders.market.do(lambda: db.session.scalars(query).all()) == []
    tenders.close()
    assert tenders.market.do(lambda: db.session.scalars(query).all()) == ["tender.closed"]


def test_there_is_nothing_to_close_where_there_is_no_tender(market: Market) -> None:
    with pytest.raises(NotFound):
        market.do(close_tender, TenderId(987_654), now=CLOSES)
