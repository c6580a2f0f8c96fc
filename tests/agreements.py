"""A contract and everybody around it, at each stage of its life."""

from dataclasses import dataclass, replace
from typing import Any

from marketplace.domain.contracts.life import ContractState
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.ids import ContractId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.lots import Lot
from tests import signing
from tests.market import Market


@dataclass(frozen=True)
class Agreed:
    """A contract between two sides, and the facilitator who judges it."""

    market: Market
    id: ContractId
    producer: Viewer
    maker: Viewer
    facilitator: Viewer

    @property
    def row(self) -> Contract:
        """Read the contract."""
        return self.market.do(lambda: db.session.get_one(Contract, self.id))

    @property
    def state(self) -> ContractState:
        """Read where it stands."""
        return self.row.state

    @property
    def seen(self) -> int:
        """The version that a page opened now would carry."""
        return self.row.version

    @property
    def reserved(self) -> int:
        """Count the bags that its lot has promised."""
        return self.market.do(
            lambda: db.session.get_one(Lot, db.session.get_one(Contract, self.id).lot_id).reserved_bags
        )

    def terms(self, **changes: Any) -> ContractTerms:
        """Give the present terms, with some changed."""
        return replace(ContractTerms.from_json(self.row.terms), **changes)

    def name_of(self, side: Viewer) -> str:
        """Let a side have a password, and return the person's name."""
        return self.market.do(signing.choose_password, side)


def drafted(market: Market, *, bags: int = 20) -> Agreed:
    """Make a contract that nobody has signed, as it was drafted."""
    producer, maker, facilitator = market.a_producer(), market.a_maker(), market.a_facilitator()
    return Agreed(market, ContractId(market.a_contract(producer, maker, bags=bags)), producer, maker, facilitator)


def settled(market: Market, **terms: Any) -> Agreed:
    """Make a contract that both sides may sign."""
    found = drafted(market)

    def put() -> None:
        signing.settle(db.session.get_one(Contract, found.id), found.row.drafted_at, **terms)
        db.session.commit()

    market.do(put)
    return found


def signed(market: Market, *, bags: int = 20, **terms: Any) -> Agreed:
    """Make a contract that both sides signed."""
    producer, maker, facilitator = market.a_producer(), market.a_maker(), market.a_facilitator()
    contract_id = ContractId(market.a_signed_contract(producer, maker, bags=bags, **terms))
    return Agreed(market, contract_id, producer, maker, facilitator)


def approved(market: Market, **terms: Any) -> Agreed:
    """Make a contract that a facilitator approved."""
    producer, maker, facilitator = market.a_producer(), market.a_maker(), market.a_facilitator()
    contract_id = ContractId(market.an_approved_contract(producer, maker, facilitator=facilitator, **terms))
    return Agreed(market, contract_id, producer, maker, facilitator)
