"""Gathers what a pack for customs says of a contract: only what fed its lot, and who agreed to be named."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select, true

from marketplace.domain.contracts.life import ContractState
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.deliveries.balance import figures_in_force
from marketplace.domain.deliveries.lineage import apportion
from marketplace.domain.errors import Refused, reason
from marketplace.domain.evidence.packs import (
    AnnexTwo,
    Fed,
    PackContent,
    PackedPlot,
    Proven,
    Shown,
    Trader,
    describe,
    heading_of,
)
from marketplace.domain.evidence.screening import stored_digest
from marketplace.domain.ids import DeliveryId, OrganizationId, PlotId
from marketplace.domain.plots.checks import ASSUMED_POINT_AREA
from marketplace.domain.viewers import Level, Role, Viewer
from marketplace.models.base import db
from marketplace.models.lots.figures import references_in_force
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.people.accounts import Membership, Organization, User
from marketplace.models.rows.people.certificates import Certificate
from marketplace.models.rows.record.files import StoredFile
from marketplace.models.rows.traces.deliveries import Delivery
from marketplace.models.rows.traces.farmers import Farmer
from marketplace.models.rows.traces.plots import Plot
from marketplace.models.rows.traces.screenings import PlotProof, PlotReview, Screening
from marketplace.models.rows.traces.statements import Pack
from marketplace.models.traces.evidence import evidence_of
from marketplace.models.traces.sources import shares_in

PERU = "PE"


class _Source(NamedTuple):
    delivery_id: DeliveryId
    code: str
    day: date
    plot: Plot | None
    farmer: Farmer | None


def is_in_force(contract: Contract) -> bool:
    """Say whether a contract's pack may leave the group: once a facilitator approved it."""
    return contract.state is ContractState.APPROVED


def packs_of(viewer: Viewer) -> ColumnElement[bool]:
    """Let facilitators and the group see every pack of a contract, and the maker those that are no draft."""
    if viewer.role is Role.FACILITATOR:
        return true()
    own = viewer.organization_id or 0
    return or_(Contract.producer_id == own, and_(Contract.maker_id == own, ~Pack.is_draft))


def gather_pack(contract: Contract, today: date) -> PackContent:
    """Gather all that a pack says; raises `Refused` where nothing fed the lot, or the goods are no cocoa."""
    sources, grams = _sources(contract, today)
    if not sources:
        raise Refused("pack.nothing_fed")
    plots = {row.plot.id: row for row in sources if row.plot is not None}
    packed = [_packed(row) for row in plots.values()]
    found = [each for each in packed if each is not None]
    return PackContent(
        annex=_annex(contract, sources, found),
        plots=sorted(found, key=lambda plot: (plot.producer, plot.code)),
        fed=[_fed(row, grams) for row in sources],
        proven=_proven([row.plot for row in plots.values() if row.plot is not None]),
        shown=_shown({plot_id: row.plot.code for plot_id, row in plots.items() if row.plot is not None}),
        certificates=_certificates(contract),
        gaps=evidence_of([contract.lot], today)[0].gaps,
        is_draft=not is_in_force(contract),
    )


