"""The jobs of sealed-bid rounds: bids opened on time, awards given up on time, and a sweep for what was missed."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, text

from marketplace import clock
from marketplace.jobs.tenders import close, lapse, sweep
from marketplace.jobs.worker import run_worker
from marketplace.models.base import db
from marketplace.models.rows.bidding.tenders import Tender
from marketplace.models.rows.market.lots import Lot
from tests.market import Market

HOUR = timedelta(hours=1)


def a_past_tender(market: Market, *, closed: timedelta = HOUR, has_bid: bool = True) -> int:
    """Open a tender whose time is over by now, with one bid in it unless told; return its id."""
    opened = clock.now() - closed - HOUR
    times: dict[str, datetime] = {"opens_at": opened, "closes_at": clock.now() - closed}
    tender_id = market.a_tender(market.a_producer(), at=opened, confirm_days=1, **times)
    if has_bid:
        market.a_sealed_bid(tender_id, market.a_maker(), at=opened)
    return tender_id


def state_of(market: Market, tender_id: int) -> tuple[str, int]:
    """Say where a tender stands, and how many bags of its lot are held."""
    query = select(Tender.state, Lot.reserved_bags).join(Lot, Lot.id == Tender.lot_id).where(Tender.id == tender_id)
    state, reserved = market.do(lambda: db.session.execute(query).one())
    return state.value, reserved


def late(market: Market, tender_id: int) -> None:
    """Let the last day of an award be over."""

    def change() -> None:
        db.session.execute(
            text("UPDATE tenders SET confirm_by = :at WHERE id = :id"),
            {"at": clock.now() - HOUR, "id": tender_id},
        )
        db.session.commit()

    market.do(change)


def jobs_of(market: Market) -> list[tuple[str, dict[str, Any]]]:
    """List the tenders' jobs that wait."""
    query = text("SELECT task_name, args FROM procrastinate_jobs WHERE task_name LIKE 'tenders:%' ORDER BY id")
    return [(name, arguments) for name, arguments in market.do(lambda: db.session.execute(query).all())]


def test_opening_puts_the_closing_in_the_queue_and_closing_the_lapse(market: Market) -> None:
    tender_id = a_past_tender(market)
    market.do(close, tender_id=tender_id)
    named = {"tender_id": tender_id}
    assert jobs_of(market) == [("tenders:close", named), ("tenders:lapse", named)]


def test_the_job_opens_the_bids_once(market: Market) -> None:
    tender_id = a_past_tender(market)
    for _ in range(2):
        market.do(close, tender_id=tender_id)
    assert state_of(market, tender_id) == ("closed", 20)


def test_a_job_that_comes_too_early_does_nothing(market: Market) -> None:
    tender_id = market.a_tender(market.a_producer(), at=clock.now())
    market.do(close, tender_id=tender_id)
    market.do(lapse, tender_id=tender_id)
    assert state_of(market, tender_id) == ("open", 60)


def test_the_job_gives_a_late_award_up(market: Market) -> None:
    tender_id = a_past_tender(market)
    market.do(close, tender_id=tender_id)
    market.do(lapse, tender_id=tender_id)
    assert state_of(market, tender_id) == ("closed", 20)
    late(market, tender_id)
    market.do(lapse, tender_id=tender_id)
    assert state_of(market, tender_id) == ("lapsed", 0)


def test_the_sweep_closes_and_gives_up_what_was_missed(market: Market) -> None:
    unsold, waiting = a_past_tender(market, has_bid=False), a_past_tender(market)
    market.do(close, tender_id=waiting)
    late(market, waiting)
    market.do(sweep, timestamp=0)
    assert (state_of(market, unsold), state_of(market, waiting)) == (("unsold", 0), ("lapsed", 0))


def test_a_worker_does_it_by_itself(market: Market) -> None:
    tender_id = a_past_tender(market)
    run_worker(market.app, wait=False)
    assert state_of(market, tender_id) == ("closed", 20)
