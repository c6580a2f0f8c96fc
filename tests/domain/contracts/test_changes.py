"""A contract in force changes only as far as each kind of amendment goes, and only with both sides and a reason."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.contracts import changes
from marketplace.domain.contracts.amendments import amendment_faults, with_price
from marketplace.domain.contracts.changes import AmendmentKind, AmendmentState, AmendmentStep, NextCrop
from marketplace.domain.contracts.clauses import Side
from marketplace.domain.contracts.fixing import Fixing
from marketplace.domain.contracts.frames import FrameTerms, Quarter, QuarterPlan
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import NotAllowed, Refused, Stale
from marketplace.domain.exchange import Exchange, Quote
from marketplace.domain.freight import Delivered
from marketplace.domain.ids import OrganizationId
from marketplace.domain.money import Currency
from marketplace.domain.physical import Grade
from marketplace.domain.prices import PriceKind, Pricing, ReferenceKind, Terminal
from marketplace.domain.viewers import Role
from tests.domain.samples import TODAY, a_lot, a_stack, some_terms, usd

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
OURS, THEIRS = OrganizationId(1), OrganizationId(2)


def a_differential(**parts: Any) -> ContractTerms:
    usual: dict[str, Any] = {
        "price_kind": PriceKind.DIFFERENTIAL,
        "terminal": Terminal.NEW_YORK,
        "terminal_month": "2027-03",
        "differential": Decimal(2500),
        "fixation_side": Side.MAKER,
        "fixation_by": TODAY,
    }
    return replace(some_terms(), **(usual | parts))


def codes(kind: AmendmentKind, new: ContractTerms) -> list[str]:
    return [each.code for each in changes.change_faults(kind, some_terms(), new=new)]


def test_a_change_of_nothing_is_no_change() -> None:
    assert codes(AmendmentKind.TERMS, some_terms()) == ["contract.nothing_changed"]


def test_usual_terms_may_be_changed() -> None:
    assert codes(AmendmentKind.TERMS, replace(some_terms(), claim_days=30, price=usd(5700))) == []


@pytest.mark.parametrize("field", ["lot_code", "producer", "fixing", "allowance"])
def test_what_was_matched_and_recorded_is_out_of_reach(field: str) -> None:
    moved: dict[str, Any] = {
        "bags": 61,
        "lot_code": "X",
        "producer": some_terms().maker,
        "fixing": Fixing(TODAY, Decimal(1), TODAY, Decimal(1)),
        "allowance": Decimal(10),
    }
    assert "contract.term_fixed" in codes(AmendmentKind.TERMS, replace(some_terms(), **{field: moved[field]}))


def a_quoted() -> ContractTerms:
    """Terms whose price was said in euros at the maker's door, and turned into dollars at the origin."""
    said = Delivered(usd(6200), Decimal(550), TODAY)
    rate = Exchange(ReferenceKind.FX_USD_EUR, Decimal("1.08"), TODAY)
    return replace(some_terms(), quote=Quote(Decimal("5.2"), Currency.EUR), exchange=rate, delivered=said)


def beyond(kind: AmendmentKind | None, new: ContractTerms) -> list[str]:
    found = changes.change_faults(kind, a_quoted(), new=new) if kind else amendment_faults(a_quoted(), new)
    return [each.field or each.code for each in found]


@pytest.mark.parametrize("kind", [AmendmentKind.TERMS, None])
def test_a_new_price_drops_how_the_former_one_was_said(kind: AmendmentKind | None) -> None:
    repriced = with_price(a_quoted(), Decimal(5700))
    assert (repriced.quote, repriced.exchange, repriced.delivered, repriced.price_stack) == (None, None, None, None)
    assert beyond(kind, repriced) == []


@pytest.mark.parametrize("kind", [AmendmentKind.TERMS, None])
def test_how_a_price_was_said_is_neither_rewritten_nor_dropped_alone(kind: AmendmentKind | None) -> None:
    assert beyond(kind, replace(a_quoted(), quote=None)) == ["quote"]
    assert beyond(kind, replace(a_quoted(), price=usd(5700), quote=Quote(Decimal(5)))) == ["quote"]


