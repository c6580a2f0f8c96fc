"""A lot's samples: for its group, the ledger of grams and what makers tasted; for a maker, the own ones."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, false, func, select

from marketplace.domain.flavours import FlavourProfile
from marketplace.domain.ids import LotId, OrganizationId, SampleId
from marketplace.domain.money import Money
from marketplace.domain.samples.grams import GramKind, Stock, stock_of
from marketplace.domain.samples.life import SampleState
from marketplace.domain.samples.verdicts import Deviation, telling
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.samples import GramLine, Sample
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization, User
from marketplace.models.samples.steps import delivery_address
from marketplace.queries.samples.lists import visible_to
from marketplace.queries.samples.pages import Verdict, verdict_of

MOST_LINES = 200
MOST_VERDICTS = 20


@dataclass(frozen=True, slots=True)
class Tasted:
    """One maker's verdict on a lot, for the group that made it."""

    sample_id: SampleId
    code: str
    maker: str
    verdict: Verdict

    @property
    def telling(self) -> list[Deviation]:
        """The few deviations from the panel worth saying in words."""
        return telling(list(self.verdict.deviations))


@dataclass(frozen=True, slots=True)
class OwnSample:
    """A maker's own sample of a lot, as the lot's page names it."""

    id: SampleId
    code: str
    state: SampleState


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of a lot's ledger of grams: what happened, to how many, and what was left after it."""

    at: datetime
    kind: GramKind
    grams: int
    change: int
    left: int
    who: str | None
    note: str | None
    sample_id: SampleId | None
    sample_code: str | None


def list_tasted(viewer: Viewer, lot_id: LotId, *, panel: FlavourProfile) -> list[Tasted]:
    """List what makers tasted in a lot, newest first, as far as the viewer may see the samples; rivals see nothing."""
    query = (
        select(Sample, Organization.name)
        .join(Organization, Organization.id == Sample.maker_id)
        .where(visible_to(viewer), Sample.lot_id == lot_id, Sample.judged_at.is_not(None))
        .order_by(Sample.judged_at.desc(), Sample.id.desc())
        .limit(MOST_VERDICTS)
    )
    found = ((sample, maker, verdict_of(sample, panel)) for sample, maker in db.session.execute(query))
    return [Tasted(sample.id, sample.code, maker, verdict) for sample, maker, verdict in found if verdict]


def list_own(viewer: Viewer, lot_id: LotId) -> list[OwnSample]:
    """List the viewer's own organization's samples of a lot, newest first, for the lot's page."""
    query = (
        select(Sample.id, Sample.code, Sample.state)
        .where(visible_to(viewer), Sample.lot_id == lot_id, Sample.maker_id == viewer.organization_id)
        .order_by(Sample.id.desc())
        .limit(MOST_VERDICTS)
    )
    return [OwnSample(*row) for row in db.session.execute(query)]


def kept_by(viewer: Viewer) -> ColumnElement[bool]:
    """Let a group read what it keeps of its own lots."""
    return false() if viewer.organization_id is None else Lot.organization_id == viewer.organization_id


def get_stock(viewer: Viewer, lot_id: LotId) -> Stock:
    """Add up the ledger of grams of a lot that the viewer's group keeps."""
    sums = select(GramLine.kind, func.sum(GramLine.grams)).join(Lot, Lot.id == GramLine.lot_id)
    sums = sums.where(kept_by(viewer), GramLine.lot_id == lot_id).group_by(GramLine.kind)
    return stock_of((kind, int(grams)) for kind, grams in db.session.execute(sums))


def list_movements(viewer: Viewer, lot_id: LotId) -> list[Movement]:
    """List the ledger of grams of a lot that the viewer's group keeps, newest first."""
    rows = db.session.execute(
        select(GramLine, User.name.label("who"), Sample.code.label("code"))
        .join(Lot, Lot.id == GramLine.lot_id)
        .outerjoin(User, User.id == GramLine.by_id)
        .outerjoin(Sample, Sample.id == GramLine.sample_id)
        .where(kept_by(viewer), GramLine.lot_id == lot_id)
        .order_by(GramLine.id.desc())
        .limit(MOST_LINES)
    ).all()
    left = get_stock(viewer, lot_id).left
    found = []
    for row in rows:
        line: GramLine = row.GramLine
        about = (line.sample_id, row.code)
        found.append(Movement(line.at, line.kind, line.grams, line.change, left, row.who, line.note, *about))
        left -= line.change
    return found


def get_fee(organization_id: OrganizationId | None) -> Money | None:
    """Say what a group asks for an offer sample; None where it has not said so."""
    group = db.session.get(Organization, organization_id) if organization_id else None
    return group.sample_fee if group else None


def get_address(organization_id: OrganizationId | None) -> str | None:
    """Say where a maker's samples went last, else its name and place."""
    maker = db.session.get(Organization, organization_id) if organization_id else None
    return delivery_address(maker) if maker else None
