"""A price that follows a terminal is fixed once: by the side that may before the end, by the calendar after it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from marketplace.domain.contracts.changes import AmendmentState
from marketplace.domain.contracts.clauses import Side
from marketplace.domain.contracts.fixing import end_of
from marketplace.domain.errors import MarketError, NotAllowed, NotFound, Refused, Stale
from marketplace.domain.prices import PriceKind, ReferenceFigure, ReferenceKind, Terminal
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.contracts.steps import present_hash
from marketplace.models.rows.contracts.fixings import PriceFixing
from marketplace.models.rows.record.events import Event
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


def set_level(market: Market, usd: str, *, since: date, month: str | None = "2027-03") -> None:
    figure = ReferenceFigure(ReferenceKind.ICE_NY, Decimal(usd), since, month=month)
    market.do(set_reference_prices, [figure], "samples", is_fictional=True, by=market.a_facilitator())


def fix(deal: Approved, by: Viewer, *, shown: str = "5650", now: Any = NOW) -> None:
    deal.market.do(fix_price, deal.id, Decimal(shown), seen=deal.contract.version, by=by, now=now)


def count_missed(market: Market) -> int:
    query = select(func.count()).where(Event.kind == "contract.level_missed")
    return market.do(lambda: db.session.scalar(query) or 0)


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
    assert (row.level, row.level_from, row.side) == (Decimal(3150), date(2026, 11, 22), Side.MAKER)
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


def test_no_other_months_figure_fixes_it(market: Market) -> None:
    market.set_references()
    deal = Approved.in_market(market, **FOLLOWS | {"terminal_month": "2027-05"})
    with pytest.raises(Refused, match=r"fixing\.no_level"):
        fix(deal, deal.maker)


def test_nothing_is_invented_where_the_calendar_finds_no_figure_of_the_month(market: Market) -> None:
    market.set_references()
    deal = Approved.in_market(market, **FOLLOWS | {"terminal_month": "2027-05"})
    asked = [deal.market.do(fix_overdue, deal.id, now=LATE + timedelta(hours=each)) for each in range(2)]
    assert (asked, deal.terms.is_provisional, count_missed(market)) == ([False, False], True, 1)
    tasks = dict(deal.turns("contract"))
    assert (tasks["contract.bring_level"], "contract.fix_price" in tasks) == (None, False)
    set_level(market, "3400", since=LAST_DAY - timedelta(days=9), month="2027-05")
    set_level(market, "9999", since=LAST_DAY + timedelta(days=1), month="2027-05")
    assert deal.market.do(fix_overdue, deal.id, now=LATE + timedelta(days=2))
    assert (deal.terms.price.amount, deal.terms.fixing and deal.terms.fixing.month) == (Decimal("5900.00"), "2027-05")
    assert ("contract.bring_level", None) not in deal.turns("contract")


def test_a_price_rolled_to_another_month_by_amendment_is_fixed_at_that_one(deal: Approved) -> None:
    set_level(deal.market, "3400", since=NOW.date(), month="2027-05")
    deal.amend(terminal_month="2027-05", differential=Decimal(2400), fixation_by=date(2027, 5, 13))
    with pytest.raises(Stale, match=r"fixing\.level_moved"):
        fix(deal, deal.maker, shown="5650")
    fix(deal, deal.maker, shown="5800")
    assert (deal.terms.price.amount, deal.terms.fixing and deal.terms.fixing.month) == (Decimal("5800.00"), "2027-05")


def test_a_price_cannot_be_rolled_beyond_the_months_own_end(deal: Approved) -> None:
    with pytest.raises(Refused, match=r"fixing\.after_month"):
        deal.ask(deal.producer, terminal_month="2027-05", fixation_by=date(2027, 5, 14))


def test_rolling_ends_the_wait_for_a_figure_that_nobody_has(deal: Approved) -> None:
    other = Approved.in_market(deal.market, **FOLLOWS | {"terminal_month": "2027-05"})
    other.market.do(fix_overdue, other.id, now=LATE)
    other.amend(terminal_month="2027-03", fixation_by=date(2027, 3, 15))
    tasks = [task for task, _who in other.turns("contract")]
    assert ("contract.bring_level" in tasks, "contract.fix_price" in tasks) == (False, True)


def test_london_is_fixed_in_pounds_at_the_rate_of_the_day_and_both_are_frozen(market: Market) -> None:
    market.set_references()
    pounds = ReferenceFigure(ReferenceKind.ICE_LONDON, Decimal(2400), NOW.date(), month="2027-03")
    rate = ReferenceFigure(ReferenceKind.FX_USD_GBP, Decimal("1.3333"), NOW.date())
    market.do(set_reference_prices, [pounds, rate], "samples", is_fictional=True, by=market.a_facilitator())
    follows = FOLLOWS | {"terminal": Terminal.LONDON, "differential": Decimal(1000)}
    deal = Approved.in_market(market, **follows)
    fix(deal, deal.maker, shown="4199.92")
    later = replace(rate, value=Decimal("1.5"))
    market.do(set_reference_prices, [later], "samples", is_fictional=True, by=market.a_facilitator())
    row = fixing_of(deal)
    assert row is not None
    assert (row.level, row.rate, row.rate_from) == (Decimal(2400), Decimal("1.3333"), NOW.date())
    assert deal.terms.price.amount == Decimal("4199.92")


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
