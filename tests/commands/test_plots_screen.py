"""`flask plots screen`: results are taken whole, told by row, and only looked at where that is asked."""

from pathlib import Path
from typing import Any

import pytest

from marketplace.commands.plots import plots
from marketplace.domain.evidence.screening import Risk
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import User
from marketplace.models.rows.traces.plots import Plot
from tests.market import Market
from tests.proving import Traced, a_traced_lot


@pytest.fixture
def lot(market: Market) -> Traced:
    return a_traced_lot(market, farmers=1)


def run(lot: Traced, path: Path, text: str, *options: str) -> Any:
    path.write_text(text, encoding="utf-8")
    email = lot.market.do(lambda: db.session.get_one(User, lot.producer.user_id).email)
    return lot.market.app.test_cli_runner().invoke(
        plots, ["screen", str(path), "--by", email, "--dataset-on", "2026-11-20", *options]
    )


def risk_of(lot: Traced) -> Risk | None:
    return lot.market.do(lambda: db.session.get_one(Plot, lot.plots[0]).risk)


def test_results_are_taken_and_what_is_left_out_is_told(lot: Traced, tmp_path: Path) -> None:
    text = f"external_id,risk_pcrop\n{lot.codes()[0]},low\nUNKNOWN-P1,low\n"
    looked = run(lot, tmp_path / "whisp.csv", text, "--look")
    assert (looked.exit_code, risk_of(lot)) == (0, None)
    done = run(lot, tmp_path / "whisp.csv", text)
    assert (done.exit_code, risk_of(lot)) == (0, Risk.LOW)
    assert "Row 3: There is no plot UNKNOWN-P1 in use." in done.output
    assert "1 result is news." in done.output


def test_a_faulty_row_keeps_everything_out(lot: Traced, tmp_path: Path) -> None:
    failed = run(lot, tmp_path / "whisp.csv", f"external_id,risk_pcrop\n{lot.codes()[0]},low\nP2,perhaps\n")
    assert (failed.exit_code, risk_of(lot)) == (1, None)
    assert "Row 3" in failed.output


def test_what_is_no_file_of_results_is_said_to_be_none(lot: Traced, tmp_path: Path) -> None:
    failed = run(lot, tmp_path / "whisp.csv", "{")
    assert (failed.exit_code, "no results" in failed.output) == (1, True)
