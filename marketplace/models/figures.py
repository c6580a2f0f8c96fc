"""The dated figures in force on a day, for steps inside use cases that judge prices, freight and cadmium."""

from datetime import date

from sqlalchemy import select

from marketplace.domain.cadmium import CadmiumLimit
from marketplace.domain.contracts.disputes import DisputeCustom, Reach, custom_on
from marketplace.domain.freight import FreightRow, FreightTable, freight_on
from marketplace.domain.prices import ReferenceFigure, References, references_on
from marketplace.models import references as rows
from marketplace.models.base import db


def references_in_force(day: date) -> References:
    """Read the reference prices and floors in force on `day`."""
    found = db.session.scalars(select(rows.ReferencePrice).where(rows.ReferencePrice.valid_from <= day))
    return references_on((ReferenceFigure(row.kind, row.value, row.valid_from, row.source) for row in found), day)


def freight_in_force(day: date) -> FreightTable:
    """Read the freight rates in force on `day`."""
    found = db.session.scalars(select(rows.FreightRate).where(rows.FreightRate.valid_from <= day))
    return freight_on(
        (FreightRow(row.incoterm, row.destination, row.mode, row.usd_per_tonne, row.valid_from) for row in found), day
    )


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
