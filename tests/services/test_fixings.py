"""A price that follows a terminal is fixed once: by the side that may before the end, by the calendar after it."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from marketplace.domain.contracts.changes import AmendmentState
from marketplace.domain.contracts.clauses import Side
from marketplace.domain.contracts.fixing import end_of
from marketplace.domain.errors import MarketError, NotAllowed, NotFound, Refused, Stale
from marketplace.domain.prices import PriceKind, ReferenceFigure, ReferenceKind, Terminal
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.contracts.steps import present_hash
from marketplace.models.rows.contracts.fixings import PriceFixing
from marketplace.queries.contracts.documents import find_document
from marketplace.services.fixings import fix_overdue, fix_price
from marketplace.services.references import set_reference_prices
from tests.approved import Approved
from tests.market import NOW, Market
from tests.races import race

LAST_DAY = date(2026, 12, 20)
LATE = end_of(LAST_DAY)
FOLLOWS: dict[str, Any] = {
    "price_kind": PriceKind.DIFFERENTIAL,
    "terminal": Terminal.NEW_YORK,
    "terminal_month": "2027-03",
    "differential": Decimal(2500),
    "fixation_side": Side.MAKER,
    "fixation_by": LAST_DAY,
}


@pytest.fixture
def deal(market: Market) -> Approved:
    market.set_references()
    return Approved.in_market(market, **FOLLOWS)


def set_level(market: Market, usd: str, *, since: date) -> None:
    figure = ReferenceFigure(ReferenceKind.ICE_NY, Decimal(usd), since)
    market.do(set_reference_prices, [figure], "samples", is_fictional=True, by=market.a_facilitator())


def fix(deal: Approved, by: Viewer, *, shown: str = "5650", now: Any = NOW) -> None:
    deal.market.do(fix_price, deal.id, Decimal(shown), seen=deal.contract.version, by=by, now=now)


def fixing_of(deal: Approved) -> PriceFixing | None:
    return deal.market.do(lambda: db.session.get(PriceFixing, (deal.id, deal.contract.terms_version)))


def test_the_side_that_may_fixes_at_the_days_level(deal: Approved) -> None:
    set_level(deal.market, "3300", since=NOW.date())
    fix(deal, deal.maker, shown="5800")
    assert (deal.terms.price.amount, deal.terms.is_provisional, deal.contract.total.amount) == (
        Decimal("5800.00"),
        False,
        Decimal("5800.00"),
    )


def test_the_level_is_frozen_with_its_date(deal: Approved) -> None:
    fix(deal, deal.maker)
    set_level(deal.market, "9000", since=NOW.date())
    row = fixing_of(deal)
    assert row is not None
    assert (row.level, row.level_from, row.side) == (Decimal(3150), date(2026, 1, 1), Side.MAKER)
    assert deal.terms.price.amount == Decimal("5650.00")


def test_it_waits_for_the_side_that_may_until_the_last_day_is_over(deal: Approved) -> None:
    before = deal.turns("contract")
    fix(deal, deal.maker)
    task = ("contract.fix_price", deal.maker.organization_id)
    assert (task in before, task in deal.turns("contract")) == (True, False)


def test_the_other_side_may_not(deal: Approved) -> None:
    with pytest.raises(NotAllowed, match=r"fixing\.other_side"):
        fix(deal, deal.producer)


def test_a_level_that_moved_since_it_was_shown_fixes_nothing(deal: Approved) -> None:
    set_level(deal.market, "3300", since=NOW.date())
    with pytest.raises(Stale, match=r"fixing\.level_moved"):
        fix(deal, deal.maker, shown="5650")


def test_it_is_fixed_once(deal: Approved) -> None:
    fix(deal, deal.maker)
    with pytest.raises(Refused, match=r"fixing\.fixed_already"):
        fix(deal, deal.maker)


def test_after_the_last_day_nobody_fixes_any_more(deal: Approved) -> None:
    with pytest.raises(Refused, match=r"fixing\.too_late"):
        fix(deal, deal.maker, now=LATE)


def test_what_nobody_fixed_is_fixed_at_the_last_level_before_the_end(deal: Approved) -> None:
    set_level(deal.market, "3200", since=LAST_DAY)
    set_level(deal.market, "4000", since=LAST_DAY + timedelta(days=1))
    early = deal.market.do(fix_overdue, deal.id, now=LATE - timedelta(seconds=1))
    late = [deal.market.do(fix_overdue, deal.id, now=LATE + timedelta(days=3)) for _ in range(2)]
    assert (early, late, deal.terms.price.amount) == (False, [True, False], Decimal("5700.00"))
    assert deal.terms.fixing is not None
    assert (deal.terms.fixing.by, deal.terms.fixing.on) == (None, LAST_DAY)


def test_an_outright_price_is_never_overdue(market: Market) -> None:
    outright = Approved.in_market(market)
    assert market.do(fix_overdue, outright.id, now=LATE) is False


def test_strangers_fix_nothing(deal: Approved) -> None:
    with pytest.raises(NotFound):
        fix(deal, deal.market.a_maker())


def test_a_fixing_ends_an_amendment_of_the_terms_before_it(deal: Approved) -> None:
    amendment_id = deal.ask(deal.producer, claim_days=30)
    fix(deal, deal.maker)
    assert deal.amendment(amendment_id).state is AmendmentState.EXPIRED


def test_both_sides_stay_bound_by_what_they_signed(deal: Approved) -> None:
    fix(deal, deal.maker)
    assert deal.contract.producer_signed_at is not None


@pytest.mark.parametrize("_", range(3))
def test_fixing_and_the_deadline_at_once_fix_it_once(deal: Approved, _: int) -> None:
    outcomes = race(
        deal.market,
        ("lots", deal.contract.lot_id),
        partial(fix, deal, deal.maker, now=LATE - timedelta(seconds=1)),
        partial(deal.market.do, fix_overdue, deal.id, now=LATE),
    )
    noes = [each for each in outcomes if isinstance(each, MarketError)]
    assert (len(noes) + outcomes.count(False), deal.contract.terms_version) == (1, 3)


def test_a_stranger_learns_which_version_was_signed(deal: Approved) -> None:
    fix(deal, deal.maker)
    digest = deal.market.do(present_hash, deal.contract)
    facts = deal.market.do(find_document, digest)
    assert facts is not None
    assert (facts.version, facts.signed_version, len(facts.marks.signatures)) == (3, 2, 2)
