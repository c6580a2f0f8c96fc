"""Lets a contract be closed whose money and weights a test is not about."""

from datetime import datetime

from marketplace.domain.contracts.settlement import SettlementState
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.ids import ContractId
from marketplace.models.base import db
from marketplace.models.money.instalments import drop, instalments_of
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.settlements import Settlement
from tests.market import Market


def let_close(market: Market, contract_id: ContractId, *, now: datetime) -> None:
    """Settle it on its contracted weight, and let go of everything that was to be paid."""
    with market.app.app_context():
        contract = db.session.get_one(Contract, contract_id)
        terms = ContractTerms.from_json(contract.terms)
        row = Settlement(contract=contract, state=SettlementState.SETTLED)
        row.final_weight, row.weighed_on, row.settled_at = terms.volume, now.date(), now
        row.stated_by_id, row.stated_at, row.changed_at = contract.maker_id, now, now
        row.amount, row.difference = terms.total.amount, terms.total.amount - terms.total.amount
        db.session.add(row)
        for instalment in instalments_of(contract_id):
            drop(instalment, instalment.open, now=now)
        db.session.commit()
