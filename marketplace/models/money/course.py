"""The steps of a contract's money: planned at approval, raised on its way, settled, released to the group, ended."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from sqlalchemy import func, select

from marketplace.domain.books.postings import Parts
from marketplace.domain.contracts.claims import ClaimState
from marketplace.domain.contracts.clauses import BalanceBasis
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.frames import CallOffState
from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.contracts.settlement import SettlementState
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.ids import CallOffId
from marketplace.domain.mass import Mass
from marketplace.domain.money import Money, no_money
from marketplace.domain.payments.life import InstalmentKind, InstalmentState, RefundCause, RefundState
from marketplace.domain.payments.refunds import kept_at_end
from marketplace.domain.payments.schedule import (
    DEPOSIT_TIME,
    FINAL_TIME,
    RAISED_AT,
    Adjustment,
    adjust,
    balance_due,
    called_balance_due,
    counted,
    end,
    minus,
    net_of,
    nothing,
    plan,
    with_fee,
)
from marketplace.models.base import db
from marketplace.models.cargo.carrying import settlement_of, with_carry
from marketplace.models.frames.seasons import is_called_open, latest_season
from marketplace.models.money.instalments import add_instalment, drop, instalments_of, raise_instalment, replan
from marketplace.models.money.refunds import give_back, give_credit_back
from marketplace.models.money.releases import apply_credit, is_shipped, release
from marketplace.models.rows.contracts.call_offs import CallOff
from marketplace.models.rows.contracts.claims import Claim
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.rows.money.payments import Payment, Refund
from marketplace.models.samples.fees import credited_fees


def plan_instalments(contract: Contract, *, now: datetime) -> None:
    """Plan what an approved contract is paid in, and raise its deposit; a frame is paid by its called bags."""
    terms = ContractTerms.from_json(contract.terms)
    if terms.frame is None:
        _plan(contract, terms, terms.volume, now=now)


def plan_called(call_off: CallOff, *, now: datetime) -> None:
    """Plan what called and confirmed bags are paid in, and raise their deposit; also a balance due before they ship."""
    contract = call_off.season.contract
    terms = ContractTerms.from_json(contract.terms)
    _plan(contract, terms, call_off.volume, now=now, call_off=call_off)
    if terms.balance_basis is BalanceBasis.BEFORE_SHIPMENT:
        _raise_planned(call_off, call_off.shipment_on or day_in_lima(now), now=now)


def raise_due(contract: Contract, *, now: datetime) -> None:
    """Raise the balance once the milestone is reached with which it falls due."""
    terms, at = ContractTerms.from_json(contract.terms), contract.milestone
    milestones = list(Milestone)
    if terms.frame is not None or at is None or milestones.index(at) < milestones.index(RAISED_AT[terms.balance_basis]):
        return
    for row in instalments_of(contract.id):
        if row.state is InstalmentState.PLANNED:
            raise_instalment(row, balance_due(terms, contract.milestone_on or day_in_lima(now)), now=now)
    apply_credit(contract, now=now)


def go_on(contract: Contract, *, now: datetime) -> None:
    """Let a milestone raise what falls due with it, and release what was paid."""
    raise_due(contract, now=now)
    release(contract, now=now)


def raise_called(call_off: CallOff, *, now: datetime) -> None:
    """Raise the balance of called bags that were shipped."""
    contract, shipped_on = call_off.season.contract, call_off.shipped_on or day_in_lima(now)
    _raise_planned(call_off, called_balance_due(ContractTerms.from_json(contract.terms), shipped_on), now=now)
    release(contract, now=now)


def settle_up(contract: Contract, *, now: datetime) -> None:
    """Bring the instalments to what the contract comes to now: price, final weight, allowances, gifts by hand."""
    for _call_off_id, rows in _by_volume(instalments_of(contract.id)):
        if not _is_lapsed(rows[0]):
            _bring_to(contract, rows, _target(contract, rows), now=now)
    raise_due(contract, now=now)
    apply_credit(contract, now=now)
    if _is_settled(contract) and not any(row.state is InstalmentState.DUE for row in instalments_of(contract.id)):
        give_credit_back(contract, now=now)
    release(contract, now=now)


def end_money(contract: Contract, *, cause: RefundCause, now: datetime) -> None:
    """End a contract's money early: nothing more is owed, and what was paid goes back but for what its rule keeps."""
    terms = ContractTerms.from_json(contract.terms)
    for _call_off_id, rows in _by_volume(instalments_of(contract.id)):
        if is_shipped(rows[0]):
            continue
        _cancel_planned(rows, now=now)
        keep = _kept_at_end(terms, rows, cause)
        standings = [row.standing for row in rows if row.state is not InstalmentState.CANCELLED]
        _carry_out(rows, end(with_fee(keep, terms.platform_fee_percent), standings), cause=cause, now=now)
    give_credit_back(contract, now=now)
    release(contract, now=now, is_over=True)


