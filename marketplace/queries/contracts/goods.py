"""The goods that a page is about: a contract's, or those of one call-off of its frame."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from marketplace.domain.contracts.frames import GONE, Quarter
from marketplace.domain.contracts.goods import CalledBags, Goods
from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import NotFound
from marketplace.domain.ids import CallOffId
from marketplace.domain.mass import Mass
from marketplace.domain.money import Money
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.call_offs import CallOff, FrameSeason
from marketplace.queries.contracts.pages import ContractPage


@dataclass(frozen=True, slots=True)
class GoodsPage:
    """The goods, with the terms under which they were sold, what they come to, and since when they are there."""

    contract: ContractPage
    terms: ContractTerms
    volume: Mass
    total: Money
    arrived_on: date | None
    call_off_id: CallOffId | None = None
    quarter: Quarter | None = None

    @property
    def key(self) -> Goods:
        """What use cases know them by."""
        return CalledBags(self.call_off_id) if self.call_off_id else self.contract.line.id

    @property
    def name(self) -> str:
        """What people call them: the contract's code, with the quarter of called bags."""
        code = self.contract.line.code
        return f"{code} {self.quarter}" if self.quarter else code

    @property
    def has_arrived(self) -> bool:
        """Whether they are there."""
        if self.call_off_id:
            return self.arrived_on is not None
        return self.contract.line.milestone in (Milestone.ARRIVED, Milestone.CLOSED)

    def is_side(self, viewer: Viewer) -> bool:
        """Say whether the viewer speaks for one of the two sides."""
        return viewer.organization_id in (self.contract.producer_id, self.contract.maker_id) and viewer.may_write


def goods_of(contract: ContractPage, call_off_id: CallOffId | None = None) -> GoodsPage:
    """Describe the goods of a contract that the caller may see; raises `NotFound` for bags that have not left."""
    if call_off_id is None:
        days = [each.day for each in contract.marks.milestones if each.milestone is Milestone.ARRIVED]
        terms, total = contract.terms, contract.line.total
        return GoodsPage(contract, terms, terms.volume, total, days[0] if days else None)
    query = select(CallOff).join(FrameSeason, FrameSeason.id == CallOff.season_id)
    query = query.where(CallOff.id == call_off_id, FrameSeason.contract_id == contract.line.id)
    row = db.session.scalar(query)
    if row is None or row.state not in GONE:
        raise NotFound("call_off.unknown")
    terms = row.terms
    volume = terms.bag_weight * (row.bags or 0)
    return GoodsPage(contract, terms, volume, terms.price * volume, row.arrived_on, row.id, row.quarter)
