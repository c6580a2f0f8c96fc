"""What the fictional lots are made of: every gram of every traced lot, and no alarm."""

from decimal import Decimal
from typing import Any

from sqlalchemy import select

from marketplace.domain.deliveries.balance import season_days
from marketplace.domain.lots import EudrStatus
from marketplace.models.base import db
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.traces.deliveries import Delivery
from marketplace.models.rows.traces.plots import Plot
from marketplace.models.traces.balances import alarms_of_group, alarms_of_lots, figures_on
from marketplace.models.traces.sources import shares_in
from marketplace.seed.reading import read_world
from tests.market import NOW, World

PARTLY = {"CURI-26-01": Decimal("0.4"), "CURI-26-02": Decimal(0)}


def stated() -> dict[str, Any]:
    return {lot["lot_code"]: lot for lot in read_world(NOW).facts["lots"]}


def test_every_lot_is_filled_as_its_file_says(world: World) -> None:
    with world.market.app.app_context():
        lots = db.session.scalars(select(Lot)).all()
        shares = shares_in([lot.id for lot in lots], figures_on(NOW.date()))
        plot_of = {each.id: each.plot_id for each in db.session.scalars(select(Delivery))}
        for lot in lots:
            share = PARTLY.get(lot.code, Decimal(1))
            assert lot.filled.kilograms == lot.volume.kilograms * share
            assert sum(shares[lot.id].values()) == lot.filled.grams
            plots = {plot_of[each] for each in shares[lot.id]}
            assert None not in plots
            assert len(plots) == (stated()[lot.code]["eudr"]["plots_in_lot"] if share else 0)


def test_nothing_in_it_cannot_be(world: World) -> None:
    with world.market.app.app_context():
        lots = db.session.scalars(select(Lot)).all()
        figures = figures_on(NOW.date())
        by_lot = alarms_of_lots(lots, figures)
        found = {lot.code: {each.alarm.reason.code for each in by_lot[lot.id]} for lot in lots}
        of_groups = [
            each
            for group in {lot.organization_id for lot in lots}
            for each in alarms_of_group(group, season_days("2025/26"), figures=figures)
        ]
    assert {code: codes for code, codes in found.items() if codes} == {
        "CURI-26-01": {"balance.lot_in_part"},
        "CURI-26-02": {"balance.lot_untraced"},
    }
    assert of_groups == []


def test_only_mapped_plots_feed_lots(world: World) -> None:
    with world.market.app.app_context():
        bare = select(Delivery.id).join(Plot, Plot.id == Delivery.plot_id).where(Plot.outline.is_(None))
        assert db.session.scalars(bare).all() == []
        assert db.session.scalar(select(Lot.eudr_status).where(Lot.code == "CURI-26-02")) is EudrStatus.NOT_READY