def _plan(
    contract: Contract, terms: ContractTerms, volume: Mass, *, now: datetime, call_off: CallOff | None = None
) -> None:
    credit = _credited(contract, call_off.id if call_off else None)
    for planned in plan(terms, volume, before=nothing(terms.price.currency), credit=credit):
        row = add_instalment(contract, planned.kind, parts=planned.parts, now=now, call_off=call_off)
        if planned.kind is InstalmentKind.DEPOSIT:
            raise_instalment(row, day_in_lima(now) + DEPOSIT_TIME, now=now)
    apply_credit(contract, now=now)


def _raise_planned(call_off: CallOff, due_on: date, *, now: datetime) -> None:
    """Raise what is planned for called bags, and let a credit pay of it."""
    contract = call_off.season.contract
    for row in instalments_of(contract.id):
        if row.call_off_id == call_off.id and row.state is InstalmentState.PLANNED:
            raise_instalment(row, due_on, now=now)
    apply_credit(contract, now=now)


def _kept_at_end(terms: ContractTerms, rows: Iterable[Instalment], cause: RefundCause) -> Money:
    paid = deposit = total = no_money(terms.price.currency)
    for each in counted([row.standing for row in rows]):
        paid, total = paid + each.kept.price, total + each.asked.price
        deposit += each.asked.price if each.kind is InstalmentKind.DEPOSIT else no_money(paid.currency)
    return kept_at_end(terms, paid, deposit=deposit, total=total, cause=cause)


def _is_lapsed(row: Instalment) -> bool:
    """Say whether its called bags went back when their frame ended; what was kept of them then stays."""
    return row.call_off is not None and row.call_off.state is CallOffState.LAPSED


def _target(contract: Contract, rows: list[Instalment]) -> Parts:
    """Say what a volume comes to now; of a contract that became a frame nothing is asked as a whole any more."""
    call_off = rows[0].call_off
    terms = call_off.terms if call_off else ContractTerms.from_json(contract.terms)
    if terms.frame is not None and call_off is None:
        return nothing(terms.price.currency)
    price = price_now(contract, terms, call_off=call_off)
    return with_carry(with_fee(price, terms.platform_fee_percent), contract, call_off=call_off)


def _bring_to(contract: Contract, rows: list[Instalment], target: Parts, *, now: datetime) -> None:
    standings = [row.standing for row in rows if row.state is not InstalmentState.CANCELLED]
    planned = [row for row in rows if row.state is InstalmentState.PLANNED]
    rest = minus(target, net_of([each for each in standings if not each.is_planned], target.price.currency))
    if planned and rest.price.amount > 0:
        replan(planned[0], rest, now=now)
        return
    _cancel_planned(rows, now=now)
    change = adjust(target, standings)
    if change.more.price.amount:
        row = add_instalment(contract, InstalmentKind.FINAL, parts=change.more, now=now, call_off=rows[0].call_off)
        raise_instalment(row, day_in_lima(now) + FINAL_TIME, now=now)
    _carry_out(rows, change, cause=RefundCause.SETTLED, now=now)


