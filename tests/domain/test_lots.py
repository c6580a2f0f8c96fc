"""A lot's stage of sale, its band, and what its terms add up to."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from marketplace.domain.lots import LotState, SaleStage, TradeBand, Visibility, sale_stage, trade_band
from marketplace.domain.prices import PriceKind, Terminal
from tests.domain.samples import TODAY, a_lot, mass

BEFORE, AFTER = date(2026, 11, 22), date(2026, 11, 24)


@dataclass(frozen=True)
class Shelf:
    """A lot as far as its stage of sale is concerned."""

    state: LotState = LotState.PUBLISHED
    visibility: Visibility = Visibility.PUBLIC
    available_from: date = TODAY
    sales_until: date | None = TODAY
    remaining_bags: int = 1


@pytest.mark.parametrize(
    ("shelf", "stage"),
    [
        (Shelf(), SaleStage.CURRENT),
        (Shelf(sales_until=None), SaleStage.CURRENT),
        (Shelf(available_from=AFTER, sales_until=None), SaleStage.UPCOMING),
        (Shelf(sales_until=BEFORE), SaleStage.PAST),
        (Shelf(remaining_bags=0), SaleStage.PAST),
        (Shelf(visibility=Visibility.PRIVATE), SaleStage.PRIVATE),
        (Shelf(LotState.CLOSED), SaleStage.PAST),
        (Shelf(LotState.DRAFT), None),
        (Shelf(LotState.HELD), None),
    ],
)
def test_the_stage_of_sale_follows_from_state_dates_and_what_is_left(shelf: Shelf, stage: SaleStage | None) -> None:
    assert sale_stage(shelf, today=TODAY) is stage


@pytest.mark.parametrize(
    ("kilograms", "band"),
    [
        ("999.999", TradeBand.MICRO),
        ("1000", TradeBand.CRAFT),
        ("15000", TradeBand.MEDIUM),
        ("150000", TradeBand.SEMI_INDUSTRIAL),
    ],
)
def test_a_volume_falls_into_its_band(kilograms: str, band: TradeBand) -> None:
    assert trade_band(mass(kilograms)) is band


def test_volume_and_minimum_are_whole_bags() -> None:
    lot = a_lot(bags=3, bag_weight=mass("62.5"), minimum_bags=1)
    assert (lot.volume, lot.minimum) == (mass("187.5"), mass("62.5"))


def test_a_lot_says_how_its_price_comes_about() -> None:
    lot = a_lot(
        price_kind=PriceKind.DIFFERENTIAL,
        terminal=Terminal.NEW_YORK,
        terminal_month="2027-03",
        differential=Decimal(1050),
    )
    assert (lot.pricing.price, lot.pricing.month, lot.pricing.is_provisional) == (lot.price, "2027-03", True)
