"""Claims about what arrived, as the two sides and the facilitators see them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from marketplace.domain.contracts.claims import (
    ANSWERS,
    CLAIM_MACHINE,
    ClaimKind,
    ClaimState,
    ClaimStep,
    Remedy,
    claim_until,
    is_over,
    takes_too_much,
)
from marketplace.domain.contracts.frames import Quarter
from marketplace.domain.errors import NotFound
from marketplace.domain.ids import ClaimId
from marketplace.domain.money import Money, no_money
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.contracts.claiming import claimable
from marketplace.models.rows.contracts.claims import Claim
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.queries.contracts.goods import GoodsPage
from marketplace.queries.contracts.pages import ContractPage
from marketplace.queries.contracts.showing import get_contract, visible_to


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One claim in a contract's list of claims."""

    id: ClaimId
    number: int
    kind: ClaimKind
    state: ClaimState
    opened_at: datetime
    quarter: Quarter | None = None


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """One claim, whole, with what this viewer may do about it."""

    line: ClaimLine
    version: int
    contract: ContractPage
    total: Money
    words: str
    remedy: Remedy
    answer: str | None
    counter: Remedy | None
    outcome: str | None
    agreed: Remedy | None
    due_at: datetime | None
    closed_at: datetime | None
    rest: Money
    steps: tuple[ClaimStep, ...]

    def takes_too_much(self, step: ClaimStep) -> bool:
        """Say whether a step would take a remedy as stated that is worth more than is left of the price."""
        return takes_too_much(step, remedy=self.remedy, counter=self.counter, total=self.total, rest=self.rest)


def list_claims(contract_id: int, viewer: Viewer) -> list[ClaimLine]:
    """List the claims of one contract, newest first, those of a frame's call-offs too."""
    query = select(Claim).join(Contract, Contract.id == Claim.contract_id).options(selectinload(Claim.call_off))
    query = query.where(visible_to(viewer), Contract.id == contract_id).order_by(Claim.number.desc())
    return [_line(each) for each in db.session.scalars(query)]


def allowances_of(goods: GoodsPage) -> Money:
    """Add up the allowances that were agreed or mediated about goods the viewer may see."""
    states = (ClaimState.AGREED, ClaimState.MEDIATED)
    query = select(Claim).where(Claim.contract_id == goods.contract.line.id, Claim.state.in_(states))
    rows = db.session.scalars(query.where(Claim.call_off_id.is_not_distinct_from(goods.call_off_id)))
    worths = [each.agreed.worth(goods.total) for each in rows if each.agreed]
    return sum((each for each in worths if each), no_money(goods.total.currency))


def get_claim(claim_id: int, viewer: Viewer, *, now: datetime) -> ClaimPage:
    """Return one claim; raises `NotFound` when there is none or it is not the viewer's to see."""
    query = select(Claim).join(Contract, Contract.id == Claim.contract_id)
    row = db.session.scalar(query.where(visible_to(viewer), Claim.id == claim_id))
    if row is None:
        raise NotFound("claim.unknown")
    contract = get_contract(row.contract_id, viewer, now=now)
    return ClaimPage(
        line=_line(row),
        version=row.version,
        contract=contract,
        total=row.total,
        words=row.words,
        remedy=row.remedy,
        answer=row.answer,
        counter=row.counter,
        outcome=row.outcome,
        agreed=row.agreed,
        due_at=row.answer_by,
        closed_at=row.closed_at,
        rest=claimable(row.contract, row.call_off),
        steps=_steps(row, contract, viewer, now=now),
    )


def may_claim_until(goods: GoodsPage, viewer: Viewer, *, now: datetime) -> datetime | None:
    """Say until when this viewer may open a claim, None where there is nothing to claim (any more)."""
    is_maker = viewer.organization_id == goods.contract.maker_id and viewer.may_write
    if goods.arrived_on is None or not is_maker:
        return None
    until = claim_until(goods.arrived_on, goods.terms.claim_days)
    return until if now < until else None


def list_due_claims(now: datetime) -> list[ClaimId]:
    """List the claims that somebody should have answered by now."""
    waiting = Claim.state.in_((ClaimState.OPEN, ClaimState.COUNTERED))
    return list(db.session.scalars(select(Claim.id).where(waiting, Claim.answer_by <= now).order_by(Claim.id)))


def _line(row: Claim) -> ClaimLine:
    quarter = row.call_off.quarter if row.call_off else None
    return ClaimLine(row.id, row.number, row.kind, row.state, row.opened_at, quarter)


def _steps(row: Claim, contract: ContractPage, viewer: Viewer, *, now: datetime) -> tuple[ClaimStep, ...]:
    if not viewer.may_write:
        return ()
    if viewer.role is Role.FACILITATOR and viewer.organization_ids & contract.stake.owners:
        return ()
    late = ANSWERS if is_over(row.answer_by, now=now) else frozenset()
    return tuple(step for step in CLAIM_MACHINE.steps(row.state, viewer.role) if step not in late)
