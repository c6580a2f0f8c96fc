"""The database itself lets no group send grams that it did not keep, and forgets no line."""

from typing import Any

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import IntegrityError

from marketplace.domain.samples.grams import GramKind
from marketplace.models.base import db
from marketplace.models.rows.contracts.samples import GramLine, GramStock
from tests.market import NOW, Market

K = GramKind


def write(market: Market, lot_id: int, *lines: tuple[GramKind, int]) -> int:
    """Write lines without asking any rule; return what the database says is left."""

    def work() -> int:
        for kind, grams in lines:
            db.session.add(GramLine(lot_id=lot_id, kind=kind, grams=grams, at=NOW))
            db.session.flush()
        db.session.commit()
        return db.session.get_one(GramStock, lot_id).grams

    return market.do(work)


def test_the_stock_is_the_sum_of_the_lines(market: Market) -> None:
    lot_id = market.a_lot(market.a_producer())
    lines = [(K.KEPT, 900), (K.DISPATCHED, 500), (K.LOST, 500), (K.FOUND, 500), (K.RETURNED, 50), (K.DISCARDED, 400)]
    assert write(market, lot_id, *lines) == 50


@pytest.mark.parametrize("kind", [GramKind.DISPATCHED, GramKind.DISCARDED])
def test_no_more_leaves_than_was_kept(market: Market, kind: GramKind) -> None:
    lot_id = market.a_lot(market.a_producer())
    write(market, lot_id, (GramKind.KEPT, 500))
    with pytest.raises(IntegrityError, match="ck_sample_stocks_never_negative"):
        write(market, lot_id, (kind, 501))


def test_nothing_leaves_a_lot_of_which_nothing_was_kept(market: Market) -> None:
    lot_id = market.a_lot(market.a_producer())
    with pytest.raises(IntegrityError, match="ck_sample_stocks_never_negative"):
        write(market, lot_id, (GramKind.DISPATCHED, 1))


@pytest.mark.parametrize(
    "change",
    [update(GramLine).values(grams=1), delete(GramLine), text("TRUNCATE sample_grams")],
    ids=["update", "delete", "truncate"],
)
def test_no_line_is_changed_or_taken_away(market: Market, change: Any) -> None:
    write(market, market.a_lot(market.a_producer()), (GramKind.KEPT, 500))
    with pytest.raises(IntegrityError, match="append-only"):
        market.do(lambda: db.session.execute(change))
