"""Which contract in force stands in the place of what a maker owes, or paid, for samples of a lot."""

from sqlalchemy import Select, select

from marketplace.domain.contracts.life import CONTRACT_MACHINE, ContractPermit, ContractState
from marketplace.domain.ids import ContractId, LotId, OrganizationId
from marketplace.models.rows.contracts.contracts import Contract

BINDING = [state for state in ContractState if CONTRACT_MACHINE.permits(state, ContractPermit.BIND)]


def crediting(lot_id: LotId, maker_id: OrganizationId) -> Select[ContractId, str]:
    """Ask for the contract that credits a maker's sample fees for a lot."""
    return (
        select(Contract.id, Contract.code)
        .where(Contract.lot_id == lot_id, Contract.maker_id == maker_id, Contract.state.in_(BINDING))
        .order_by(Contract.decided_at, Contract.id)
        .limit(1)
    )
