"""What the subjects of events are called: codes and names of lots, contracts and the rest, in one statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, SQLColumnExpression, String, cast, func, literal, null, select, union_all

from marketplace.domain.events import SubjectKind
from marketplace.models.base import db
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.bidding.tenders import Tender
from marketplace.models.rows.contracts.amendments import Amendment
from marketplace.models.rows.contracts.call_offs import CallOff, FrameSeason
from marketplace.models.rows.contracts.claims import Claim
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.samples import Sample
from marketplace.models.rows.contracts.settlements import Settlement
from marketplace.models.rows.contracts.shipments import Cargo, Shipment
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.money.bank_accounts import BankAccount
from marketplace.models.rows.money.books import Correction, Period
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.rows.money.payments import Payment, Refund
from marketplace.models.rows.money.payouts import Payout
from marketplace.models.rows.money.provider_news import ProviderNews
from marketplace.models.rows.money.strays import Placement, Stray
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.rounds.rounds import Allocation, Round
from marketplace.models.rows.traces.batches import Batch
from marketplace.models.rows.traces.deliveries import Delivery
from marketplace.models.rows.traces.farmers import Farmer
from marketplace.models.rows.traces.plots import Plot
from marketplace.models.rows.traces.statements import Pack, Statement
from marketplace.queries.events import Happening

Key = tuple[SubjectKind, int]


@dataclass(frozen=True, slots=True)
class Subject:
    """What an event is about: its number, its code where it has one, and its name."""

    kind: SubjectKind
    id: int
    code: str | None
    name: str


# A proposal has no code of its own: people know it by its lot.
_LOT_OF_ALLOCATION = select(Lot.code).where(Lot.id == Allocation.lot_id).correlate(Allocation).scalar_subquery()


def _contract_of(table: Any, contract_id: Any) -> SQLColumnExpression[Any]:  # noqa: ANN401 - any row of a contract's
    """Name what has no code of its own by its contract's."""
    return select(Contract.code).where(Contract.id == contract_id).correlate(table).scalar_subquery()


_CONTRACT_OF_CALL_OFF = (
    select(Contract.code)
    .join(FrameSeason, FrameSeason.contract_id == Contract.id)
    .where(FrameSeason.id == CallOff.season_id)
    .correlate(CallOff)
    .scalar_subquery()
)
_STRAY_OF_PLACEMENT = (
    select(Stray.remote_id).where(Stray.id == Placement.stray_id).correlate(Placement).scalar_subquery()
)
SOURCES: dict[SubjectKind, tuple[Any, SQLColumnExpression[Any], SQLColumnExpression[Any]]] = {
    SubjectKind.LOT: (Lot, Lot.code, Lot.code),
    SubjectKind.DEMAND: (Demand, Demand.code, Demand.title),
    SubjectKind.ALLOCATION: (Allocation, null(), _LOT_OF_ALLOCATION),
    SubjectKind.CONTRACT: (Contract, Contract.code, Contract.code),
    SubjectKind.FARMER: (Farmer, null(), Farmer.code),
    SubjectKind.PLOT: (Plot, null(), Plot.code),
    SubjectKind.PACK: (Pack, null(), _contract_of(Pack, Pack.contract_id)),
    SubjectKind.STATEMENT: (Statement, null(), Statement.reference_number),
    SubjectKind.ORGANIZATION: (Organization, Organization.code, Organization.name),
    SubjectKind.SAMPLE: (Sample, Sample.code, Sample.code),
    SubjectKind.ROUND: (Round, null(), Round.title),
    SubjectKind.BID: (Bid, Bid.code, Bid.code),
    SubjectKind.AMENDMENT: (Amendment, null(), _contract_of(Amendment, Amendment.contract_id)),
    SubjectKind.SHIPMENT: (Shipment, Shipment.code, Shipment.code),
    SubjectKind.CARGO: (Cargo, null(), _contract_of(Cargo, Cargo.contract_id)),
    SubjectKind.CLAIM: (Claim, null(), _contract_of(Claim, Claim.contract_id)),
    SubjectKind.INSTALMENT: (Instalment, null(), _contract_of(Instalment, Instalment.contract_id)),
    SubjectKind.PAYMENT: (Payment, null(), _contract_of(Payment, Payment.contract_id)),
    SubjectKind.REFUND: (Refund, null(), _contract_of(Refund, Refund.contract_id)),
    SubjectKind.SETTLEMENT: (Settlement, null(), _contract_of(Settlement, Settlement.contract_id)),
    SubjectKind.CALL_OFF: (CallOff, null(), _CONTRACT_OF_CALL_OFF),
    SubjectKind.TENDER: (Tender, Tender.code, Tender.code),
    SubjectKind.PAYOUT: (Payout, null(), func.concat("PO-", Payout.id)),
    SubjectKind.BANK_ACCOUNT: (
        BankAccount,
        null(),
        func.concat(BankAccount.bank, " …", func.right(BankAccount.cci, 4)),
    ),
    SubjectKind.PERIOD: (Period, null(), func.to_char(Period.month, "YYYY-MM")),
    SubjectKind.NEWS: (ProviderNews, null(), ProviderNews.kind),
    SubjectKind.STRAY: (Stray, null(), Stray.remote_id),
    SubjectKind.PLACEMENT: (Placement, null(), _STRAY_OF_PLACEMENT),
    SubjectKind.DELIVERY: (Delivery, null(), Delivery.code),
    SubjectKind.BATCH: (Batch, null(), Batch.code),
    SubjectKind.CORRECTION: (Correction, null(), cast(Correction.entry_id, String)),
}


def name_subjects(happenings: Iterable[Happening]) -> dict[Key, Subject]:
    """Name what events are about that the viewer may read; whoever reads an event may know its subject's name."""
    return name_keys((each.subject_kind, each.subject_id) for each in happenings)


def name_keys(keys: Iterable[Key]) -> dict[Key, Subject]:
    """Name subjects by kind and number; the caller has made sure that the viewer may know them."""
    wanted: dict[SubjectKind, set[int]] = {}
    for kind, number in keys:
        if kind in SOURCES:
            wanted.setdefault(kind, set()).add(number)
    if not wanted:
        return {}
    rows = db.session.execute(union_all(*(_named(kind, ids) for kind, ids in sorted(wanted.items()))))
    found = (Subject(SubjectKind(row.kind), row.id, row.code, row.name) for row in rows)
    return {(each.kind, each.id): each for each in found}


def _named(kind: SubjectKind, ids: set[int]) -> Select[Any]:
    table, code, name = SOURCES[kind]
    return select(
        literal(kind.value, String).label("kind"),
        table.id.label("id"),
        cast(code, String).label("code"),
        cast(name, String).label("name"),
    ).where(table.id.in_(ids))
