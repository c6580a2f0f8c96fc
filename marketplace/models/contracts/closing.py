"""What a contract whose cacao arrived still lacks before it can be closed."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, cast, exists, func, select

from marketplace.domain.contracts.claims import PENDING
from marketplace.domain.contracts.closing import ClosingFacts
from marketplace.domain.contracts.frames import ALL_OVER
from marketplace.domain.contracts.settlement import SettlementState
from marketplace.models.base import db
from marketplace.models.money.instalments import money_closed
from marketplace.models.rows.contracts.call_offs import CallOff, FrameSeason
from marketplace.models.rows.contracts.claims import Claim
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.settlements import Settlement


def closing_facts(contract: Contract) -> ClosingFacts:
    """Read what decides whether a contract can be closed."""
    return facts_from(db.session.execute(select(*closing_columns()).where(Contract.id == contract.id)).one())


def closing_columns() -> tuple[ColumnElement[Any], ...]:
    """Name what a statement over contracts must select so that `facts_from` can read it."""
    settled = exists().where(Settlement.contract_id == Contract.id, Settlement.state == SettlementState.SETTLED)
    open_claims = select(func.count()).where(Claim.contract_id == Contract.id, Claim.state.in_(PENDING))
    of_frame = FrameSeason.contract_id == Contract.id
    open_calls = select(func.count(CallOff.id)).join(FrameSeason, FrameSeason.id == CallOff.season_id)
    open_calls = open_calls.where(of_frame, CallOff.state.not_in(ALL_OVER)).correlate(Contract)
    seasons = select(func.count(FrameSeason.id)).where(of_frame)
    return (
        settled.label("is_settled"),
        open_claims.scalar_subquery().label("open_claims"),
        money_closed(Contract.id).label("is_money_closed"),
        (Contract.terms["frame"].astext.is_not(None)).label("is_frame"),
        open_calls.scalar_subquery().label("open_calls"),
        (cast(Contract.terms["frame"]["years"].astext, Integer) - seasons.scalar_subquery()).label("seasons_to_come"),
    )


def facts_from(row: Any) -> ClosingFacts:  # noqa: ANN401 - a row with `closing_columns`
    """Read what a statement found."""
    return ClosingFacts(
        is_settled=row.is_settled,
        open_claims=row.open_claims,
        is_money_closed=row.is_money_closed,
        is_frame=row.is_frame,
        open_calls=row.open_calls,
        seasons_to_come=row.seasons_to_come or 0,
    )
