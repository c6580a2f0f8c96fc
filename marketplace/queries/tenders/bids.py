"""The bids of a sealed-bid round: before closing a maker's own and nothing else, afterwards the book."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from marketplace.domain.freight import HOME
from marketplace.domain.ids import ContractId
from marketplace.domain.plain import from_plain
from marketplace.domain.tenders.awards import Light, Outcome, Sealed, light, rank_of, ranked, ties
from marketplace.domain.tenders.draws import drawn
from marketplace.domain.tenders.life import TenderState
from marketplace.domain.tenders.terms import Feedback, SealedTerms
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.bidding.tenders import SealedBid, SealedBidVersion, Tender
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.people.accounts import Organization
from marketplace.queries.tenders.showing import TenderView


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnBid:
    """The viewer's own bid, and what came of it once the bids are open."""

    terms: SealedTerms
    is_standing: bool
    number: int
    placed_at: datetime
    receipt: str
    rank: int | None
    outcome: Outcome | None
    awarded_bags: int | None
    awarded_amount: Decimal | None
    contract_id: ContractId | None
    contract_code: str | None


@dataclass(frozen=True, slots=True)
class Hint:
    """What the maker is told of the own bid while bids are taken, as the tender's rules have it."""

    rank: int | None = None
    light: Light | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookLine:
    """One bid in the open book, as the group and the facilitators read it."""

    maker: str
    country: str
    terms: SealedTerms
    placed_at: datetime
    rank: int | None
    outcome: Outcome | None
    awarded_bags: int
    awarded_amount: Decimal | None
    contract_id: ContractId | None
    contract_code: str | None


@dataclass(frozen=True, slots=True)
class Winner:
    """What one winner gets and pays, without a name."""

    rank: int
    bags: int
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class TieLine:
    """One of several bids at one price, by which the tie rule can be checked: rank, arrival, receipt and its hash."""

    rank: int
    at: datetime
    receipt: str
    hash: str


def find_own_bid(tender: TenderView, viewer: Viewer) -> OwnBid | None:
    """Find the viewer's own bid in a tender, standing or taken back."""
    if viewer.role is not Role.MAKER:
        return None
    own = SealedBid.tender_id == tender.id, SealedBid.maker_id == viewer.organization_id
    query = select(SealedBid, Contract).outerjoin(Contract, Contract.bid_id == SealedBid.bid_id).where(*own)
    row = db.session.execute(query).one_or_none()
    if row is None:
        return None
    bid, contract = row
    contract_id, contract_code = _names(contract)
    return OwnBid(
        terms=bid.terms,
        is_standing=bid.is_standing,
        number=bid.number,
        placed_at=bid.placed_at,
        receipt=bid.receipt,
        rank=bid.rank,
        outcome=bid.outcome,
        awarded_bags=bid.awarded_bags,
        awarded_amount=bid.awarded_amount,
        contract_id=contract_id,
        contract_code=contract_code,
    )


def find_home(viewer: Viewer) -> str:
    """Find the country of the viewer's organization, where its cacao usually goes."""
    query = select(Organization.country).where(Organization.id == viewer.organization_id)
    return db.session.scalar(query) or HOME


def list_own_versions(tender: TenderView, viewer: Viewer) -> list[tuple[datetime, SealedTerms | None]]:
    """List everything the viewer's organization wrote in a tender, newest first; None where it was taken back."""
    if viewer.role is not Role.MAKER:
        return []
    query = (
        select(SealedBidVersion.at, SealedBidVersion.terms)
        .join(SealedBid, SealedBid.id == SealedBidVersion.sealed_bid_id)
        .where(SealedBid.tender_id == tender.id, SealedBid.maker_id == viewer.organization_id)
        .order_by(SealedBidVersion.number.desc())
    )
    return [(at, from_plain(SealedTerms, terms) if terms else None) for at, terms in db.session.execute(query)]


def find_hint(tender: TenderView, viewer: Viewer) -> Hint | None:
    """Tell a maker how its own standing bid does, as far as the rules let it know; nothing of any other bid."""
    feedback = tender.rules.feedback
    if viewer.role is not Role.MAKER or tender.state is not TenderState.OPEN or feedback is Feedback.NONE:
        return None
    row = db.session.get_one(Tender, tender.id)
    standing = [bid for bid in row.sealed_bids if bid.is_standing]
    key = next((bid.id for bid in standing if bid.maker_id == viewer.organization_id), None)
    if key is None:
        return None
    bids = [bid.sealed for bid in standing]
    if feedback is Feedback.RANK:
        return Hint(rank=rank_of(row.rules, row.salt, bids=bids, key=key))
    return Hint(light=light(row.rules, row.salt, bids=bids, key=key))


def list_book(tender: TenderView, viewer: Viewer) -> list[BookLine]:
    """List all bids for the group and the facilitators, best first; empty for others, and for all before closing."""
    if not tender.is_opened or tender.side is None or not viewer.is_signed_in:
        return []
    query = (
        select(SealedBid, Organization, Contract)
        .join(Organization, Organization.id == SealedBid.maker_id)
        .outerjoin(Contract, Contract.bid_id == SealedBid.bid_id)
        .where(SealedBid.tender_id == tender.id, SealedBid.is_standing)
        .order_by(SealedBid.rank.asc().nulls_last(), SealedBid.id)
    )
    return [_line(bid, maker, contract) for bid, maker, contract in db.session.execute(query)]


def list_winners(tender: TenderView) -> list[Winner]:
    """List what was won, without names, for everybody, where the rules publish the winning prices."""
    if not tender.is_opened or not tender.rules.shows_winning_price:
        return []
    query = select(SealedBid).where(SealedBid.tender_id == tender.id, SealedBid.awarded_bags > 0)
    rows = db.session.scalars(query.order_by(SealedBid.rank))
    return [Winner(row.rank or 0, row.awarded_bags or 0, row.awarded_amount) for row in rows]


def list_ties(tender: TenderView) -> list[list[TieLine]]:
    """List the bids among whom the tie rule decided, without names and prices, so that anybody can check it."""
    if not tender.is_opened or tender.salt is None:
        return []
    bids = db.session.scalars(select(SealedBid).where(SealedBid.tender_id == tender.id, SealedBid.rank.is_not(None)))
    order = ranked(tender.rules, tender.salt, bids=[bid.sealed for bid in bids])
    places = {bid.key: rank for rank, bid in enumerate(order, start=1)}
    return [[_tie(bid, places[bid.key], tender.salt) for bid in group] for group in ties(order)]


def _tie(bid: Sealed, rank: int, salt: str) -> TieLine:
    return TieLine(rank, bid.arrival.at, bid.arrival.receipt, drawn(salt, bid.arrival.receipt))


def _line(bid: SealedBid, maker: Organization, contract: Contract | None) -> BookLine:
    contract_id, contract_code = _names(contract)
    return BookLine(
        maker=maker.name,
        country=maker.country,
        terms=bid.terms,
        placed_at=bid.placed_at,
        rank=bid.rank,
        outcome=bid.outcome,
        awarded_bags=bid.awarded_bags or 0,
        awarded_amount=bid.awarded_amount,
        contract_id=contract_id,
        contract_code=contract_code,
    )


def _names(contract: Contract | None) -> tuple[ContractId | None, str | None]:
    return (None, None) if contract is None else (contract.id, contract.code)
