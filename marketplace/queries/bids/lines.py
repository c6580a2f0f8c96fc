"""Bids in lists: whose turn it is first, then the nearest deadline."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from marketplace.domain.bids.life import BID_MACHINE, BidKind, BidPermit, BidState
from marketplace.domain.bids.terms import BidTerms
from marketplace.domain.bids.worth import Worth
from marketplace.domain.ids import BidId, LotId
from marketplace.domain.mass import Mass
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.accounts.sides import MakerSide, ProducerSide
from marketplace.models.base import db
from marketplace.models.bids.steps import STANDING, seen_by
from marketplace.models.lots.facts import decimals
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.market.lots import Lot
from marketplace.queries.counting import remembered_count

PER_PAGE = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class BidLine:
    """One bid in a list; the maker's name is None where the viewer may not know it yet."""

    id: BidId
    code: str
    kind: BidKind
    state: BidState
    lot_id: LotId
    lot_code: str
    producer_name: str
    maker_name: str | None
    maker_country: str
    side: Role | None
    terms: BidTerms
    worth: Worth
    volume: Mass
    number: int
    written_by: Role
    valid_until: datetime
    closed_at: datetime | None
    placed_at: datetime
    is_fictional: bool
    profile: dict[str, Decimal]

    @property
    def is_open(self) -> bool:
        """Whether somebody is asked for an answer."""
        return BID_MACHINE.permits(self.state, BidPermit.ANSWER)

    @property
    def asked(self) -> Role:
        """Which side is asked: the one that did not write the newest version."""
        return Role.MAKER if self.written_by is Role.PRODUCER else Role.PRODUCER

    @property
    def is_your_turn(self) -> bool:
        """Whether the viewer's side is asked."""
        return self.is_open and self.side is self.asked

    @property
    def fob_net(self) -> Decimal | None:
        """What stays with the group, USD/t FOB."""
        return self.worth.fob_net


def list_bids(viewer: Viewer, *, is_open: bool, page: int = 1) -> list[BidLine]:
    """List the viewer's bids: open ones by turn and deadline, others newest first."""
    order: list[Any] = [Bid.id.desc()]
    if is_open:
        waits = case((Bid.written_by_id == viewer.organization_id, 1), else_=0)
        order = [*(() if viewer.role is Role.FACILITATOR else (waits,)), Bid.valid_until, Bid.id]
    chosen = select(Bid.id).where(seen_by(viewer), _of(is_open=is_open)).order_by(*order)
    of_page = chosen.limit(PER_PAGE).offset(PER_PAGE * (page - 1)).scalar_subquery()
    rows = db.session.execute(lines(viewer).where(Bid.id.in_(of_page)).order_by(*order))
    return [line_of(row, viewer) for row in rows]


def count_bids(viewer: Viewer, *, is_open: bool) -> int:
    """Count the viewer's bids; long counts are remembered for a minute."""
    query = select(func.count()).select_from(Bid).where(seen_by(viewer))
    query = query.where(_of(is_open=is_open))
    key = ("bids", viewer.role, viewer.organization_id, is_open)
    return remembered_count(key, lambda: db.session.scalar(query) or 0)


def _of(*, is_open: bool) -> ColumnElement[bool]:
    return Bid.state.in_(sorted(STANDING)) if is_open else Bid.state.not_in(sorted(STANDING))


def lines(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    """Select bids that the viewer may see, with what a line needs of their lots and sides."""
    return (
        select(
            Bid,
            Lot.code.label("lot_code"),
            Lot.is_fictional.label("is_fictional"),
            Lot.profile.label("profile"),
            ProducerSide.name.label("producer_name"),
            MakerSide.name.label("maker_name"),
            MakerSide.country.label("maker_country"),
        )
        .join(Lot, Lot.id == Bid.lot_id)
        .join(ProducerSide, ProducerSide.id == Bid.producer_id)
        .join(MakerSide, MakerSide.id == Bid.maker_id)
        .where(seen_by(viewer))
    )


def line_of(row: Any, viewer: Viewer) -> BidLine:  # noqa: ANN401 - a row of `lines`
    """Say one bid as a line; who the maker is stays untold to its group while the maker wants it so."""
    bid: Bid = row.Bid
    sides = {bid.producer_id: Role.PRODUCER, bid.maker_id: Role.MAKER}
    side = None if viewer.role is Role.FACILITATOR else sides.get(viewer.organization_id or bid.producer_id)
    return BidLine(
        id=bid.id,
        code=bid.code,
        kind=bid.kind,
        state=bid.state,
        lot_id=bid.lot_id,
        lot_code=row.lot_code,
        producer_name=row.producer_name,
        maker_name=None if bid.hides_maker and side is Role.PRODUCER else row.maker_name,
        maker_country=row.maker_country,
        side=side,
        terms=bid.newest,
        worth=bid.newest_worth,
        volume=bid.volume,
        number=bid.number,
        written_by=sides[bid.written_by_id],
        valid_until=bid.valid_until,
        closed_at=bid.closed_at,
        placed_at=bid.placed_at,
        is_fictional=row.is_fictional,
        profile=decimals(row.profile),
    )
