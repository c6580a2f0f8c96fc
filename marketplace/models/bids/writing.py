"""The steps that write a bid down: its beginning, and each version of its terms with what it is worth that day."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from marketplace.domain.bids.life import BidKind, BidState
from marketplace.domain.bids.terms import BidTerms, kind_faults
from marketplace.domain.bids.worth import Worth
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import refuse_if_any
from marketplace.domain.ids import BidId, DemandId, OrganizationId
from marketplace.domain.plain import to_plain
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.bidding.bids import Bid, BidVersion
from marketplace.models.rows.market.lots import Lot


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How a bid begins: by whom, for whom, on which lot."""

    kind: BidKind
    lot: Lot
    maker_id: OrganizationId
    opened_by: OrganizationId
    demand_id: DemandId | None = None
    is_anonymous: bool = False


def open_bid(opening: Opening, terms: BidTerms, *, worth: Worth, by: Viewer, now: datetime) -> Bid:
    """Write down a new bid with its first version; its event is left to the caller."""
    lot = opening.lot
    bid_id = BidId(db.session.scalar(text("SELECT nextval(pg_get_serial_sequence('bids', 'id'))")))
    bid = Bid(
        id=bid_id,
        code=f"B-{day_in_lima(now).year}-{bid_id:05d}",
        kind=opening.kind,
        state=BidState.OPEN,
        lot_id=lot.id,
        producer_id=lot.organization_id,
        maker_id=opening.maker_id,
        demand_id=opening.demand_id,
        is_anonymous=opening.is_anonymous,
        opened_by_id=opening.opened_by,
        placed_at=now,
        number=0,
        bag_weight=lot.bag_weight,
    )
    write_version(bid, terms, worth=worth, by=by, now=now)
    return bid


def write_version(bid: Bid, terms: BidTerms, *, worth: Worth, by: Viewer, now: datetime) -> None:
    """Put new terms in place of the present ones, in the name of the viewer's organization, and keep them for ever.

    Raises `Refused` where they say what a bid of this kind cannot say.
    """
    refuse_if_any(kind_faults(bid.kind, terms))
    bid.number += 1
    bid.written_by_id = by.acting_for
    bid.terms, bid.worth, bid.digest = terms.to_json(), to_plain(worth), terms.digest
    bid.bags, bid.fob, bid.valid_until = terms.bags, worth.fob, terms.valid_until
    bid.only_together_with, bid.either_of, bid.counted_with = (
        terms.only_together_with,
        terms.either_of,
        terms.counted_with,
    )
    bid.changed_at = now
    version = BidVersion(
        bid=bid,
        number=bid.number,
        by_organization_id=bid.written_by_id,
        by_user_id=by.user_id,
        terms=bid.terms,
        worth=bid.worth,
        digest=bid.digest,
        at=now,
    )
    db.session.add(version)
