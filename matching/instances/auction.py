"""Package auctions: each good is a lot of one bag, each bid a package that is sold whole or not at all."""

from fractions import Fraction
from pathlib import Path

import numpy as np

from matching.exact.program import Program
from matching.instances.building import build, common_scale, integers, scaled
from matching.instances.tokens import Line, lines_of

END = "#"
HEAD_WORDS = 2


def read_auction(path: Path) -> Program:
    """Read a package auction (maximise revenue) in either of two formats.

    First line: goods and bids. Then a line for each bid. CATS lines end in "#": number, price, goods counted from 0
    (goods past the first number are dummies that keep a bidder's bids apart, so lots too). Plain lines (Sandholm's
    distributions): price, goods counted from 1. Raises ValueError naming file and line.
    """
    head, *lines = lines_of(path) or [Line(path, 1, [])]
    goods, bids = head.whole(0, least=1), head.whole(1, least=1)
    if len(lines) != bids:
        head.fail(f"{bids} bids are announced, {len(lines)} follow")
    read = _read_cats if head.words[HEAD_WORDS:] == [END] else _read_plain
    prices: list[Fraction] = []
    package: list[int] = []
    package_lot: list[int] = []
    for number, line in enumerate(lines):
        price, bundle = read(line, goods)
        if price < 0 or not bundle or len(set(bundle)) != len(bundle):
            line.fail("a bid is a price of at least 0 and distinct goods, at least one")
        prices.append(price)
        package += [number] * len(bundle)
        package_lot += bundle
    scale = common_scale(prices)
    columns = {
        "supply": np.ones(max(goods, 1 + max(package_lot)), dtype=np.int64),
        "package_value": scaled(prices, scale),
        "package": integers(package),
        "package_lot": integers(package_lot),
        "package_bags": np.ones(len(package), dtype=np.int64),
    }
    return build(columns, scale=scale)


def _read_cats(line: Line, goods: int) -> tuple[Fraction, list[int]]:
    if line.words[-1] != END:
        line.fail(f"a bid ends in {END!r}")
    bundle = [line.whole(at) for at in range(2, len(line.words) - 1)]
    if bundle and min(bundle) >= goods:
        line.fail(f"a bid names at least one good below {goods}")
    return line.amount(1), bundle


def _read_plain(line: Line, goods: int) -> tuple[Fraction, list[int]]:
    bundle = [line.whole(at, least=1) - 1 for at in range(1, len(line.words))]
    if bundle and max(bundle) >= goods:
        line.fail(f"a good lies from 1 to {goods}")
    return line.amount(0), bundle
