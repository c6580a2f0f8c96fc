"""What a contract whose cacao arrived still lacks before it can be closed."""

from sqlalchemy import func, select

from marketplace.domain.contracts.claims import PENDING
from marketplace.domain.contracts.closing import ClosingFacts
from marketplace.domain.contracts.settlement import SettlementState
from marketplace.models.base import db
from marketplace.models.claims import Claim
from marketplace.models.contracts import Contract
from marketplace.models.instalment_steps import money_is_closed
from marketplace.models.settlements import Settlement


def closing_facts(contract: Contract) -> ClosingFacts:
    """Read what decides whether a contract can be closed."""
    open_claims = select(func.count()).where(Claim.contract_id == contract.id, Claim.state.in_(PENDING))
    settlement = db.session.get(Settlement, contract.id)
    return ClosingFacts(
        is_settled=settlement is not None and settlement.state is SettlementState.SETTLED,
        open_claims=db.session.scalar(open_claims) or 0,
        is_money_closed=money_is_closed(contract),
        is_frame=contract.terms.get("frame") is not None,
    )
