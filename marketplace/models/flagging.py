"""The step that gathers what contract flags are worked out from, for many contracts with few questions."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select, tuple_

from marketplace.domain.certificates import Certificate as Terms
from marketplace.domain.contracts.flags import FlagFacts, flags
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import Reason
from marketplace.domain.ids import ContractId, LotId
from marketplace.models.base import db
from marketplace.models.certificates import Certificate
from marketplace.models.contracts import Contract
from marketplace.models.facts import certificate_terms
from marketplace.models.figures import references_in_force
from marketplace.models.lots import Lot


def flags_of(contracts: Sequence[Contract], today: date) -> dict[ContractId, list[Reason]]:
    """Work out the flags of each contract, in four queries however many there are."""
    if not contracts:
        return {}
    references = references_in_force(today)
    lots = _lots([contract.lot_id for contract in contracts])
    certificates = _certificates(contracts)
    earlier = _earlier(contracts)
    return {
        contract.id: flags(
            ContractTerms.from_json(contract.terms),
            FlagFacts(
                certificates=certificates.get(contract.producer_id, []),
                references=references,
                cadmium=lots[contract.lot_id].cadmium,
                cadmium_max=ContractTerms.from_json(contract.terms).cadmium_max,
                moisture=lots[contract.lot_id].moisture,
                grade=lots[contract.lot_id].grade,
                earlier_contracts=earlier.get((contract.producer_id, contract.maker_id), 0),
                today=today,
            ),
        )
        for contract in contracts
    }


def _lots(ids: Sequence[LotId]) -> dict[LotId, Lot]:
    return {lot.id: lot for lot in db.session.scalars(select(Lot).where(Lot.id.in_(ids)))}


def _certificates(contracts: Sequence[Contract]) -> dict[int, list[Terms]]:
    held: dict[int, list[Terms]] = {}
    holders = {contract.producer_id for contract in contracts}
    for row in db.session.scalars(select(Certificate).where(Certificate.organization_id.in_(holders))):
        held.setdefault(row.organization_id, []).append(certificate_terms(row))
    return held


def _earlier(contracts: Sequence[Contract]) -> dict[tuple[int, int], int]:
    pairs = {(contract.producer_id, contract.maker_id) for contract in contracts}
    pair = tuple_(Contract.producer_id, Contract.maker_id)
    rows = db.session.execute(
        select(Contract.producer_id, Contract.maker_id, func.count())
        .where(pair.in_(pairs), Contract.state == ContractState.APPROVED)
        .group_by(Contract.producer_id, Contract.maker_id)
    )
    return {(producer_id, maker_id): count for producer_id, maker_id, count in rows}
