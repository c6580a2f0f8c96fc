"""Results are written down as they were measured, and their newest figures follow the lot everywhere."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.errors import NotAllowed, Refused
from marketplace.domain.laboratory import Analyte
from marketplace.domain.lots import LotState
from marketplace.domain.physical import Grade
from marketplace.queries.lots.evaluations import list_results
from marketplace.services import evaluations as services
from marketplace.services.lot_reviews import reject_lot
from tests.domain.samples import GOOD_CUT, an_analysis, an_evaluation, some_means
from tests.lot_desk import Desk, a_result
from tests.market import NOW, Market


@pytest.fixture
def desk(market: Market) -> Desk:
    return Desk(market)


def taste(desk: Desk, lot_id: Any, **changes: Any) -> None:
    desk.do(services.record_panel, lot_id, an_evaluation(**changes), by=desk.seller, now=NOW)


def analyse(desk: Desk, lot_id: Any, **changes: Any) -> None:
    desk.do(services.record_analysis, lot_id, an_analysis(**changes), by=desk.seller, now=NOW)


def test_the_newest_figures_stand_in_the_lot(desk: Desk) -> None:
    row = desk.row(desk.measured())
    assert (row.global_quality, row.moisture, row.fermentation_index, row.grade) == (
        Decimal("7.5"),
        Decimal("6.8"),
        Decimal(88),
        Grade.ONE,
    )


def test_a_score_is_not_rounded_on_its_way(desk: Desk) -> None:
    lot_id = desk.draft()
    taste(desk, lot_id, global_quality=Decimal("6.96"), means=some_means(off_total="0.04", off_musty="0.04"))
    assert (desk.row(lot_id).global_quality, desk.row(lot_id).off_total) == (Decimal("6.96"), Decimal("0.04"))


def test_an_older_result_recorded_late_does_not_replace_a_newer_one(desk: Desk) -> None:
    lot_id = desk.draft()
    taste(desk, lot_id, global_quality=Decimal(8), evaluated_on=date(2026, 10, 1))
    taste(desk, lot_id, global_quality=Decimal(5), evaluated_on=date(2026, 9, 1))
    assert desk.row(lot_id).global_quality == Decimal(8)


def test_a_lot_is_found_by_what_it_tastes_of(desk: Desk) -> None:
    lot_id = desk.draft()
    taste(desk, lot_id, means=some_means(floral_total="2.5", floral_flowers="2", floral_orange_blossom="0.5"))
    assert "floral" in desk.row(lot_id).search_text.split()


def test_totals_are_kept_as_the_panel_gave_them(desk: Desk) -> None:
    lot_id = desk.draft()
    taste(desk, lot_id, means=some_means(floral_total="0.8"))
    panel = desk.do(list_results, lot_id).panel
    assert panel.means["floral_total"] == Decimal("0.8")


def test_a_total_above_the_sum_of_its_parts_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused) as no:
        taste(desk, desk.draft(), means=some_means(floral_total="3"))
    assert (no.value.code, no.value.reasons[0].field) == ("evaluation.total_above_sum", "floral_total")


def test_a_cut_test_that_is_not_whole_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused) as no:
        analyse(desk, desk.draft(), cut_test={**GOOD_CUT, "violet": Decimal(20)})
    assert no.value.code == "physical.cut_test_not_whole"


def test_wet_beans_may_be_recorded_but_not_sent(desk: Desk) -> None:
    lot_id = desk.draft()
    analyse(desk, lot_id, moisture=Decimal("8.4"))
    assert desk.row(lot_id).moisture == Decimal("8.4")


def test_a_published_lot_found_wanting_is_taken_off_the_market_at_once(desk: Desk) -> None:
    lot_id = desk.published()
    analyse(desk, lot_id, analysed_on=date(2026, 11, 1), moisture=Decimal("8.4"))
    assert (desk.row(lot_id).state, desk.history(lot_id)[-2:]) == (LotState.HELD, ["lot.analysed", "lot.held"])


def test_a_published_lot_found_good_again_stays(desk: Desk) -> None:
    lot_id = desk.published()
    analyse(desk, lot_id, analysed_on=date(2026, 11, 1), moisture=Decimal("7.0"))
    assert desk.row(lot_id).state is LotState.PUBLISHED


def test_other_substances_leave_cadmium_alone(desk: Desk) -> None:
    lot_id = desk.measured()
    lead = a_result(analyte=Analyte.LEAD, value=Decimal("0.05"))
    desk.do(services.record_lab_result, lot_id, lead, by=desk.seller, now=NOW)
    assert desk.row(lot_id).cadmium == a_result().value


def test_results_of_a_rejected_lot_are_no_longer_taken(desk: Desk) -> None:
    lot_id = desk.sent()
    desk.do(reject_lot, lot_id, "Not from this group at all.", seen=None, by=desk.facilitator, now=NOW)
    with pytest.raises(Refused) as no:
        taste(desk, lot_id)
    assert no.value.code == "lot.results_fixed"


def test_makers_do_not_record_results(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        desk.do(services.record_panel, desk.published(), an_evaluation(), by=desk.market.a_maker(), now=NOW)
