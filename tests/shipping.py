"""A shipment and everybody around it: contracts of one or several groups and makers, and who moves it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from marketplace.domain.contracts.clauses import Side
from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.ids import CargoId, ContractId, ShipmentId
from marketplace.domain.shipments.containers import Carriage
from marketplace.domain.shipments.days import Days
from marketplace.domain.shipments.life import Moved, ShipmentState, ShipmentStep, ShipmentTerms
from marketplace.domain.shipments.papers import PaperFacts, PaperKind, PaperState
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.shipments import Cargo, Shipment, ShippingPaper
from marketplace.models.rows.record.turns import Turn
from marketplace.services.shipments.moving import move_shipment
from marketplace.services.shipments.papers import Upload, upload_paper
from marketplace.services.shipments.planning import Choice, plan_shipment
from tests.market import NOW, Market

TODAY = NOW.date()
DAYS = Days(TODAY, TODAY + timedelta(days=3), TODAY + timedelta(days=40))


def some_shipment(**changes: Any) -> ShipmentTerms:
    """Say of a shipment everything that must be known before it leaves."""
    usual: dict[str, Any] = {
        "carriage": Carriage.CONTAINER_20,
        "collection_point": "Callao",
        "destination": "FR",
        "port_from": "Callao",
        "port_to": "Le Havre",
        "carrier": "MSC",
        "vessel": "MSC Ana",
        "voyage": "26W",
        "container_number": "CSQU3054383",
        "seal": "PE123456",
    }
    return ShipmentTerms(**(usual | changes))


@dataclass
class Aboard:
    """A shipment with contracts of one group, each of its own maker, and the facilitator who organizes it."""

    market: Market
    producer: Viewer
    makers: list[Viewer]
    facilitator: Viewer
    contracts: list[ContractId]
    id: ShipmentId

    @classmethod
    def in_market(cls, market: Market, *, count: int = 1, by: str = "facilitator", **terms: Any) -> "Aboard":
        """Approve contracts that need no sample, and plan their shipment."""
        producer, facilitator = market.a_producer(), market.a_facilitator()
        makers = [market.a_maker() for _number in range(count)]
        usual = {"sample_basis": "none"} | terms
        contracts = [
            ContractId(market.an_approved_contract(producer, maker, facilitator=facilitator, **usual))
            for maker in makers
        ]
        organizer = facilitator if by == "facilitator" else producer
        chosen = [Choice(each) for each in contracts]
        number = market.do(plan_shipment, some_shipment(), DAYS, chosen=chosen, by=organizer, now=NOW)
        return cls(market, producer, makers, facilitator, contracts, number)

    @property
    def row(self) -> Shipment:
        """The shipment as it is now."""
        return self.market.do(lambda: db.session.get_one(Shipment, self.id))

    @property
    def state(self) -> ShipmentState:
        """Where it stands."""
        return self.row.state

    @property
    def cargo_ids(self) -> list[CargoId]:
        """What is aboard."""
        query = select(Cargo.id).where(Cargo.shipment_id == self.id, Cargo.dropped_at.is_(None)).order_by(Cargo.id)
        return list(self.market.do(lambda: db.session.scalars(query).all()))

    def milestones(self) -> list[Milestone | None]:
        """How far each contract has come."""
        return [
            self.market.do(lambda each=each: db.session.get_one(Contract, each)).milestone for each in self.contracts
        ]

    def move(self, step: ShipmentStep, *, by: Viewer | None = None, day: date = TODAY, now: datetime = NOW) -> None:
        """Take a step with it."""
        seen = self.row.version
        self.market.do(move_shipment, self.id, Moved(step, day), seen=seen, by=by or self.facilitator, now=now)

    def bring_papers(self) -> None:
        """Let the group bring every paper that it owes, by number."""
        for cargo_id in self.cargo_ids:
            for kind in self.papers(cargo_id, Side.PRODUCER):
                upload = Upload(kind, PaperFacts(f"{kind.value}-1", TODAY))
                self.market.do(upload_paper, cargo_id, upload, by=self.producer, now=NOW)

    def papers(self, cargo_id: CargoId, side: Side, *states: PaperState) -> list[PaperKind]:
        """List the papers of a side that are in these states, or in any."""
        query = select(ShippingPaper.kind).where(ShippingPaper.cargo_id == cargo_id, ShippingPaper.side == side)
        query = query.where(ShippingPaper.state.in_(states)) if states else query
        return list(self.market.do(lambda: db.session.scalars(query.order_by(ShippingPaper.id)).all()))

    def arrive(self) -> None:
        """Bring it to its destination."""
        self.move(ShipmentStep.LOAD)
        self.move(ShipmentStep.SHIP)
        self.bring_papers()
        self.move(ShipmentStep.SEND_DOCUMENTS)
        self.move(ShipmentStep.ARRIVE)

    def turns(self, *kinds: str) -> set[tuple[str, int | None]]:
        """Say which tasks of these kinds wait for which organization."""
        rows = self.market.do(lambda: db.session.query(Turn).all())
        return {(row.task, row.organization_id) for row in rows if row.task.partition(".")[0] in kinds}


def a_shipment(market: Market, producer: Viewer, *, maker: Viewer) -> int:
    """Let the group plan a shipment of a contract with this maker."""
    contract_id = ContractId(market.an_approved_contract(producer, maker, sample_basis="none"))
    chosen = [Choice(contract_id)]
    return market.do(plan_shipment, some_shipment(), DAYS, chosen=chosen, by=producer, now=NOW)


def a_cargo(market: Market, producer: Viewer, *, maker: Viewer) -> int:
    """Plan one, and return what it carries."""
    number = a_shipment(market, producer, maker=maker)
    return market.do(lambda: db.session.scalars(select(Cargo.id).where(Cargo.shipment_id == number)).one())
