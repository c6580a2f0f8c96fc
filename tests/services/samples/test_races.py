"""Two hands at one sample: one answer counts, one request stands, and no gram is sent twice."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from marketplace.domain.errors import MarketError, Refused, Stale
from marketplace.domain.ids import LotId
from marketplace.domain.samples.grams import Entry, GramKind
from marketplace.domain.samples.life import SampleState
from marketplace.domain.samples.requests import FREE
from marketplace.services.samples.answers import decline_sample, send_sample
from marketplace.services.samples.grams import record_grams
from marketplace.services.samples.requests import ask_sample, cancel_sample
from marketplace.services.samples.verdicts import judge_sample
from tests.market import NOW, Market
from tests.races import race
from tests.tasting import NO, REQUEST, SENT, YES, Tasting


@pytest.fixture
def tasting(market: Market) -> Tasting:
    return Tasting.of(market)


def noes(outcomes: list[Any]) -> list[Any]:
    return [type(each) for each in outcomes if isinstance(each, MarketError)]


def at_once(tasting: Tasting, work: Any, *facts: Any, **more: Any) -> Any:
    return partial(tasting.market.do, work, *facts, now=NOW, **more)


def test_of_two_answers_one_counts(tasting: Tasting) -> None:
    lot_id = tasting.market.a_lot(tasting.producer)
    sample_id = tasting.asked(lot_id)
    seen = {"seen": tasting.version(sample_id)}
    outcomes = race(
        tasting.market,
        ("lots", lot_id),
        at_once(tasting, send_sample, sample_id, SENT, by=tasting.producer, **seen),
        at_once(tasting, decline_sample, sample_id, "All is promised.", by=tasting.producer, **seen),
        at_once(tasting, cancel_sample, sample_id, None, by=tasting.maker, **seen),
    )
    assert noes(outcomes) == [Stale, Stale]
    assert tasting.state(sample_id) in (SampleState.SENT, SampleState.DECLINED, SampleState.CANCELLED)


def test_of_two_requests_one_stands(tasting: Tasting) -> None:
    lot_id = tasting.market.a_lot(tasting.producer)
    asking = at_once(tasting, ask_sample, LotId(lot_id), REQUEST, fee=FREE, by=tasting.maker)
    assert noes(race(tasting.market, ("lots", lot_id), asking, asking)) == [Refused]


def test_of_two_verdicts_one_counts(tasting: Tasting) -> None:
    lot_id = tasting.market.a_lot(tasting.producer)
    sample_id = tasting.received(tasting.asked(lot_id))
    judging = {"by": tasting.maker, "seen": tasting.version(sample_id)}
    outcomes = race(
        tasting.market,
        ("lots", lot_id),
        at_once(tasting, judge_sample, sample_id, YES, **judging),
        at_once(tasting, judge_sample, sample_id, NO, **judging),
    )
    assert noes(outcomes) == [Stale]


@pytest.mark.parametrize("_", range(3))
def test_the_last_grams_are_sent_once(tasting: Tasting, _: int) -> None:
    lot_id = tasting.market.a_lot(tasting.producer)
    tasting.kept(lot_id, 700)
    samples = [Tasting(tasting.market, tasting.producer, tasting.market.a_maker()).asked(lot_id) for _ in range(3)]
    sending = [
        at_once(tasting, send_sample, each, replace(SENT, drawn=0), seen=tasting.version(each), by=tasting.producer)
        for each in samples
    ]
    throwing = at_once(tasting, record_grams, LotId(lot_id), Entry(GramKind.DISCARDED, 500), by=tasting.producer)
    outcomes = race(tasting.market, ("lots", lot_id), *sending, throwing)
    assert (noes(outcomes), tasting.left(lot_id)) == ([Refused] * 3, 200)


def test_a_double_no_asks_for_one_second_sample(tasting: Tasting) -> None:
    contract_id = tasting.a_contract()
    first = tasting.received(tasting.newest(contract_id))
    judging = at_once(tasting, judge_sample, first, NO, by=tasting.maker, seen=tasting.version(first))
    lot_id = tasting.row(first).lot_id
    assert noes(race(tasting.market, ("lots", lot_id), judging, judging)) == [Stale]
    assert tasting.row(tasting.newest(contract_id)).number == 2
