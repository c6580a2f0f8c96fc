"""The dated figures of the market: reference prices and floors, freight rates, cadmium limits."""

from datetime import date

from sqlalchemy import select

from marketplace.domain.cadmium import CadmiumLimit
from marketplace.domain.freight import FreightRow, FreightTable, freight_on
from marketplace.domain.prices import ReferenceFigure, References, references_on
from marketplace.models import references as rows
from marketplace.models.base import db


def get_references(day: date) -> References:
    """Return the reference prices and floors in force on `day`; everybody may know them."""
    found = db.session.scalars(select(rows.ReferencePrice).where(rows.ReferencePrice.valid_from <= day))
    return references_on((ReferenceFigure(row.kind, row.value, row.valid_from, row.source) for row in found), day)


def get_freight(day: date) -> FreightTable:
    """Return the freight rates in force on `day`; everybody may know them."""
    found = db.session.scalars(select(rows.FreightRate).where(rows.FreightRate.valid_from <= day))
    return freight_on(
        (FreightRow(row.incoterm, row.destination, row.mode, row.usd_per_tonne, row.valid_from) for row in found), day
    )


def list_cadmium_limits() -> list[CadmiumLimit]:
    """Return every legal limit that has been set, past and coming ones too; rules pick the one in force."""
    found = db.session.scalars(select(rows.CadmiumLimit).order_by(rows.CadmiumLimit.valid_from))
    return [CadmiumLimit(row.market, row.category, row.mg_per_kg, row.valid_from, row.source) for row in found]
