"""Files become the programs their formats mean, and malformed files are pointed at by line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from matching.exact.program import Program
from matching.instances.auction import read_auction
from matching.instances.cap import read_cap
from matching.instances.fctp import read_fctp
from matching.instances.gap import read_gap
from matching.instances.report import read_instance

FILES = Path(__file__).parent.parent.parent / "instances"
GAP = "1 2\n 3 4\n 1 2\n 5\n"
CAP = "2 1\n10 7.5\n10 0\n4\n6 10\n"
CATS = "2 2 #\n0\t1.5\t0\t2\t#\n1\t2\t1\t#\n"
PLAIN = "2 2\n0.5 1 2\n1 2\n"
MPS = """* a comment
NAME toy
ROWS
 N COST
 E A
 E B
 L G
COLUMNS
 X COST 2.5
 X A 1
 X B 1
 X G 1
 M 'MARKER' 'INTORG'
 Y COST 10
 Y G -3
 M 'MARKER' 'INTEND'
RHS
 RHS A 3
 RHS B 3
BOUNDS
 BV bnd Y
ENDATA
"""


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "instance.txt"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_job_is_an_indivisible_demand_for_one_lot(written: Callable[[str], Path]) -> None:
    program = read_gap(written(GAP))
    assert program.fee.tolist() == [3, 4]
    assert program.low.tolist() == program.high.tolist() == [1, 2]
    assert program.supply.tolist() == [5]
    assert program.least_lots.tolist() == program.most_lots.tolist() == [1, 1]


def test_a_facility_is_a_lot_with_an_opening_cost_in_whole_units(written: Callable[[str], Path]) -> None:
    program = read_cap(written(CAP))
    assert program.scale == 2
    assert program.opening.tolist() == [15, 0]
    assert program.value.tolist() == [-3, -5]
    assert program.least.tolist() == program.most.tolist() == [4]


def test_a_cats_bid_is_a_package_and_its_dummy_a_lot(written: Callable[[str], Path]) -> None:
    program = read_auction(written(CATS))
    assert program.package_value.tolist() == [3, 4]
    assert program.package.tolist() == [0, 0, 1]
    assert program.package_lot.tolist() == [0, 2, 1]
    assert program.supply.tolist() == [1, 1, 1]


def test_a_plain_bid_counts_goods_from_one(written: Callable[[str], Path]) -> None:
    program = read_auction(written(PLAIN))
    assert program.package_value.tolist() == [1, 2]
    assert program.package_lot.tolist() == [0, 1, 1]


def test_an_arc_has_a_price_and_a_fee_and_both_sides_are_met_in_full(written: Callable[[str], Path]) -> None:
    program = read_fctp(written(MPS))
    assert (program.value.tolist(), program.fee.tolist(), program.scale) == ([-5], [20], 2)
    assert program.supply_least.tolist() == program.supply.tolist() == [3]
    assert program.least.tolist() == program.most.tolist() == program.high.tolist() == [3]


@pytest.mark.parametrize(
    ("read", "text", "complaint"),
    [
        (read_gap, "", ":1: the file ends too early"),
        (read_gap, "1 2\n 3 4\n 1 2\n", ":3: the file ends too early"),
        (read_gap, GAP + "9", ":5: the file goes on"),
        (read_gap, "1 2\n 3 x", ":2: 'x' is no number"),
        (read_gap, "1 2\n 3 1/0", ":2: '1/0' is no number"),
        (read_gap, "1 2\n 3 4\n 0 2\n 5\n", ":3: '0' is no whole number of at least 1"),
        (read_gap, "1 0", ":1: '0' is no whole number of at least 1"),
        (read_gap, "1.5 2", ":1: '1.5' is no whole number"),
        (read_cap, CAP.replace("10 7.5", "10 nan"), ":2: 'nan' is no number"),
        (read_cap, CAP.replace("10 7.5", "10 -1"), ":2: '-1' is below 0"),
        (read_cap, CAP.replace("6 10", "6 1e18"), "value: totals"),
        (read_auction, "", ":1: a number is missing"),
        (read_auction, "2 3 #\n", ":1: 3 bids are announced, 0 follow"),
        (read_auction, CATS.replace("2\t1\t#", "2\t1\t"), ":3: a bid ends in '#'"),
        (read_auction, CATS.replace("2\t1\t#", "2\t5\t#"), ":3: a bid names at least one good below 2"),
        (read_auction, CATS.replace("2\t1\t#", "2\t#"), ":3: a bid is a price"),
        (read_auction, CATS.replace("2\t1\t#", "2\t1\t1\t#"), ":3: a bid is a price"),
        (read_auction, PLAIN.replace("0.5", "-0.5"), ":2: a bid is a price"),
        (read_auction, PLAIN.replace("1 2\n1", "1 3\n1"), ":2: a good lies from 1 to 2"),
        (read_fctp, "", ":1: the file ends without ENDATA"),
        (read_fctp, MPS.replace("ENDATA\n", ""), "the file ends without ENDATA"),
        (read_fctp, "stray words\n", ":1: 'stray' stands in no known section"),
        (read_fctp, MPS.replace(" L G", " Q G"), ":7: a row is a kind"),
        (read_fctp, MPS.replace("BV bnd Y", "UP bnd Y"), ":21: a bound is BV"),
        (read_fctp, MPS.replace("X A 1", "X C 1"), ":10: 'C' is no row"),
        (read_fctp, MPS.replace("X A 1", "X A"), ":10: a number is missing"),
        (read_fctp, MPS.replace(" N COST", " N COST\n N OTHER"), "there is one free row"),
        (read_fctp, MPS.replace("X G 1", "X G 2"), "'X' is no flow"),
        (read_fctp, MPS.replace("RHS B 3", "RHS G 3"), "'G' is no link row"),
        (read_fctp, MPS.replace("Y G -3", "Y G 3"), "'Y' is no switch"),
        (read_fctp, MPS.replace(" BV bnd Y\n", ""), "'Y' is no flow"),
        (read_fctp, MPS.replace(" X COST 2.5\n", " X COST 2.5\n Z A 1\n Z B 1\n Z G 1\n"), "every flow has a link row"),
        (read_fctp, MPS.replace("RHS B 3", "RHS B 2.5"), "'B' has no whole right-hand side"),
        (
            read_fctp,
            MPS.replace(" E B", " E B\n E D\n L H")
            .replace("RHS\n", " Z B 1\n Z D 1\n Z H 1\n W H -3\nRHS\n")
            .replace(" BV bnd Y", " BV bnd Y\n BV bnd W"),
            "no row is a source and a sink",
        ),
    ],
)
def test_a_malformed_file_is_pointed_at(
    read: Callable[[Path], Program], text: str, complaint: str, written: Callable[[str], Path]
) -> None:
    with pytest.raises(ValueError, match=r"instance\.txt|value") as error:
        read(written(text))
    assert complaint in str(error.value)


def test_what_is_no_text_is_pointed_at(tmp_path: Path) -> None:
    path = tmp_path / "instance.mps.bz2"
    path.write_bytes(b"no archive")
    with pytest.raises(ValueError, match=":1: the file is no readable text"):
        read_fctp(path)


def test_an_unknown_family_is_refused() -> None:
    with pytest.raises(ValueError, match="format: 'other' is none of fctp, cap, gap, auction"):
        read_instance(FILES / "gap" / "gap1-0", "other")


@pytest.mark.parametrize(
    ("family", "name", "lots", "arcs", "packages"),
    [
        ("gap", "gap1-0", 5, 75, 0),
        ("cap", "cap71.txt", 16, 800, 0),
        ("auction", "paths_40.txt", 496, 0, 2000),
        ("fctp", "fctp-gr4x6.mps.bz2", 4, 24, 0),
    ],
)
def test_a_published_file_has_its_known_size(family: str, name: str, lots: int, arcs: int, packages: int) -> None:
    program = read_instance(FILES / family / name, family)
    assert (len(program.supply), len(program.lot), len(program.package_value)) == (lots, arcs, packages)
