"""Why demands and lots stayed unmatched in a round, as facilitators read it."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, func, select

from marketplace.domain.answers import wins_for_alliance
from marketplace.domain.errors import Reason
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import RoundId
from marketplace.domain.plain import from_plain
from marketplace.domain.plans import WinningChange
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.rounds.rounds import Miss, Round
from marketplace.queries.rounds.showing import visible_to

NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Nearest:
    """The lot that came nearest to a demand that no lot may serve, and every limit it breaks."""

    lot_code: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class MissLine:
    """A demand, a bid or a lot that stayed (partly) unmatched, with the first reason."""

    subject_id: int
    code: str
    title: str
    organization: str
    reason: Reason
    nearest: Nearest | None
    wins: tuple[WinningChange, ...]

    @property
    def is_rest(self) -> bool:
        """Whether the lot was sold in part, and only its rest is told of."""
        return self.reason.code.startswith("miss.rest")


def list_misses(round_id: RoundId, viewer: Viewer) -> list[tuple[SubjectKind, MissLine]]:
    """List who stayed unmatched in a round, demands first; empty for all but facilitators."""
    query = (
        select(Miss, func.coalesce(Lot.code, Demand.code, Bid.code), Demand.title, Organization.name)
        .join(Round, Round.id == Miss.round_id)
        .outerjoin(Lot, and_(Miss.subject_kind == SubjectKind.LOT, Lot.id == Miss.subject_id))
        .outerjoin(Demand, and_(Miss.subject_kind == SubjectKind.DEMAND, Demand.id == Miss.subject_id))
        .outerjoin(Bid, and_(Miss.subject_kind == SubjectKind.BID, Bid.id == Miss.subject_id))
        .join(Organization, Organization.id.in_((Lot.organization_id, Demand.organization_id, Bid.maker_id)))
        .where(Miss.round_id == round_id, visible_to(viewer))
        .order_by(Miss.id)
    )
    return [
        (miss.subject_kind, _miss(miss, code, title=title or "", organization=organization))
        for miss, code, title, organization in db.session.execute(query)
    ]


def _miss(miss: Miss, code: str, *, title: str, organization: str) -> MissLine:
    nearest = miss.facts.get("nearest") if miss.subject_kind is SubjectKind.DEMAND else None
    return MissLine(
        subject_id=miss.subject_id,
        code=code,
        title=title,
        organization=organization,
        reason=reason_of(miss.code, miss.facts),
        nearest=_nearest(nearest) if nearest else None,
        wins=wins_for_alliance(from_plain(tuple[WinningChange, ...], miss.wins or ())),
    )


def _nearest(stored: dict[str, Any]) -> Nearest:
    return Nearest(stored["lot"], tuple(reason_of(each["code"], each["facts"]) for each in stored["reasons"]))


def reason_of(code: str, facts: dict[str, Any]) -> Reason:
    """Read a stored reason; numbers were written as text."""
    return Reason(code, None, {name: _number(value) for name, value in facts.items()})


def _number(value: object) -> object:
    return Decimal(value) if isinstance(value, str) and NUMBER.fullmatch(value) else value
