"""An allowance agreed after a rejected sample comes into the contract by an amendment, and waits until it does."""

from decimal import Decimal

import pytest

from marketplace.domain.contracts.changes import ANSWER_WITHIN, AmendmentKind, with_allowance
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.ids import SampleId
from marketplace.domain.samples.life import SampleState
from marketplace.domain.samples.standing import Standing
from marketplace.models.base import db
from marketplace.models.contracts.steps import end_contract
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.samples.steps import agreed_allowance, sample_standing
from marketplace.services.amendments.answering import expire_amendment, refuse_amendment, withdraw_amendment
from marketplace.services.amendments.judging import reject_amendment
from marketplace.services.samples.verdicts import ask_allowance, grant_allowance
from tests.approved import REASON, Approved
from tests.market import NOW, Market
from tests.tasting import Tasting

ALLOWANCE = Decimal(150)


@pytest.fixture
def trade(market: Market) -> Approved:
    market.set_references()
    return Approved.in_market(market)


def allowed(trade: Approved) -> tuple[Tasting, SampleId]:
    """Let the second sample be taken with an allowance."""
    tasting = Tasting(trade.market, trade.producer, trade.maker)
    second = tasting.rejected_twice(trade.id)
    tasting.step(ask_allowance, second, ALLOWANCE, by=trade.maker)
    tasting.step(grant_allowance, second, by=trade.producer)
    return tasting, second


def standing(trade: Approved) -> Standing:
    return trade.market.do(lambda: sample_standing(db.session.get_one(Contract, trade.id)))


def test_the_maker_is_asked_to_write_it_into_the_contract(trade: Approved) -> None:
    allowed(trade)
    assert trade.turns("sample") == {("sample.write_allowance", trade.maker.organization_id)}


def test_an_amendment_that_takes_it_off_the_price_settles_it(trade: Approved) -> None:
    tasting, sample_id = allowed(trade)
    lower = with_allowance(trade.terms, ALLOWANCE)
    trade.amend(AmendmentKind.ALLOWANCE, price=lower.price, price_stack=lower.price_stack, allowance=lower.allowance)
    assert (tasting.state(sample_id), standing(trade)) == (SampleState.SETTLED, Standing.REMEDIED)
    assert trade.turns("sample") == set()
    assert trade.market.do(lambda: agreed_allowance(db.session.get_one(Contract, trade.id))) is None


def test_while_a_change_of_the_contract_waits_nobody_is_asked_to_write_it(trade: Approved) -> None:
    _tasting, sample_id = allowed(trade)
    lower = with_allowance(trade.terms, ALLOWANCE)
    parts = {"price": lower.price, "price_stack": lower.price_stack, "allowance": lower.allowance}
    amendment_id = trade.ask(trade.maker, AmendmentKind.ALLOWANCE, **parts)
    waiting = [trade.turns("sample")]
    page = trade.market.browser(trade.maker).get(f"/samples/{sample_id}").text
    trade.accept(amendment_id, trade.producer)
    waiting.append(trade.turns("sample"))
    trade.market.do(reject_amendment, amendment_id, REASON, seen=2, by=trade.facilitator, now=NOW)
    assert waiting == [set(), set()]
    assert f"/amendments/{amendment_id}" in page
    assert "Write it into the contract" not in page
    assert trade.turns("sample") == {("sample.write_allowance", trade.maker.organization_id)}


@pytest.mark.parametrize("how", ["refused", "taken back", "lapsed"])
def test_once_the_change_is_over_it_is_asked_for_again(trade: Approved, how: str) -> None:
    allowed(trade)
    amendment_id = trade.ask(trade.maker, claim_days=30)
    if how == "refused":
        trade.market.do(refuse_amendment, amendment_id, REASON, seen=1, by=trade.producer, now=NOW)
    elif how == "taken back":
        trade.market.do(withdraw_amendment, amendment_id, seen=1, by=trade.maker, now=NOW)
    else:
        trade.market.do(expire_amendment, amendment_id, now=NOW + ANSWER_WITHIN)
    assert trade.turns("sample") == {("sample.write_allowance", trade.maker.organization_id)}


def test_an_amendment_about_something_else_does_not(trade: Approved) -> None:
    tasting, sample_id = allowed(trade)
    trade.amend(tolerance=Decimal(2))
    assert (tasting.state(sample_id), standing(trade)) == (SampleState.ALLOWED, Standing.REMEDIED)


def test_the_amendment_opens_with_what_was_agreed(trade: Approved) -> None:
    _tasting, sample_id = allowed(trade)
    maker = trade.market.browser(trade.maker)
    assert f"/contracts/{trade.id}/amendments/new/allowance" in maker.get(f"/samples/{sample_id}").text
    page = maker.get(f"/contracts/{trade.id}/amendments/new/allowance").text
    assert 'value="150"' in page
    assert "Agreed by both sides after the rejected sample S-2026-" in page


def test_what_is_open_ends_with_its_contract(trade: Approved) -> None:
    tasting, sample_id = allowed(trade)

    def end() -> None:
        end_contract(db.session.get_one(Contract, trade.id), by=trade.maker, now=NOW)
        db.session.commit()

    trade.market.do(end)
    assert (trade.contract.state, tasting.state(sample_id)) == (ContractState.ENDED, SampleState.CANCELLED)
    assert trade.turns("sample") == set()
