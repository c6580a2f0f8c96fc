"""What was wired to the group of a contract, and what of it came back, as the books say it; and what was disputed."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import ScalarSelect, String, cast, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import InstrumentedAttribute

from marketplace.domain.books.chart import Account
from marketplace.domain.books.postings import CauseKind
from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.ids import ContractId
from marketplace.domain.money import Money
from marketplace.domain.timelines import Stop, StopKind
from marketplace.models.rows.money.books import Entry, Posting
from marketplace.models.rows.money.payments import Dispute, Payment
from marketplace.queries.contracts.pages import ContractPage

WIRED = (CauseKind.PAID_OUT, CauseKind.PAYOUT_RETURNED)


def wires_of(contract_id: InstrumentedAttribute[ContractId]) -> ScalarSelect[list[list[str]]]:
    """Name the wires of contracts as one column, in order: day, cause and amount of each, for `list_wires`."""
    wire = func.jsonb_build_array(Entry.happened_on, Entry.cause_kind, cast(Posting.amount, String))
    query = select(func.jsonb_agg(aggregate_order_by(wire, Entry.id))).join(Posting, Posting.entry_id == Entry.id)
    query = query.where(Entry.contract_id == contract_id, Entry.cause_kind.in_(WIRED))
    return query.where(Posting.account == Account.GROUP_DUE).scalar_subquery()


def list_wires(contract: ContractPage, told: Sequence[Sequence[str]] | None) -> Iterator[Stop]:
    """List the wires of a contract that the caller may see, each behind the last step before its day."""
    for day, cause, amount in told or ():
        yield _stop(contract, date.fromisoformat(day), cause, amount=amount, who=contract.line.producer_name)


def disputes_of(contract_id: InstrumentedAttribute[ContractId]) -> ScalarSelect[list[list[str]]]:
    """Name what makers' banks took back under contracts as one column: the days of both moves, and the amount."""
    taken = func.date(func.timezone("America/Lima", Dispute.taken_at))
    returned = func.date(func.timezone("America/Lima", Dispute.returned_at))
    told = func.jsonb_build_array(taken, returned, cast(Dispute.amount, String))
    query = select(func.jsonb_agg(aggregate_order_by(told, Dispute.id))).join(Payment, Payment.id == Dispute.payment_id)
    return query.where(Payment.contract_id == contract_id, Dispute.taken_at.is_not(None)).scalar_subquery()


def list_disputed(contract: ContractPage, told: Sequence[Sequence[str | None]] | None) -> Iterator[Stop]:
    """List what the maker's bank took back of a contract that the caller may see, and what came again."""
    for taken, returned, amount in told or ():
        for day, what in ((taken, "disputed"), (returned, "dispute_won")):
            if day:
                yield _stop(contract, date.fromisoformat(day), what, amount=amount or "0", who=contract.line.maker_name)


def _stop(contract: ContractPage, on: date, what: str, *, amount: str, who: str) -> Stop:
    """Place money that moved behind the last step before its day."""
    before = [each.milestone for each in contract.marks.milestones if each.day <= on]
    return Stop(
        kind=StopKind.MONEY,
        what=what,
        is_reached=True,
        day=on,
        who=who,
        money=Money(abs(Decimal(amount)), contract.line.total.currency),
        after=before[-1] if before else Milestone.PREPARING,
    )
