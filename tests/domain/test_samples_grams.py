"""The ledger of grams adds up, and nothing is written by hand that cannot be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.samples.grams import CHANGE, Entry, GramKind, Stock, entry_faults, stock_of

K = GramKind
LINES = st.lists(st.tuples(st.sampled_from(GramKind), st.integers(1, 5_000)))


def test_a_ledger_tells_what_is_left_and_what_is_out() -> None:
    lines = [(K.KEPT, 2_000), (K.DISPATCHED, 900), (K.LOST, 500), (K.RETURNED, 100), (K.DISCARDED, 50)]
    stock = stock_of(lines)
    assert (stock.left, stock.with_makers, stock.lost) == (1_150, 300, 500)


def test_what_came_after_all_is_not_lost() -> None:
    assert stock_of([(K.DISPATCHED, 500), (K.LOST, 500), (K.FOUND, 500)]) == Stock(dispatched=500)


@given(LINES)
def test_what_is_left_is_the_sum_of_the_changes(lines: list[tuple[GramKind, int]]) -> None:
    assert stock_of(lines).left == sum(CHANGE[kind] * grams for kind, grams in lines)


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (Entry(K.DISPATCHED, 100), "sample.grams_not_by_hand"),
        (Entry(K.KEPT, 0), "sample.grams_out_of_range"),
        (Entry(K.KEPT, 20_001), "sample.grams_out_of_range"),
        (Entry(K.KEPT, 100, "x" * 301), "sample.words_too_long"),
        (Entry(K.DISCARDED, 601), "sample.not_enough_kept"),
        (Entry(K.RETURNED, 401), "sample.more_than_sent"),
    ],
)
def test_a_line_that_cannot_be_is_refused(entry: Entry, code: str) -> None:
    assert [fault.code for fault in entry_faults(entry, Stock(kept=1_000, dispatched=400))] == [code]


@pytest.mark.parametrize("entry", [Entry(K.KEPT, 20_000), Entry(K.DISCARDED, 600, "mould"), Entry(K.RETURNED, 400)])
def test_a_line_that_can_be_is_written(entry: Entry) -> None:
    assert entry_faults(entry, Stock(kept=1_000, dispatched=400)) == []
