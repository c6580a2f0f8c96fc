"""What mass balance is worked out from: how much came from which plots and farmers, and what fed batches and lots."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Integer, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from marketplace.domain.deliveries.balance import (
    Alarm,
    BatchFlow,
    Figures,
    Grown,
    LotFlow,
    batch_alarms,
    farmer_alarms,
    figures_in_force,
    gravest_first,
    lot_alarms,
    plot_alarms,
)
from marketplace.domain.deliveries.terms import CacaoForm
from marketplace.domain.ids import LotId
from marketplace.domain.mass import NO_MASS, Mass
from marketplace.models.base import db
from marketplace.models.lots.figures import references_in_force
from marketplace.models.rows.market.lots import Lot

SEASON = "extract(year from d.delivered_on + interval '3 months')::int - 1"
WET = "coalesce(sum(d.weight) FILTER (WHERE d.form = 'wet'), 0)"
DRY = "coalesce(sum(d.weight) FILTER (WHERE d.form = 'dry'), 0)"
HECTARES = "coalesce(p.cacao_area, p.area, p.declared_area)"
OF_PLOTS = f"""
    SELECT 'plot' AS kind, d.plot_id AS id, p.code, {SEASON} AS season, {WET} AS wet, {DRY} AS dry,
        {HECTARES} AS hectares
    FROM deliveries d JOIN plots p ON p.id = d.plot_id
    WHERE d.voided_at IS NULL AND %s
    GROUP BY d.plot_id, p.code, {HECTARES}, {SEASON}
"""  # noqa: S608 - our own words
OF_FARMERS = f"""
    SELECT 'farmer' AS kind, d.farmer_id AS id, f.code, {SEASON} AS season, {WET} AS wet, {DRY} AS dry,
        (SELECT sum({HECTARES}) FROM plots p WHERE p.farmer_id = d.farmer_id) AS hectares
    FROM deliveries d JOIN farmers f ON f.id = d.farmer_id
    WHERE d.voided_at IS NULL AND %s
    GROUP BY d.farmer_id, f.code, {SEASON}
"""  # noqa: S608 - our own words
GROUPS = "d.organization_id = :group AND d.delivered_on BETWEEN :first AND :last"
BY_GROUP = text(f"{OF_PLOTS % GROUPS} UNION ALL {OF_FARMERS % GROUPS} ORDER BY 1 DESC, 3")
NET = """(SELECT sum(g.weight) FROM flows g
    WHERE g.lot_id IS NOT DISTINCT FROM f.lot_id AND g.batch_id IS NOT DISTINCT FROM f.batch_id
    AND g.delivery_id IS NOT DISTINCT FROM f.delivery_id
    AND g.from_batch_id IS NOT DISTINCT FROM f.from_batch_id) > 0"""
INSIDE = f"""
    SELECT b.id, b.code, b.dry_weight, b.began_on, b.ended_on,
        coalesce(sum(f.weight) FILTER (WHERE d.form = 'wet'), 0) AS wet,
        coalesce(sum(f.weight) FILTER (WHERE d.form IS DISTINCT FROM 'wet'), 0) AS dry,
        min(d.delivered_on) FILTER (WHERE {NET}) AS first_on, max(d.delivered_on) FILTER (WHERE {NET}) AS last_on
    FROM batches b JOIN flows f ON f.batch_id = b.id LEFT JOIN deliveries d ON d.id = f.delivery_id
    WHERE %s GROUP BY b.id
