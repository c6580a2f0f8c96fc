"""Prices: figures of the day, differentials, floors, and where each dollar goes."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.certificates import Scheme
from marketplace.domain.money import Currency, Incoterm, UnitPrice
from marketplace.domain.prices import (
    PriceKind,
    PriceStack,
    Pricing,
    ReferenceFigure,
    ReferenceKind,
    Terminal,
    farm_gate_in_dollars,
    floor_faults,
    premium_over_reference,
    price_floor,
    pricing_faults,
    references_on,
    stack_faults,
)
from tests.domain.golden import world
from tests.domain.samples import TODAY, a_stack, some_references, usd

D = Decimal
FAIRTRADE, ORGANIC = {Scheme.FAIRTRADE}, {Scheme.FAIRTRADE, Scheme.NOP}


def a_differential(**changes: Any) -> Pricing:
    facts: dict[str, Any] = {
        "price": usd(4200),
        "kind": PriceKind.DIFFERENTIAL,
        "terminal": Terminal.NEW_YORK,
        "month": "2027-03",
        "differential": D(1050),
    }
    return Pricing(**(facts | changes))


def test_the_newest_figure_that_has_begun_is_in_force() -> None:
    rows = [
        ReferenceFigure(ReferenceKind.ICE_NY, D(level), day)
        for level, day in ((3150, date(2026, 11, 1)), (2900, date(2026, 3, 7)), (9999, date(2027, 1, 1)))
    ]
    assert references_on(rows, TODAY).value(ReferenceKind.ICE_NY) == 3150


def test_a_figure_that_nobody_set_is_unknown() -> None:
    assert some_references().value(ReferenceKind.ICE_LONDON) is None


def test_figures_of_different_months_do_not_follow_each_other() -> None:
    rows = [
        ReferenceFigure(ReferenceKind.ICE_NY, D(level), date(2026, 11, day), "", month)
        for level, day, month in ((3150, 1, "2027-03"), (3300, 2, "2027-05"), (3200, 3, "2027-03"), (3000, 4, None))
    ]
    found = references_on(rows, TODAY)
    assert {month: figure.value for (_, month), figure in found.months.items()} == {"2027-03": 3200, "2027-05": 3300}
    assert found.value(ReferenceKind.ICE_NY) == 3000


def test_only_a_differential_is_provisional() -> None:
    assert (Pricing(usd(4200)).is_provisional, a_differential().is_provisional) == (False, True)


@pytest.mark.parametrize(
    ("pricing", "fault"),
    [
        (Pricing(usd(0)), ("price.out_of_range", "price_amount")),
        (Pricing(usd("Infinity")), ("price.out_of_range", "price_amount")),
        (Pricing(usd(100_001)), ("price.out_of_range", "price_amount")),
        (Pricing(UnitPrice(D(1), Currency.PEN, Incoterm.FOB, "Callao")), ("price.not_in_dollars", "price_currency")),
        (Pricing(usd(1, Incoterm.CIF)), ("price.not_at_origin", "price_incoterm")),
        (Pricing(usd(1, place=" ")), ("price.place_missing", "price_place")),
        (Pricing(usd(1), month="2027-03"), ("price.differential_on_fixed", "terminal_month")),
        (a_differential(terminal=None), ("price.terminal_missing", "terminal")),
        (a_differential(month=None), ("price.terminal_month_missing", "terminal_month")),
        (a_differential(differential=None), ("price.differential_missing", "differential")),
        (a_differential(month="2027-04"), ("price.terminal_month_wrong", "terminal_month")),
        (a_differential(month="MAR-2027"), ("price.terminal_month_wrong", "terminal_month")),
        (a_differential(month="2027-3"), ("price.terminal_month_wrong", "terminal_month")),
    ],
)
def test_each_fault_is_told_at_its_field(pricing: Pricing, fault: tuple[str, str]) -> None:
    assert [(each.code, each.field) for each in pricing_faults(pricing)] == [fault]


@pytest.mark.parametrize(
    "pricing", [Pricing(usd(4200, Incoterm.EXW)), a_differential(), a_differential(differential=D(-50))]
)
def test_good_prices_have_no_fault(pricing: Pricing) -> None:
    assert pricing_faults(pricing) == []


def test_a_stack_tells_the_farmers_share() -> None:
    assert a_stack().farmer_share == D("0.667")


def test_an_empty_stack_gives_farmers_nothing() -> None:
    assert PriceStack(D(0), D(0), D(0), D(0), D(0)).farmer_share == 0


def test_a_stack_that_adds_up_has_no_fault() -> None:
    assert stack_faults(a_stack(), usd(5650)) == []


def test_a_stack_that_does_not_add_up_tells_both_numbers() -> None:
    (fault,) = stack_faults(a_stack(), usd(5651))
    assert (fault.code, fault.facts) == ("price.stack_not_whole", {"value": D(5650), "price": D(5651)})


def test_no_part_of_a_stack_is_negative() -> None:
    found = stack_faults(a_stack(margin=D(-1), cooperative=D(1580)), usd(5650))
    assert [(each.code, each.field) for each in found] == [("price.part_negative", "price_stack_margin")]


@pytest.mark.parametrize("lot", world()["lots"], ids=lambda lot: lot["lot_code"])
def test_every_stack_of_the_fictional_market_adds_up(lot: dict[str, Any]) -> None:
    parts = [D(value) for name, value in lot["price_stack"].items() if name != "fob_usd_t"]
    assert stack_faults(PriceStack(*parts), usd(lot["price"]["fob_usd_t"])) == []


@pytest.mark.parametrize("lot", world()["lots"], ids=lambda lot: lot["lot_code"])
def test_no_lot_of_the_fictional_market_breaks_a_floor(lot: dict[str, Any]) -> None:
    schemes = set(map(Scheme, lot["certifications"]))
    price, farm_gate = usd(lot["price"]["fob_usd_t"]), D(lot["farmgate_pen_kg"])
    assert floor_faults(price, farm_gate, certificates=schemes, references=some_references()) == []


def test_a_farm_gate_in_dollars_keeps_its_rate_and_date() -> None:
    found = farm_gate_in_dollars(D("11.4"), some_references())
    assert found is not None
    assert (found.amount, found.rate, found.rate_from) == (D("3257.14"), D("3.5"), date(2026, 1, 1))


def test_without_a_rate_nothing_is_converted() -> None:
    assert farm_gate_in_dollars(D("11.4"), some_references(fx_pen_usd=None)) is None


def test_the_premium_over_the_reference_is_a_share() -> None:
    assert premium_over_reference(D("11.4"), some_references()) == D("0.326")
    assert premium_over_reference(D("11.4"), some_references(farm_gate=None)) is None


@pytest.mark.parametrize(
    ("schemes", "floor"), [(set(), None), ({Scheme.NOP}, None), (FAIRTRADE, 3500), (ORGANIC, 3950)]
)
def test_the_fairtrade_floor_depends_on_the_certificates(schemes: set[Scheme], floor: int | None) -> None:
    assert price_floor(schemes, some_references()) == floor


@pytest.mark.parametrize(
    ("price", "schemes", "codes"),
    [
        (3499, FAIRTRADE, ["price.below_fairtrade_floor"]),
        (3500, FAIRTRADE, []),
        (3949, ORGANIC, ["price.below_fairtrade_floor"]),
        (3950, ORGANIC, []),
        (100, {Scheme.NOP}, []),
    ],
)
def test_a_price_below_the_fairtrade_floor_is_refused(price: int, schemes: set[Scheme], codes: list[str]) -> None:
    found = floor_faults(usd(price), None, certificates=schemes, references=some_references())
    assert [each.code for each in found] == codes


@pytest.mark.parametrize(("farm_gate", "codes"), [("8.6", []), ("8.59", ["price.farm_gate_below_reference"])])
def test_a_farm_gate_below_the_days_reference_is_refused(farm_gate: str, codes: list[str]) -> None:
    found = floor_faults(usd(5000), D(farm_gate), certificates=(), references=some_references())
    assert [each.code for each in found] == codes


def test_a_floor_that_nobody_has_set_is_never_passed_unseen() -> None:
    bare = some_references(farm_gate=None, fairtrade_organic_differential=None)
    found = floor_faults(usd(9000), D(20), certificates=ORGANIC, references=bare)
    assert [(each.code, each.facts["kind"]) for each in found] == [
        ("price.reference_missing", "fairtrade_organic_differential"),
        ("price.reference_missing", "farm_gate"),
    ]
