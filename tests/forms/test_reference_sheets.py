"""Figures in a file are read strictly: every fault is told with its row and column, and none is guessed."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from marketplace.domain.freight import FreightMode, FreightRow
from marketplace.domain.money import Incoterm
from marketplace.domain.prices import ReferenceFigure, ReferenceKind
from marketplace.forms.reference_sheets import read_figures
from marketplace.forms.sheets import FaultySheetError

HEAD = "what,value,from,month,incoterm,destination,mode\n"


@pytest.fixture(autouse=True)
def _reader(app: Flask) -> Iterator[None]:
    """Somebody reads who speaks English."""
    with app.test_request_context(headers={"Cookie": "language=en"}):
        yield


def faults(*rows: str) -> list[str]:
    with pytest.raises(FaultySheetError) as caught:
        read_figures((HEAD + "\n".join(rows)).encode(), "ICE")
    return [f"{fault.row} {fault.column}" for fault in caught.value.faults]


def test_figures_and_freight_are_read() -> None:
    sheet = read_figures(
        (HEAD + "ice_ny,3150.5,2026-11-27,2027-03,,,\nfreight,-120,2026-11-01,,FOB,PE,lcl").encode(), "ICE"
    )
    assert sheet.figures == (
        ReferenceFigure(ReferenceKind.ICE_NY, Decimal("3150.5"), date(2026, 11, 27), "ICE", "2027-03"),
    )
    assert sheet.rates == (FreightRow(Incoterm.FOB, "PE", FreightMode.LCL, Decimal(-120), date(2026, 11, 1)),)


def test_every_fault_has_its_place() -> None:
    found = faults(
        "ice_tokyo,3150,2026-11-27,,,,",
        'ice_ny,"3,150",27.11.2026,2027-03,,,',
        "ice_ny,0,2026-11-27,2027-03,,,",
        "ice_ny,3150.12345,2026-11-27,2027-03,FOB,,",
        "freight,430,2026-11-27,,DDP,,air",
    )
    assert found == ["2 what", "3 value", "3 from", "4 value", "5 value", "5 incoterm"] + [
        f"6 {column}" for column in ("incoterm", "mode", "destination")
    ]


@pytest.mark.parametrize("month", ["", "2027-02", "March 2027", "2026-09"])
def test_a_terminals_figure_needs_a_month_that_is_traded_that_day(month: str) -> None:
    assert faults(f"ice_ny,3150,2026-11-27,{month},,,") == ["2 month"]


def test_nothing_else_has_a_month() -> None:
    assert faults("fx_pen_usd,3.5,2026-11-27,2027-03,,,", "freight,430,2026-11-01,2027-03,FOB,FR,lcl") == [
        "2 month",
        "3 month",
    ]


def test_figures_of_different_months_are_not_the_same() -> None:
    rows = "ice_ny,3150,2026-11-27,2027-03,,,\nice_ny,3200,2026-11-27,2027-05,,,"
    assert len(read_figures((HEAD + rows).encode(), "ICE").figures) == 2


def test_the_same_figure_twice_is_a_fault() -> None:
    assert faults("ice_ny,3150,2026-11-27,2027-03,,,", "ice_ny,3151,2026-11-27,2027-03,,,") == ["3 None"]


def test_a_missing_column_is_a_fault() -> None:
    with pytest.raises(FaultySheetError, match="missing"):
        read_figures(b"what,value\nice_ny,3150\n", "ICE")
