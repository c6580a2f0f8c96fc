"""Packages that no matching round can plan, which are told to both sides and to who is about to make one."""

from collections.abc import Iterable

from sqlalchemy import or_, select

from marketplace.domain.bids.wishes import package_fault
from marketplace.domain.errors import Reason
from marketplace.domain.ids import LotId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.bids.steps import STANDING
from marketplace.models.rows.bidding.bids import Bid


def outside_rounds(members: Iterable[tuple[LotId, str | None]]) -> Reason | None:
    """Say why bids that go only together are answered outside rounds, given the lot and the choice of each."""
    code = package_fault(list(members))
    return Reason(code) if code else None


def preview_package(viewer: Viewer, lot_id: LotId, *, partner: str, rival: str) -> Reason | None:
    """Say whether a new bid on a lot would make a package with one of the viewer's, named by code, that no round plans.

    `rival` names another of which it would be a choice; both may be empty.
    """
    if not partner:
        return None
    own = Bid.maker_id == viewer.organization_id
    named = select(Bid.code, Bid.only_together_with, Bid.either_of).where(own, Bid.code.in_([partner, rival]))
    labels = {
        row.code: (row.only_together_with or row.code, row.either_of or row.code) for row in db.session.execute(named)
    }
    package = labels.get(partner, ("", ""))[0]
    members = select(Bid.lot_id, Bid.either_of).where(
        own, Bid.state.in_(sorted(STANDING)), or_(Bid.only_together_with == package, Bid.code == partner)
    )
    found = [(row.lot_id, row.either_of) for row in db.session.execute(members)]
    return outside_rounds([*found, (lot_id, labels[rival][1] if rival in labels else None)])
