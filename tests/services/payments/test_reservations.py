"""A reservation costs its share: paid at once, it stays with the group when either side lets the bags go."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.contracts.life import ContractState
from marketplace.domain.viewers import Viewer
from marketplace.services.contracts.ending import ask_to_end
from tests.market import NOW
from tests.paying import Till, a_till

REASON = "We cannot use them this year after all."
UNTIL = NOW.date() + timedelta(days=120)
SHARE: dict[str, Any] = {
    "reserved_until": UNTIL,
    "reservation_percent": Decimal(15),
    "deposit_percent": Decimal(15),
}


@pytest.fixture
def reserved(till: Till) -> Till:
    """A contract on reserved bags of which the share was paid."""
    found = a_till(till.market, till.config, till.standin, **SHARE)
    found.by_card()
    return found


def let_go(till: Till, by: Viewer, *, on: date) -> ContractState:
    now = NOW + (on - NOW.date())
    till.market.do(ask_to_end, till.agreed.id, REASON, seen=till.agreed.seen, by=by, now=now)
    return till.agreed.state


def test_a_maker_lets_its_reservation_go_alone_and_the_share_stays_with_the_group(reserved: Till) -> None:
    assert let_go(reserved, reserved.agreed.maker, on=UNTIL) is ContractState.ENDED
    assert (reserved.refunds(), reserved.agreed.reserved) == ([], 0)


def test_a_group_lets_it_go_alone_only_once_its_last_day_is_over(reserved: Till) -> None:
    assert let_go(reserved, reserved.agreed.producer, on=UNTIL) is ContractState.APPROVED
    other = a_till(reserved.market, reserved.config, reserved.standin, **SHARE)
    assert let_go(other, other.agreed.producer, on=UNTIL + timedelta(days=1)) is ContractState.ENDED


def test_without_a_reservation_the_other_side_is_asked(till: Till) -> None:
    assert let_go(till, till.agreed.maker, on=UNTIL) is ContractState.APPROVED
