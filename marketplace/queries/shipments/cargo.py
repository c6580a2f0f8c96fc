"""Reads what a shipment carries of one contract: papers, weights, shares of costs, and what it comes to landed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from marketplace.domain.acts import Act, may
from marketplace.domain.contracts.carrying import CarryLine, Stay, carry_lines
from marketplace.domain.contracts.clauses import Side
from marketplace.domain.contracts.milestones import claims_until
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.fees import fees_of
from marketplace.domain.freight import FreightTable
from marketplace.domain.mass import Mass
from marketplace.domain.money import Money
from marketplace.domain.shipments.arrivals import Arrival, Loaded
from marketplace.domain.shipments.freight import CostTerms, borne_by, split_by_weight
from marketplace.domain.shipments.landed import LandedCost, Spent, landed_cost
from marketplace.domain.shipments.life import SHIPMENT_MACHINE, ShipmentPermit, ShipmentState
from marketplace.domain.shipments.papers import PAPER_MACHINE, PaperState, PaperStep, answer_by, due_on
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.rows.contracts.shipments import Cargo, Shipment, ShippingPaper
from marketplace.queries.files import FileLine
from marketplace.queries.shipments.sheets import CargoSheet, PaperSheet, Share

ON_LAND = (ShipmentState.ARRIVED, ShipmentState.CLOSED)


@dataclass(frozen=True, slots=True)
class Named:
    """A cargo with what its lot and its sides are called."""

    row: Cargo
    lot_code: str
    is_fictional: bool
    producer: str
    maker: str


@dataclass(frozen=True, slots=True)
class Around:
    """What one cargo's sheet needs of its shipment: all weights in order, the costs, the freight of the day, today."""

    shipment: Shipment
    weights: Sequence[Mass]
    costs: Sequence[CostTerms]
    freight: FreightTable
    today: date


def weight_of(row: Cargo) -> Mass:
    """Give the weight by which costs are shared: as loaded, before that as contracted."""
    return row.loaded_weight or row.volume


def cargo_sheet(named: Named, around: Around, *, place: int, viewer: Viewer) -> CargoSheet:
    """Put together what the viewer sees of the cargo at `place` aboard."""
    row, contract = named.row, named.row.contract
    terms = ContractTerms.from_json(contract.terms)
    side = Side.PRODUCER if viewer.organization_id == contract.producer_id else None
    side = Side.MAKER if viewer.organization_id == contract.maker_id else side
    shares = tuple(_shares(around, terms, place))
    sees_landed = side is Side.MAKER or viewer.role is Role.FACILITATOR
    return CargoSheet(
        id=row.id,
        version=row.version,
        contract_id=contract.id,
        call_off_id=row.call_off_id,
        code=contract.code,
        milestone=contract.milestone,
        lot_code=named.lot_code,
        is_fictional=named.is_fictional,
        producer=named.producer,
        maker=named.maker,
        terms=terms,
        bags=row.bags,
        volume=row.volume,
        loaded=Loaded(row.loaded_weight, row.gross_weight) if row.loaded_weight and row.gross_weight else None,
        arrival=_arrival(row),
        taken_over_on=row.taken_over_on,
        papers=tuple(_paper(each, around.shipment, side=side, viewer=viewer) for each in row.papers),
        shares=shares,
        side=side,
        may_tend=may(viewer, Act.TEND_CARGO, contract.stake),
        claim_until=_claim_until(around.shipment, terms),
        landed=_landed(row, around, terms, shares=shares) if sees_landed else None,
    )


def _arrival(row: Cargo) -> Arrival | None:
    if row.arrived_weight is None:
        return None
    return Arrival(row.arrived_weight, row.arrived_bags or 0, row.arrived_moisture, row.arrival_note)


def _claim_until(shipment: Shipment, terms: ContractTerms) -> date | None:
    return claims_until(shipment.arrive_on, terms.claim_days) if shipment.state in ON_LAND else None


def _shares(around: Around, terms: ContractTerms, place: int) -> list[Share]:
    return [
        Share(cost, split_by_weight(cost.money, around.weights)[place], borne_by(cost.kind, terms.price.incoterm))
        for cost in around.costs
    ]


def _landed(row: Cargo, around: Around, terms: ContractTerms, *, shares: Sequence[Share]) -> LandedCost:
    """Estimate what the maker pays in all; costs in another currency than the price's are left out."""
    price = terms.price * row.volume
    percent = terms.platform_fee_percent
    rate = around.freight.rate(terms.price.incoterm, terms.destination, volume=row.volume)
    currency = price.currency
    spent = Spent(
        price=price,
        fee=fees_of(price, percent).maker_fee if percent else None,
        shares=tuple(each.money for each in shares if each.side is Side.MAKER and each.money.currency is currency),
        table_freight=None if rate is None else Money(rate, currency).times(row.volume.tonnes),
    )
    return landed_cost(spent, _carry(row, around, terms), volume=row.volume)


def _carry(row: Cargo, around: Around, terms: ContractTerms) -> list[CarryLine]:
    if around.shipment.state not in ON_LAND:
        return []
    until = row.taken_over_on or around.today
    return carry_lines(terms, Stay(around.shipment.arrive_on, until, row.arrived_weight or row.volume))


def _paper(row: ShippingPaper, shipment: Shipment, *, side: Side | None, viewer: Viewer) -> PaperSheet:
    file = row.file
    is_open = SHIPMENT_MACHINE.permits(shipment.state, ShipmentPermit.HANDLE_PAPERS) and viewer.may_write
    return PaperSheet(
        rule=row.rule,
        state=row.state,
        number=row.number,
        issued_on=row.issued_on,
        file=FileLine(file.id, file.name, file.kind, file.size, file.width, file.height) if file else None,
        uploaded_at=row.uploaded_at,
        uploaded_by=row.uploaded_by.name if row.uploaded_by else None,
        note=row.note,
        decided_at=row.decided_at,
        due_on=due_on(row.due, shipment.days),
        answer_by=answer_by(row.uploaded_at) if row.uploaded_at and row.state is PaperState.UPLOADED else None,
        steps=_paper_steps(row, side, viewer) if is_open else (),
    )


def _paper_steps(row: ShippingPaper, side: Side | None, viewer: Viewer) -> tuple[PaperStep, ...]:
    """List what the viewer may do: bring one's own papers, answer the other side's; facilitators bring any."""
    steps = set(PAPER_MACHINE.steps(row.state, viewer.role))
    is_own = side is row.side
    if not is_own and viewer.role is not Role.FACILITATOR:
        steps.discard(PaperStep.UPLOAD)
    if is_own:
        steps -= {PaperStep.ACCEPT, PaperStep.REFUSE}
    return tuple(step for step in PaperStep if step in steps)
