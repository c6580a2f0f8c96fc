"""What a maker paid for samples of a lot comes off the price of the first contract that binds it to that lot."""

from decimal import Decimal

from sqlalchemy import Select, func, select

from marketplace.domain.contracts.life import CONTRACT_MACHINE, ContractPermit, ContractState
from marketplace.domain.ids import ContractId, LotId, OrganizationId
from marketplace.domain.money import Currency, Money
from marketplace.domain.samples.life import SampleKind
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.samples import Sample

BINDING = [state for state in ContractState if CONTRACT_MACHINE.permits(state, ContractPermit.BIND)]


def crediting(lot_id: LotId, maker_id: OrganizationId) -> Select[ContractId, str]:
    """Ask for the contract that credits a maker's sample fees for a lot."""
    return (
        select(Contract.id, Contract.code)
        .where(Contract.lot_id == lot_id, Contract.maker_id == maker_id, Contract.state.in_(BINDING))
        .order_by(Contract.decided_at, Contract.id)
        .limit(1)
    )


def credited_fees(contract: Contract, currency: Currency) -> Money:
    """Add up the fees that came to the group in a currency and come off the price of a contract."""
    first = db.session.scalar(crediting(contract.lot_id, contract.maker_id).with_only_columns(Contract.id))
    if first != contract.id:
        return Money(Decimal(0), currency)
    query = select(func.sum(Sample.__table__.c.fee_amount)).where(
        Sample.lot_id == contract.lot_id,
        Sample.maker_id == contract.maker_id,
        Sample.kind == SampleKind.OFFER,
        Sample.fee_paid_on.is_not(None),
        Sample.__table__.c.fee_currency == currency,
    )
    return Money(db.session.scalar(query) or Decimal(0), currency)