def test_the_same_price_keeps_how_it_was_said() -> None:
    assert with_price(a_quoted(), a_quoted().price.amount) == a_quoted()


@pytest.mark.parametrize(("is_settled", "is_closed"), [(True, False), (False, True)])
def test_no_price_changes_after_it_is_settled_and_nothing_after_closing(*, is_settled: bool, is_closed: bool) -> None:
    lowered = changes.with_allowance(some_terms(), Decimal(150))
    with pytest.raises(Refused, match=r"amendment\."):
        changes.check_unsettled(some_terms(), lowered, is_settled=is_settled, is_closed=is_closed)


def test_what_a_settlement_does_not_rest_on_may_change_after_it() -> None:
    longer = replace(some_terms(), claim_days=30)
    changes.check_unsettled(some_terms(), longer, is_settled=True, is_closed=False)
    changes.check_unsettled(
        some_terms(), changes.with_allowance(some_terms(), Decimal(1)), is_settled=False, is_closed=False
    )


def test_no_words_of_a_contract_are_longer_than_its_paper_bears() -> None:
    endless = replace(some_terms(), note="x" * 8_001, marks="y" * 121, law="z" * 120)
    assert codes(AmendmentKind.TERMS, endless) == ["contract.note_too_long"] * 2


def test_limits_of_quality_are_what_can_be_measured() -> None:
    odd = replace(some_terms(), cadmium_max=Decimal(0), off_max=Decimal(11), fermentation_min=Decimal(101))
    assert codes(AmendmentKind.TERMS, odd) == ["contract.term_out_of_range"] * 3


def test_an_allowance_changes_the_price_and_nothing_else() -> None:
    lowered = changes.with_allowance(some_terms(), Decimal(150))
    assert codes(AmendmentKind.ALLOWANCE, lowered) == []
    assert codes(AmendmentKind.ALLOWANCE, replace(lowered, claim_days=30)) == ["contract.term_fixed"]


def test_a_renewal_may_name_another_lot_but_no_other_party() -> None:
    renewed = replace(some_terms(), lot_code="YANA-27-01", crop_year=2027)
    assert codes(AmendmentKind.RENEWAL, renewed) == []
    assert codes(AmendmentKind.RENEWAL, replace(renewed, maker=some_terms().producer)) == ["contract.term_fixed"]


def test_terms_that_cannot_be_are_refused_in_any_amendment() -> None:
    assert codes(AmendmentKind.TERMS, replace(some_terms(), claim_days=0)) == ["contract.term_out_of_range"]


@given(st.decimals("0.01", "5649.99", places=2), st.decimals("0.01", "1", places=2))
def test_allowances_add_up(first: Decimal, second: Decimal) -> None:
    twice = changes.with_allowance(changes.with_allowance(some_terms(), first), second)
    assert (twice.price.amount, twice.allowance) == (Decimal(5650) - first - second, first + second)


def test_an_allowance_on_a_price_that_is_not_fixed_lowers_the_differential_too() -> None:
    lowered = changes.with_allowance(a_differential(), Decimal(100))
    assert (lowered.differential, lowered.price.amount) == (Decimal(2400), Decimal(5550))


def test_an_allowance_on_a_fixed_price_leaves_the_differential() -> None:
    fixed = changes.with_fixing(a_differential(), Fixing(TODAY, Decimal(3150), TODAY, Decimal(5650)))
    assert changes.with_allowance(fixed, Decimal(100)).differential == Decimal(2500)


def test_a_fixed_price_is_provisional_no_more_and_follows_its_terminal_still() -> None:
    fixed = changes.with_fixing(a_differential(), Fixing(TODAY, Decimal(3200), TODAY, Decimal(5700)))
    assert (fixed.is_provisional, fixed.price_kind, fixed.total.amount) == (
        False,
        PriceKind.DIFFERENTIAL,
        Decimal("17100.00"),
    )


