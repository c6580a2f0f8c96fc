"""What a bid can choose from, and what terms would be worth: for the pages on which a bid is written."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from marketplace.domain.accounts import OrganizationKind, VerificationState
from marketplace.domain.bids.life import BidState
from marketplace.domain.bids.terms import BidTerms, terms_to
from marketplace.domain.bids.worth import Worth
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.demands import DemandState
from marketplace.domain.ids import DemandId, LotId, OrganizationId
from marketplace.domain.lots import LotTerms, SaleStage, sale_stage
from marketplace.domain.terminals.levels import ListedMonth, listed_figures
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.bids.judging import judged_worth, listed_worth
from marketplace.models.lots.facts import lot_terms
from marketplace.models.lots.figures import freight_in_force, references_in_force
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization
from marketplace.queries.lots.showing import get_row

MOST_LISTED = 200
MOST_MONTHS = 6


@dataclass(frozen=True, slots=True)
class OfferPreview:
    """What one maker would be offered."""

    maker_name: str
    terms: BidTerms
    worth: Worth


@dataclass(frozen=True, slots=True, kw_only=True)
class LotOffer:
    """A lot as who writes a bid must know it."""

    id: LotId
    organization_id: OrganizationId
    group_name: str
    terms: LotTerms
    remaining_bags: int
    stage: SaleStage | None
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BidChoices:
    """What a bid can choose from: destinations, own demands, own open bids to tie it to, months of the terminals."""

    destinations: tuple[str, ...]
    demands: tuple[tuple[DemandId, str], ...]
    bids: tuple[tuple[str, str], ...]
    months: tuple[ListedMonth, ...]


def get_lot_offer(viewer: Viewer, code: str, *, now: datetime) -> LotOffer:
    """Return a lot to be bid on; raises `NotFound` when it is not the viewer's to see."""
    lot = get_row(viewer, code)
    return LotOffer(
        id=lot.id,
        organization_id=lot.organization_id,
        group_name=lot.organization.name,
        terms=lot_terms(lot),
        remaining_bags=lot.remaining_bags,
        stage=sale_stage(lot, today=day_in_lima(now)),
        is_own=lot.organization_id == viewer.organization_id,
    )


def list_bid_choices(viewer: Viewer, *, now: datetime) -> BidChoices:
    """List what the viewer's bid can choose from."""
    destinations = tuple(sorted({place for _, place, _ in freight_in_force(day_in_lima(now)).rates}))
    own = Demand.organization_id == viewer.organization_id, Demand.state == DemandState.OPEN
    demands = db.session.execute(select(Demand.id, Demand.title).where(*own).order_by(Demand.id).limit(MOST_LISTED))
    mine = (
        Bid.maker_id == viewer.organization_id,
        Bid.state == BidState.OPEN,
        Bid.written_by_id == viewer.organization_id,
    )
    bids = select(Bid.code, Lot.code).join(Lot, Lot.id == Bid.lot_id).where(*mine).order_by(Bid.id.desc())
    return BidChoices(
        destinations=destinations,
        demands=tuple((row[0], row[1]) for row in demands),
        bids=tuple((row[0], row[1]) for row in db.session.execute(bids.limit(MOST_LISTED))),
        months=tuple(listed_figures(references_in_force(day_in_lima(now)), most=MOST_MONTHS)),
    )


def own_destination(viewer: Viewer, choices: BidChoices) -> str | None:
    """Say where of the destinations the viewer's own country is, if it is one."""
    country = db.session.scalar(select(Organization.country).where(Organization.id == viewer.organization_id))
    return next((place for place in choices.destinations if place.partition("-")[0] == country), None)


def list_makers(viewer: Viewer) -> list[tuple[OrganizationId, str, str]]:
    """List the verified makers that a group can make an offer to: number, name and country."""
    del viewer  # everybody may know who is verified
    query = select(Organization.id, Organization.name, Organization.country).where(
        Organization.kind == OrganizationKind.MAKER, Organization.state == VerificationState.VERIFIED
    )
    return [
        (row[0], row[1], row[2]) for row in db.session.execute(query.order_by(Organization.name).limit(MOST_LISTED))
    ]


def preview_offers(
    viewer: Viewer, code: str, *, terms: BidTerms, makers: Collection[int], now: datetime
) -> list[OfferPreview]:
    """Say what each chosen maker would be offered; raises `Refused` with every reason against it."""
    lot = get_row(viewer, code)
    chosen = select(Organization).where(Organization.id.in_(makers), Organization.kind == OrganizationKind.MAKER)
    found = []
    for maker in db.session.scalars(chosen.order_by(Organization.name, Organization.id)):
        own = terms_to(terms, country=maker.country, city=maker.city)
        found.append(OfferPreview(maker.name, own, judged_worth(lot, own, now=now)))
    return found


def preview_worth(viewer: Viewer, code: str, *, terms: BidTerms, now: datetime) -> Worth:
    """Say what terms would be worth; raises `Refused` with every reason against them, as placing them would."""
    return judged_worth(get_row(viewer, code), terms, now=now)


def preview_purchase(viewer: Viewer, code: str, *, terms: BidTerms, now: datetime) -> Worth:
    """Say what a purchase at list price would be worth; raises `Refused` or `Stale` as the purchase would."""
    return listed_worth(get_row(viewer, code), terms, now=now)
