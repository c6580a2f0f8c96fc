"""Grade, size and fermentation follow from the cut test; wet and substandard beans are not sold."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.physical import (
    BeanSize,
    Grade,
    analysis_faults,
    analysis_warnings,
    bean_size_of,
    grade_of,
    sale_faults,
)
from tests.domain.samples import GOOD_CUT, TODAY, an_analysis

D = Decimal


@pytest.mark.parametrize(
    ("mouldy", "slaty", "flat", "grade"),
    [
        ("3", "3", "3", Grade.ONE),
        ("3.1", "3", "3", Grade.TWO),
        ("3", "3.1", "3", Grade.TWO),
        ("3", "3", "3.1", Grade.TWO),
        ("4", "8", "6", Grade.TWO),
        ("4.1", "8", "6", Grade.SUBSTANDARD),
        ("4", "8.1", "6", Grade.SUBSTANDARD),
        ("4", "8", "6.1", Grade.SUBSTANDARD),
    ],
)
def test_the_grade_follows_the_three_limits(mouldy: str, slaty: str, flat: str, grade: Grade) -> None:
    assert grade_of({"mouldy": D(mouldy), "slaty": D(slaty), "flat": D(flat)}) is grade


def test_insects_germs_and_flat_beans_count_together() -> None:
    cut = {"insect_damaged": D("1.1"), "germinated": D(1), "flat": D(1)}
    assert grade_of(cut) is Grade.TWO


@pytest.mark.parametrize(
    ("count", "size"),
    [(100, BeanSize.LARGE), (101, BeanSize.MEDIUM), (120, BeanSize.MEDIUM), (121, BeanSize.SMALL)],
)
def test_the_size_follows_the_count(count: int, size: BeanSize) -> None:
    assert bean_size_of(count) is size


def test_an_analysis_derives_what_follows_from_it() -> None:
    beans = an_analysis()
    derived = (beans.grade, beans.bean_size, beans.fermentation_index, beans.other_defects)
    assert derived == (Grade.ONE, BeanSize.LARGE, D(88), D("2.5"))


def test_without_a_count_there_is_no_size() -> None:
    assert an_analysis(bean_count=None).bean_size is None


def faults(**changes: Any) -> list[tuple[str, str | None]]:
    return [(each.code, each.field) for each in analysis_faults(an_analysis(**changes), today=TODAY)]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"analysed_on": date(2026, 11, 24)}, ("physical.in_future", "analysed_on")),
        ({"moisture": D(0)}, ("physical.moisture_impossible", "moisture")),
        ({"moisture": D(41)}, ("physical.moisture_impossible", "moisture")),
        ({"bean_count": 0}, ("physical.bean_count_impossible", "bean_count")),
        ({"bean_count": 401}, ("physical.bean_count_impossible", "bean_count")),
        ({"beans_cut": 0}, ("physical.no_beans_cut", "beans_cut")),
        ({"cut_test": GOOD_CUT | {"golden": D(0)}}, ("physical.class_unknown", "golden")),
        ({"cut_test": GOOD_CUT | {"flat": D(-1)}}, ("physical.percent_out_of_range", "flat")),
        ({"cut_test": GOOD_CUT | {"flat": D("NaN")}}, ("physical.percent_out_of_range", "flat")),
        ({"cut_test": GOOD_CUT | {"violet": D(8)}}, ("physical.cut_test_not_whole", "cut_test")),
        ({"defects": {"stones": D(1)}}, ("physical.class_unknown", "stones")),
        ({"defects": {"sievings": D(101)}}, ("physical.percent_out_of_range", "sievings")),
    ],
)
def test_each_fault_is_told_at_its_field(changes: dict[str, Any], fault: tuple[str, str]) -> None:
    assert faults(**changes) == [fault]


def test_every_class_of_the_cut_test_must_be_stated() -> None:
    cut = {name: value for name, value in GOOD_CUT.items() if name != "slaty"} | {"violet": D("8.5")}
    assert faults(cut_test=cut) == [("physical.class_missing", "slaty")]


def test_rounding_of_the_classes_is_forgiven() -> None:
    assert faults(cut_test=GOOD_CUT | {"violet": D("7.9")}) == []
    assert faults(cut_test=GOOD_CUT | {"violet": D("7.1")}) == []


def test_a_wet_and_mouldy_lot_may_be_recorded() -> None:
    cut = GOOD_CUT | {"mouldy": D(6), "violet": D("2.5")}
    assert faults(moisture=D("8.1"), cut_test=cut) == []


@pytest.mark.parametrize(
    ("changes", "varieties", "warnings"),
    [
        ({"moisture": D("7.5")}, ["native"], []),
        ({"moisture": D("7.6")}, [], ["physical.moisture_high"]),
        ({"moisture": D("8.1")}, [], []),
        ({"beans_cut": 100}, [], ["physical.few_beans_cut"]),
        ({}, ["native_white"], ["physical.white_seeds"]),
    ],
)
def test_what_a_buyer_will_ask_about_is_a_warning(
    changes: dict[str, Any], varieties: list[str], warnings: list[str]
) -> None:
    found = analysis_warnings(an_analysis(**changes), varieties=varieties)
    assert [each.code for each in found] == warnings


@pytest.mark.parametrize(
    ("moisture", "grade", "defects", "codes"),
    [
        (D("8.0"), Grade.TWO, {"foreign_matter": D("0.75"), "broken": D(9)}, []),
        (D("8.1"), Grade.ONE, {}, ["lot.moisture_too_high"]),
        (D("7"), Grade.SUBSTANDARD, {}, ["lot.substandard"]),
        (D("7"), Grade.ONE, {"foreign_matter": D("0.8")}, ["lot.foreign_matter_too_high"]),
        (D("7"), Grade.ONE, {"flat_by_mass": D("1.6")}, ["lot.flat_by_mass_too_high"]),
        (None, None, {}, ["lot.physical_missing"]),
        (D("7"), None, {}, ["lot.physical_missing"]),
    ],
)
def test_only_sound_beans_are_sold(
    moisture: Decimal | None, grade: Grade | None, defects: dict[str, Decimal], codes: list[str]
) -> None:
    assert [each.code for each in sale_faults(moisture, grade, defects=defects)] == codes
