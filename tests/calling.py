"""The called bags of a frame on their way: called, confirmed, shipped, arrived, weighed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from marketplace.domain.contracts.goods import CalledBags
from marketplace.domain.contracts.settlement import Weighing
from marketplace.domain.ids import CallOffId
from marketplace.domain.mass import Mass
from marketplace.models.base import db
from marketplace.models.cargo.carrying import settlement_of
from marketplace.models.rows.contracts.call_offs import CallOff, FrameSeason
from marketplace.services.call_offs import call_bags, confirm_call, report_called, ship_call
from marketplace.services.settlements import agree_weight, state_weight
from tests.approved import Approved

CALLED_ON = datetime(2027, 1, 10, 15, tzinfo=UTC)
ARRIVED_ON = CALLED_ON + timedelta(days=40)


@dataclass
class Called:
    """One quarter of a frame that is approved and needs no sample."""

    deal: Approved
    place: int = 0
    season: int = 1

    @property
    def row(self) -> CallOff:
        """The quarter as it is now."""
        query = select(CallOff).join(FrameSeason)
        query = query.where(FrameSeason.contract_id == self.deal.id, FrameSeason.number == self.season)
        query = query.order_by(CallOff.year, CallOff.quarter_number).offset(self.place).limit(1)
        return self.deal.market.do(lambda: db.session.scalars(query).one())

    @property
    def id(self) -> CallOffId:
        """Its number."""
        return self.row.id

    @property
    def goods(self) -> CalledBags:
        """What use cases know its bags by."""
        return CalledBags(self.id)

    def call(self, bags: int = 10, *, now: datetime = CALLED_ON) -> "Called":
        """Call bags and confirm the day of their shipment."""
        do, row = self.deal.market.do, self.row
        do(call_bags, row.id, bags, seen=row.version, by=self.deal.maker, now=now)
        do(confirm_call, row.id, now.date(), seen=self.row.version, by=self.deal.producer, now=now)
        return self

    def ship(self, *, now: datetime = CALLED_ON) -> "Called":
        """Let them leave."""
        row = self.row
        self.deal.market.do(ship_call, row.id, now.date(), seen=row.version, by=self.deal.producer, now=now)
        return self

    def arrive(self, *, now: datetime = ARRIVED_ON) -> "Called":
        """Report that they arrived."""
        row = self.row
        self.deal.market.do(report_called, row.id, now.date(), seen=row.version, by=self.deal.maker, now=now)
        return self

    def arrived(self, bags: int = 10) -> CallOffId:
        """Take them all the way to their arrival."""
        return self.call(bags).ship().arrive().id

    def settle(self, kilograms: str, *, now: datetime = ARRIVED_ON) -> None:
        """Let both sides agree to a final weight."""
        do, deal, goods = self.deal.market.do, self.deal, self.goods
        weighing = Weighing(Mass(Decimal(kilograms)), now.date(), None)
        do(state_weight, goods, weighing, seen=None, by=deal.maker, now=now)
        do(agree_weight, goods, seen=1, by=deal.producer, now=now)

    def amount(self) -> Decimal | None:
        """What its settlement comes to."""
        found = self.deal.market.do(lambda: settlement_of(self.deal.id, self.id))
        return found.amount if found else None