"""  # noqa: S608 - our own words
BATCHES_OF_GROUP = text(
    INSIDE % "b.organization_id = :group AND b.began_on BETWEEN :first AND :last" + " ORDER BY b.id"
)
ONE_BATCH = text(INSIDE % "b.id = :batch")
FED = text(
    f"""
    WITH RECURSIVE feed AS (
        SELECT f.lot_id AS root, f.from_batch_id, f.delivery_id FROM flows f
        WHERE f.lot_id = ANY(:lots) AND {NET}
        UNION
        SELECT feed.root, f.from_batch_id, f.delivery_id FROM feed JOIN flows f ON f.batch_id = feed.from_batch_id
        WHERE {NET}
    ), fed AS (
        SELECT DISTINCT feed.root, d.id, d.plot_id, d.farmer_id, d.delivered_on, {SEASON} AS season
        FROM feed JOIN deliveries d ON d.id = feed.delivery_id
    ), plots_fed AS (
        {OF_PLOTS % "d.plot_id IN (SELECT plot_id FROM fed)"}
    ), farmers_fed AS (
        {OF_FARMERS % "d.farmer_id IN (SELECT farmer_id FROM fed)"}
    ), inside AS (
        {INSIDE % "b.id IN (SELECT from_batch_id FROM feed)"}
    )
    SELECT DISTINCT fed.root, g.kind, g.code, g.season, g.wet, g.dry, g.hectares, NULL::numeric AS dry_weight,
        NULL::date AS began_on, NULL::date AS ended_on, NULL::date AS first_on, NULL::date AS last_on
    FROM plots_fed g JOIN fed ON fed.plot_id = g.id AND fed.season = g.season
    UNION ALL
    SELECT DISTINCT fed.root, g.kind, g.code, g.season, g.wet, g.dry, g.hectares, NULL::numeric,
        NULL::date, NULL::date, NULL::date, NULL::date
    FROM farmers_fed g JOIN fed ON fed.farmer_id = g.id AND fed.season = g.season
    UNION ALL
    SELECT DISTINCT feed.root, 'batch', i.code, NULL::int, i.wet, i.dry, NULL::numeric, i.dry_weight,
        i.began_on, i.ended_on, i.first_on, i.last_on
    FROM inside i JOIN feed ON feed.from_batch_id = i.id
    UNION ALL
    SELECT fed.root, 'days', NULL, NULL::int, NULL::numeric, NULL::numeric, NULL::numeric, NULL::numeric,
        NULL::date, NULL::date, min(delivered_on), max(delivered_on)
    FROM fed GROUP BY fed.root
    UNION ALL
    SELECT fed.root, 'risk', NULL, count(DISTINCT p.id)::int, NULL::numeric, NULL::numeric, NULL::numeric,
        NULL::numeric,
        NULL::date, NULL::date, NULL::date, NULL::date
    FROM fed JOIN plots p ON p.id = fed.plot_id
    WHERE coalesce(p.risk, (
        SELECT s.risk FROM screenings s WHERE s.plot_id = p.id ORDER BY s.dataset_on DESC, s.id DESC LIMIT 1
    )) = 'high' GROUP BY fed.root
    """  # noqa: S608 - our own words
).bindparams(bindparam("lots", type_=ARRAY(Integer)))


@dataclass(frozen=True, slots=True)
class Found:
    """An alarm, and what it is about: a plot, a farmer, a batch or a lot, by its code."""

    kind: str
    code: str
    alarm: Alarm


@dataclass(frozen=True, slots=True)
class Doubts:
    """What may be wrong with a lot: its alarms, and how many plots of high risk fed it."""

    found: list[Found]
    high_risk: int

    @property
    def errors(self) -> int:
        """How many alarms say that something cannot be."""
        return sum(each.alarm.is_error for each in self.found)


def figures_on(today: date) -> Figures:
    """Say with which figures the balance compares today."""
    return figures_in_force(references_in_force(today))


def alarms_of_lots(lots: Sequence[Lot], figures: Figures) -> dict[LotId, list[Found]]:
    """Work out the alarms of lots and of all that fed them, gravest first, in one query however many there are."""
    return {lot_id: doubts.found for lot_id, doubts in doubts_about(lots, figures).items()}


def doubts_about(lots: Sequence[Lot], figures: Figures) -> dict[LotId, Doubts]:
    """Work out the alarms of lots, and how many plots of high risk fed them, in one query however many there are."""
    traced = [lot.id for lot in lots if lot.filled > NO_MASS]
    rows: dict[int, list[Any]] = {}
    for row in db.session.execute(FED, {"lots": traced}) if traced else ():
        rows.setdefault(row.root, []).append(row)
    return {lot.id: _doubts(lot, rows.get(lot.id, []), figures) for lot in lots}


def _doubts(lot: Lot, rows: Sequence[Any], figures: Figures) -> Doubts:
    high_risk = sum(row.season for row in rows if row.kind == "risk")
    return Doubts(_sorted(_of_lot(lot, rows, figures)), high_risk)


def alarms_of_group(group: int, days: tuple[date, date], *, figures: Figures) -> list[Found]:
    """Work out the alarms of a group's plots, farmers and batches between two days, gravest first."""
    asked = {"group": group, "first": days[0], "last": days[1]}
    grown = [found for row in db.session.execute(BY_GROUP, asked) for found in _of_row(row, figures)]
    batches = [found for row in db.session.execute(BATCHES_OF_GROUP, asked) for found in _of_batch(row, figures)]
    return _sorted([*grown, *batches])


def alarms_of_batch(batch: int, *, figures: Figures) -> list[Found]:
    """Work out the alarms of one batch."""
    return [found for row in db.session.execute(ONE_BATCH, {"batch": batch}) for found in _of_batch(row, figures)]


def _of_lot(lot: Lot, rows: Iterable[Any], figures: Figures) -> list[Found]:
    rows = list(rows)
    days = next((row for row in rows if row.kind == "days"), None)
    flow = LotFlow(
        volume=lot.volume,
        filled=lot.filled,
        reserved=lot.bag_weight * lot.reserved_bags,
        harvest_start=lot.harvest_start,
        harvest_end=lot.harvest_end,
        first_delivery=days.first_on if days else None,
        last_delivery=days.last_on if days else None,
    )
    own = [Found("lot", lot.code, alarm) for alarm in lot_alarms(flow)]
    grown = [found for row in rows if row.kind in ("plot", "farmer") for found in _of_row(row, figures)]
    return [*own, *grown, *(found for row in rows if row.kind == "batch" for found in _of_batch(row, figures))]


def _of_row(row: Any, figures: Figures) -> list[Found]:  # noqa: ANN401 - a result row
    dry = row.dry + row.wet * figures.dryness(CacaoForm.WET)
    season = f"{row.season}/{(row.season + 1) % 100:02d}"
    grown = Grown(row.code, season, Mass(dry), Decimal(row.hectares) if row.hectares else None)
    judge = plot_alarms if row.kind == "plot" else farmer_alarms
    return [Found(row.kind, row.code, alarm) for alarm in judge(grown, figures)]


def _of_batch(row: Any, figures: Figures) -> list[Found]:  # noqa: ANN401 - a result row
    flow = BatchFlow(
        wet=Mass(row.wet),
        dry=Mass(row.dry),
        dry_weight=None if row.dry_weight is None else Mass(row.dry_weight),
        began_on=row.began_on,
        ended_on=row.ended_on,
        first_delivery=row.first_on,
        last_delivery=row.last_on,
    )
    return [Found("batch", row.code, alarm) for alarm in batch_alarms(flow, figures)]


def _sorted(found: list[Found]) -> list[Found]:
    ranked = {id(each.alarm): each for each in found}
    return [ranked[id(alarm)] for alarm in gravest_first(each.alarm for each in found)]
