"""How cacao tastes from zone to zone: the mean profile of the public lots of each province."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import func, select

from marketplace.domain.evaluations import TastedProduct
from marketplace.domain.flavours import AXES, FlavourProfile
from marketplace.domain.lots import Visibility
from marketplace.models.base import db
from marketplace.models.lots.facts import decimals
from marketplace.models.lots.steps import SHOWN
from marketplace.models.rows.market.lots import Lot

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Zone:
    """One region, or one province of it: the mean of its tasted lots, each lot counted once."""

    region: str
    province: str | None
    lots: int
    groups: int
    quality: Decimal | None
    profile: FlavourProfile


def list_zones() -> list[Zone]:
    """List regions by name, each followed by its provinces; only lots whose cacao mass a panel tasted count."""
    means = [func.avg(Lot.profile[axis].astext.cast(Lot.global_quality.type)) for axis in AXES]
    query = (
        select(
            Lot.region,
            Lot.province,
            func.grouping(Lot.province),
            func.count(),
            func.count(Lot.organization_id.distinct()),
            func.avg(Lot.global_quality),
            *means,
        )
        .where(Lot.state.in_(SHOWN), Lot.visibility == Visibility.PUBLIC, Lot.profile.is_not(None))
        .where(Lot.tasted_product == TastedProduct.CACAO_MASS)
        .group_by(Lot.region, func.rollup(Lot.province))
        .order_by(Lot.region, func.grouping(Lot.province).desc(), Lot.province)
    )
    return [
        Zone(region, None if is_whole else province, lots, groups, _rounded(quality), _profile(values))
        for region, province, is_whole, lots, groups, quality, *values in db.session.execute(query)
    ]


def _profile(values: Iterable[Decimal | None]) -> FlavourProfile:
    return decimals({axis: _rounded(value) for axis, value in zip(AXES, values, strict=True)})


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(value).quantize(HUNDREDTH, ROUND_HALF_UP)
