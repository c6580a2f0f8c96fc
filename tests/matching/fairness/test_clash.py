"""Clashing rules: named, none of them needlessly, and what they must give is enough and no more."""

import itertools
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.fairness import clash
from matching.fairness.clash import explain_clash
from matching.pairs import IntArray
from matching.parts.part import Part, trimmed
from matching.parts.sides import Row
from tests.matching.pricing.parts import a_part


def a_row(key: str, pair: list[int], **limits: int) -> Row:
    places = np.array(pair, dtype=np.int64)
    none = np.zeros(len(pair), dtype=np.int64)
    return Row(key, places, none + 1, none, lower=limits.get("lower"), upper=limits.get("upper"))


def plans(part: Part) -> list[IntArray]:
    """List every plan of a part of which each demand is asked for 0 to 4 bags by its only lot."""
    choices = [(0, *range(int(low), int(high) + 1)) for low, high in zip(part.low, part.high, strict=True)]
    every = (np.array(bags) for bags in itertools.product(*choices))
    return [bags for bags in every if (part.least <= bags * part.grams)[bags > 0].all()]


def missing(row: Row, bags: IntArray) -> int:
    total = int(row.per_bag @ bags[row.pair])
    short = 0 if row.lower is None else row.lower - total
    return max(short, 0 if row.upper is None else total - row.upper, 0)


def three_pairs(seed: int, *rows: Row) -> Part:
    part = a_part(seed, value=[10, 10, 10], lot=[0, 1, 2], demand=[0, 1, 2])
    return trimmed(replace(part, grams=np.full(3, 1_000), rows=rows))


ROWS = st.tuples(st.sets(st.integers(0, 2), min_size=1), st.integers(1, 9), st.booleans())


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.lists(ROWS, min_size=1, max_size=4))
def test_a_clash_is_what_trying_every_plan_says(seed: int, drawn: list[tuple[set[int], int, bool]]) -> None:
    rows = [
        a_row(f"r{at}", sorted(pair), **{"lower" if is_floor else "upper": limit})
        for at, (pair, limit, is_floor) in enumerate(drawn)
    ]
    part = three_pairs(seed, *rows)
    rows, found, every = list(part.rows), explain_clash(part), plans(part)
    misses = [sum(missing(row, bags) / (row.lower or row.upper or 1) for row in rows) for bags in every]
    if found is None:
        assert min(misses) == 0
        return
    gives = dict(found.give)
    limit = {row.key: row.lower or row.upper or 1 for row in rows}
    conflict = [row for row in rows if row.key in found.conflict]
    assert sum(gives[key] / limit[key] for key in gives) == pytest.approx(min(misses))
    assert all(any(missing(row, bags) for row in conflict) for bags in every)
    assert all(
        any(not any(missing(row, bags) for row in conflict if row is not left_out) for bags in every)
        for left_out in conflict
    )


def test_rules_that_can_be_kept_do_not_clash() -> None:
    assert explain_clash(three_pairs(1, a_row("floor", [0, 1, 2], lower=1))) is None


def test_a_part_without_market_rules_has_no_clash() -> None:
    assert explain_clash(three_pairs(1)) is None


def test_a_rule_that_clashes_alone_is_named_alone() -> None:
    found = explain_clash(three_pairs(1, a_row("much", [0, 1], lower=30), a_row("little", [2], lower=1)))
    assert found is not None
    assert found.conflict == ("much",)


def test_a_rule_measured_against_nothing_gives_in_its_own_numbers() -> None:
    part = three_pairs(1, a_row("some", [0], lower=3), a_row("none", [0], upper=0))
    found = explain_clash(part)
    assert found is not None
    assert found.conflict == ("some", "none")
    assert found.is_whole
    assert [amount for _, amount in found.give] == [3]


def test_a_part_too_large_to_be_asked_in_whole_is_asked_in_fractions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clash, "WHOLE_UP_TO_PAIRS", 2)
    found = explain_clash(three_pairs(1, a_row("much", [0, 1], lower=30)))
    assert found is not None
    assert found.conflict == ("much",)
    assert not found.is_whole
    assert 30 - found.give[0][1] <= 8


def test_a_search_cut_short_is_asked_again_in_fractions(monkeypatch: pytest.MonkeyPatch) -> None:
    solved: Any = vars(clash)["milp"]

    def impatient(*program: Any, integrality: IntArray, **terms: Any) -> SimpleNamespace:
        found = solved(*program, integrality=integrality, **terms)
        return SimpleNamespace(status=1 if integrality.any() else found.status, x=found.x)

    monkeypatch.setattr(clash, "milp", impatient)
    found = explain_clash(three_pairs(1, a_row("much", [0, 1], lower=30)))
    assert found is not None
    assert not found.is_whole
