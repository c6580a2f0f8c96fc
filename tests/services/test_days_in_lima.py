"""In the evening in Lima it is still today, though other clocks say tomorrow: nothing is dated a day ahead."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from marketplace import clock
from marketplace.domain.contracts.fixing import day_in_lima, end_of
from marketplace.domain.errors import Refused
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import LotId
from marketplace.domain.samples.requests import FREE
from marketplace.models.base import db
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.samples import Sample
from marketplace.models.rows.record.turns import Turn
from marketplace.queries.late import list_late
from marketplace.queries.rounds.market import get_market_day
from marketplace.services.bids.placing import place_bid
from marketplace.services.demands import open_demand
from marketplace.services.evaluations import record_panel
from marketplace.services.samples.requests import ask_sample
from marketplace.services.samples.verdicts import judge_sample, receive_sample
from tests.bids import Talk
from tests.domain.samples import an_evaluation, some_bid_terms
from tests.lot_desk import Desk
from tests.market import Market
from tests.tasting import REQUEST, YES, Tasting

EVENING = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
TODAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 24)
NEW_YEARS_EVE = datetime(2027, 1, 1, 4, 30, tzinfo=UTC)


def refusal(work: Any, *args: Any, **kwargs: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        work(*args, **kwargs)
    return [each.code for each in caught.value.reasons]


def test_a_panel_cannot_have_tasted_tomorrow(market: Market) -> None:
    desk = Desk(market)
    lot_id = desk.draft()
    late = {"by": desk.seller, "now": EVENING}
    assert refusal(desk.do, record_panel, lot_id, an_evaluation(evaluated_on=TOMORROW), **late)
    desk.do(record_panel, lot_id, an_evaluation(evaluated_on=TODAY), **late)


def test_a_sample_comes_today_and_not_tomorrow(market: Market) -> None:
    tasting = Tasting.of(market)
    sample_id = tasting.sent()
    late: dict[str, Any] = {"by": tasting.maker, "now": EVENING}
    assert refusal(tasting.step, receive_sample, sample_id, TOMORROW, **late)
    tasting.step(receive_sample, sample_id, TODAY, **late)
    assert refusal(tasting.step, judge_sample, sample_id, replace(YES, tasted_on=TOMORROW), **late)


def test_a_verdict_is_due_as_many_days_after_the_sample_came(market: Market) -> None:
    tasting = Tasting.of(market)
    at_noon, at_night = tasting.received(), tasting.sent()
    tasting.step(receive_sample, at_night, TODAY, by=tasting.maker, now=EVENING)
    noon, night = (tasting.row(each).due_at for each in (at_noon, at_night))
    assert noon
    assert night
    assert day_in_lima(noon) == day_in_lima(night)


def test_a_demand_stays_open_through_its_last_evening(market: Market) -> None:
    maker = market.a_maker()
    demand_id = market.a_demand(maker, delivery_start=TODAY - timedelta(days=30), delivery_end=TODAY, state="draft")
    market.do(open_demand, demand_id, seen=None, by=maker, now=EVENING)


def test_a_round_of_the_evening_is_of_today(market: Market) -> None:
    market.set_references()
    assert market.do(get_market_day, market.a_facilitator(), now=EVENING).today == TODAY


def test_what_is_numbered_on_the_last_evening_has_the_number_of_its_year(market: Market) -> None:
    talk = Talk(market)
    terms = some_bid_terms(valid_until=NEW_YEARS_EVE + timedelta(days=4))
    bid_id = market.do(place_bid, talk.lot_id, terms, by=talk.maker, now=NEW_YEARS_EVE)
    talk.accept(bid_id, now=NEW_YEARS_EVE)
    market.do(ask_sample, LotId(market.a_lot(talk.producer)), REQUEST, fee=FREE, by=talk.maker, now=NEW_YEARS_EVE)
    codes = [market.do(lambda kind=kind: db.session.scalar(db.select(kind.code))) for kind in (Bid, Contract, Sample)]
    assert [code.split("-")[1] for code in codes] == ["2026"] * 3


def test_what_was_due_until_an_evening_is_late_from_that_day_on(market: Market) -> None:
    facts: dict[str, Any] = {"subject_id": 1, "task": "claim.answer", "about": "C-1", "since": NEW_YEARS_EVE}
    due = Turn(subject_kind=SubjectKind.CLAIM, due_at=end_of(date(2026, 11, 20)), **facts)
    with market.app.app_context():
        db.session.add(due)
        db.session.commit()
    assert market.do(list_late, market.a_facilitator(), now=EVENING)[0].days == (TODAY - date(2026, 11, 20)).days


def test_a_page_of_the_evening_offers_today(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NEW_YEARS_EVE)
    page = market.browser(market.a_producer()).get("/lots/new").text
    assert 'value="2026"' in page
