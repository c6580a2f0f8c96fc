"""How many bags a contract in force could have, for whoever asks for a change of them."""

from sqlalchemy import select

from marketplace.domain.contracts.bags import BagRoom, may_resize
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import NotFound, Reason
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.contracts.resizing import faults_of_bags, room_of
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.queries.contracts.showing import visible_to


def find_bag_room(contract_id: int, viewer: Viewer) -> BagRoom | None:
    """Say what limits the bags of a contract; None where their number is fixed."""
    contract = _contract(contract_id, viewer)
    is_open = may_resize(ContractTerms.from_json(contract.terms), contract.milestone)
    return room_of(contract) if is_open else None


def list_bag_faults(contract_id: int, terms: ContractTerms, *, viewer: Viewer) -> list[Reason]:
    """List why a contract could not have the bags of changed terms now."""
    return faults_of_bags(_contract(contract_id, viewer), terms)


def _contract(contract_id: int, viewer: Viewer) -> Contract:
    contract = db.session.scalar(select(Contract).where(visible_to(viewer), Contract.id == contract_id))
    if contract is None:
        raise NotFound("contract.unknown")
    return contract
