"""The step that gathers what contract flags are worked out from, for many contracts with few questions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import func, select, tuple_

from marketplace.domain.certificates import Certificate as Terms
from marketplace.domain.contracts.flag_facts import FlagFacts, Shares
from marketplace.domain.contracts.flags import flags
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.deliveries.balance import figures_in_force
from marketplace.domain.errors import Reason
from marketplace.domain.ids import ContractId, LotId
from marketplace.domain.lots import LotState
from marketplace.domain.prices import References
from marketplace.models.base import db
from marketplace.models.contracts.flagged_sides import sides_of
from marketplace.models.lots.facts import certificate_terms
from marketplace.models.lots.figures import references_in_force
from marketplace.models.rows.contracts.amendments import Amendment
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.certificates import Certificate
from marketplace.models.traces.balances import doubts_about

FEWEST_TO_COMPARE = 5
"""Approved contracts below which a share says nothing."""
A_YEAR = timedelta(days=365)
NOTHING = Decimal(0)
TOTAL = Contract.__table__.c.total_amount


@dataclass(frozen=True, slots=True)
class Flagged:
    """What is looked at: a contract with the terms and the lot that it has, or would have once it is changed."""

    contract: Contract
    terms: ContractTerms
    lot_id: LotId


def flags_of(
    contracts: Sequence[Contract], today: date, *, references: References | None = None
) -> dict[ContractId, list[Reason]]:
    """Work out the flags of each contract, in few queries however many there are."""
    present = [Flagged(each, ContractTerms.from_json(each.terms), each.lot_id) for each in contracts]
    return dict(zip([each.id for each in contracts], flags_if(present, today, references=references), strict=True))


def flags_if(looked_at: Sequence[Flagged], today: date, *, references: References | None = None) -> list[list[Reason]]:
    """Work out the flags of each contract with the terms and the lot that are named beside it."""
    if not looked_at:
        return []
    references = references or references_in_force(today)
    contracts = [each.contract for each in looked_at]
    certificates, sides = _certificates(contracts), sides_of(contracts, today)
    lots = _lots({each.lot_id for each in looked_at}, [each.lot for each in sides.values()])
    approved = _approved(today)
    doubts = doubts_about(list(lots.values()), figures_in_force(references))
    found = []
    for each in looked_at:
        contract, lot = each.contract, lots[each.lot_id]
        facts = FlagFacts(
            certificates=certificates.get(contract.producer_id, []),
            references=references,
            cadmium=lot.cadmium,
            cadmium_max=sides[contract.id].cadmium_max,
            moisture=lot.moisture,
            grade=lot.grade,
            fermentation=lot.fermentation_index,
            off=lot.off_total,
            earlier_contracts=sides[contract.id].contracts - _is_counted(contract),
            today=today,
            asked=lot.price,
            shares=approved.shares_with(contract, each.terms.total.amount),
            balance_errors=doubts[lot.id].errors,
            eudr_status=lot.eudr_status,
            high_risk_plots=doubts[lot.id].high_risk,
            is_held=lot.state is LotState.HELD,
            suspended=sides[contract.id].suspended,
        )
        found.append(flags(each.terms, facts))
    return found


def flags_around(amendment: Amendment, today: date) -> tuple[list[Reason], list[Reason]]:
    """Work out the flags of a contract as it is, and as it would be with a change in force."""
    contract = amendment.contract
    now = Flagged(contract, ContractTerms.from_json(contract.terms), contract.lot_id)
    then = Flagged(contract, ContractTerms.from_json(amendment.terms), amendment.lot_id or contract.lot_id)
    before, found = flags_if([now, then], today)
    return before, found


def _is_counted(contract: Contract) -> bool:
    """Say whether a contract is among those that were approved already, so that it is not counted twice."""
    return contract.state is ContractState.APPROVED


@dataclass(frozen=True, slots=True)
class _Approved:
    """What was approved within a year: how many contracts, and their value in dollars by each side."""

    since: datetime
    contracts: int
    by_producer: dict[int, Decimal]
    by_maker: dict[int, Decimal]

    def shares_with(self, contract: Contract, value: Decimal) -> Shares | None:
        """Say which share each side has with this contract at `value`; None where there is too little to compare."""
        is_in = _is_counted(contract) and contract.decided_at is not None and contract.decided_at >= self.since
        if self.contracts - is_in < FEWEST_TO_COMPARE:
            return None
        own = value - (contract.total.amount if is_in else NOTHING)
        whole = sum(self.by_maker.values(), own)
        producer = self.by_producer.get(contract.producer_id, NOTHING) + own
        maker = self.by_maker.get(contract.maker_id, NOTHING) + own
        return Shares(_percent(producer, whole), _percent(maker, whole))


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return (part * 100 / whole).quantize(Decimal(1), ROUND_HALF_UP)


def _approved(today: date) -> _Approved:
    """Add up what was approved: in one line for all, one for each group and one for each maker."""
    sides, since = (Contract.producer_id, Contract.maker_id), datetime.combine(today - A_YEAR, time(), UTC)
    rows = db.session.execute(
        select(*sides, func.count(), func.sum(TOTAL))
        .where(
            Contract.state == ContractState.APPROVED,
            Contract.decided_at >= since,
        )
        .group_by(func.grouping_sets(tuple_(), *map(tuple_, sides)))
    ).all()
    return _Approved(
        since,
        sum(count for producer_id, maker_id, count, _value in rows if producer_id is maker_id is None),
        {producer_id: value for producer_id, _maker, _count, value in rows if producer_id is not None},
        {maker_id: value for _producer, maker_id, _count, value in rows if maker_id is not None},
    )


def _lots(wanted: set[LotId], known: Iterable[Lot]) -> dict[LotId, Lot]:
    found = {lot.id: lot for lot in known}
    missing = wanted - found.keys()
    if missing:
        found |= {lot.id: lot for lot in db.session.scalars(select(Lot).where(Lot.id.in_(missing)))}
    return found


def _certificates(contracts: Sequence[Contract]) -> dict[int, list[Terms]]:
    held: dict[int, list[Terms]] = {}
    holders = {contract.producer_id for contract in contracts}
    for row in db.session.scalars(select(Certificate).where(Certificate.organization_id.in_(holders))):
        held.setdefault(row.organization_id, []).append(certificate_terms(row))
    return held
