"""A contract in force changes only when both sides sign and a facilitator agrees; until then it stays as it was."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from marketplace.domain.contracts.changes import ANSWER_WITHIN, AmendmentKind, AmendmentState, Wish, with_allowance
from marketplace.domain.errors import NotAllowed, NotFound, Refused, Stale
from marketplace.domain.events import SubjectKind
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import ContractTermsVersion
from marketplace.models.rows.contracts.signatures import ContractApproval, ContractSignature
from marketplace.services.amendments.answering import accept_amendment, expire_amendment, refuse_amendment
from marketplace.services.amendments.answering import withdraw_amendment as withdraw
from marketplace.services.amendments.asking import ask_amendment
from marketplace.services.amendments.judging import approve_amendment, reject_amendment
from marketplace.services.contracts.ending import agree_to_end, ask_to_end
from tests.approved import REASON, Approved
from tests.market import NOW, Market
from tests.races import race


@pytest.fixture
def deal(market: Market) -> Approved:
    return Approved.in_market(market)


def versions(deal: Approved, kind: Any) -> list[Any]:
    with deal.market.app.app_context():
        return list(db.session.scalars(select(kind).where(kind.contract_id == deal.id).order_by(kind.id)))


def test_what_both_sides_sign_and_a_facilitator_approves_is_the_next_version(deal: Approved) -> None:
    before = deal.terms
    deal.amend(claim_days=30)
    assert (deal.terms, deal.contract.terms_version) == (replace(before, claim_days=30), 3)
    assert [each.number for each in versions(deal, ContractTermsVersion)] == [1, 2, 3]


def test_the_new_version_carries_both_signatures_and_the_approval(deal: Approved) -> None:
    deal.amend(claim_days=30)
    signatures = [each for each in versions(deal, ContractSignature) if each.terms_version == 3]
    hashes = {each.document_hash for each in signatures} | {versions(deal, ContractTermsVersion)[-1].document_hash}
    assert {each.organization_id for each in signatures} == deal.contract.stake.owners
    assert len(hashes) == 1
    assert versions(deal, ContractApproval)[-1].terms_version == 3


def test_until_it_is_approved_the_contract_stays_as_it_was(deal: Approved) -> None:
    before = (deal.contract.version, deal.terms)
    amendment_id = deal.ask(deal.producer, claim_days=30)
    deal.accept(amendment_id, deal.maker)
    assert (deal.contract.version, deal.terms) == before


def test_the_total_follows_a_changed_price(deal: Approved) -> None:
    price = replace(deal.terms.price, amount=Decimal(5500))
    deal.amend(price=price, price_stack=None)
    assert deal.contract.total.amount == Decimal(5500)


def test_an_allowance_lowers_the_price_and_is_remembered(deal: Approved) -> None:
    lowered = with_allowance(deal.terms, Decimal(150))
    changed = {name: getattr(lowered, name) for name in ("price", "price_stack", "allowance")}
    deal.amend(AmendmentKind.ALLOWANCE, **changed)
    assert (deal.terms.price.amount, deal.terms.allowance) == (Decimal(5500), Decimal(150))


def test_each_side_has_its_turn(deal: Approved) -> None:
    amendment_id = deal.ask(deal.producer, claim_days=30)
    first = deal.turns("amendment")
    deal.accept(amendment_id, deal.maker)
    second = deal.turns("amendment")
    deal.approve(amendment_id)
    assert first == {("amendment.answer", deal.maker.organization_id)}
    assert (second, deal.turns("amendment")) == ({("amendment.judge", None)}, set())


def test_a_refusal_has_a_reason_and_changes_nothing(deal: Approved) -> None:
    amendment_id = deal.ask(deal.producer, claim_days=30)
    with pytest.raises(Refused, match=r"amendment\.note_missing"):
        deal.market.do(refuse_amendment, amendment_id, "no", seen=1, by=deal.maker, now=NOW)
    deal.market.do(refuse_amendment, amendment_id, "Thirty days are too long for us.", seen=1, by=deal.maker, now=NOW)
    row = deal.amendment(amendment_id)
    assert (row.state, row.note, deal.terms.claim_days) == (
        AmendmentState.REFUSED,
        "Thirty days are too long for us.",
        21,
    )


def test_after_a_refusal_the_side_may_ask_anew(deal: Approved) -> None:
    refused = deal.ask(deal.producer, claim_days=30)
    deal.market.do(refuse_amendment, refused, REASON, seen=1, by=deal.maker, now=NOW)
    again = deal.ask(deal.producer, claim_days=25)
    assert deal.amendment(again).number == 2


def test_whoever_asked_takes_it_back_and_nobody_else(deal: Approved) -> None:
    amendment_id = deal.ask(deal.producer, claim_days=30)
    with pytest.raises(NotAllowed, match=r"amendment\.not_your_change"):
        deal.market.do(withdraw, amendment_id, seen=1, by=deal.maker, now=NOW)
    deal.market.do(withdraw, amendment_id, seen=1, by=deal.producer, now=NOW)
    assert deal.amendment(amendment_id).state is AmendmentState.WITHDRAWN


def test_nobody_accepts_an_own_change(deal: Approved) -> None:
    amendment_id = deal.ask(deal.producer, claim_days=30)
    with pytest.raises(NotAllowed, match=r"amendment\.own_change"):
        deal.accept(amendment_id, deal.producer)


def test_a_facilitator_rejects_with_a_reason(deal: Approved) -> None:
    amendment_id = deal.ask(deal.producer, claim_days=30)
    deal.accept(amendment_id, deal.maker)
    deal.market.do(reject_amendment, amendment_id, REASON, seen=2, by=deal.facilitator, now=NOW)
    assert (deal.amendment(amendment_id).state, deal.terms.claim_days) == (AmendmentState.REJECTED, 21)


def test_no_facilitator_decides_before_the_other_side(deal: Approved) -> None:
    amendment_id = deal.ask(deal.producer, claim_days=30)
    with pytest.raises(Refused, match=r"amendment\.wrong_state"):
        deal.approve(amendment_id)


def test_a_party_does_not_judge_its_own_change(deal: Approved) -> None:
    amendment_id = deal.ask(deal.producer, claim_days=30)
    deal.accept(amendment_id, deal.maker)
    with pytest.raises(NotAllowed):
        deal.approve(amendment_id, deal.maker)


def test_a_change_below_the_floor_is_not_brought_into_force(deal: Approved) -> None:
    deal.market.set_references()
    amendment_id = deal.ask(deal.producer, farm_gate_pen_kg=Decimal("0.01"))
    deal.accept(amendment_id, deal.maker)
    with pytest.raises(Refused, match=r"contract\.farm_gate_below_reference"):
        deal.approve(amendment_id)
    assert (deal.amendment(amendment_id).state, deal.contract.terms_version) == (AmendmentState.ACCEPTED, 2)


def test_a_dear_change_needs_two_facilitators(deal: Approved) -> None:
    price = replace(deal.terms.price, amount=Decimal(60_000))
    amendment_id = deal.ask(deal.producer, price=price, price_stack=None)
    deal.accept(amendment_id, deal.maker)
    deal.approve(amendment_id)
    with pytest.raises(NotAllowed, match=r"contract\.needs_another_facilitator"):
        deal.approve(amendment_id)
    second = deal.market.a_person(deal.facilitator.organization_id)
    deal.approve(amendment_id, second)
    assert (deal.amendment(amendment_id).state, len(versions(deal, ContractApproval))) == (AmendmentState.IN_FORCE, 3)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"password": "wrong password"}, r"user\.password_wrong"),
        ({"name": "Somebody Else"}, r"contract\.name_differs"),
        ({"consents": False}, r"contract\.consent_missing"),
    ],
)
def test_a_change_is_asked_for_with_a_good_hand(deal: Approved, changes: dict[str, Any], code: str) -> None:
    terms = replace(deal.terms, claim_days=30)
    wish = Wish(kind=AmendmentKind.TERMS, terms=terms, reason=REASON, seen=deal.contract.version)
    hand = deal.hand(terms, **({"name": deal.name_of(deal.producer)} | changes))
    with pytest.raises(Refused, match=code):
        deal.market.do(ask_amendment, deal.id, wish, hand=hand, by=deal.producer, now=NOW)


def test_what_was_read_is_what_is_signed(deal: Approved) -> None:
    amendment_id = deal.ask(deal.producer, claim_days=30)
    hand = deal.hand(replace(deal.terms, claim_days=29), name=deal.name_of(deal.maker))
    with pytest.raises(Stale, match=r"contract\.terms_changed"):
        deal.market.do(accept_amendment, amendment_id, seen=1, hand=hand, by=deal.maker, now=NOW)


def test_strangers_do_not_learn_of_it(deal: Approved) -> None:
    amendment_id = deal.ask(deal.producer, claim_days=30)
    with pytest.raises(NotFound):
        deal.market.do(refuse_amendment, amendment_id, REASON, seen=1, by=deal.market.a_maker(), now=NOW)


def test_what_nobody_answers_lapses_on_the_fourteenth_day(deal: Approved) -> None:
    amendment_id = deal.ask(deal.producer, claim_days=30)
    early, late = NOW + ANSWER_WITHIN - timedelta(seconds=1), NOW + ANSWER_WITHIN
    done = [deal.market.do(expire_amendment, amendment_id, now=each) for each in (early, late, late)]
    assert (done, deal.amendment(amendment_id).state) == ([False, True, False], AmendmentState.EXPIRED)


def test_too_late_is_too_late_even_before_the_sweep(deal: Approved) -> None:
    amendment_id = deal.ask(deal.producer, claim_days=30)
    with pytest.raises(Refused, match=r"amendment\.too_late"):
        deal.accept(amendment_id, deal.maker, now=NOW + ANSWER_WITHIN)


def test_an_ended_contract_takes_its_amendment_with_it(deal: Approved) -> None:
    amendment_id = deal.ask(deal.producer, claim_days=30)
    deal.market.do(ask_to_end, deal.id, REASON, seen=deal.contract.version, by=deal.maker, now=NOW)
    deal.market.do(agree_to_end, deal.id, seen=deal.contract.version, by=deal.producer, now=NOW)
    with pytest.raises(Refused, match=r"contract\.not_approved"):
        deal.accept(amendment_id, deal.maker)
    assert deal.market.do(expire_amendment, amendment_id, now=NOW)


def test_every_change_is_told_once(deal: Approved) -> None:
    deal.amend(claim_days=30)
    assert deal.gaps(SubjectKind.AMENDMENT) == []


@pytest.mark.parametrize("_", range(2))
def test_two_sides_asking_at_once_leave_one_amendment(deal: Approved, _: int) -> None:
    lot_id = deal.contract.lot_id
    asks = [partial(deal.ask, side, claim_days=30) for side in (deal.producer, deal.maker)]
    outcomes = race(deal.market, ("lots", lot_id), *asks)
    assert [each.code for each in outcomes if isinstance(each, Refused)] == ["amendment.one_at_a_time"]


def test_accepting_and_withdrawing_at_once_does_one_of_the_two(deal: Approved) -> None:
    amendment_id = deal.ask(deal.producer, claim_days=30)
    outcomes = race(
        deal.market,
        ("lots", deal.contract.lot_id),
        partial(deal.accept, amendment_id, deal.maker),
        partial(deal.market.do, withdraw, amendment_id, seen=1, by=deal.producer, now=NOW),
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "Stale"]


def test_two_facilitators_approving_at_once_bring_it_into_force_once(deal: Approved) -> None:
    amendment_id = deal.ask(deal.producer, claim_days=30)
    deal.accept(amendment_id, deal.maker)
    second = deal.market.a_person(deal.facilitator.organization_id)
    works = [
        partial(deal.market.do, approve_amendment, amendment_id, seen=2, by=each, now=NOW)
        for each in (deal.facilitator, second)
    ]
    outcomes = race(deal.market, ("lots", deal.contract.lot_id), *works)
    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "Stale"]
    assert deal.contract.terms_version == 3
