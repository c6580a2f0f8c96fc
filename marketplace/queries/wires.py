"""What was wired to the group of a contract, and what of it came back, as the books say it."""

from collections.abc import Iterator

from sqlalchemy import select

from marketplace.domain.books.chart import Account
from marketplace.domain.books.postings import CauseKind
from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.money import Money
from marketplace.domain.timelines import Stop, StopKind
from marketplace.models.base import db
from marketplace.models.books import Entry, Posting
from marketplace.queries.contract_pages import ContractPage

WIRED = (CauseKind.PAID_OUT, CauseKind.PAYOUT_RETURNED)


def list_wires(contract: ContractPage) -> Iterator[Stop]:
    """List the wires of a contract that the caller may see, each behind the last step before its day."""
    query = select(Entry.happened_on, Entry.cause_kind, Posting.amount).join(Posting, Posting.entry_id == Entry.id)
    query = query.where(Entry.contract_id == contract.line.id, Entry.cause_kind.in_(WIRED))
    query = query.where(Posting.account == Account.GROUP_DUE).order_by(Entry.id)
    for on, cause, amount in db.session.execute(query):
        before = [each.milestone for each in contract.marks.milestones if each.day <= on]
        yield Stop(
            kind=StopKind.MONEY,
            what=cause.value,
            is_reached=True,
            day=on,
            who=contract.line.producer_name,
            money=Money(abs(amount), contract.line.total.currency),
            after=before[-1] if before else Milestone.PREPARING,
        )
