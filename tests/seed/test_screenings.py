"""What satellites say of the fictional plots puts every lot where its file says, and the golden answers stay right."""

from sqlalchemy import func, select

from marketplace.domain.evidence.screening import Risk
from marketplace.domain.lots import EudrStatus
from marketplace.models.base import db
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.traces.plots import Plot
from marketplace.models.traces.sources import high_risk_in
from marketplace.queries.evidence.screenings import list_asking
from marketplace.seed.reading import read_world
from tests.market import NOW, World


def test_every_lots_derived_status_is_the_stated_one(world: World) -> None:
    stated = {lot["lot_code"]: EudrStatus(lot["eudr"]["status"]) for lot in read_world(NOW).facts["lots"]}
    derived = world.market.do(lambda: dict(db.session.execute(select(Lot.code, Lot.eudr_status)).all()))
    assert derived == stated


def test_three_plots_of_high_risk_wait_to_be_kept_apart_in_one_lot(world: World) -> None:
    lots = world.market.do(lambda: {row.id: row.code for row in db.session.scalars(select(Lot))})
    risky = world.market.do(high_risk_in, list(lots))
    assert {lots[lot_id]: count for lot_id, count in risky.items()} == {"PACH-26-01": 3}


def test_plots_are_screened_roughly_as_each_file_counts(world: World) -> None:
    counts = world.market.do(
        lambda: dict(db.session.execute(select(Plot.risk, func.count()).group_by(Plot.risk)).all())
    )
    told = [group["eudr"] for group in read_world(NOW).facts["producer_groups"]]
    assert abs(counts[Risk.LOW] - sum(each["whisp_low"] for each in told)) < 20
    assert abs(counts[Risk.MORE_INFO_NEEDED] - sum(each["whisp_more_info_needed"] for each in told)) < 20


def test_some_proof_waits_for_a_facilitator(world: World) -> None:
    asking = world.market.do(list_asking, world.cast.facilitator)
    assert [each.awaits_review for each in asking[:3]] == [True, True, False]
