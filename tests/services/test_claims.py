"""A claim is opened in time, answered once by each side, and ends in agreement, by mediation or before the forum."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from marketplace.domain.contracts.claims import (
    ANSWER_WITHIN,
    ClaimKind,
    ClaimState,
    ClaimStep,
    Grievance,
    Remedy,
    RemedyKind,
    Reply,
)
from marketplace.domain.errors import NotAllowed, NotFound, Refused
from marketplace.domain.ids import ClaimId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.claims import Claim
from marketplace.services.claims import answer_claim, expire_claim, open_claim
from tests.approved import Approved
from tests.market import NOW, Market
from tests.races import race

WORDS = "Twelve bags smell of diesel, see the photographs."
TENTH = Remedy(RemedyKind.ALLOWANCE_PERCENT, Decimal(10))
FIVE_HUNDRED = Remedy(RemedyKind.ALLOWANCE_AMOUNT, Decimal(500))


@pytest.fixture
def deal(market: Market) -> Approved:
    arrived = Approved.in_market(market, sample_basis="none")
    arrived.arrive()
    return arrived


def claim(
    deal: Approved, by: Viewer | None = None, *, kind: ClaimKind = ClaimKind.QUALITY, now: datetime = NOW
) -> ClaimId:
    return deal.market.do(open_claim, deal.id, Grievance(kind, WORDS, TENTH), by=by or deal.maker, now=now)


def row(deal: Approved, claim_id: ClaimId) -> Claim:
    return deal.market.do(lambda: db.session.get_one(Claim, claim_id))


def answer(deal: Approved, claim_id: ClaimId, step: ClaimStep, *, by: Viewer, now: datetime = NOW, **said: Any) -> None:
    reply = Reply(row(deal, claim_id).version, **said)
    deal.market.do(answer_claim, claim_id, step, reply=reply, by=by, now=now)


def test_the_group_gives_what_is_claimed(deal: Approved) -> None:
    claim_id = claim(deal)
    waiting = deal.turns("claim")
    answer(deal, claim_id, ClaimStep.ACCEPT, by=deal.producer)
    found = row(deal, claim_id)
    assert waiting == {("claim.answer", deal.producer.organization_id)}
    assert (found.state, found.agreed, deal.turns("claim")) == (ClaimState.AGREED, TENTH, set())


def test_the_maker_takes_another_remedy(deal: Approved) -> None:
    claim_id = claim(deal)
    answer(deal, claim_id, ClaimStep.COUNTER, by=deal.producer, words=WORDS, remedy=FIVE_HUNDRED)
    waiting = deal.turns("claim")
    answer(deal, claim_id, ClaimStep.AGREE, by=deal.maker)
    assert waiting == {("claim.answer_counter", deal.maker.organization_id)}
    assert row(deal, claim_id).agreed == FIVE_HUNDRED


def test_two_noes_bring_a_facilitator_who_records_the_outcome(deal: Approved) -> None:
    claim_id = claim(deal)
    answer(deal, claim_id, ClaimStep.COUNTER, by=deal.producer, words=WORDS, remedy=FIVE_HUNDRED)
    answer(deal, claim_id, ClaimStep.DECLINE, by=deal.maker, words=WORDS)
    waiting = deal.turns("claim")
    answer(deal, claim_id, ClaimStep.MEDIATE, by=deal.facilitator, words=WORDS, remedy=FIVE_HUNDRED)
    assert waiting == {("claim.mediate", None)}
    assert (row(deal, claim_id).state, row(deal, claim_id).outcome) == (ClaimState.MEDIATED, WORDS)


def test_a_contested_claim_may_go_to_the_forum(deal: Approved) -> None:
    claim_id = claim(deal)
    answer(deal, claim_id, ClaimStep.REJECT, by=deal.producer, words=WORDS)
    answer(deal, claim_id, ClaimStep.REFER, by=deal.maker, words=WORDS)
    assert row(deal, claim_id).state is ClaimState.REFERRED


def test_the_maker_withdraws_while_it_is_pending(deal: Approved) -> None:
    claim_id = claim(deal)
    answer(deal, claim_id, ClaimStep.WITHDRAW, by=deal.maker)
    assert (row(deal, claim_id).state, row(deal, claim_id).agreed) == (ClaimState.WITHDRAWN, None)


def test_a_rejection_says_why(deal: Approved) -> None:
    claim_id = claim(deal)
    with pytest.raises(Refused, match=r"claim\.words_missing"):
        answer(deal, claim_id, ClaimStep.REJECT, by=deal.producer)


def test_a_late_claim_is_refused_with_the_date(deal: Approved) -> None:
    with pytest.raises(Refused, match=r"claim\.too_late"):
        claim(deal, now=NOW + timedelta(days=22))


def test_nothing_is_claimed_before_it_arrives(market: Market) -> None:
    at_home = Approved.in_market(market)
    with pytest.raises(Refused, match=r"claim\.nothing_arrived"):
        claim(at_home)


def test_only_the_maker_claims(deal: Approved) -> None:
    with pytest.raises(NotAllowed):
        claim(deal, deal.producer)


def test_one_claim_of_a_kind_waits_at_a_time(deal: Approved) -> None:
    claim(deal)
    claim(deal, kind=ClaimKind.WEIGHT)
    with pytest.raises(Refused, match=r"claim\.one_of_a_kind"):
        claim(deal)


def test_no_party_mediates(deal: Approved) -> None:
    claim_id = claim(deal)
    answer(deal, claim_id, ClaimStep.REJECT, by=deal.producer, words=WORDS)
    with pytest.raises(NotAllowed):
        answer(deal, claim_id, ClaimStep.MEDIATE, by=deal.maker, words=WORDS, remedy=TENTH)


def test_silence_brings_a_facilitator(deal: Approved) -> None:
    claim_id = claim(deal)
    done = [
        deal.market.do(expire_claim, claim_id, now=NOW + each) for each in (timedelta(), ANSWER_WITHIN, ANSWER_WITHIN)
    ]
    assert (done, row(deal, claim_id).state) == ([False, True, False], ClaimState.CONTESTED)


@pytest.mark.parametrize("step", [ClaimStep.ACCEPT, ClaimStep.COUNTER, ClaimStep.REJECT])
def test_nobody_answers_when_the_time_is_over_though_no_sweep_has_come(deal: Approved, step: ClaimStep) -> None:
    claim_id = claim(deal)
    with pytest.raises(Refused, match=r"claim\.answer_over"):
        answer(deal, claim_id, step, by=deal.producer, now=NOW + ANSWER_WITHIN, words=WORDS, remedy=FIVE_HUNDRED)


def test_a_claim_may_be_withdrawn_late(deal: Approved) -> None:
    claim_id = claim(deal)
    answer(deal, claim_id, ClaimStep.WITHDRAW, by=deal.maker, now=NOW + ANSWER_WITHIN)
    assert row(deal, claim_id).state is ClaimState.WITHDRAWN


def test_a_facilitator_mediates_however_late(deal: Approved) -> None:
    claim_id = claim(deal)
    answer(deal, claim_id, ClaimStep.REJECT, by=deal.producer, words=WORDS)
    late = NOW + timedelta(days=60)
    answer(deal, claim_id, ClaimStep.MEDIATE, by=deal.facilitator, now=late, words=WORDS, remedy=TENTH)
    assert row(deal, claim_id).state is ClaimState.MEDIATED


def test_strangers_learn_nothing_of_a_claim(deal: Approved) -> None:
    claim_id = claim(deal)
    with pytest.raises(NotFound):
        answer(deal, claim_id, ClaimStep.ACCEPT, by=deal.market.a_producer())


def test_giving_and_withdrawing_at_once_does_one_of_the_two(deal: Approved) -> None:
    claim_id = claim(deal)
    works = [
        partial(deal.market.do, answer_claim, claim_id, step, reply=Reply(1), by=by, now=NOW)
        for step, by in ((ClaimStep.ACCEPT, deal.producer), (ClaimStep.WITHDRAW, deal.maker))
    ]
    outcomes = race(deal.market, ("lots", deal.contract.lot_id), *works)
    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "Stale"]


def share(percent: int) -> Remedy:
    return Remedy(RemedyKind.ALLOWANCE_PERCENT, Decimal(percent))


def claim_of(deal: Approved, kind: ClaimKind, remedy: Remedy) -> ClaimId:
    return deal.market.do(open_claim, deal.id, Grievance(kind, WORDS, remedy), by=deal.maker, now=NOW)


def test_all_claims_together_are_given_no_more_than_the_price(deal: Approved) -> None:
    first, second = claim_of(deal, ClaimKind.QUALITY, share(70)), claim_of(deal, ClaimKind.WEIGHT, share(40))
    answer(deal, first, ClaimStep.ACCEPT, by=deal.producer)
    with pytest.raises(Refused, match=r"claim\.above_rest") as refused:
        answer(deal, second, ClaimStep.ACCEPT, by=deal.producer)
    assert refused.value.reasons[0].facts["rest"] == "1,695.00 USD"
    with pytest.raises(Refused, match=r"claim\.above_rest"):
        answer(deal, second, ClaimStep.COUNTER, by=deal.producer, words=WORDS, remedy=share(31))
    answer(deal, second, ClaimStep.COUNTER, by=deal.producer, words=WORDS, remedy=share(30))
    answer(deal, second, ClaimStep.AGREE, by=deal.maker)
    with pytest.raises(Refused, match=r"claim\.nothing_left"):
        claim_of(deal, ClaimKind.DOCUMENTS, share(1))


def test_a_facilitator_gives_no_more_than_is_left_either(deal: Approved) -> None:
    first, second = claim_of(deal, ClaimKind.QUALITY, share(90)), claim_of(deal, ClaimKind.WEIGHT, share(20))
    answer(deal, first, ClaimStep.ACCEPT, by=deal.producer)
    answer(deal, second, ClaimStep.REJECT, by=deal.producer, words=WORDS)
    with pytest.raises(Refused, match=r"claim\.above_rest"):
        answer(deal, second, ClaimStep.MEDIATE, by=deal.facilitator, words=WORDS, remedy=share(11))
    answer(deal, second, ClaimStep.MEDIATE, by=deal.facilitator, words=WORDS, remedy=share(10))


@pytest.mark.parametrize("_", range(2))
def test_of_two_claims_agreed_at_once_that_are_more_than_the_price_one_is_given(deal: Approved, _: int) -> None:
    first, second = claim_of(deal, ClaimKind.QUALITY, share(60)), claim_of(deal, ClaimKind.WEIGHT, share(60))
    works = [
        partial(deal.market.do, answer_claim, each, ClaimStep.ACCEPT, reply=Reply(1), by=deal.producer, now=NOW)
        for each in (first, second)
    ]
    outcomes = race(deal.market, ("lots", deal.contract.lot_id), *works)
    assert [each.code for each in outcomes if isinstance(each, Refused)] == ["claim.above_rest"]


def test_the_page_says_what_is_left_and_offers_no_step_that_would_be_refused(deal: Approved) -> None:
    first, second = claim_of(deal, ClaimKind.QUALITY, share(70)), claim_of(deal, ClaimKind.WEIGHT, share(40))
    answer(deal, first, ClaimStep.ACCEPT, by=deal.producer)
    page = deal.market.browser(deal.producer).get(f"/claims/{second}").text
    assert "1,695.00 can still be claimed." in page
    assert "less than is claimed here" in page
    assert "/accept" not in page
