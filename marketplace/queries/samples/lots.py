"""A lot's samples: for its group, the ledger of grams and what makers tasted; for a maker, the own ones."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from marketplace.domain.ids import LotId, SampleId
from marketplace.domain.samples.grams import GramKind, Stock
from marketplace.domain.viewers import Viewer
from marketplace.models.accounts import Organization, User
from marketplace.models.base import db
from marketplace.models.lots import Lot
from marketplace.models.sample_steps import read_stock
from marketplace.models.samples import GramLine, Sample
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


def list_tasted(viewer: Viewer, lot: Lot) -> list[Tasted]:
    """List what makers tasted in a lot, newest first, as far as the viewer may see the samples; rivals see nothing."""
    query = (
        select(Sample, Organization.name)
        .join(Organization, Organization.id == Sample.maker_id)
        .where(visible_to(viewer), Sample.lot_id == lot.id, Sample.judged_at.is_not(None))
        .order_by(Sample.judged_at.desc(), Sample.id.desc())
        .limit(MOST_VERDICTS)
    )
    found = ((sample, maker, verdict_of(sample, lot)) for sample, maker in db.session.execute(query))
    return [Tasted(sample.id, sample.code, maker, verdict) for sample, maker, verdict in found if verdict]


def get_stock(lot_id: LotId) -> Stock:
    """Add up the ledger of grams of a lot that the caller has fetched for its own group."""
    return read_stock(lot_id)


def list_movements(lot_id: LotId) -> list[Movement]:
    """List the ledger of grams of a lot that the caller has fetched for its own group, newest first."""
    rows = db.session.execute(
        select(GramLine, User.name.label("who"), Sample.code.label("code"))
        .outerjoin(User, User.id == GramLine.by_id)
        .outerjoin(Sample, Sample.id == GramLine.sample_id)
        .where(GramLine.lot_id == lot_id)
        .order_by(GramLine.id.desc())
        .limit(MOST_LINES)
    ).all()
    left = read_stock(lot_id).left
    found = []
    for row in rows:
        line: GramLine = row.GramLine
        about = (line.sample_id, row.code)
        found.append(Movement(line.at, line.kind, line.grams, line.change, left, row.who, line.note, *about))
        left -= line.change
    return found