def _sources(contract: Contract, today: date) -> tuple[list[_Source], dict[DeliveryId, tuple[int, int]]]:
    """Read every delivery in the lot, with its grams in the lot and in the contract's bags."""
    found = shares_in([contract.lot_id], figures_in_force(references_in_force(today)))[contract.lot_id]
    shares = {each: grams for each, grams in found.items() if grams > 0}
    traced = min(sum(shares.values()), contract.lot.volume.grams)
    own = apportion(contract.volume.grams * traced // contract.lot.volume.grams, shares)
    query = (
        select(Delivery.id, Delivery.code, Delivery.delivered_on, Plot, Farmer)
        .outerjoin(Plot, Plot.id == Delivery.plot_id)
        .outerjoin(Farmer, Farmer.id == Plot.farmer_id)
        .where(Delivery.id.in_(shares))
        .order_by(Delivery.delivered_on, Delivery.code)
    )
    rows = [_Source(*each) for each in db.session.execute(query)]
    return rows, {each: (grams, own.get(each, 0)) for each, grams in shares.items()}


def _packed(row: _Source) -> PackedPlot | None:
    plot, farmer = row.plot, row.farmer
    shape = plot.shape if plot else None
    if plot is None or farmer is None or shape is None:
        return None
    return PackedPlot(plot.code, farmer.name, _area(plot.hectares), shape, plot.tenure)


def _area(hectares: Decimal | None) -> Decimal:
    return (hectares or ASSUMED_POINT_AREA).quantize(Decimal("0.0001"))


def _fed(row: _Source, grams: dict[DeliveryId, tuple[int, int]]) -> Fed:
    in_lot, own = grams[row.delivery_id]
    return Fed(row.code, row.day, row.plot.code if row.plot else "", in_lot, own)


def _annex(contract: Contract, sources: Sequence[_Source], plots: Sequence[PackedPlot]) -> AnnexTwo:
    terms = ContractTerms.from_json(contract.terms)
    try:
        heading = heading_of(terms.hs_code)
    except ValueError as error:
        raise Refused(reason("pack.not_cocoa", code_given=terms.hs_code)) from error
    days = [row.day for row in sources]
    return AnnexTwo(
        contract=contract.code,
        lot=contract.lot.code,
        description=describe(sorted(terms.varieties), terms.crop_year),
        hs=heading,
        net_weight=contract.volume,
        country=PERU,
        producers=sorted({plot.producer for plot in plots}),
        plots=len(plots),
        harvested_from=min(days),
        harvested_until=max(days),
        supplied_by=_trader(contract.producer),
        acquired_by=_trader(contract.maker),
    )


def _trader(row: Organization) -> Trader:
    """Name a side as Annex II does: name, postal address and e-mail, which is that of its first owner."""
    post = ", ".join(filter(None, (row.street, row.district, row.city, row.province, row.region, row.country)))
    return Trader(row.name, post, _email(row.id))


def _email(organization_id: OrganizationId) -> str:
    query = (
        select(User.email)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.organization_id == organization_id, Membership.level == Level.OWNER)
    )
    return db.session.scalar(query.order_by(Membership.id).limit(1)) or ""


def _proven(plots: Sequence[Plot]) -> list[Proven]:
    """List every screening of the plots as they are drawn now, with the verdict on each."""
    drawn = {plot.id: (plot.code, stored_digest(plot.outline)) for plot in plots if plot.outline}
    query = (
        select(Screening, PlotReview)
        .outerjoin(PlotReview, PlotReview.screening_id == Screening.id)
        .where(Screening.plot_id.in_(drawn))
        .order_by(Screening.plot_id, Screening.dataset_on, Screening.id, PlotReview.id)
    )
    found: dict[int, Proven] = {}
    for screening, review in db.session.execute(query):
        code, digest = drawn[screening.plot_id]
        if screening.outline == digest:
            found[screening.id] = _said(code, screening, review)
    return sorted(found.values(), key=lambda each: (each.plot, each.dataset_on))


def _said(code: str, screening: Screening, review: PlotReview | None) -> Proven:
    return Proven(
        code,
        screening.source,
        screening.dataset_on,
        screening.risk,
        screening.indicators,
        review.verdict if review else None,
        review.reason if review else "",
    )


def _shown(codes: dict[PlotId, str]) -> list[Shown]:
    query = (
        select(PlotProof, StoredFile.name, StoredFile.sha256)
        .outerjoin(StoredFile, StoredFile.id == PlotProof.file_id)
        .where(PlotProof.plot_id.in_(codes))
        .order_by(PlotProof.id)
    )
    found = [
        Shown(codes[proof.plot_id], proof.kind.value, proof.shown_on, name or "", digest or "", proof.note or "")
        for proof, name, digest in db.session.execute(query)
    ]
    return sorted(found, key=lambda each: (each.what, each.day))


def _certificates(contract: Contract) -> list[Shown]:
    """List what the group was certified for when the lot was harvested."""
    lot = contract.lot
    query = (
        select(Certificate, StoredFile.name, StoredFile.sha256)
        .outerjoin(StoredFile, StoredFile.id == Certificate.file_id)
        .where(Certificate.organization_id == contract.producer_id)
        .where(Certificate.valid_from <= lot.harvest_end, Certificate.valid_to >= lot.harvest_start)
        .order_by(Certificate.scheme, Certificate.valid_from)
    )
    return [
        Shown(row.number, row.scheme.value, row.valid_to, name or "", digest or "", row.control_body)
        for row, name, digest in db.session.execute(query)
    ]