def the_next_crop(**changes: Any) -> NextCrop:
    lot = a_lot(code="YANA-27-01", crop_year=2027, price=usd(5900), price_stack=a_stack())
    usual: dict[str, Any] = {
        "lot": lot,
        "grade": Grade.ONE,
        "profile": {"cacao": Decimal(5), "floral_total": Decimal(2), "woody_total": None, "off_total": Decimal(1)},
        "bags": 40,
        "pricing": Pricing(usd(5900)),
        "fixation_by": None,
        "frame": FrameTerms(2, (QuarterPlan(Quarter(2028, 1), 10, 40),)),
    }
    return NextCrop(**(usual | changes))


def test_the_next_season_is_about_the_new_lot_and_keeps_every_other_clause() -> None:
    old = changes.with_allowance(some_terms(), Decimal(100))
    new = changes.with_next_crop(old, the_next_crop())
    assert changes.change_faults(AmendmentKind.RENEWAL, old, new=new) == []
    assert (new.lot_code, new.bags, new.total.amount, new.allowance) == ("YANA-27-01", 40, Decimal(11800), None)
    assert (new.shipment_start, new.reference_profile) == (
        date(2028, 1, 1),
        {"cacao": Decimal(5), "floral_total": Decimal(2)},
    )
    assert (new.price_stack, new.claim_days) == (a_stack(), old.claim_days)


def test_a_reviewed_price_is_not_the_lots_own_ladder() -> None:
    new = changes.with_next_crop(some_terms(), the_next_crop(pricing=Pricing(usd(5800))))
    assert new.price_stack is None


@pytest.mark.parametrize(("allowance", "is_fine"), [("0", False), ("-1", False), ("5650", False), ("5649.99", True)])
def test_an_allowance_leaves_a_price(allowance: str, *, is_fine: bool) -> None:
    assert (changes.allowance_faults(some_terms(), Decimal(allowance)) == []) is is_fine


@pytest.mark.parametrize(("note", "is_fine"), [(None, False), ("no", False), ("x" * 4001, False), ("Too late.!", True)])
def test_a_change_and_a_no_need_a_reason(note: str | None, *, is_fine: bool) -> None:
    assert (changes.note_faults(note) == []) is is_fine


def test_nobody_answers_an_own_change() -> None:
    with pytest.raises(NotAllowed, match=r"amendment\.own_change"):
        changes.check_side(OURS, OURS, step=AmendmentStep.ACCEPT)


def test_nobody_withdraws_the_change_of_the_other_side() -> None:
    with pytest.raises(NotAllowed, match=r"amendment\.not_your_change"):
        changes.check_side(OURS, THEIRS, step=AmendmentStep.WITHDRAW)


def test_the_other_side_answers_and_the_own_one_withdraws() -> None:
    changes.check_side(OURS, THEIRS, step=AmendmentStep.REFUSE)
    changes.check_side(OURS, OURS, step=AmendmentStep.WITHDRAW)


def test_a_change_of_terms_that_moved_on_is_stale() -> None:
    changes.check_same_base(2, 2)
    with pytest.raises(Stale, match=r"amendment\.terms_moved_on"):
        changes.check_same_base(2, 3)


def test_an_answer_comes_in_time_or_not_at_all() -> None:
    changes.check_timely(NOW, NOW - timedelta(seconds=1))
    with pytest.raises(Refused, match=r"amendment\.too_late"):
        changes.check_timely(NOW, NOW)


@pytest.mark.parametrize("state", AmendmentState)
@pytest.mark.parametrize("role", Role)
def test_every_step_belongs_to_somebody_and_ends_where_the_table_says(state: AmendmentState, role: Role) -> None:
    for step in AmendmentStep:
        is_open = (state, step) in changes.AMENDMENT_MACHINE.next and role in changes.AMENDMENT_MACHINE.who[step]
        assert (step in changes.AMENDMENT_MACHINE.steps(state, role)) is is_open


def test_what_is_pending_can_end_and_what_is_over_cannot() -> None:
    leavable = {here for here, _ in changes.AMENDMENT_MACHINE.next}
    assert leavable == changes.PENDING
