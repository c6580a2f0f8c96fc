"""Who judges says why, who amends does not confirm, both sign in time, and deposits are exact."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest

from marketplace.domain.contracts.life import (
    CONTRACT_MACHINE,
    WITH_PARTIES,
    ContractPermit,
    ContractState,
    ContractStep,
    check_in_time,
    check_may_end,
    check_other_party,
    deposit_of,
    is_overdue,
    note_faults,
    review_due,
)
from marketplace.domain.errors import MarketError, NotAllowed, Refused
from marketplace.domain.ids import OrganizationId
from marketplace.domain.money import Currency, Money
from marketplace.domain.viewers import Role
from tests.domain.samples import mass, usd

OURS, THEIRS = OrganizationId(1), OrganizationId(2)
WORDS = "The price is below the floor."
MONDAY = datetime(2026, 11, 23, 15, tzinfo=UTC)
S, T = ContractState, ContractStep
BOTH = {Role.PRODUCER, Role.MAKER}
LEADS: dict[tuple[ContractState, ContractStep], tuple[ContractState, set[Role]]] = {
    (S.SIGNING, T.SIGN): (S.SIGNING, BOTH),
    (S.SIGNING, T.COUNTERSIGN): (S.IN_REVIEW, BOTH),
    (S.SIGNING, T.REVISE): (S.REVISED, BOTH),
    (S.SIGNING, T.CANCEL): (S.CANCELLED, BOTH),
    (S.SIGNING, T.EXPIRE): (S.EXPIRED, {Role.SYSTEM}),
    (S.REVISED, T.CONFIRM): (S.SIGNING, BOTH),
    (S.REVISED, T.REVISE): (S.REVISED, BOTH),
    (S.REVISED, T.CANCEL): (S.CANCELLED, BOTH),
    (S.REVISED, T.EXPIRE): (S.EXPIRED, {Role.SYSTEM}),
    (S.IN_REVIEW, T.ENDORSE): (S.SECOND_REVIEW, {Role.FACILITATOR}),
    (S.IN_REVIEW, T.APPROVE): (S.APPROVED, {Role.FACILITATOR}),
    (S.IN_REVIEW, T.SEND_BACK): (S.RETURNED, {Role.FACILITATOR}),
    (S.IN_REVIEW, T.REJECT): (S.REJECTED, {Role.FACILITATOR}),
    (S.SECOND_REVIEW, T.APPROVE): (S.APPROVED, {Role.FACILITATOR}),
    (S.SECOND_REVIEW, T.SEND_BACK): (S.RETURNED, {Role.FACILITATOR}),
    (S.SECOND_REVIEW, T.REJECT): (S.REJECTED, {Role.FACILITATOR}),
    (S.RETURNED, T.REVISE): (S.REVISED, BOTH),
    (S.RETURNED, T.CANCEL): (S.CANCELLED, BOTH),
    (S.RETURNED, T.EXPIRE): (S.EXPIRED, {Role.SYSTEM}),
    (S.APPROVED, T.ASK_TO_END): (S.APPROVED, BOTH),
    (S.APPROVED, T.KEEP): (S.APPROVED, BOTH),
    (S.APPROVED, T.ACKNOWLEDGE): (S.APPROVED, BOTH),
    (S.APPROVED, T.END): (S.ENDED, BOTH),
    (S.APPROVED, T.LAPSE): (S.ENDED, {Role.SYSTEM}),
}


@pytest.mark.parametrize("step", ContractStep)
def test_every_step_leads_where_the_table_says_and_nowhere_else(step: ContractStep) -> None:
    for state, role in product(ContractState, Role):
        there, roles = LEADS.get((state, step), (None, set()))
        try:
            got: ContractState | None = CONTRACT_MACHINE.advance(state, step, role)
        except MarketError:
            got = None
        assert got == (there if role in roles else None), (state, role)


@pytest.mark.parametrize("state", ContractState)
def test_bags_are_held_until_the_contract_is_over(state: ContractState) -> None:
    is_over = state in (S.REJECTED, S.CANCELLED, S.EXPIRED, S.ENDED)
    assert CONTRACT_MACHINE.permits(state, ContractPermit.HOLD_BAGS) is not is_over


def test_only_what_is_approved_binds() -> None:
    assert [state for state in S if CONTRACT_MACHINE.permits(state, ContractPermit.BIND)] == [S.APPROVED]


def test_whatever_waits_for_the_parties_can_run_out_of_time() -> None:
    assert {state for state, step in CONTRACT_MACHINE.next if step is T.EXPIRE} == set(WITH_PARTIES)


@pytest.mark.parametrize("step", [T.SEND_BACK, T.REJECT, T.CANCEL, T.ASK_TO_END])
@pytest.mark.parametrize("note", [None, "", "too short", " " * 30])
def test_a_no_without_a_reason_is_no_answer(step: ContractStep, note: str | None) -> None:
    assert [(each.code, each.field) for each in note_faults(step, note)] == [("contract.note_missing", "note")]


@pytest.mark.parametrize(("step", "note"), [(ContractStep.APPROVE, None), (ContractStep.REJECT, WORDS)])
def test_a_yes_needs_no_reason_and_a_no_needs_one(step: ContractStep, note: str | None) -> None:
    assert note_faults(step, note) == []


def test_no_note_is_endless() -> None:
    assert [each.code for each in note_faults(ContractStep.APPROVE, "x" * 4001)] == ["contract.note_too_long"]


def test_the_other_side_confirms() -> None:
    check_other_party(OURS, THEIRS)


@pytest.mark.parametrize("confirming", [OURS, None])
def test_nobody_confirms_their_own_change(confirming: OrganizationId | None) -> None:
    with pytest.raises(NotAllowed, match=r"contract\.own_change"):
        check_other_party(OURS, confirming)


@pytest.mark.parametrize(("left", "is_over"), [(timedelta(seconds=1), False), (timedelta(0), True)])
def test_the_time_to_sign_ends_at_its_very_moment(left: timedelta, *, is_over: bool) -> None:
    assert is_overdue(MONDAY + left, now=MONDAY) is is_over


def test_without_a_deadline_nothing_is_late() -> None:
    check_in_time(None, now=MONDAY)


def test_too_late_is_refused_with_the_day() -> None:
    with pytest.raises(Refused, match=r"contract\.signing_over"):
        check_in_time(MONDAY, now=MONDAY)


def test_the_day_that_is_told_is_that_of_lima() -> None:
    evening = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
    with pytest.raises(Refused) as caught:
        check_in_time(evening, now=evening)
    assert caught.value.reasons[0].facts == {"day": date(2026, 11, 23)}


def test_the_other_side_may_agree_to_end() -> None:
    check_may_end(OURS, THEIRS)


@pytest.mark.parametrize(
    ("asked_by", "ending", "code"),
    [
        (None, OURS, "contract.end_not_asked"),
        (OURS, OURS, "contract.own_wish_to_end"),
        (OURS, None, "contract.own_wish_to_end"),
    ],
)
def test_nobody_ends_a_contract_alone(
    asked_by: OrganizationId | None, ending: OrganizationId | None, code: str
) -> None:
    with pytest.raises(MarketError) as no:
        check_may_end(asked_by, ending)
    assert no.value.code == code


@pytest.mark.parametrize(
    ("since", "due"),
    [(23, 26), (26, 1), (27, 2), (28, 2), (29, 2)],
    ids=["monday", "thursday", "friday", "saturday", "sunday"],
)
def test_a_review_is_due_after_three_working_days(since: int, due: int) -> None:
    found = review_due(datetime(2026, 11, since, 15, tzinfo=UTC))
    assert (found.day, found.hour) == (due, 15)


def test_the_deposit_of_a_container_is_what_was_paid() -> None:
    assert deposit_of(mass(12500), usd(4650)) == Money(Decimal("17437.50"), Currency.USD)


def test_a_deposit_is_rounded_half_up_once() -> None:
    assert deposit_of(mass(1), usd("16.60"), percent=Decimal(30)).amount == Decimal("0.00")
    assert deposit_of(mass(1), usd("16.70"), percent=Decimal(30)).amount == Decimal("0.01")
