"""How far each lot is from a demand, counted in the database, so that of a large market only the nearest are judged.

It only chooses whom the rules of `domain.eligibility` are asked about; a test compares both.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, Integer, Numeric, and_, case, false, literal, or_, type_coerce

from marketplace.domain.eligibility import DemandFacts
from marketplace.domain.freight import FreightTable, landed_basis
from marketplace.domain.lots import EudrStatus, LotState, Visibility
from marketplace.domain.money import Incoterm
from marketplace.domain.physical import Grade
from marketplace.models.rows.market.lots import Lot

BAG = type_coerce(Lot.bag_weight, Numeric)


def misses(demand: DemandFacts, *, freight: FreightTable, today: date) -> ColumnElement[int]:
    """Count the rules that keep a lot from the demand."""
    counted: ColumnElement[int] = literal(0, Integer)
    for condition in (_on_sale(today), *_quality(demand), *_volumes(demand), _price(demand, freight)):
        counted = counted + case((condition, 0), else_=1)
    return counted


def _on_sale(today: date) -> ColumnElement[bool]:
    return and_(
        Lot.state == LotState.PUBLISHED,
        Lot.visibility == Visibility.PUBLIC,
        Lot.reserved_bags < Lot.bags,
        Lot.available_from <= today,
        or_(Lot.sales_until.is_(None), Lot.sales_until >= today),
    )


def _quality(demand: DemandFacts) -> Iterator[ColumnElement[bool]]:
    yield Lot.grade.in_((Grade.ONE, Grade.TWO))
    if demand.certificates:
        yield Lot.certificates.contains(sorted(each.value for each in demand.certificates))
    if demand.needs_eudr:
        yield Lot.eudr_status == EudrStatus.READY
    for measured, most in (
        (Lot.cadmium, demand.cadmium_max),
        (Lot.moisture, demand.moisture_max),
        (Lot.off_total, demand.off_max),
    ):
        if most is not None:
            yield measured <= most
    if demand.fermentation_min is not None:
        yield Lot.fermentation_index >= demand.fermentation_min
    if demand.global_quality_min is not None:
        yield Lot.global_quality >= demand.global_quality_min


def _volumes(demand: DemandFacts) -> Iterator[ColumnElement[bool]]:
    yield BAG * Lot.minimum_bags <= demand.volume_max.kilograms
    if not demand.accepts_blend:
        yield BAG * (Lot.bags - Lot.reserved_bags) >= demand.volume_min.kilograms


def _price(demand: DemandFacts, freight: FreightTable) -> ColumnElement[bool]:
    basis, place = demand.ceiling.incoterm, demand.destination
    reachable = {basis: Decimal(0)}
    if basis is landed_basis(place):
        rates = {term: freight.rate(term, place, volume=demand.volume_max) for term in Incoterm if term is not basis}
        reachable |= {term: rate for term, rate in rates.items() if rate is not None}
    columns = Lot.__table__.c
    within = [
        and_(columns.price_incoterm == term, columns.price_amount + rate <= demand.ceiling.amount)
        for term, rate in reachable.items()
    ]
    return or_(false(), *within)
