"""What fed lots, and which lots something fed: the ledger of flows, read up and down."""

from collections.abc import Collection, Iterable

from sqlalchemy import BigInteger, Integer, TextualSelect, bindparam, or_, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from marketplace.domain.deliveries.balance import Figures
from marketplace.domain.deliveries.lineage import Line, Shares, trace
from marketplace.domain.ids import BatchId, DeliveryId, FarmerId, LotId, OrganizationId, PlotId
from marketplace.models.base import db
from marketplace.models.rows.traces.batches import Batch, Flow
from marketplace.models.rows.traces.deliveries import Delivery
from marketplace.models.rows.traces.farmers import Farmer
from marketplace.models.rows.traces.plots import Plot

ABOVE = text(
    """
    WITH RECURSIVE above AS (
        SELECT from_batch_id AS id FROM flows WHERE lot_id = ANY(:ids) AND from_batch_id IS NOT NULL
        UNION
        SELECT f.from_batch_id FROM above JOIN flows f ON f.batch_id = above.id WHERE f.from_batch_id IS NOT NULL
    )
    SELECT id FROM above
    """
).bindparams(bindparam("ids", type_=ARRAY(Integer)))
BELOW = text(
    """
    WITH RECURSIVE below AS (
        SELECT f.batch_id, f.lot_id FROM deliveries d JOIN flows f ON f.delivery_id = d.id
        WHERE d.plot_id = ANY(:plots) OR d.farmer_id = ANY(:farmers)
        UNION
        SELECT f.batch_id, f.lot_id FROM below JOIN flows f ON f.from_batch_id = below.batch_id
    )
    SELECT DISTINCT lot_id FROM below WHERE lot_id IS NOT NULL ORDER BY lot_id
    """
).bindparams(bindparam("plots", type_=ARRAY(Integer)), bindparam("farmers", type_=ARRAY(Integer)))

RISKY = text(
    """
    WITH RECURSIVE up AS (
        SELECT * FROM (
            SELECT lot_id, from_batch_id, delivery_id FROM flows WHERE lot_id = ANY(:ids)
            GROUP BY lot_id, from_batch_id, delivery_id HAVING sum(weight) > 0
        ) AS here
        UNION
        SELECT up.lot_id, above.from_batch_id, above.delivery_id FROM up CROSS JOIN LATERAL (
            SELECT from_batch_id, delivery_id FROM flows WHERE batch_id = up.from_batch_id
            GROUP BY from_batch_id, delivery_id HAVING sum(weight) > 0
        ) AS above
    )
    SELECT up.lot_id, count(DISTINCT p.id) FROM up
    JOIN deliveries d ON d.id = up.delivery_id JOIN plots p ON p.id = d.plot_id
    WHERE p.risk = 'high' GROUP BY up.lot_id
    """
).bindparams(bindparam("ids", type_=ARRAY(Integer)))

GROWN = text(
    """
    WITH RECURSIVE up AS (
        SELECT unnest(:batches) AS id
        UNION
        SELECT f.from_batch_id FROM up JOIN flows f ON f.batch_id = up.id WHERE f.from_batch_id IS NOT NULL
    )
    SELECT DISTINCT d.plot_id, p.farmer_id FROM deliveries d JOIN plots p ON p.id = d.plot_id
    WHERE d.organization_id = :group AND (
        d.id = ANY(:deliveries) OR d.id IN (SELECT f.delivery_id FROM up JOIN flows f ON f.batch_id = up.id)
    )
    """
).bindparams(bindparam("batches", type_=ARRAY(BigInteger)), bindparam("deliveries", type_=ARRAY(BigInteger)))


def hold_grown(*, batches: Iterable[BatchId], deliveries: Iterable[DeliveryId], group: OrganizationId | None) -> None:
    """Hold the farmers and plots of a group from which this cacao came, as they are, until the transaction ends.

    Whoever puts cacao into a lot judges it by them: a screening or a consent of the same moment comes before or after.
    To be called before the lot is locked.
    """
    asked = {"batches": list(batches), "deliveries": list(deliveries), "group": group}
    grown = db.session.execute(GROWN, asked).all()
    for kind, ids in ((Farmer, {each.farmer_id for each in grown}), (Plot, {each.plot_id for each in grown})):
        query = select(kind.id).where(kind.id.in_(ids)).order_by(kind.id)
        db.session.execute(query.with_for_update(read=True, of=kind))


def high_risk_in(lot_ids: Iterable[LotId]) -> dict[LotId, int]:
    """Count the plots of high risk whose cacao is in lots now; lots without any are left out."""
    return {LotId(lot_id): count for lot_id, count in db.session.execute(RISKY, {"ids": list(lot_ids)})}


def shares_in(lot_ids: Collection[LotId], figures: Figures) -> dict[LotId, Shares]:
    """Say of each lot how many grams of which delivery are in it, in one query."""
    sources = above(lot_ids)
    asked = or_(Flow.lot_id.in_(lot_ids), Flow.batch_id.in_(sources), Flow.from_batch_id.in_(sources))
    flows = db.session.execute(
        select(
            Flow.weight,
            Flow.delivery_id,
            Flow.from_batch_id,
            Flow.batch_id,
            Flow.lot_id,
            Delivery.form,
            Batch.dry_weight,
        )
        .outerjoin(Delivery, Delivery.id == Flow.delivery_id)
        .outerjoin(Batch, Batch.id == Flow.from_batch_id)
        .where(asked)
        .order_by(Flow.id)
    ).all()
    lineage = trace(
        (Line(each.weight, each.delivery_id, each.from_batch_id, each.batch_id, each.lot_id) for each in flows),
        dry_weights={each.from_batch_id: each.dry_weight for each in flows if each.dry_weight is not None},
        dryness={each.delivery_id: figures.dryness(each.form) for each in flows if each.delivery_id is not None},
    )
    return {lot_id: dict(lineage.lots.get(lot_id, {})) for lot_id in lot_ids}


def above(lot_ids: Iterable[LotId]) -> TextualSelect:
    """Name in SQL every batch from which something flowed towards the lots, however far up."""
    return ABOVE.bindparams(ids=list(lot_ids)).columns(id=BigInteger)


def lots_fed_by(*, plots: Iterable[PlotId] = (), farmers: Iterable[FarmerId] = ()) -> list[LotId]:
    """Name every lot into which something of these plots or farmers ever flowed, even if it was taken out again."""
    asked = {"plots": list(plots), "farmers": list(farmers)}
    return [LotId(each) for each in db.session.scalars(BELOW, asked)]


def deliveries_of(shares: Iterable[Shares]) -> set[DeliveryId]:
    """Name every delivery that is in any of the shares."""
    return {delivery_id for each in shares for delivery_id, grams in each.items() if grams > 0}
