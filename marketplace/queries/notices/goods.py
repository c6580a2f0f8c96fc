"""What a letter is about, said so that it is understood without opening it: the lot, how much of it, the other side."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, String, and_, cast, literal, null, select, union_all
from sqlalchemy import false as sql_false
from sqlalchemy.orm import join

from marketplace.domain.bids.life import BidState
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import OrganizationId
from marketplace.models.accounts.sides import MakerSide, ProducerSide
from marketplace.models.base import db
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.bidding.tenders import Tender
from marketplace.models.rows.contracts.amendments import Amendment
from marketplace.models.rows.contracts.call_offs import CallOff, FrameSeason
from marketplace.models.rows.contracts.claims import Claim
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.samples import Sample
from marketplace.models.rows.contracts.settlements import Settlement
from marketplace.models.rows.contracts.shipments import Cargo
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.rows.rounds.rounds import Allocation

Key = tuple[SubjectKind, int]
UNDER_CONTRACT: dict[SubjectKind, Any] = {
    SubjectKind.AMENDMENT: Amendment,
    SubjectKind.CLAIM: Claim,
    SubjectKind.SETTLEMENT: Settlement,
    SubjectKind.INSTALMENT: Instalment,
    SubjectKind.CARGO: Cargo,
}
OWN: dict[SubjectKind, Any] = {
    SubjectKind.CONTRACT: Contract,
    SubjectKind.BID: Bid,
    SubjectKind.ALLOCATION: Allocation,
    SubjectKind.SAMPLE: Sample,
    SubjectKind.TENDER: Tender,
}
HIDES_MAKER = and_(Bid.is_anonymous, Bid.state != BidState.ACCEPTED)
HIDDEN: dict[SubjectKind, ColumnElement[bool]] = {
    SubjectKind.BID: HIDES_MAKER,
    SubjectKind.ALLOCATION: select(Bid.id)
    .where(Bid.id == Allocation.bid_id, HIDES_MAKER)
    .correlate(Allocation)
    .exists(),
}
"""Where a maker may not be named yet."""
NONE = cast(null(), Integer)


@dataclass(frozen=True, slots=True)
class Goods:
    """Bags or grams of a lot between two sides; a maker who is not named yet is None."""

    lot: str
    bags: int | None
    grams: int | None
    producer_id: OrganizationId
    producer: str
    maker_id: OrganizationId | None
    maker: str | None

    def others(self, reader_id: int) -> tuple[str, ...]:
        """Name whom the reader deals with: the other side, to a facilitator both."""
        sides = ((self.producer_id, self.producer), (self.maker_id, self.maker))
        return tuple(name for number, name in sides if name is not None and number != reader_id)


def goods_of(keys: Iterable[Key]) -> dict[Key, Goods]:
    """Find what subjects are about, in one statement; the caller has made sure that the reader is a party."""
    wanted: dict[SubjectKind, set[int]] = {}
    for kind, number in keys:
        wanted.setdefault(kind, set()).add(number)
    queries = [query for kind, ids in sorted(wanted.items()) if (query := _goods(kind, ids)) is not None]
    if not queries:
        return {}
    return {(SubjectKind(row.kind), row.id): _read(row) for row in db.session.execute(union_all(*queries))}


def _read(row: Any) -> Goods:  # noqa: ANN401 - a result row
    maker = (None, None) if row.hides_maker else (row.maker_id, row.maker)
    return Goods(row.lot, row.bags, row.grams, row.producer_id, row.producer, *maker)


def _goods(kind: SubjectKind, ids: set[int]) -> Select[Any] | None:
    if kind in OWN:
        return _named(kind, OWN[kind], OWN[kind], way=join(OWN[kind], Lot, Lot.id == OWN[kind].lot_id)).where(
            OWN[kind].id.in_(ids)
        )
    if kind in UNDER_CONTRACT:
        table = UNDER_CONTRACT[kind]
        way = join(table, Contract, table.contract_id == Contract.id)
    elif kind is SubjectKind.CALL_OFF:
        table = CallOff
        way = join(CallOff, FrameSeason, CallOff.season_id == FrameSeason.id)
        way = way.join(Contract, FrameSeason.contract_id == Contract.id)
    else:
        return None
    return _named(kind, table, Contract, way=way.join(Lot, Lot.id == Contract.lot_id)).where(table.id.in_(ids))


def _named(kind: SubjectKind, table: Any, terms: Any, *, way: Any) -> Select[Any]:  # noqa: ANN401 - classes of rows
    """Select the lot and the sides for a subject, from the row that has them; a tender names no maker."""
    return (
        select(
            literal(kind.value, String).label("kind"),
            table.id.label("id"),
            Lot.code.label("lot"),
            getattr(table if table is CallOff else terms, "bags", NONE).label("bags"),
            getattr(terms, "grams", NONE).label("grams"),
            ProducerSide.id.label("producer_id"),
            ProducerSide.name.label("producer"),
            MakerSide.id.label("maker_id"),
            MakerSide.name.label("maker"),
            HIDDEN.get(kind, sql_false()).label("hides_maker"),
        )
        .select_from(way)
        .join(ProducerSide, ProducerSide.id == terms.producer_id)
        .outerjoin(MakerSide, MakerSide.id == getattr(terms, "maker_id", NONE))
    )
