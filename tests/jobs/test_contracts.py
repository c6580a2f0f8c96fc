"""What nobody signed in time gives its bags back, whenever a worker comes by."""

from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.domain.contracts.life import SIGNING_TIME, ContractState
from marketplace.domain.lots import ReservationKind
from marketplace.jobs.contracts import sweep
from marketplace.models.base import db
from marketplace.models.lots.ledger import COLUMNS
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.lots import Reservation
from tests import agreements
from tests.market import NOW, Market


@pytest.mark.parametrize(
    ("passed", "state", "reserved"),
    [
        (SIGNING_TIME - timedelta(minutes=1), ContractState.SIGNING, 20),
        (SIGNING_TIME, ContractState.EXPIRED, 0),
        (SIGNING_TIME + timedelta(days=90), ContractState.EXPIRED, 0),
    ],
)
def test_a_sweep_lets_go_what_was_not_signed_in_time(
    market: Market, monkeypatch: pytest.MonkeyPatch, *, passed: timedelta, state: ContractState, reserved: int
) -> None:
    agreed = agreements.drafted(market)
    monkeypatch.setattr(clock, "now", lambda: NOW + passed)
    market.do(sweep, timestamp=0)
    assert (agreed.state, agreed.reserved) == (state, reserved)


def test_a_sweep_leaves_what_was_signed_alone(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    agreed = agreements.signed(market)
    monkeypatch.setattr(clock, "now", lambda: NOW + SIGNING_TIME * 2)
    market.do(sweep, timestamp=0)
    assert (agreed.state, agreed.reserved) == (ContractState.IN_REVIEW, 20)


def test_a_contract_that_cannot_be_let_go_does_not_keep_the_others(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = agreements.drafted(market), agreements.drafted(market)
    market.do(give_back_by_hand, broken)
    monkeypatch.setattr(clock, "now", lambda: NOW + SIGNING_TIME)
    market.do(sweep, timestamp=0)
    assert (broken.state, sound.state, sound.reserved) == (ContractState.SIGNING, ContractState.EXPIRED, 0)


def give_back_by_hand(agreed: agreements.Agreed) -> None:
    """Write the line that the expiry would write, so that the ledger refuses it."""
    source = db.session.get_one(Contract, agreed.id).source
    named = {COLUMNS[source.SUBJECT]: source.id}
    kind = ReservationKind.RELEASED
    db.session.add(Reservation(lot_id=source.lot_id, kind=kind, bags=-source.bags, at=NOW, **named))
    db.session.commit()
