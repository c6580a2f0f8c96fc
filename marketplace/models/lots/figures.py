"""The dated figures in force on a day, for steps inside use cases that judge prices, freight and cadmium."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import SessionTransaction

from marketplace.domain.cadmium import CadmiumLimit
from marketplace.domain.contracts.disputes import DisputeCustom, Reach, custom_on
from marketplace.domain.freight import FreightRow, FreightTable, freight_on
from marketplace.domain.prices import ReferenceFigure, References, references_on
from marketplace.models.base import db
from marketplace.models.rows.market import references as rows

Figures = TypeVar("Figures")
READ = "figures_read"
PRICES, RATES = rows.ReferencePrice, rows.FreightRate
BEGUN: BindParameter[date] = bindparam("day")
_PRICES = (
    select(PRICES.kind, PRICES.value, PRICES.valid_from, PRICES.source, PRICES.month)
    .where(PRICES.valid_from <= BEGUN)
    .ext(distinct_on(PRICES.kind, PRICES.month))
    .order_by(PRICES.kind, PRICES.month, PRICES.valid_from.desc())
)
_RATES = select(RATES.incoterm, RATES.destination, RATES.mode, RATES.usd_per_tonne, RATES.valid_from).where(
    RATES.valid_from <= BEGUN
)


def references_in_force(day: date) -> References:
    """Read the reference prices and floors in force on `day`, once in a transaction."""
    return _once(references_on, ReferenceFigure, _PRICES, day=day)


def freight_in_force(day: date) -> FreightTable:
    """Read the freight rates in force on `day`, once in a transaction."""
    return _once(freight_on, FreightRow, _RATES, day=day)


def cadmium_limits() -> list[CadmiumLimit]:
    """Read every legal limit that has been set, past and coming ones too; rules pick the one in force."""
    found = db.session.scalars(select(rows.CadmiumLimit).order_by(rows.CadmiumLimit.valid_from))
    return [CadmiumLimit(row.market, row.category, row.mg_per_kg, row.valid_from, row.source) for row in found]


def disputes_in_force(day: date, reach: Reach) -> DisputeCustom:
    """Say who decides disputes of a contract drafted on `day`, unless the parties say otherwise."""
    query = select(rows.DisputeCustom).where(rows.DisputeCustom.reach == reach, rows.DisputeCustom.valid_from <= day)
    found = db.session.scalars(query.order_by(rows.DisputeCustom.valid_from.desc()).limit(1))
    customs = [DisputeCustom(row.reach, row.forum, row.place, row.law, row.valid_from) for row in found]
    return custom_on(day, reach, customs=customs)


def _once(
    pick: Callable[..., Figures], row: Callable[..., object], query: Select[*tuple[Any, ...]], *, day: date
) -> Figures:
    """Pick what is in force on a day: what a step of a transaction went by, the next one goes by too."""
    session = db.session()
    transaction = session.get_transaction() or session.begin()
    kept: tuple[SessionTransaction | None, dict[Any, Figures]] = session.info.get(READ, (None, {}))
    if kept[0] is not transaction:
        kept = session.info[READ] = (transaction, {})
    if (pick, day) not in kept[1]:
        kept[1][pick, day] = pick((row(*each) for each in session.execute(query, {"day": day})), day)
    return kept[1][pick, day]
