"""A frame's bags are called off quarter by quarter; no bag is called twice, and what nobody calls goes back."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from marketplace.domain.contracts.changes import AmendmentKind, AmendmentState
from marketplace.domain.contracts.fixing import end_of
from marketplace.domain.contracts.frames import CallOffState, FrameTerms, Quarter, QuarterPlan, Uncalled
from marketplace.domain.errors import NotAllowed, Refused
from marketplace.domain.events import SubjectKind
from marketplace.domain.prices import ReferenceFigure, ReferenceKind
from marketplace.models.base import db
from marketplace.models.rows.contracts.call_offs import CallOff, FrameSeason
from marketplace.models.rows.market.lots import Lot
from marketplace.queries.contracts.call_offs import list_seasons
from marketplace.services.call_offs import call_bags, close_call_off, confirm_call, ship_call
from marketplace.services.contracts.ending import agree_to_end, ask_to_end
from marketplace.services.lots import withdraw_lot
from marketplace.services.references import set_reference_prices
from tests.approved import REASON, Approved
from tests.market import NOW, Market
from tests.races import race

FIRST, SECOND = Quarter(2027, 1), Quarter(2027, 2)
IN_FIRST, IN_SECOND = datetime(2027, 1, 10, 15, tzinfo=NOW.tzinfo), datetime(2027, 4, 10, 15, tzinfo=NOW.tzinfo)
FRAME = FrameTerms(2, (QuarterPlan(FIRST, 5, 15), QuarterPlan(SECOND, 5, 15)), 30, Uncalled.CARRY)
AFTER_FIRST, AFTER_SECOND = (end_of(each.ends_on - timedelta(days=30)) for each in (FIRST, SECOND))


@pytest.fixture
def deal(market: Market) -> Approved:
    return Approved.in_market(market, sample_basis="none", frame=FRAME)


def quarters(deal: Approved, season: int = 1) -> list[CallOff]:
    query = select(CallOff).join(FrameSeason).where(FrameSeason.contract_id == deal.id, FrameSeason.number == season)
    return deal.market.do(lambda: list(db.session.scalars(query.order_by(CallOff.year, CallOff.quarter_number))))


def states(deal: Approved) -> list[str]:
    return [each.state.value for each in quarters(deal)]


def call(deal: Approved, number: int, bags: int, *, now: datetime = IN_FIRST) -> None:
    row = quarters(deal)[number]
    deal.market.do(call_bags, row.id, bags, seen=row.version, by=deal.maker, now=now)


def ship(deal: Approved, number: int, *, now: datetime = IN_FIRST) -> None:
    row = quarters(deal)[number]
    deal.market.do(confirm_call, row.id, now.date(), seen=row.version, by=deal.producer, now=now)
    deal.market.do(ship_call, row.id, now.date(), seen=row.version + 1, by=deal.producer, now=now)


def close(deal: Approved, number: int, *, now: datetime) -> bool:
    return deal.market.do(close_call_off, quarters(deal)[number].id, now=now)


def test_approval_plans_the_quarters_and_opens_the_first(deal: Approved) -> None:
    assert (states(deal), deal.turns("call_off")) == (
        ["open", "planned"],
        {("call_off.call", deal.maker.organization_id)},
    )


def test_a_quarter_is_called_confirmed_and_shipped(deal: Approved) -> None:
    call(deal, 0, 12)
    ship(deal, 0)
    first = quarters(deal)[0]
    assert (first.state, first.bags, first.shipped_on) == (CallOffState.SHIPPED, 12, date(2027, 1, 10))
    assert states(deal)[1] == "open"


def test_who_has_to_confirm_is_told(deal: Approved) -> None:
    call(deal, 0, 12)
    assert ("call_off.confirm", deal.producer.organization_id) in deal.turns("call_off")


@pytest.mark.parametrize("bags", [0, 4, 16])
def test_bags_are_called_within_the_plan(deal: Approved, bags: int) -> None:
    with pytest.raises(Refused, match=r"call_off\.bags_out_of_range"):
        call(deal, 0, bags)


def test_only_the_maker_calls(deal: Approved) -> None:
    row = quarters(deal)[0]
    with pytest.raises(NotAllowed):
        deal.market.do(call_bags, row.id, 10, seen=row.version, by=deal.producer, now=IN_FIRST)


def test_too_late_is_too_late(deal: Approved) -> None:
    with pytest.raises(Refused, match=r"call_off\.too_late"):
        call(deal, 0, 10, now=AFTER_FIRST)


def test_called_bags_ship_in_their_quarter(deal: Approved) -> None:
    call(deal, 0, 10)
    row = quarters(deal)[0]
    with pytest.raises(Refused, match=r"call_off\.shipment_outside"):
        deal.market.do(confirm_call, row.id, SECOND.starts_on, seen=row.version, by=deal.producer, now=IN_FIRST)


def test_what_nobody_called_is_carried_into_the_next_quarter(deal: Approved) -> None:
    done = [close(deal, 0, now=each) for each in (IN_FIRST, AFTER_FIRST, AFTER_FIRST)]
    first, second = quarters(deal)
    assert (done, first.state, second.state, second.carried) == (
        [False, True, False],
        CallOffState.LAPSED,
        CallOffState.OPEN,
        5,
    )
    call(deal, 1, 20, now=IN_SECOND)
    assert deal.reserved == 20


def test_or_goes_back_to_the_lot_where_the_frame_says_so(market: Market) -> None:
    deal = Approved.in_market(market, sample_basis="none", frame=replace(FRAME, uncalled=Uncalled.RELEASE))
    close(deal, 0, now=AFTER_FIRST)
    assert (deal.reserved, quarters(deal)[0].released_bags, quarters(deal)[1].carried) == (15, 5, 0)


def test_after_the_last_quarter_all_that_is_left_goes_back(deal: Approved) -> None:
    call(deal, 0, 12)
    close(deal, 0, now=AFTER_FIRST)
    close(deal, 1, now=AFTER_SECOND)
    assert (deal.reserved, states(deal)) == (12, ["called", "lapsed"])


def test_a_frame_that_is_ended_gives_back_what_has_not_shipped(deal: Approved) -> None:
    call(deal, 0, 12)
    ship(deal, 0)
    call(deal, 1, 6, now=IN_FIRST)
    deal.market.do(ask_to_end, deal.id, REASON, seen=deal.contract.version, by=deal.maker, now=NOW)
    deal.market.do(agree_to_end, deal.id, seen=deal.contract.version, by=deal.producer, now=NOW)
    assert (deal.reserved, states(deal), deal.turns("call_off")) == (
        12,
        ["shipped", "lapsed"],
        {("call_off.report_arrival", deal.maker.organization_id)},
    )


def test_every_change_is_told_once(deal: Approved) -> None:
    call(deal, 0, 12)
    ship(deal, 0)
    close(deal, 0, now=AFTER_FIRST)
    close(deal, 1, now=AFTER_SECOND)
    assert deal.gaps(SubjectKind.CALL_OFF) == []


@pytest.mark.parametrize("_", range(3))
def test_calls_at_once_take_one_of_them(deal: Approved, _: int) -> None:
    row, partner = quarters(deal)[0], deal.market.a_person(deal.maker.organization_id)
    works = [
        partial(deal.market.do, call_bags, row.id, 12, seen=row.version, by=each, now=IN_FIRST)
        for each in (deal.maker, partner)
    ]
    outcomes = race(deal.market, ("lots", deal.contract.lot_id), *works)
    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "Stale"]


def test_calling_and_the_deadline_at_once_do_one_of_the_two(deal: Approved) -> None:
    row = quarters(deal)[0]
    race(
        deal.market,
        ("lots", deal.contract.lot_id),
        partial(deal.market.do, call_bags, row.id, 12, seen=row.version, by=deal.maker, now=IN_FIRST),
        partial(deal.market.do, close_call_off, row.id, now=AFTER_FIRST),
    )
    first, second = quarters(deal)
    assert (first.state, first.bags, second.carried) in [
        (CallOffState.CALLED, 12, 0),
        (CallOffState.LAPSED, None, 5),
    ]


def test_the_database_itself_refuses_more_than_the_season_holds(deal: Approved) -> None:
    with deal.market.app.app_context(), pytest.raises(IntegrityError, match="never_overcalled"):
        db.session.execute(update(CallOff).values(bags=11))


def test_bags_that_nobody_confirmed_in_their_quarter_can_still_be_confirmed(deal: Approved) -> None:
    call(deal, 0, 12)
    ship(deal, 0, now=IN_SECOND)
    assert states(deal)[0] == "shipped"


def give_five_back() -> None:
    db.session.execute(update(FrameSeason).values(released_bags=5))
    db.session.commit()


def test_where_no_bag_is_left_nobody_is_asked_to_call(deal: Approved) -> None:
    deal.market.do(give_five_back)
    call(deal, 0, 15)
    season = deal.market.do(list_seasons, deal.id, deal.maker, now=IN_FIRST)[0]
    assert (season.left, [each.steps for each in season.quarters]) == (0, [(), ()])
    assert ("call_off.call", deal.maker.organization_id) not in deal.turns("call_off")


def test_a_frame_may_come_after_approval(market: Market) -> None:
    deal = Approved.in_market(market, sample_basis="none")
    deal.amend(AmendmentKind.FRAME, frame=FRAME)
    assert states(deal) == ["open", "planned"]


def test_a_frame_at_work_is_not_replanned(deal: Approved) -> None:
    with pytest.raises(Refused, match=r"frame\.running"):
        deal.ask(deal.producer, AmendmentKind.FRAME, frame=replace(FRAME, years=3))


def renewed(deal: Approved, lot_id: int) -> dict[str, Any]:
    lot = deal.market.do(lambda: db.session.get_one(Lot, lot_id))
    quarters = (QuarterPlan(Quarter(2028, 1), 10, 30),)
    frame = replace(FRAME, quarters=quarters)
    return {"lot_id": lot_id, "lot_code": lot.code, "crop_year": 2027, "bags": 30, "frame": frame}


def test_a_season_follows_with_the_next_crops_lot(deal: Approved) -> None:
    old_lot = deal.contract.lot_id
    call(deal, 0, 12)
    ship(deal, 0)
    close(deal, 1, now=AFTER_SECOND)
    new_lot = deal.market.a_lot(deal.producer)
    deal.amend(AmendmentKind.RENEWAL, **renewed(deal, new_lot))
    taken = deal.market.do(lambda: db.session.get_one(Lot, old_lot)).reserved_bags
    assert (deal.contract.lot_id, deal.contract.bags, deal.reserved, taken) == (new_lot, 30, 30, 12)
    assert [each.state for each in quarters(deal, 2)] == [CallOffState.OPEN]


def test_a_season_above_the_threshold_needs_two_facilitators_though_it_is_no_dearer(deal: Approved) -> None:
    close(deal, 0, now=AFTER_FIRST)
    close(deal, 1, now=AFTER_SECOND)
    figure = ReferenceFigure(ReferenceKind.SECOND_REVIEW_FROM, Decimal(1_000), NOW.date())
    deal.market.do(set_reference_prices, [figure], "the alliance", is_fictional=True, by=deal.facilitator)
    lot_id = deal.market.a_lot(deal.producer)
    same = renewed(deal, lot_id) | {
        "bags": 20,
        "frame": replace(FRAME, quarters=(QuarterPlan(Quarter(2028, 1), 5, 20),)),
    }
    amendment_id = deal.ask(deal.producer, AmendmentKind.RENEWAL, **same)
    deal.accept(amendment_id, deal.maker)
    deal.approve(amendment_id)
    assert deal.amendment(amendment_id).state is AmendmentState.ENDORSED


def test_no_season_follows_while_bags_are_to_come(deal: Approved) -> None:
    amendment_id = deal.ask(deal.producer, AmendmentKind.RENEWAL, **renewed(deal, deal.market.a_lot(deal.producer)))
    deal.accept(amendment_id, deal.maker)
    with pytest.raises(Refused, match=r"frame\.season_runs"):
        deal.approve(amendment_id)


def test_a_renewal_takes_no_bags_that_are_not_there(deal: Approved) -> None:
    close(deal, 0, now=AFTER_FIRST)
    close(deal, 1, now=AFTER_SECOND)
    small = deal.market.a_lot(deal.producer, bags=29)
    amendment_id = deal.ask(deal.producer, AmendmentKind.RENEWAL, **renewed(deal, small))
    deal.accept(amendment_id, deal.maker)
    with pytest.raises(Refused, match=r"lot\.not_enough_left"):
        deal.approve(amendment_id)


def test_only_a_lot_of_the_same_group_follows(deal: Approved) -> None:
    foreign = deal.market.a_lot(deal.market.a_producer())
    with pytest.raises(Refused, match=r"frame\.lot_unfit"):
        deal.ask(deal.producer, AmendmentKind.RENEWAL, **renewed(deal, foreign))


def test_the_lot_that_follows_is_the_one_in_the_terms(deal: Approved) -> None:
    named, other = deal.market.a_lot(deal.producer), deal.market.a_lot(deal.producer)
    with pytest.raises(Refused, match=r"frame\.lot_unfit"):
        deal.ask(deal.producer, AmendmentKind.RENEWAL, **(renewed(deal, named) | {"lot_id": other}))


def test_a_lot_that_left_the_market_meanwhile_does_not_follow(deal: Approved) -> None:
    close(deal, 0, now=AFTER_FIRST)
    close(deal, 1, now=AFTER_SECOND)
    lot_id = deal.market.a_lot(deal.producer)
    amendment_id = deal.ask(deal.producer, AmendmentKind.RENEWAL, **renewed(deal, lot_id))
    deal.accept(amendment_id, deal.maker)
    deal.market.do(withdraw_lot, lot_id, seen=None, by=deal.producer, now=NOW)
    with pytest.raises(Refused, match=r"frame\.lot_unfit"):
        deal.approve(amendment_id)
