"""Giving a maker's person a receipt for what was put into a sealed-bid round; nobody else is told that there is one."""

from datetime import datetime

from sqlalchemy import select

from marketplace.domain.events import SubjectKind
from marketplace.domain.notices.reminders import receipt_key
from marketplace.domain.notices.telling import Category
from marketplace.models.base import db
from marketplace.models.rows.bidding.tenders import SealedBid, SealedBidVersion
from marketplace.services.notices.recipients import list_recipients
from marketplace.services.notices.writing import Draft, write_notices
from marketplace.services.transaction import use_case


@use_case
def give_receipt(version_id: int, *, now: datetime) -> None:
    """Write to the person who placed, revised or took back a sealed bid, once however often this is done.

    The notice holds no more than the number of what was kept: what it says is read when the person reads it.
    """
    row = db.session.execute(
        select(SealedBidVersion, SealedBid)
        .join(SealedBid, SealedBid.id == SealedBidVersion.sealed_bid_id)
        .where(SealedBidVersion.id == version_id)
    ).one_or_none()
    if row is None:
        return
    version, bid = row
    own = [
        each for each in list_recipients([bid.maker_id], with_desk=False) if each.person.user_id == version.by_user_id
    ]
    subject, key = (SubjectKind.TENDER, bid.tender_id), receipt_key(version_id)
    drafts = [Draft(to, Category.NEWS, subject, reminder=key, is_receipt=True, at=version.at) for to in own]
    write_notices(drafts, now=now)
