"""The draw is committed to before bidding and can be checked by anybody afterwards."""

import hashlib
from datetime import timedelta
from decimal import Decimal

from marketplace.domain.tenders.draws import Arrival, commitment, drawn, is_committed, tie_order
from marketplace.domain.tenders.terms import TieRule
from tests.domain.tenders.cases import NOW


def test_what_is_published_can_be_computed_with_any_tool() -> None:
    assert commitment("5a17", Decimal(5600)) == hashlib.sha256(b"5a17:5600.00").hexdigest()
    assert drawn("5a17", "R-1") == hashlib.sha256(b"5a17:R-1").hexdigest()


def test_another_salt_or_minimum_is_not_what_was_committed_to() -> None:
    published = commitment("5a17", Decimal(5600))
    assert is_committed("5a17", Decimal("5600.00"), published=published)
    assert not is_committed("5a18", Decimal(5600), published=published)
    assert not is_committed("5a17", Decimal(5601), published=published)


def test_the_earliest_comes_first_and_one_moment_is_drawn_for() -> None:
    order = tie_order(TieRule.EARLIEST, "5a17")
    first, later = Arrival(NOW, "B"), Arrival(NOW + timedelta(microseconds=1), "A")
    assert order(first) < order(later)
    assert order(Arrival(NOW, "A")) != order(Arrival(NOW, "B"))


def test_a_draw_does_not_ask_who_came_first() -> None:
    order = tie_order(TieRule.DRAW, "5a17")
    assert order(Arrival(NOW, "A")) == order(Arrival(NOW + timedelta(days=1), "A"))
