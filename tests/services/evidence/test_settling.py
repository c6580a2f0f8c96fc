"""A lot's EUDR status follows from its evidence, whatever of it changes, and is told of when it does."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from marketplace.domain.deliveries.flows import Draw
from marketplace.domain.errors import NotAllowed, Refused, Stale
from marketplace.domain.evidence.screening import Dataset, Judgement, ProofKind, Risk, Screened, Verdict
from marketplace.domain.ids import LotId
from marketplace.domain.lots import EudrStatus, LotState
from marketplace.domain.plots.land import PlotTerms
from marketplace.domain.plots.register import PlotSource
from marketplace.domain.turns import Task
from marketplace.models.base import db
from marketplace.models.lots.facts import lot_terms
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.record.events import Event
from marketplace.models.rows.record.turns import Turn
from marketplace.models.rows.traces.plots import Plot
from marketplace.models.traces.balances import doubts_about, figures_on
from marketplace.services.batches.lots import fill_lot, take_out_of_lot
from marketplace.services.evidence.proofs import Proof, prove_plot, readmit_plot, review_plot, segregate_plot
from marketplace.services.evidence.screenings import take_screenings
from marketplace.services.lots import edit_lot
from marketplace.services.plots.recording import redraw_plot
from tests.land import a_square
from tests.market import NOW, Market
from tests.proving import SCREENED, Traced, a_proven_lot, a_traced_lot
from tests.races import race

WHY = "The photographs show shade trees that are older than ten years."
VISIT = Proof(ProofKind.VISIT, SCREENED, "Shade trees of great age stand all over the plot.")


def story_of(lot: Traced) -> list[str]:
    query = select(Event.facts).where(Event.kind == "lot.evidence_changed", Event.subject_id == lot.lot_id)
    return [facts["status"] for facts in lot.market.do(lambda: db.session.scalars(query.order_by(Event.id)).all())]


def tasks_of(market: Market) -> list[str]:
    return market.do(lambda: list(db.session.scalars(select(Turn.task).where(Turn.task.startswith("plot.")))))


def test_a_lot_becomes_ready_once_its_farmers_consent_and_its_plots_are_screened(market: Market) -> None:
    lot = a_traced_lot(market)
    assert (lot.status, lot.gaps) == (EudrStatus.NOT_READY, ["evidence.not_screened", "evidence.no_consent"])
    lot.consent()
    lot.screen(Risk.LOW, Risk.MORE_INFO_NEEDED)
    assert lot.status is EudrStatus.IN_PROGRESS
    lot.screen(Risk.LOW, Risk.LOW)
    assert (lot.status, lot.gaps) == (EudrStatus.READY, [])
    assert story_of(lot) == ["in_progress", "ready"]


def test_who_takes_consent_back_takes_the_lot_back(market: Market) -> None:
    lot = a_proven_lot(market)
    lot.consent(is_given=False, farmers=lot.farmers[:1])
    assert (lot.status, lot.gaps) == (EudrStatus.IN_PROGRESS, ["evidence.no_consent"])


def test_the_newest_data_count_whenever_they_are_brought(market: Market) -> None:
    lot = a_proven_lot(market)
    lot.screen(Risk.HIGH, Risk.HIGH, on=date(2026, 10, 1))
    assert lot.status is EudrStatus.READY
    lot.screen(Risk.HIGH, on=SCREENED)
    assert (lot.status, lot.gaps) == (EudrStatus.IN_PROGRESS, ["evidence.high_risk"])


def test_a_row_of_a_day_that_cannot_be_is_left_out(market: Market) -> None:
    lot = a_traced_lot(market)
    days = (date(2099, 1, 1), date(2020, 12, 31))
    rows = [Screened(n, lot.codes()[0], Risk.LOW, dataset_on=day) for n, day in enumerate(days, 2)]
    taken = market.do(take_screenings, rows, Dataset(SCREENED), by=lot.producer, now=NOW)
    assert taken.fresh == 0
    assert [each.reason.code for each in taken.skipped] == ["screening.day_to_come", "screening.day_before_cut_off"]


def test_the_same_results_again_change_nothing(market: Market) -> None:
    lot = a_proven_lot(market)
    rows = [Screened(2, lot.codes()[0], Risk.LOW), Screened(3, "UNKNOWN", Risk.LOW)]
    taken = market.do(take_screenings, rows, Dataset(SCREENED), by=lot.producer, now=NOW)
    assert (taken.fresh, taken.known, [each.reason.code for each in taken.skipped]) == (
        0,
        1,
        ["screening.plot_unknown"],
    )


def test_a_plot_drawn_anew_must_be_screened_anew(market: Market) -> None:
    lot = a_proven_lot(market)
    moved = a_square(north=5_000)
    market.do(
        redraw_plot, lot.plots[0], PlotTerms(shape=moved, source=PlotSource.WALKED), seen=None, by=lot.producer, now=NOW
    )
    assert (lot.status, lot.gaps) == (EudrStatus.IN_PROGRESS, ["evidence.not_screened"])


def test_results_of_an_older_outline_are_left_out(market: Market) -> None:
    lot = a_traced_lot(market)
    old = Screened(2, lot.codes()[0], Risk.LOW, outline="00000000")
    taken = market.do(take_screenings, [old], Dataset(SCREENED), by=lot.producer, now=NOW)
    assert (taken.fresh, [each.reason.code for each in taken.skipped]) == (0, ["screening.outline_changed"])


def test_groups_screen_their_own_plots_and_facilitators_all_of_which_one_can_be_meant(market: Market) -> None:
    lot, facilitator, stranger = a_traced_lot(market), market.a_facilitator(), market.a_producer()
    row = Screened(2, lot.codes()[0], Risk.LOW)
    assert market.do(take_screenings, [row], Dataset(SCREENED), by=stranger, now=NOW).fresh == 0
    assert market.do(take_screenings, [row], Dataset(SCREENED), by=facilitator, now=NOW).fresh == 1
    twin = a_traced_lot(market)
    assert twin.codes()[0] == row.code
    again = market.do(take_screenings, [replace(row, risk=Risk.HIGH)], Dataset(SCREENED), by=facilitator, now=NOW)
    assert [each.reason.code for each in again.skipped] == ["screening.plot_ambiguous"]
    with pytest.raises(NotAllowed):
        market.do(take_screenings, [row], Dataset(SCREENED), by=market.a_maker(), now=NOW)


def test_what_satellites_leave_open_is_cleared_upon_proof_by_a_facilitator(market: Market) -> None:
    lot, facilitator = a_proven_lot(market), market.a_facilitator()
    lot.screen(Risk.MORE_INFO_NEEDED)
    plot_id, yes = lot.plots[0], Judgement(Verdict.CLEARED, WHY)
    with pytest.raises(Refused, match=r"review\.no_proof"):
        market.do(review_plot, plot_id, yes, seen=None, by=facilitator, now=NOW)
    market.do(prove_plot, plot_id, VISIT, by=lot.producer, now=NOW)
    assert tasks_of(market) == [Task.PLOT_REVIEW]
    with pytest.raises(Stale):
        market.do(review_plot, plot_id, yes, seen=1, by=facilitator, now=NOW)
    market.do(review_plot, plot_id, yes, seen=None, by=facilitator, now=NOW)
    assert (lot.status, tasks_of(market)) == (EudrStatus.READY, [])


def test_who_finds_the_proof_wanting_asks_the_group_for_more(market: Market) -> None:
    lot, facilitator = a_proven_lot(market), market.a_facilitator()
    lot.screen(Risk.MORE_INFO_NEEDED)
    market.do(prove_plot, lot.plots[0], VISIT, by=lot.producer, now=NOW)
    market.do(review_plot, lot.plots[0], Judgement(Verdict.REFUSED, WHY), seen=None, by=facilitator, now=NOW)
    assert (lot.gaps, tasks_of(market)) == (["evidence.more_info_needed"], [Task.PLOT_PROVE])


def test_a_verdict_counts_for_the_screening_that_it_judged_only(market: Market) -> None:
    lot, facilitator = a_traced_lot(market, farmers=1), market.a_facilitator()
    lot.consent()
    lot.screen(Risk.MORE_INFO_NEEDED, on=date(2026, 11, 20))
    market.do(prove_plot, lot.plots[0], VISIT, by=lot.producer, now=NOW)
    market.do(review_plot, lot.plots[0], Judgement(Verdict.CLEARED, WHY), seen=None, by=facilitator, now=NOW)
    assert lot.status is EudrStatus.READY
    lot.screen(Risk.MORE_INFO_NEEDED, on=date(2026, 11, 22))
    assert lot.gaps == ["evidence.more_info_needed"]


def test_cacao_of_high_risk_is_kept_apart_and_must_leave_the_lot(market: Market) -> None:
    lot = a_proven_lot(market)
    lot.screen(Risk.HIGH)
    assert tasks_of(market) == [Task.PLOT_SEGREGATE]
    market.do(segregate_plot, lot.plots[0], by=lot.producer, now=NOW)
    assert (tasks_of(market), lot.gaps) == ([], ["evidence.high_risk"])
    back = [Draw(delivery=lot.deliveries[0], why="Its plot is of high risk.")]
    market.do(take_out_of_lot, lot.lot_id, back, by=lot.producer, now=NOW)
    assert lot.gaps == ["evidence.untraced"]
    with pytest.raises(Refused, match=r"flow\.kept_apart"):
        market.do(fill_lot, lot.lot_id, [Draw(delivery=lot.deliveries[0])], by=lot.producer, now=NOW)
    with pytest.raises(Refused, match=r"segregation\.still_high"):
        market.do(readmit_plot, lot.plots[0], by=lot.producer, now=NOW)
    lot.screen(Risk.LOW)
    market.do(readmit_plot, lot.plots[0], by=lot.producer, now=NOW)
    assert not market.do(lambda: db.session.get_one(Plot, lot.plots[0]).is_segregated)


def test_a_lot_that_grows_or_states_another_harvest_is_judged_anew(market: Market) -> None:
    lot = a_proven_lot(market, state=LotState.DRAFT)

    def restate(**said: object) -> None:
        terms = replace(lot_terms(db.session.get_one(Lot, lot.lot_id)), **said)  # type: ignore[arg-type]
        db.session.rollback()
        edit_lot(lot.lot_id, terms, seen=None, by=lot.producer, now=NOW)

    market.do(restate, bags=40)
    assert (lot.status, lot.gaps) == (EudrStatus.IN_PROGRESS, ["evidence.untraced"])
    market.do(restate, bags=20)
    assert lot.status is EudrStatus.READY
    market.do(restate, harvest_start=date(2026, 9, 1), harvest_end=date(2026, 9, 30))
    assert (lot.status, lot.gaps) == (EudrStatus.IN_PROGRESS, ["evidence.outside_harvest"])


def test_drawing_a_plot_anew_does_not_wash_it_of_high_risk(market: Market) -> None:
    lot = a_proven_lot(market)
    lot.screen(Risk.HIGH)
    market.do(segregate_plot, lot.plots[0], by=lot.producer, now=NOW)
    moved = PlotTerms(shape=a_square(north=1), source=PlotSource.WALKED)
    market.do(redraw_plot, lot.plots[0], moved, seen=None, by=lot.producer, now=NOW)
    with pytest.raises(Refused, match=r"segregation\.still_high"):
        market.do(readmit_plot, lot.plots[0], by=lot.producer, now=NOW)
    assert market.do(high_risk_of, lot.lot_id) == 1
    lot.screen(Risk.LOW)
    assert market.do(high_risk_of, lot.lot_id) == 0
    market.do(readmit_plot, lot.plots[0], by=lot.producer, now=NOW)


def test_a_lot_is_not_ready_by_what_was_known_before_a_screening_of_the_same_moment(market: Market) -> None:
    lot = a_proven_lot(market)
    back = [Draw(delivery=each, why="weighed again") for each in lot.deliveries]
    market.do(take_out_of_lot, lot.lot_id, back, by=lot.producer, now=NOW)
    draws, row = [Draw(delivery=each) for each in lot.deliveries], Screened(2, lot.codes()[0], Risk.HIGH)
    race(
        market,
        ("plots", lot.plots[0]),
        lambda: market.do(fill_lot, lot.lot_id, draws, by=lot.producer, now=NOW),
        lambda: market.do(take_screenings, [row], Dataset(SCREENED), by=lot.producer, now=NOW),
    )
    assert (lot.status, lot.gaps) == (EudrStatus.IN_PROGRESS, ["evidence.high_risk"])


def high_risk_of(lot_id: LotId) -> int:
    lot = db.session.get_one(Lot, lot_id)
    return doubts_about([lot], figures_on(NOW.date()))[lot_id].high_risk
