"""One farmer as the register knows one: the person, the household, consents, plots."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from marketplace.domain.acts import Act, Stake, may
from marketplace.domain.errors import NotFound
from marketplace.domain.ids import FarmerId
from marketplace.domain.plots.farmers import AgeBand, FarmerTerms, age_band
from marketplace.domain.privacy.consents import ConsentWay, Purpose
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.traces.farmers import Consent, Farmer
from marketplace.models.traces.register import farmer_terms
from marketplace.queries.farmers.lists import visible_to
from marketplace.queries.plots.pages import PlotLine, list_plots_of


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """What a farmer last said to one purpose."""

    is_given: bool
    way: ConsentWay
    said_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FarmerPage:
    """One farmer, whole; `consents` has a line for each purpose to which something was said."""

    id: FarmerId
    version: int
    group: str
    group_code: str
    stake: Stake
    terms: FarmerTerms
    age_band: AgeBand
    left_on: date | None
    is_erased: bool
    is_fictional: bool
    consents: Mapping[Purpose, ConsentLine]
    plots: tuple[PlotLine, ...]
    may_keep: bool

    def __repr__(self) -> str:
        """Say nothing of the person."""
        return f"<FarmerPage {self.id}>"


def get_farmer(viewer: Viewer, farmer_id: int, *, today: date) -> FarmerPage:
    """Return one farmer; raises `NotFound` where there is none or it is not the viewer's to see."""
    query = select(Farmer, Organization.name, Organization.code).join(Farmer.organization)
    found = db.session.execute(query.where(visible_to(viewer), Farmer.id == farmer_id)).one_or_none()
    if found is None:
        raise NotFound("farmer.unknown")
    row, group, group_code = found
    return FarmerPage(
        id=row.id,
        version=row.version,
        group=group,
        group_code=group_code,
        stake=row.stake,
        terms=farmer_terms(row),
        age_band=age_band(row.birth_year, today),
        left_on=row.left_on,
        is_erased=row.erased_at is not None,
        is_fictional=row.is_fictional,
        consents=_consents(row.id),
        plots=tuple(list_plots_of(viewer, row.id)),
        may_keep=may(viewer, Act.KEEP_REGISTER, row.stake) and row.erased_at is None,
    )


def _consents(farmer_id: FarmerId) -> dict[Purpose, ConsentLine]:
    query = (
        select(Consent.purpose, Consent.is_given, Consent.way, Consent.said_on)
        .where(Consent.farmer_id == farmer_id)
        .ext(distinct_on(Consent.purpose))
        .order_by(Consent.purpose, Consent.id.desc())
    )
    found = db.session.execute(query)
    return {purpose: ConsentLine(is_given, way, said_on) for purpose, is_given, way, said_on in found}
