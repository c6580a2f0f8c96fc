"""The open bids of a market day: which take part in a round as they stand, and why the others stay away."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from marketplace.domain.accounts import VERIFICATION_MACHINE, VerificationPermit
from marketplace.domain.bids.life import BidState
from marketplace.domain.bids.ties import rivals_of, tie_faults
from marketplace.domain.bids.wishes import Held, Limit, RoundBid, Wish, held_by, limits_of, time_fault, wishes_of
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Reason, reason
from marketplace.domain.freight import FreightTable, landed_basis
from marketplace.domain.ids import BidId, DemandId, LotId
from marketplace.domain.mass import Mass
from marketplace.domain.money import UnitPrice
from marketplace.domain.prices import PriceKind
from marketplace.models.base import db
from marketplace.models.bids.allocations import offered_bids
from marketplace.models.bids.judging import sale_faults
from marketplace.models.lots.figures import freight_in_force, references_in_force
from marketplace.models.rows.bidding.bids import Bid

AGREED = (BidState.AGREED_IN_PART, BidState.ACCEPTED)
LABELS = (Bid.only_together_with, Bid.either_of, Bid.counted_with)


@dataclass(frozen=True, slots=True, kw_only=True)
class BidEntry:
    """An open bid before a round: what it is for, and why it stays away if it does."""

    id: BidId
    code: str
    lot_code: str
    maker: str
    maker_code: str
    destination: str
    bags: int
    volume: Mass
    price: UnitPrice
    is_provisional: bool
    package: str | None
    choice: str | None
    cap: Mass | None
    absence: Reason | None


@dataclass(frozen=True, slots=True)
class OpenBids:
    """All open bids of a day, the wishes made of those that take part, and what limits several of them."""

    entries: tuple[BidEntry, ...] = ()
    wishes: tuple[Wish, ...] = ()
    limits: tuple[Limit, ...] = ()

    @property
    def present(self) -> tuple[BidEntry, ...]:
        """The bids that take part."""
        return tuple(each for each in self.entries if each.absence is None)

    @property
    def absent(self) -> tuple[BidEntry, ...]:
        """The bids that stay away."""
        return tuple(each for each in self.entries if each.absence is not None)


def list_open_bids(lots: Iterable[LotId], sought: Mapping[DemandId, Mass], *, now: datetime) -> OpenBids:
    """List the open bids of a day; `lots` are those that take part, `sought` what each demand still seeks at most.

    Only what the maker wrote last binds it, so a bid that its group has countered waits outside, as does one that a
    round has offered to its group already.
    """
    rows = _rows()
    if not rows:
        return OpenBids()
    tied, freight = _tied(rows), freight_in_force(day_in_lima(now))
    offered = offered_bids({row.id for row in (*rows, *tied)})
    away = _away(rows, frozenset(lots), tied=tied, now=now) | _spoken_for(rows, tied, offered)
    found = {row.id: _round_bid(row, freight) for row in rows if row.id not in away}
    away |= {number: reason("round.bid_no_freight") for number, bid in found.items() if bid is None}
    broken = {row.only_together_with for row in rows if row.id in away and row.only_together_with}
    wishes, more = wishes_of((bid for bid in found.values() if bid is not None), broken=broken)
    entries = tuple(_entry(row, {**more, **away}.get(row.id)) for row in rows)
    return OpenBids(entries, tuple(wishes), limits_of(wishes, agreed=_agreed(tied, offered), sought=sought))


def _rows() -> Sequence[Bid]:
    query = select(Bid).where(Bid.state == BidState.OPEN).order_by(Bid.id)
    return db.session.scalars(query.options(joinedload(Bid.maker), joinedload(Bid.lot))).all()


def _tied(rows: Sequence[Bid]) -> Sequence[Bid]:
    """Find all bids that hang together with some, agreed and ended ones too."""
    named = [{value for row in rows if (value := getattr(row, label.key))} for label in LABELS]
    wanted = [label.in_(names) for label, names in zip(LABELS, named, strict=True) if names]
    return db.session.scalars(select(Bid).where(or_(*wanted))).all() if wanted else []


def _away(rows: Sequence[Bid], lots: frozenset[LotId], *, tied: Sequence[Bid], now: datetime) -> dict[BidId, Reason]:
    references = references_in_force(day_in_lima(now))
    away = {}
    for row in rows:
        faults = [_standing_fault(row, lots, now=now), *tie_faults(row, tied)]
        if not any(faults):
            faults += sale_faults(row.lot, row.newest, price=row.newest_worth.price, references=references)
        first = next((fault for fault in faults if fault), None)
        if first is not None:
            away[row.id] = first
    return away


def _spoken_for(rows: Sequence[Bid], tied: Sequence[Bid], offered: frozenset[BidId]) -> dict[BidId, Reason]:
    """Keep away what a round has offered already, and the rest of its choice: their groups are asked one at a time."""
    waiting = [each for each in tied if each.id in offered]
    rivals = {row.id: reason("round.bid_choice_offered") for row in rows if rivals_of(row, waiting)}
    return rivals | {row.id: reason("round.bid_offered") for row in rows if row.id in offered}


def _standing_fault(row: Bid, lots: frozenset[LotId], *, now: datetime) -> Reason | None:
    if row.written_by_id != row.maker_id:
        return reason("round.bid_countered")
    if not VERIFICATION_MACHINE.permits(row.maker.state, VerificationPermit.TRADE):
        return reason("round.organization_not_verified")
    if row.bag_weight != row.lot.bag_weight:
        return reason("round.bid_lot_changed", lot=row.lot.code)
    if row.lot_id not in lots:
        return reason("round.bid_lot_away", lot=row.lot.code)
    return time_fault(row.valid_until, now=now)


def _round_bid(row: Bid, freight: FreightTable) -> RoundBid | None:
    terms, price = row.newest, row.newest_worth.price
    meeting = _landed(row, price, freight)
    if meeting is None:
        return None
    return RoundBid(
        id=row.id,
        code=row.code,
        lot_id=row.lot_id,
        bags=row.bags,
        volume=row.volume,
        price=price,
        landed=meeting[0],
        asked=meeting[1],
        package=row.only_together_with,
        choice=row.either_of,
        counted_with=row.counted_with,
        cap=terms.most_kg_in_all,
        demand_id=row.demand_id,
    )


def _landed(row: Bid, price: UnitPrice, freight: FreightTable) -> tuple[Decimal, Decimal] | None:
    """Say the bid's price and the lot's own in USD/t at the maker's place; where no rate leads there, at one origin."""
    destination, asked = row.newest.destination, row.lot.price
    basis = landed_basis(destination)
    both = [freight.landed(each, destination, basis=basis, volume=row.volume) for each in (price, asked)]
    if both[0] is not None and both[1] is not None:
        return both[0], both[1]
    return (price.amount, asked.amount) if price.incoterm is asked.incoterm else None


def _agreed(tied: Sequence[Bid], offered: frozenset[BidId]) -> dict[str, Held]:
    """Say what bids counted with each other hold already, or will where their groups say yes to a round."""
    holding: dict[str, list[Bid]] = defaultdict(list)
    for row in tied:
        if row.counted_with and (row.state in AGREED or row.id in offered):
            holding[row.counted_with].append(row)
    return {label: held_by((row.counted, row.cap) for row in rows) for label, rows in holding.items()}


def _entry(row: Bid, absence: Reason | None) -> BidEntry:
    terms = row.newest
    return BidEntry(
        id=row.id,
        code=row.code,
        lot_code=row.lot.code,
        maker=row.maker.name,
        maker_code=row.maker.code,
        destination=terms.destination,
        bags=row.bags,
        volume=row.volume,
        price=row.newest_worth.price,
        is_provisional=terms.price_kind is PriceKind.DIFFERENTIAL,
        package=row.only_together_with,
        choice=row.either_of,
        cap=terms.most_kg_in_all,
        absence=absence,
    )
