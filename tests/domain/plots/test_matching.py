"""Lines of a file are matched with a register: by code, DNI or name, and never twice."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.errors import Reason, reason
from marketplace.domain.plots.farmers import FarmerTerms
from marketplace.domain.plots.imports import fault_of, preview_of, wrong_lines
from marketplace.domain.plots.land import PlotTerms
from marketplace.domain.plots.lines import KnownPlot, KnownRegister, RegisterLine, merged, name_key
from marketplace.domain.plots.matching import Intended, match_lines
from marketplace.domain.plots.register import PlotSource, Sex
from marketplace.domain.plots.shapes import point

TODAY = date(2026, 11, 28)
HERE, THERE = point(-76_320_000, -8_450_000), point(-76_330_000, -8_450_000)
ROSA = FarmerTerms(name="Rosa Pérez", code="S0001", national_id="01234567")
LUZ, OTHER_LUZ = FarmerTerms(name="Luz", code="S0002"), FarmerTerms(name="LUZ", code="S0003", national_id="11111111")
ANA = FarmerTerms(name="Ana", code="S0004", national_id="22222222")


def a_plot(**stated: Any) -> PlotTerms:
    source = PlotSource.IMPORTED if stated.get("shape") else None
    return PlotTerms(**({"source": source} | stated))


KNOWN = KnownRegister(
    {1: ROSA, 2: LUZ, 3: OTHER_LUZ, 4: ANA},
    {
        11: KnownPlot(1, a_plot(code="S0001-P1", name="La Loma", shape=HERE)),
        12: KnownPlot(1, a_plot(code="S0001-P2", declared_area=Decimal(2))),
        13: KnownPlot(4, a_plot(code="S0004-P1")),
        14: KnownPlot(4, a_plot(code="S0004-P2", declared_area=Decimal(3))),
    },
)


def line(number: int = 2, plot: PlotTerms | None = None, label: str | None = None, **stated: Any) -> RegisterLine:
    farmer = FarmerTerms(**({"name": ""} | stated)) if stated else None
    return RegisterLine(number=number, farmer=farmer, plot=plot, label=label)


def intend(*lines: RegisterLine) -> Intended:
    return match_lines(lines, KNOWN, today=TODAY)


def codes(intended: Intended) -> list[tuple[str, object]]:
    return [(each.code, each.facts["row"]) for each in intended.faults]


@pytest.mark.parametrize(
    ("stated", "key"),
    [
        ({"code": "S0001", "community": "San Juan"}, 1),
        ({"national_id": "01234567", "community": "San Juan"}, 1),
        ({"name": "rosa  perez", "community": "San Juan"}, 1),
        ({"code": "S0002", "national_id": "99999999", "community": "San Juan"}, 2),
        ({"name": "Luz", "national_id": "99999999", "community": "San Juan"}, 2),
    ],
)
def test_a_farmer_is_known_by_code_by_dni_or_by_a_name(stated: dict[str, Any], key: int) -> None:
    found = intend(line(**stated))
    assert list(found.farmers) == [key]
    assert found.farmers[key].community == "San Juan"
    assert found.farmers[key].name == KNOWN.farmers[key].name


def test_what_is_known_already_changes_nothing() -> None:
    lines = [line(code="S0001", name="Rosa Pérez"), line(3, a_plot(code="S0001-P1", shape=HERE)), line(4, name="ANA")]
    assert intend(*lines).is_nothing


def test_a_name_is_corrected_where_code_or_dni_say_who_it_is() -> None:
    assert intend(line(code="S0004", name="Ana María")).farmers[4].name == "Ana María"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (line(code="S0099"), "register.farmer_not_found"),
        (line(name="Luz"), "register.name_of_several"),
        (line(code="S0002", national_id="01234567"), "farmer.national_id_taken"),
        (line(code="S0099", name="Eva", national_id="01234567"), "farmer.national_id_taken"),
        (line(plot=a_plot(code="P-9")), "register.farmer_missing"),
        (line(plot=a_plot()), "register.farmer_missing"),
        (line(), "register.farmer_missing"),
        (line(plot=a_plot(code="S0001-P1"), name="Ana"), "register.plot_of_another"),
        (line(name="Eva", birth_year=1700), "farmer.birth_year_out_of_range"),
        (line(code="S0004", birth_year=1700), "farmer.birth_year_out_of_range"),
        (line(plot=a_plot(planted_year=1700), name="Eva"), "plot.planted_year_out_of_range"),
        (line(plot=a_plot(code="S0004-P1", planted_year=1700), name="Ana"), "plot.planted_year_out_of_range"),
    ],
)
def test_a_line_that_cannot_be_right_does_nothing_and_is_told(wrong: RegisterLine, code: str) -> None:
    found = intend(wrong)
    assert (codes(found), found.is_nothing) == ([(code, 2)], True)


def test_two_lines_about_one_new_farmer_enter_one() -> None:
    found = intend(line(2, a_plot(shape=HERE), name="Eva"), line(3, a_plot(shape=THERE), name="EVA"))
    assert found.counts == {"farmers_added": 1, "farmers_changed": 0, "plots_added": 2, "plots_changed": 0}
    assert len({plot.farmer_id for plot in found.plots.values()}) == 1


@pytest.mark.parametrize(
    ("plot", "key"),
    [
        (a_plot(code="S0001-P2", planted_year=2012), 12),
        (a_plot(shape=HERE, planted_year=2012), 11),
        (a_plot(name="la loma", planted_year=2012), 11),
        (a_plot(shape=THERE, planted_year=2012), 12),
        (a_plot(declared_area=Decimal(2), planted_year=2012), 12),
    ],
)
def test_a_plot_is_known_by_code_outline_name_or_as_the_one_not_drawn(plot: PlotTerms, key: int) -> None:
    found = intend(line(plot=plot, code="S0001"))
    assert list(found.plots) == [key]
    assert found.redrawn == ({12} if plot.shape == THERE else set())


@pytest.mark.parametrize(
    "plot", [a_plot(name="Otra"), a_plot(shape=THERE), a_plot(declared_area=Decimal(9)), a_plot(code="NEW-1")]
)
def test_any_other_plot_is_new(plot: PlotTerms) -> None:
    found = intend(line(plot=plot, code="S0004"))
    assert found.counts["plots_added"] == 1


def test_how_an_outline_became_known_stays_with_the_outline() -> None:
    found = intend(line(plot=a_plot(code="S0001-P1", shape=HERE, mapped_on=TODAY, planted_year=2010)))
    assert found.plots[11].terms.mapped_on is None


@pytest.mark.parametrize(
    ("label", "plot", "farmers", "plots"),
    [
        ("s0001-p1", a_plot(planted_year=2010), [], [11]),
        ("s0004", a_plot(planted_year=2010, code="S0004-P2"), [], [14]),
        ("S0002", a_plot(shape=THERE), [], [-1_000_000_004]),
        ("Eva", a_plot(shape=THERE), [-5], [-1_000_000_004]),
    ],
)
def test_a_label_is_a_code_of_plot_or_farmer_or_else_a_name(
    label: str, plot: PlotTerms, *, farmers: list[int], plots: list[int]
) -> None:
    found = intend(line(plot=plot, label=label))
    assert (list(found.farmers), list(found.plots), found.faults) == (farmers, plots, [])


def test_a_label_beside_a_farmer_names_the_plot() -> None:
    found = intend(
        line(2, a_plot(shape=THERE), "La Cumbre", code="S0002"), line(3, a_plot(name="Sol"), "x", code="S0003")
    )
    assert sorted(str(plot.terms.name) for plot in found.plots.values()) == ["La Cumbre", "Sol"]


def test_a_line_adds_and_corrects_and_takes_nothing_away() -> None:
    known = FarmerTerms(name="Rosa", sex=Sex.WOMAN, phone="1", is_leader=True)
    assert merged(known, FarmerTerms(name="", community="X")) == FarmerTerms(
        name="Rosa", sex=Sex.WOMAN, phone="1", is_leader=True, community="X"
    )
    assert merged(a_plot(), a_plot(declared_area=Decimal(0), is_agroforestry=False)).declared_area == 0


def test_spellings_of_a_name_meet() -> None:
    assert name_key("  JOSÉ  Ñahui ") == name_key("José Nahui")


def test_a_line_says_nothing_of_the_person_by_accident() -> None:
    assert "Canaria" not in repr(line(name="Canaria"))


def test_a_preview_counts_lines_faults_and_mendings() -> None:
    lines = [
        line(2, name="Eva"),
        RegisterLine(number=3, faults=codes_of("register.cell"), offers=("close_ring+untangle", "close_ring")),
        RegisterLine(number=4, mended="close_ring", farmer=FarmerTerms(name="Luz"), notes=codes_of("register.note")),
    ]
    intended = match_lines([lines[0], lines[2]], KNOWN, today=TODAY)
    found = preview_of(lines, intended, faults=codes_of("register.whole"), notes=codes_of("register.hint"))
    assert (found.lines, found.wrong, found.right, found.mended) == (3, 2, 1, 1)
    assert [fault_of(each)[0] for each in found.faults] == [0, 3, 4]
    assert [fault_of(each)[1].code for each in found.notes] == ["register.hint", "register.note"]
    assert found.offers == {"close_ring": 1, "untangle": 1}
    assert wrong_lines(lines, intended) == {3, 4}


def codes_of(*found: str) -> tuple[Reason, ...]:
    return tuple(reason(code, "area", limit=Decimal(2), other=None) for code in found)
