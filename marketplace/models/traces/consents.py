"""The steps of consent: written down purpose by purpose, and asked of many farmers at once."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import InstrumentedAttribute, aliased

from marketplace.domain.ids import FarmerId
from marketplace.domain.privacy.consents import Purpose, Saying
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.traces.farmers import Consent


def add_consent(farmer_id: FarmerId, saying: Saying, *, by: Viewer, now: datetime) -> Consent:
    """Write down a yes or no; whoever calls records the event of the farmer."""
    row = Consent(
        farmer_id=farmer_id,
        purpose=saying.purpose,
        is_given=saying.is_given,
        way=saying.way,
        said_on=saying.said_on,
        file_id=saying.file_id,
        user_id=by.user_id,
        at=now,
    )
    db.session.add(row)
    return row


def consents_of(farmer_ids: Collection[FarmerId]) -> dict[FarmerId, frozenset[Purpose]]:
    """Say of farmers to which purposes each consents today: what was said last counts."""
    query = (
        select(Consent.farmer_id, Consent.purpose, Consent.is_given)
        .where(Consent.farmer_id.in_(farmer_ids))
        .ext(distinct_on(Consent.farmer_id, Consent.purpose))
        .order_by(Consent.farmer_id, Consent.purpose, Consent.id.desc())
    )
    found: dict[FarmerId, set[Purpose]] = {each: set() for each in farmer_ids}
    for farmer_id, purpose, is_given in db.session.execute(query):
        if is_given:
            found[farmer_id].add(purpose)
    return {farmer_id: frozenset(purposes) for farmer_id, purposes in found.items()}


def consents_to(purpose: Purpose, farmer_id: InstrumentedAttribute[FarmerId]) -> ColumnElement[bool]:
    """Say in SQL whether a farmer consents to a purpose today."""
    given, later = aliased(Consent), aliased(Consent)
    is_newer = exists().where(later.farmer_id == given.farmer_id, later.purpose == purpose, later.id > given.id)
    return exists().where(given.farmer_id == farmer_id, given.purpose == purpose, given.is_given, ~is_newer)
