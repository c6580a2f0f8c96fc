"""An offer sample from the request to the verdict, and everything that can come between."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from marketplace.domain.accounts import OrganizationKind, VerificationState
from marketplace.domain.errors import MarketError, NotAllowed, NotFound, Refused, Stale
from marketplace.domain.events import SubjectKind
from marketplace.domain.lots import LotState
from marketplace.domain.money import Currency, Money
from marketplace.domain.samples.grams import Entry, GramKind
from marketplace.domain.samples.life import SampleState
from marketplace.domain.samples.requests import FREE
from marketplace.domain.viewers import ANYONE
from marketplace.models.base import db
from marketplace.models.rows.record.turns import Turn
from marketplace.queries.samples.lots import get_stock, list_movements
from marketplace.services.samples.answers import decline_sample, lose_sample, quote_fee, send_sample
from marketplace.services.samples.grams import record_grams, set_sample_fee
from marketplace.services.samples.requests import agree_fee, cancel_sample
from marketplace.services.samples.verdicts import grant_allowance, judge_sample, receive_sample
from tests.market import NOW, Market
from tests.tasting import NO, REQUEST, SENT, TODAY, TWENTY, YES, Tasting, days


@pytest.fixture
def tasting(market: Market) -> Tasting:
    return Tasting.of(market)


def turns(tasting: Tasting, sample_id: int) -> list[tuple[int | None, str, object]]:
    query = select(Turn).where(Turn.subject_kind == SubjectKind.SAMPLE, Turn.subject_id == sample_id)
    rows = tasting.market.do(lambda: list(db.session.scalars(query)))
    return [(row.organization_id, row.task, row.due_at) for row in rows]


def test_a_sample_is_asked_for_sent_tasted_and_approved(tasting: Tasting) -> None:
    sample_id = tasting.judged()
    row = tasting.row(sample_id)
    assert (row.state, row.global_quality, (row.scores or {})["floral_total"]) == (
        SampleState.APPROVED,
        Decimal("7.9"),
        "3.5",
    )


def test_each_state_says_whose_turn_it_is(tasting: Tasting) -> None:
    group, maker = tasting.producer.organization_id, tasting.maker.organization_id
    sample_id = tasting.asked()
    assert turns(tasting, sample_id) == [(group, "sample.send", NOW + days(7))]
    tasting.sent(sample_id)
    assert turns(tasting, sample_id) == [(maker, "sample.receive", NOW + days(21))]
    tasting.step(receive_sample, sample_id, TODAY, by=tasting.maker, now=NOW + days(3))
    assert turns(tasting, sample_id) == [(maker, "sample.judge", NOW + days(10))]
    tasting.step(judge_sample, sample_id, YES, by=tasting.maker, now=NOW + days(3))
    assert turns(tasting, sample_id) == []


def test_a_rejected_offer_sample_is_over(tasting: Tasting) -> None:
    sample_id = tasting.judged(NO)
    assert (tasting.state(sample_id), turns(tasting, sample_id)) == (SampleState.REJECTED, [])
    with pytest.raises(Refused, match=r"sample\.no_remedy_needed"):
        tasting.step(grant_allowance, sample_id, by=tasting.producer)


def test_the_group_may_decline_for_a_reason(tasting: Tasting) -> None:
    sample_id = tasting.asked()
    with pytest.raises(Refused, match=r"sample\.reason_missing"):
        tasting.step(decline_sample, sample_id, " ", by=tasting.producer)
    tasting.step(decline_sample, sample_id, "All of it is promised.", by=tasting.producer)
    assert (tasting.state(sample_id), tasting.row(sample_id).note) == (SampleState.DECLINED, "All of it is promised.")


def test_the_maker_may_step_back_before_it_is_sent(tasting: Tasting) -> None:
    sample_id = tasting.asked()
    tasting.step(cancel_sample, sample_id, None, by=tasting.maker)
    assert tasting.state(sample_id) is SampleState.CANCELLED
    with pytest.raises(Refused, match=r"sample\.wrong_state"):
        tasting.step(cancel_sample, tasting.sent(), None, by=tasting.maker)


def test_the_fee_that_the_maker_saw_is_the_one_that_is_owed(tasting: Tasting) -> None:
    tasting.do(set_sample_fee, TWENTY, by=tasting.producer)
    sample_id = tasting.sent(tasting.asked(fee=TWENTY), replace(SENT, fee=TWENTY))
    assert tasting.row(sample_id).fee == TWENTY


def test_a_fee_that_rose_since_the_page_was_opened_is_shown_first(tasting: Tasting) -> None:
    tasting.do(set_sample_fee, TWENTY, by=tasting.producer)
    with pytest.raises(Refused, match=r"sample\.fee_changed"):
        tasting.asked(fee=FREE)


def test_a_fee_in_another_currency_is_another_fee(tasting: Tasting) -> None:
    tasting.do(set_sample_fee, Money(Decimal(20), Currency.PEN), by=tasting.producer)
    with pytest.raises(Refused, match=r"sample\.fee_changed"):
        tasting.asked(fee=TWENTY)


def test_a_new_fee_must_be_agreed_before_anything_is_sent(tasting: Tasting) -> None:
    sample_id = tasting.asked()
    costly = replace(SENT, fee=TWENTY)
    with pytest.raises(Refused, match=r"sample\.fee_above_agreed"):
        tasting.step(send_sample, sample_id, costly, by=tasting.producer)
    tasting.step(quote_fee, sample_id, TWENTY, by=tasting.producer)
    with pytest.raises(Refused, match=r"sample\.wrong_state"):
        tasting.step(send_sample, sample_id, SENT, by=tasting.producer)
    tasting.step(agree_fee, sample_id, by=tasting.maker)
    tasting.step(send_sample, sample_id, costly, by=tasting.producer)
    assert (tasting.state(sample_id), tasting.row(sample_id).fee) == (SampleState.SENT, TWENTY)


def test_nobody_sends_more_than_was_kept(tasting: Tasting) -> None:
    lot_id = tasting.market.a_lot(tasting.producer)
    tasting.kept(lot_id, 300)
    sample_id = tasting.asked(lot_id)
    with pytest.raises(Refused, match=r"sample\.not_enough_kept"):
        tasting.step(send_sample, sample_id, replace(SENT, drawn=0), by=tasting.producer)
    tasting.step(send_sample, sample_id, replace(SENT, drawn=200), by=tasting.producer)
    assert tasting.left(lot_id) == 0


def test_a_lost_sample_may_be_sent_again_or_turn_up(tasting: Tasting) -> None:
    lot_id = tasting.market.a_lot(tasting.producer)
    sample_id = tasting.sent(tasting.asked(lot_id))
    tasting.step(lose_sample, sample_id, "The post says so.", by=tasting.maker)
    assert turns(tasting, sample_id)[0][1] == "sample.send_again"
    tasting.step(send_sample, sample_id, SENT, by=tasting.producer)
    tasting.step(lose_sample, sample_id, None, by=tasting.producer)
    tasting.step(receive_sample, sample_id, TODAY, by=tasting.maker)
    assert (tasting.state(sample_id), tasting.left(lot_id)) == (SampleState.RECEIVED, 0)


def test_a_lot_that_is_not_on_offer_gives_no_samples(tasting: Tasting) -> None:
    closed = tasting.market.a_lot(tasting.producer, state=LotState.CLOSED)
    with pytest.raises(Refused, match=r"sample\.lot_not_offered"):
        tasting.asked(closed)


def test_what_nobody_may_see_cannot_be_asked_for(tasting: Tasting) -> None:
    draft = tasting.market.a_lot(tasting.producer, state=LotState.DRAFT, published_at=None)
    with pytest.raises(NotFound, match=r"lot\.unknown"):
        tasting.asked(draft)


def test_a_wrong_request_is_refused(tasting: Tasting) -> None:
    with pytest.raises(Refused, match=r"sample\.address_length"):
        tasting.asked(request=replace(REQUEST, address="Lyon"))


def test_nobody_asks_the_own_group(tasting: Tasting) -> None:
    tasting.market.a_place(tasting.maker, tasting.producer.organization_id or 0)
    both = replace(tasting.maker, organization_ids=tasting.maker.organization_ids | tasting.producer.organization_ids)
    with pytest.raises(NotAllowed, match=r"sample\.own_lot"):
        Tasting(tasting.market, tasting.producer, both).asked()


def test_only_verified_makers_ask(tasting: Tasting) -> None:
    waiting = tasting.market.an_organization(OrganizationKind.MAKER, state=VerificationState.UNVERIFIED)
    for person in (tasting.producer, tasting.market.a_person(waiting)):
        with pytest.raises(NotAllowed):
            Tasting(tasting.market, tasting.producer, person).asked()


def test_a_maker_has_one_open_sample_of_a_lot(tasting: Tasting) -> None:
    lot_id = tasting.market.a_lot(tasting.producer)
    first = tasting.asked(lot_id)
    with pytest.raises(Refused, match=r"sample\.open_already"):
        tasting.asked(lot_id)
    tasting.judged(NO, first)
    assert tasting.row(tasting.asked(lot_id)).number == 2


def test_a_rival_finds_nothing(tasting: Tasting) -> None:
    sample_id = tasting.asked()
    for stranger in (tasting.market.a_maker(), tasting.market.a_producer()):
        with pytest.raises(NotFound, match=r"sample\.unknown"):
            tasting.step(cancel_sample, sample_id, None, by=stranger)


def test_facilitators_look_on(tasting: Tasting) -> None:
    with pytest.raises(NotAllowed, match=r"act\.not_yours"):
        tasting.step(decline_sample, tasting.asked(), "Because.", by=tasting.market.a_facilitator())


def test_each_side_has_its_own_steps(tasting: Tasting) -> None:
    sample_id = tasting.asked()
    with pytest.raises(NotAllowed, match=r"sample\.wrong_role"):
        tasting.step(send_sample, sample_id, SENT, by=tasting.maker)
    with pytest.raises(NotAllowed, match=r"sample\.wrong_role"):
        tasting.step(judge_sample, tasting.received(sample_id), YES, by=tasting.producer)


def test_who_looked_at_an_older_page_is_told(tasting: Tasting) -> None:
    sample_id = tasting.asked()
    with pytest.raises(Stale):
        tasting.do(cancel_sample, sample_id, None, seen=tasting.version(sample_id) - 1, by=tasting.maker)


@pytest.mark.parametrize(("kind", "grams"), [(GramKind.DISCARDED, 501), (GramKind.RETURNED, 1), (GramKind.KEPT, 0)])
def test_the_ledger_takes_no_impossible_lines(tasting: Tasting, kind: GramKind, grams: int) -> None:
    lot_id = tasting.market.a_lot(tasting.producer)
    tasting.kept(lot_id, 500)
    with pytest.raises(Refused):
        tasting.do(record_grams, lot_id, Entry(kind, grams), by=tasting.producer)


def test_only_the_group_writes_its_ledger(tasting: Tasting) -> None:
    lot_id = tasting.market.a_lot(tasting.producer)
    for person in (tasting.maker, tasting.market.a_producer()):
        with pytest.raises(MarketError):
            tasting.do(record_grams, lot_id, Entry(GramKind.KEPT, 100), by=person)


def test_only_the_group_reads_its_ledger(tasting: Tasting) -> None:
    lot_id = tasting.market.a_lot(tasting.producer)
    tasting.kept(lot_id, 500)
    read = {}
    for person in (tasting.producer, tasting.maker, tasting.market.a_producer(), ANYONE):
        stock = tasting.market.do(get_stock, person, lot_id)
        read[person.organization_id] = (stock.left, len(tasting.market.do(list_movements, person, lot_id)))
    own = read.pop(tasting.producer.organization_id)
    assert (own, set(read.values())) == ((500, 1), {(0, 0)})


def test_only_a_group_sets_a_fee(tasting: Tasting) -> None:
    with pytest.raises(NotAllowed, match=r"act\.producers_only"):
        tasting.do(set_sample_fee, TWENTY, by=tasting.maker)
