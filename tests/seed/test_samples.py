"""The fictional market has samples in every stage, so that each side finds something to do."""

from decimal import Decimal

from sqlalchemy import select

from marketplace.domain.samples.life import SampleState
from marketplace.models.base import db
from marketplace.models.rows.contracts.samples import GramStock, Sample
from marketplace.models.rows.market.lots import Lot
from tests.market import World


def test_samples_are_asked_for_sent_approved_and_rejected(world: World) -> None:
    query = select(Lot.code, Sample.state, Sample.global_quality).join(Sample, Sample.lot_id == Lot.id)
    found = world.market.do(lambda: {tuple(row) for row in db.session.execute(query)})
    assert found == {
        ("YANA-26-01", SampleState.APPROVED, Decimal("7.90")),
        ("YANA-26-01", SampleState.REQUESTED, None),
        ("BOQ-26-01", SampleState.SENT, None),
        ("PACH-26-01", SampleState.REJECTED, Decimal("4.50")),
    }


def test_the_groups_keep_what_they_did_not_send(world: World) -> None:
    stocks = world.market.do(lambda: set(db.session.scalars(select(GramStock.grams))))
    assert stocks == {2_500}
