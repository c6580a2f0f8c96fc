"""What a receipt says of a sealed bid, for the one person who put it there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from marketplace.domain.notices.reminders import receipt_of
from marketplace.domain.plain import from_plain
from marketplace.domain.tenders.terms import SealedTerms
from marketplace.models.base import db
from marketplace.models.rows.bidding.tenders import SealedBid, SealedBidVersion
from marketplace.models.rows.people.notices import Notice


@dataclass(frozen=True, slots=True)
class Receipt:
    """When a version of a sealed bid arrived, its code for the draw, and its terms; None where it was taken back."""

    at: datetime
    code: str
    number: int
    terms: SealedTerms | None


def receipts_of(notices: Iterable[Notice]) -> Mapping[int, Receipt]:
    """Read the receipts among notices, by the notice's number; a person reads only what the same person did."""
    wanted = {receipt_of(each.reminder): each for each in notices if receipt_of(each.reminder) is not None}
    if not wanted:
        return {}
    query = (
        select(SealedBidVersion, SealedBid.receipt)
        .join(SealedBid, SealedBid.id == SealedBidVersion.sealed_bid_id)
        .where(SealedBidVersion.id.in_(wanted))
    )
    return {
        wanted[version.id].id: Receipt(
            version.at, code, version.number, from_plain(SealedTerms, version.terms) if version.terms else None
        )
        for version, code in db.session.execute(query)
        if version.by_user_id == wanted[version.id].user_id
    }
