"""What the newest published round decided about one lot, demand or bid, as those concerned may know it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH

from marketplace.domain.answers import for_party, wins_for_alliance, wins_for_party
from marketplace.domain.errors import Reason
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import OrganizationId, RoundId
from marketplace.domain.plain import from_plain
from marketplace.domain.plans import WinningChange
from marketplace.domain.rounds import RoundState
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.rounds.rounds import Allocation, Miss, Round
from marketplace.queries.rounds.misses import reason_of

OWN = {
    SubjectKind.LOT: Allocation.lot_id,
    SubjectKind.DEMAND: Allocation.demand_id,
    SubjectKind.BID: Allocation.bid_id,
}
PUBLISHED = (RoundState.PUBLISHED, RoundState.CLOSED)


@dataclass(frozen=True, slots=True)
class MarketPrice:
    """A lot's price of the round in USD/t, and from where to where the market would still have cleared."""

    price: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundAnswer:
    """What a round decided: why there was a no, what would have won, and how much was placed all the same."""

    round_id: RoundId
    title: str
    published_at: datetime | None
    side: SubjectKind
    bags: int
    reason: Reason | None
    wins: tuple[WinningChange, ...]
    price: MarketPrice | None


def find_answer(side: SubjectKind, subject_id: int, *, owner_id: OrganizationId, viewer: Viewer) -> RoundAnswer | None:
    """Find what the newest published round decided about a lot, a demand or a bid, for its own and facilitators.

    The parties are told no more of others' prices than their own winning change says; facilitators are told all.
    """
    is_facilitator = viewer.role is Role.FACILITATOR
    if not is_facilitator and viewer.organization_id != owner_id:
        return None
    row = _newest(side, subject_id)
    if row is None:
        return None
    reason = reason_of(row.Miss.code, row.Miss.facts) if row.Miss else None
    wins = from_plain(tuple[WinningChange, ...], (row.Miss.wins or ()) if row.Miss else ())
    return RoundAnswer(
        round_id=row.id,
        title=row.title,
        published_at=row.published_at,
        side=side,
        bags=row.bags or 0,
        reason=reason if reason is None or is_facilitator else for_party(reason, side),
        wins=wins_for_alliance(wins) if is_facilitator else wins_for_party(wins, side),
        price=_price(row.price) if row.price else None,
    )


def _newest(side: SubjectKind, subject_id: int) -> Any:  # noqa: ANN401 - a row
    own = OWN[side] == subject_id
    bags = select(func.sum(Allocation.bags)).where(Allocation.round_id == Round.id, own).scalar_subquery()
    path = cast("$.prices[*] ? (@.lot_id == $id)", JSONPATH)
    variables = cast({"id": subject_id if side is SubjectKind.LOT else 0}, JSONB)
    price = func.jsonb_path_query_first(Round.findings, path, variables)
    about = and_(Miss.round_id == Round.id, Miss.subject_kind == side, Miss.subject_id == subject_id)
    return db.session.execute(
        select(Round.id, Round.title, Round.published_at, Miss, bags.label("bags"), price.label("price"))
        .outerjoin(Miss, about)
        .where(Round.state.in_(PUBLISHED), Miss.id.is_not(None) | bags.is_not(None))
        .order_by(Round.published_at.desc(), Round.id.desc())
        .limit(1)
    ).one_or_none()


def _price(found: dict[str, Any]) -> MarketPrice:
    return MarketPrice(Decimal(found["price"]), Decimal(found["low"]), Decimal(found["high"]))