def _carry_out(rows: Iterable[Instalment], change: Adjustment, *, cause: RefundCause, now: datetime) -> None:
    by_id = {row.id: row for row in rows}
    for lowering in change.lowerings:
        drop(by_id[lowering.id], lowering.drop, now=now)
        give_back(by_id[lowering.id], lowering.back, cause=cause, now=now)


def _cancel_planned(rows: Iterable[Instalment], *, now: datetime) -> None:
    for row in rows:
        if row.state is InstalmentState.PLANNED:
            drop(row, row.open, now=now)


def _by_volume(rows: Iterable[Instalment]) -> list[tuple[CallOffId | None, list[Instalment]]]:
    """Put together the instalments of one price: a whole contract's, or those of one quarter's called bags."""
    ordered = sorted(rows, key=lambda row: (row.call_off_id or 0, row.number))
    return [(key, list(group)) for key, group in groupby(ordered, key=lambda row: row.call_off_id)]


def price_now(contract: Contract, terms: ContractTerms, *, call_off: CallOff | None) -> Money:
    """Say what a volume comes to: at the final weight where it is settled, less allowances and what was given."""
    call_off_id = call_off.id if call_off else None
    price = terms.price * (call_off.volume if call_off else terms.volume)
    settlement = settlement_of(contract.id, call_off_id)
    if settlement and settlement.amount is not None:
        price = Money(settlement.amount, price.currency)
    for claim in agreed_claims(contract, call_off_id):
        worth = claim.agreed.worth(claim.total) if claim.agreed else None
        price -= worth or no_money(price.currency)
    less = given_by_hand(contract, call_off_id) + _credited(contract, call_off_id)
    return max(price - less, no_money(price.currency))


def _credited(contract: Contract, call_off_id: CallOffId | None) -> Money:
    """Say what the maker paid for samples of the lot; of a frame, its first called bags bear it."""
    first = select(Instalment.call_off_id).where(Instalment.contract_id == contract.id).order_by(Instalment.number)
    rows = db.session.execute(first.limit(1)).all()
    if rows and rows[0].call_off_id != call_off_id:
        return no_money(contract.total.currency)
    return credited_fees(contract, contract.total.currency)


def agreed_claims(contract: Contract, call_off_id: CallOffId | None) -> list[Claim]:
    """List the claims about goods that ended with a remedy, the first one first."""
    states = (ClaimState.AGREED, ClaimState.MEDIATED)
    query = select(Claim).where(Claim.contract_id == contract.id, Claim.state.in_(states))
    query = query.where(Claim.call_off_id.is_not_distinct_from(call_off_id))
    return list(db.session.scalars(query.order_by(Claim.number)))


def given_by_hand(contract: Contract, call_off_id: CallOffId | None) -> Money:
    """Add up what facilitators gave back of the price of goods by hand."""
    query = (
        select(func.sum(Refund.price))
        .join(Payment, Payment.id == Refund.payment_id)
        .join(Instalment, Instalment.id == Payment.instalment_id)
        .where(
            Refund.contract_id == contract.id,
            Refund.cause == RefundCause.BY_HAND,
            Refund.state.not_in((RefundState.ASKED, RefundState.REFUSED)),
            Instalment.call_off_id.is_not_distinct_from(call_off_id),
        )
    )
    return Money(db.session.scalar(query) or Decimal(0), contract.total.currency)


def _is_settled(contract: Contract) -> bool:
    """Say whether the final weight of all its goods is settled, so that nothing more can fall due."""
    if latest_season(contract) is not None:
        return not is_called_open(contract)
    settlement = settlement_of(contract.id)
    return settlement is not None and settlement.state is SettlementState.SETTLED
