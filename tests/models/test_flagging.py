"""A contract is flagged by what was approved before: how much goes through each side, and whether they ever traded."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from marketplace.domain.contracts.life import ContractState
from marketplace.domain.ids import ContractId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.contracts.flagging import A_YEAR, FEWEST_TO_COMPARE, flags_of
from marketplace.models.rows.contracts.contracts import Contract
from tests.market import NOW, Market

GROUP, MAKER = "contract.group_concentrated", "contract.maker_concentrated"


@dataclass
class Year:
    """Contracts of a group and a maker who trade much, and of two others who trade little."""

    market: Market
    big: tuple[Viewer, Viewer]
    small: tuple[Viewer, Viewer]

    def approved(self, sides: tuple[Viewer, Viewer], *, days_ago: int = 1) -> None:
        """Let a contract over 20 bags have been approved so many days ago."""
        contract_id = self.market.a_contract(*sides)
        at = NOW - timedelta(days=days_ago)
        self.market.do(_approve, contract_id, at=at)

    def flags(self, *sides: Viewer) -> dict[str, dict[str, object]]:
        """Say the facts of each flag of a new contract over 20 bags."""
        contract_id = ContractId(self.market.a_contract(*sides))

        def read() -> dict[str, dict[str, object]]:
            contract = db.session.get_one(Contract, contract_id)
            return {each.code: each.facts for each in flags_of([contract], NOW.date())[contract_id]}

        found: dict[str, dict[str, object]] = self.market.do(read)
        return found


def _approve(contract_id: int, *, at: Any) -> None:
    contract = db.session.get_one(Contract, contract_id)
    contract.state, contract.decided_at = ContractState.APPROVED, at
    db.session.commit()


@pytest.fixture
def year(market: Market) -> Year:
    first, second = ((market.a_producer(), market.a_maker()) for _ in range(2))
    found = Year(market, first, second)
    for _ in range(FEWEST_TO_COMPARE - 1):
        found.approved(found.big)
    return found


def test_shares_are_those_of_each_side_with_the_contract_itself(year: Year) -> None:
    year.approved(year.small)
    much, little = year.flags(*year.big), year.flags(*year.small)
    assert (much[GROUP]["share"], much[MAKER]["share"]) == (83, 83)
    assert not {GROUP, MAKER} & little.keys()


def test_a_side_is_judged_by_all_it_trades_whoever_the_other_is(year: Year) -> None:
    year.approved(year.small)
    found = year.flags(year.big[0], year.small[1])
    assert (found[GROUP]["share"], MAKER in found) == (83, False)


def test_too_few_contracts_say_nothing_of_shares(year: Year) -> None:
    assert not {GROUP, MAKER} & year.flags(*year.big).keys()


def test_what_was_approved_long_ago_no_longer_counts(year: Year) -> None:
    year.approved(year.small, days_ago=A_YEAR.days + 1)
    assert not {GROUP, MAKER} & year.flags(*year.big).keys()


def test_the_first_trade_of_two_sides_is_told_though_each_has_traded(year: Year) -> None:
    known, new = year.flags(*year.big), year.flags(year.big[0], year.small[1])
    assert ("contract.first_trade" in known, "contract.first_trade" in new) == (False, True)
