"""The step that gathers what contract flags are worked out from, for many contracts with few questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import func, select, tuple_

from marketplace.domain.certificates import Certificate as Terms
from marketplace.domain.contracts.flags import FlagFacts, Shares, flags
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.deliveries.balance import figures_in_force
from marketplace.domain.errors import Reason
from marketplace.domain.ids import ContractId, LotId
from marketplace.domain.prices import References
from marketplace.models.base import db
from marketplace.models.lots.facts import certificate_terms
from marketplace.models.lots.figures import references_in_force
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.certificates import Certificate
from marketplace.models.traces.balances import doubts_about

FEWEST_TO_COMPARE = 5
"""Approved contracts below which a share says nothing."""
A_YEAR = timedelta(days=365)
NOTHING = Decimal(0)
TOTAL = Contract.__table__.c.total_amount


def flags_of(
    contracts: Sequence[Contract], today: date, *, references: References | None = None
) -> dict[ContractId, list[Reason]]:
    """Work out the flags of each contract, in six queries however many there are, or five with the day's figures."""
    if not contracts:
        return {}
    references = references or references_in_force(today)
    lots = _lots([contract.lot_id for contract in contracts])
    certificates = _certificates(contracts)
    earlier = _earlier(contracts)
    approved = _approved(today)
    doubts = doubts_about(list(lots.values()), figures_in_force(references))
    found = {}
    for contract in contracts:
        terms, lot = ContractTerms.from_json(contract.terms), lots[contract.lot_id]
        facts = FlagFacts(
            certificates=certificates.get(contract.producer_id, []),
            references=references,
            cadmium=lot.cadmium,
            cadmium_max=terms.cadmium_max,
            moisture=lot.moisture,
            grade=lot.grade,
            earlier_contracts=earlier.get((contract.producer_id, contract.maker_id), 0),
            today=today,
            asked=lot.price,
            shares=approved.shares_with(contract),
            balance_errors=doubts[contract.lot_id].errors,
            eudr_status=lot.eudr_status,
            high_risk_plots=doubts[contract.lot_id].high_risk,
        )
        found[contract.id] = flags(terms, facts)
    return found


@dataclass(frozen=True, slots=True)
class _Approved:
    """What was approved within a year: how many contracts, and their value in dollars by each side."""

    contracts: int
    by_producer: dict[int, Decimal]
    by_maker: dict[int, Decimal]

    def shares_with(self, contract: Contract) -> Shares | None:
        """Say which share each side would have with this contract; None where too little was approved to compare."""
        if self.contracts < FEWEST_TO_COMPARE:
            return None
        own = contract.total.amount
        whole = sum(self.by_maker.values(), own)
        producer = self.by_producer.get(contract.producer_id, NOTHING) + own
        maker = self.by_maker.get(contract.maker_id, NOTHING) + own
        return Shares(_percent(producer, whole), _percent(maker, whole))


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return (part * 100 / whole).quantize(Decimal(1), ROUND_HALF_UP)


def _approved(today: date) -> _Approved:
    """Add up what was approved: in one line for all, one for each group and one for each maker."""
    sides = Contract.producer_id, Contract.maker_id
    rows = db.session.execute(
        select(*sides, func.count(), func.sum(TOTAL))
        .where(
            Contract.state == ContractState.APPROVED,
            Contract.decided_at >= datetime.combine(today - A_YEAR, time(), UTC),
        )
        .group_by(func.grouping_sets(tuple_(), *map(tuple_, sides)))
    ).all()
    return _Approved(
        sum(count for producer_id, maker_id, count, _value in rows if producer_id is maker_id is None),
        {producer_id: value for producer_id, _maker, _count, value in rows if producer_id is not None},
        {maker_id: value for _producer, maker_id, _count, value in rows if maker_id is not None},
    )


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
