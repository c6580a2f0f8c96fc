"""What nobody signed in time gives its bags back, whenever a worker comes by."""

from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.domain.contracts.life import SIGNING_TIME, ContractState
from marketplace.jobs.contracts import sweep
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
