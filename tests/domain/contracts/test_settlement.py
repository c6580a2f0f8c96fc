"""The final weight settles a contract exactly: within the tolerance between the sides, outside with a facilitator."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.contracts import settlement
from marketplace.domain.contracts.settlement import Settlement, SettlementState, SettlementStep
from marketplace.domain.errors import NotAllowed
from marketplace.domain.ids import OrganizationId
from marketplace.domain.mass import Mass
from marketplace.domain.money import Incoterm
from tests.domain.samples import TODAY, mass, usd

NOON = datetime(2026, 12, 3, 17, tzinfo=UTC)
GRAMS = st.integers(1, 50_000_000).map(lambda grams: Mass(Decimal(grams) / 1000))


def settled(final: str, *, contracted: str = "3000", tolerance: str = "3") -> Settlement:
    return Settlement(mass(contracted), mass(final), usd("5650"), Decimal(tolerance))


def test_what_arrived_is_paid_for_to_the_cent() -> None:
    found = settled("2954.4")
    assert (found.amount.amount, found.difference.amount) == (Decimal("16692.36"), Decimal("-257.64"))


@given(GRAMS, GRAMS, st.decimals("0.01", "99999.99", places=2))
def test_amount_and_difference_are_exact_and_add_up(contracted: Mass, final: Mass, price: Decimal) -> None:
    found = Settlement(contracted, final, usd(str(price)), Decimal(3))
    exact = final.kilograms * price / 1000
    assert found.amount.amount == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert found.difference + usd(str(price)) * contracted == found.amount


@given(GRAMS, GRAMS, st.decimals(0, 5, places=1))
def test_the_tolerance_is_kept_to_the_gram(contracted: Mass, final: Mass, tolerance: Decimal) -> None:
    found = Settlement(contracted, final, usd(5650), tolerance)
    most = contracted.grams * (1000 + int(tolerance * 10))
    least = contracted.grams * (1000 - int(tolerance * 10))
    assert found.is_within is (least <= final.grams * 1000 <= most)


@pytest.mark.parametrize(
    ("final", "is_within"), [("2910", True), ("2909.999", False), ("3090", True), ("3090.001", False)]
)
def test_three_percent_are_three_percent(final: str, *, is_within: bool) -> None:
    assert settled(final).is_within is is_within


def test_nothing_may_arrive_only_where_the_group_bears_the_risk_until_then() -> None:
    delivered = replace(settled("0"), price=replace(usd("5650"), incoterm=Incoterm.DAP, place="Lyon"))
    assert settlement.weight_faults(delivered, weighed_on=TODAY, today=TODAY) == []
    assert (delivered.amount.amount, delivered.deviation_percent) == (Decimal(0), Decimal(-100))
    (fault,) = settlement.weight_faults(settled("0"), weighed_on=TODAY, today=TODAY)
    assert fault.facts == {"incoterm": "FOB", "place": "Callao"}


def test_the_deviation_is_told_in_percent() -> None:
    assert settled("2954.4").deviation_percent == Decimal("-1.52")


def test_a_yes_settles_within_the_tolerance_and_asks_a_facilitator_outside() -> None:
    assert [settlement.yes_of(settled(each)) for each in ("2950", "2800")] == [
        SettlementStep.CONFIRM,
        SettlementStep.CONSENT,
    ]


@pytest.mark.parametrize(
    ("final", "days", "codes"),
    [
        ("2950", 0, []),
        ("-1", 0, ["settlement.weight_out_of_range"]),
        ("0", 0, ["settlement.nothing_arrived"]),
        ("6000.001", 0, ["settlement.weight_out_of_range"]),
        ("2950", 1, ["settlement.day_to_come"]),
    ],
)
def test_what_cannot_have_arrived_is_refused(final: str, days: int, *, codes: list[str]) -> None:
    found = settlement.weight_faults(settled(final), weighed_on=TODAY + timedelta(days=days), today=TODAY)
    assert [each.code for each in found] == codes


@pytest.mark.parametrize(("note", "is_fine"), [("no", False), ("x" * 4001, False), ("The scale was wrong.", True)])
def test_a_dispute_has_a_reason(note: str, *, is_fine: bool) -> None:
    assert (settlement.dispute_faults(note) == []) is is_fine


@pytest.mark.parametrize(
    ("state", "due_at", "is_over"),
    [
        (SettlementState.STATED, NOON, True),
        (SettlementState.STATED, NOON + timedelta(seconds=1), False),
        (SettlementState.STATED, None, False),
        (SettlementState.DISPUTED, NOON, False),
    ],
)
def test_only_a_stated_weight_is_left_unanswered(
    state: SettlementState, due_at: datetime | None, *, is_over: bool
) -> None:
    assert settlement.is_unanswered(state, due_at, now=NOON) is is_over


def test_nobody_agrees_to_an_own_weight() -> None:
    settlement.check_other_side(OrganizationId(1), OrganizationId(2))
    with pytest.raises(NotAllowed, match=r"settlement\.own_weight"):
        settlement.check_other_side(OrganizationId(1), OrganizationId(1))


def test_only_what_is_settled_has_ended() -> None:
    leavable = {here for here, _ in settlement.SETTLEMENT_MACHINE.next}
    assert set(SettlementState) - leavable == {SettlementState.SETTLED}
