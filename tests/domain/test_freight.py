"""Prices are compared on one basis, or not at all."""

from datetime import date
from decimal import Decimal

import pytest

from marketplace.domain.freight import FreightMode, FreightRow, freight_on
from marketplace.domain.money import Incoterm
from tests.domain.samples import TODAY, mass, usd


def a_row(rate: int, mode: FreightMode = FreightMode.LCL, *, to: str = "FR", since: date = TODAY) -> FreightRow:
    return FreightRow(Incoterm.FOB, to, mode, Decimal(rate), since)


TABLE = freight_on(
    [
        a_row(430),
        a_row(999, since=date(2026, 1, 1)),
        a_row(1, since=date(2027, 1, 1)),
        a_row(200, FreightMode.FCL),
        a_row(-120, to="PE"),
    ],
    TODAY,
)


@pytest.mark.parametrize(("kilograms", "landed"), [("12499.999", 5430), ("12500", 5200)])
def test_a_container_full_travels_cheaper(kilograms: str, landed: int) -> None:
    assert TABLE.landed(usd(5000), "FR", basis=Incoterm.DAP, volume=mass(kilograms)) == landed


def test_at_home_the_way_to_the_port_is_taken_off() -> None:
    assert TABLE.landed(usd(5000), "PE", basis=Incoterm.EXW, volume=mass(100)) == 4880


def test_a_price_on_the_makers_own_basis_needs_no_freight() -> None:
    assert TABLE.landed(usd(5000, Incoterm.EXW), "PE", basis=Incoterm.EXW, volume=mass(100)) == 5000


@pytest.mark.parametrize(
    ("destination", "basis", "incoterm"),
    [("JP", Incoterm.DAP, Incoterm.FOB), ("FR", Incoterm.FOB, Incoterm.EXW), ("FR", Incoterm.CIF, Incoterm.FOB)],
)
def test_without_a_rate_there_is_no_landed_price(destination: str, basis: Incoterm, incoterm: Incoterm) -> None:
    assert TABLE.landed(usd(5000, incoterm), destination, basis=basis, volume=mass(100)) is None


def test_the_size_of_a_full_container_is_a_figure_of_the_market() -> None:
    small = freight_on([a_row(430), a_row(200, FreightMode.FCL)], TODAY, full_container=mass(1000))
    assert small.mode(mass(1000)) is FreightMode.FCL
