"""The step that turns what was agreed into a contract that both sides may sign, with its first terms."""

from datetime import date, datetime

from sqlalchemy import text

from marketplace.domain.contracts.drafts import draft_terms
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.events import EventKind
from marketplace.domain.ids import ContractId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.contracts.agreements import Source, agreement_of
from marketplace.models.contracts.steps import keep_terms, open_signing
from marketplace.models.lots.figures import references_in_force
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.rounds.rounds import Allocation


def draft_contract(source: Source, *, by: Viewer, now: datetime) -> Contract:
    """Draft the contract of what both sides agreed, an allocation or a bid; it waits for their signatures from now on.

    Raises `Refused` (`allocation.lot_ungraded`) when the lot's grade was taken away meanwhile.
    """
    today = day_in_lima(now)
    terms = draft_terms(agreement_of(source, today), references=references_in_force(today))
    contract_id = ContractId(db.session.scalar(text("SELECT nextval(pg_get_serial_sequence('contracts', 'id'))")))
    contract = Contract(
        id=contract_id,
        code=contract_code(contract_id, today),
        allocation_id=source.id if isinstance(source, Allocation) else None,
        bid_id=source.id if isinstance(source, Bid) else None,
        lot_id=source.lot_id,
        demand_id=source.demand_id,
        producer_id=source.producer_id,
        maker_id=source.maker_id,
        state=ContractState.SIGNING,
        bags=source.bags,
        bag_weight=source.bag_weight,
        total=terms.total,
        terms=terms.to_json(),
        terms_version=1,
        drafted_at=now,
    )
    open_signing(contract, now)
    record_event(contract, EventKind.CONTRACT_DRAFTED, by=by, now=now, code=contract.code)
    keep_terms(contract, by=None, now=now)
    return contract


def contract_code(contract_id: ContractId, day: date) -> str:
    """Number a contract: the year, then the number under which the database keeps it, `MZ-2026-00042`."""
    return f"MZ-{day.year}-{contract_id:05d}"
