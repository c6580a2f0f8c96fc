"""One bid, whole: its terms now and before, what hangs together with it, and what the viewer may do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import or_, select

from marketplace.domain.acts import Act, Stake, may
from marketplace.domain.bids.changes import Change, changes, untold
from marketplace.domain.bids.life import OWN_STEPS, BidState, BidStep, Ending, Seen, is_over
from marketplace.domain.bids.terms import BidTerms
from marketplace.domain.bids.ties import package_of
from marketplace.domain.bids.worth import Worth
from marketplace.domain.errors import NotFound, Reason
from marketplace.domain.ids import BidId, ContractId, OrganizationId
from marketplace.domain.lots import LotTerms
from marketplace.domain.plain import from_plain
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.bids.steps import STANDING, labels_of
from marketplace.models.lots.facts import lot_terms
from marketplace.models.lots.steps import seen_by as lot_seen_by
from marketplace.models.rows.bidding.bids import Bid, BidVersion
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import User
from marketplace.queries.bids.lines import BidLine, line_of, lines
from marketplace.queries.bids.packages import outside_rounds

ASKED_STEPS = (BidStep.ACCEPT, BidStep.COUNTER, BidStep.REFUSE)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the terms: who wrote it, when, and in what it differs from the one before."""

    number: int
    at: datetime
    side: Role
    who: str | None
    terms: BidTerms
    worth: Worth
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Partner:
    """A bid that hangs together with this one; which one, only its own maker and the facilitators are told."""

    code: str | None
    id: BidId | None
    state: BidState
    condition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BidPage:
    """One bid, whole; versions newest first. `outside` says why rounds leave it out, whatever they plan."""

    line: BidLine
    maker_id: OrganizationId
    seen: Seen
    versions: tuple[Version, ...]
    partners: tuple[Partner, ...]
    outside: Reason | None
    steps: tuple[BidStep, ...]
    ending: Ending | None
    note: str | None
    is_anonymous: bool
    contract_id: ContractId | None
    contract_code: str | None
    stake: Stake
    lot: LotTerms
    remaining_bags: int
    may_see_lot: bool

    @property
    def terms(self) -> BidTerms:
        """The terms that stand."""
        return self.line.terms

    @property
    def changes(self) -> tuple[Change, ...]:
        """In what they differ from the version before."""
        return self.versions[0].changes


def get_bid(bid_id: int, viewer: Viewer, *, now: datetime) -> BidPage:
    """Return one bid; raises `NotFound` when there is none or it is not the viewer's to see."""
    query = lines(viewer).add_columns(Contract.id.label("contract_id"), Contract.code.label("contract_code"), Lot)
    row = db.session.execute(query.outerjoin(Contract, Contract.bid_id == Bid.id).where(Bid.id == bid_id)).one_or_none()
    if row is None:
        raise NotFound("bid.unknown")
    bid, line = row.Bid, line_of(row, viewer)
    tied = _tied(bid)
    standing = [each for each in tied if each.state in STANDING]
    return BidPage(
        line=line,
        maker_id=bid.maker_id,
        seen=bid.standing,
        versions=_versions(bid, viewer),
        partners=_partners(bid, tied, viewer),
        outside=outside_rounds((each.lot_id, each.either_of) for each in (bid, *package_of(bid, standing)))
        if line.is_open
        else None,
        steps=_steps(line, bid, viewer, now=now),
        ending=bid.ending,
        note=bid.note,
        is_anonymous=bid.is_anonymous,
        contract_id=row.contract_id,
        contract_code=row.contract_code,
        stake=bid.stake,
        lot=_lot(row.Lot, viewer),
        remaining_bags=row.Lot.remaining_bags,
        may_see_lot=db.session.scalar(select(Lot.id).where(Lot.id == bid.lot_id, lot_seen_by(viewer))) is not None,
    )


def _lot(row: Lot, viewer: Viewer) -> LotTerms:
    """Say what the lot states; the parts of its price only to those who may trade."""
    terms = lot_terms(row)
    may_know = viewer.is_verified or viewer.role is Role.FACILITATOR
    return terms if may_know else replace(terms, price_stack=None)


def _versions(bid: Bid, viewer: Viewer) -> tuple[Version, ...]:
    query = (
        select(BidVersion, User.name)
        .outerjoin(User, User.id == BidVersion.by_user_id)
        .where(BidVersion.bid_id == bid.id)
        .order_by(BidVersion.number)
    )
    found: list[Version] = []
    is_group = viewer.organization_id == bid.producer_id
    for row, name in db.session.execute(query):
        side = Role.PRODUCER if row.by_organization_id == bid.producer_id else Role.MAKER
        is_hidden = bid.hides_maker and side is Role.MAKER and is_group
        terms = BidTerms.from_json(row.terms)
        before = found[-1].terms if found else terms
        who = None if is_hidden else name
        worth = from_plain(Worth, row.worth)
        told = changes(before, terms)
        differences = tuple(untold(told) if is_group else told)
        found.append(Version(row.number, row.at, side, who, terms, worth, differences))
    return tuple(reversed(found))


def _labels(bid: Bid) -> dict[str, str]:
    names = ("only_together_with", "either_of", "counted_with")
    return {name: label for name, label in zip(names, labels_of(bid), strict=True) if label}


def _tied(bid: Bid) -> Sequence[Bid]:
    """Find all bids that share a condition with this one."""
    labels = _labels(bid)
    if not labels:
        return ()
    shared = or_(*(getattr(Bid, name) == label for name, label in labels.items()))
    return db.session.scalars(select(Bid).where(shared, Bid.id != bid.id).order_by(Bid.id)).all()


def _partners(bid: Bid, rows: Sequence[Bid], viewer: Viewer) -> tuple[Partner, ...]:
    may_know = viewer.role is Role.FACILITATOR or viewer.organization_id == bid.maker_id
    return tuple(
        Partner(each.code if may_know else None, each.id if may_know else None, each.state, name)
        for name, label in _labels(bid).items()
        for each in rows
        if getattr(each, name) == label
    )


def _steps(line: BidLine, bid: Bid, viewer: Viewer, *, now: datetime) -> tuple[BidStep, ...]:
    if not line.is_open or is_over(bid.valid_until, now=now) or not may(viewer, Act.ANSWER_BID, bid.stake):
        return ()
    return ASKED_STEPS if line.is_your_turn else tuple(sorted(OWN_STEPS))
