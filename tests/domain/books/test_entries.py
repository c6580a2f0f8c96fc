"""Every builder makes a balanced entry that says what happened, under the right names."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from marketplace.domain.books import entries
from marketplace.domain.books.chart import GUARDED, NATURES, PARTIES, Account, sign_of
from marketplace.domain.books.postings import CauseKind, Entry, Occasion, Posting
from marketplace.domain.money import Currency, Money
from tests.domain.books.cases import DAY, GROUP, MAKER, an_occasion, parts, usd

A, D = Account, Decimal


def lines(entry: Entry) -> dict[Account, Decimal]:
    return {each.account: each.amount for each in entry.postings}


def names(entry: Entry) -> dict[Account, int | None]:
    return {each.account: each.organization_id for each in entry.postings}


def test_what_is_raised_is_due_from_the_maker_and_nobodys_money_yet() -> None:
    entry = entries.raised(an_occasion(), parts("300.00", "3.00"))
    assert lines(entry) == {A.MAKER_DUE: D("303.00"), A.EXPECTED: D("-300.00"), A.FEES_EXPECTED: D("-3.00")}


def test_an_instalment_without_a_fee_has_no_line_for_one() -> None:
    assert A.FEES_EXPECTED not in lines(entries.raised(an_occasion(), parts("300.00")))


def test_what_is_cancelled_is_the_mirror_of_what_was_raised() -> None:
    raised, cancelled = (build(an_occasion(), parts("10.00", "0.10")) for build in (entries.raised, entries.cancelled))
    assert lines(cancelled) == {account: -amount for account, amount in lines(raised).items()}


def test_money_pays_the_price_first() -> None:
    entry = entries.received(an_occasion(), usd("100.00"), parts("300.00", "3.00"))
    assert lines(entry) == {
        A.PROVIDER: D("100.00"),
        A.MAKER_DUE: D("-100.00"),
        A.EXPECTED: D("100.00"),
        A.HELD: D("-100.00"),
    }


def test_what_the_price_leaves_pays_the_fee_and_what_that_leaves_is_credit() -> None:
    entry = entries.received(an_occasion(), usd("310.00"), parts("300.00", "3.00"))
    found = lines(entry)
    assert (found[A.HELD], found[A.FEES], found[A.MAKER_CREDIT]) == (D("-300.00"), D("-3.00"), D("-7.00"))
    assert (found[A.MAKER_DUE], found[A.FEES_EXPECTED]) == (D("-303.00"), D("3.00"))


def test_the_makers_fee_stands_under_the_makers_name_and_the_groups_under_the_groups() -> None:
    paid = entries.received(an_occasion(), usd("303.00"), parts("300.00", "3.00"))
    released = entries.released(an_occasion(), usd("300.00"), fee=usd("3.00"))
    assert (names(paid)[A.FEES], names(released)[A.FEES]) == (MAKER, GROUP)
    assert (names(paid)[A.HELD], names(released)[A.HELD], names(released)[A.GROUP_DUE]) == (MAKER, MAKER, GROUP)
    assert names(paid)[A.PROVIDER] is None


def test_what_nobody_could_match_pays_like_money_that_comes_from_the_provider() -> None:
    came = entries.unmatched(an_occasion(), usd("50.00"))
    found = entries.matched(an_occasion(), usd("50.00"), parts("50.00"))
    assert lines(came)[A.UNMATCHED] == D("-50.00")
    assert lines(found)[A.UNMATCHED] == D("50.00")
    assert A.PROVIDER not in lines(found)


def test_credit_pays_an_instalment() -> None:
    entry = entries.credited(an_occasion(), usd("7.00"), parts("6.00", "2.00"))
    assert lines(entry)[A.MAKER_CREDIT] == D("7.00")
    assert lines(entry)[A.HELD] == D("-6.00")
    assert lines(entry)[A.FEES] == D("-1.00")


def test_credit_pays_no_more_than_is_open() -> None:
    with pytest.raises(ValueError, match="no more than is open"):
        entries.credited(an_occasion(), usd("9.00"), parts("6.00", "2.00"))


def test_a_release_keeps_the_groups_part_of_the_fee() -> None:
    entry = entries.released(an_occasion(), usd("300.00"), fee=usd("3.00"))
    assert lines(entry) == {A.HELD: D("300.00"), A.GROUP_DUE: D("-297.00"), A.FEES: D("-3.00")}


def test_a_release_taken_back_is_its_mirror() -> None:
    given, back = (
        build(an_occasion(), usd("300.00"), fee=usd("3.00")) for build in (entries.released, entries.release_taken_back)
    )
    assert lines(back) == {account: -amount for account, amount in lines(given).items()}


def test_no_fee_is_greater_than_what_it_is_taken_from() -> None:
    with pytest.raises(ValueError, match="below zero"):
        entries.released(an_occasion(), usd("3.00"), fee=usd("3.01"))


MOVES: list[tuple[Callable[[Occasion, Money], Entry], Account, Account]] = [
    (entries.unmatched, A.PROVIDER, A.UNMATCHED),
    (entries.unmatched_returned, A.UNMATCHED, A.PROVIDER),
    (entries.provider_cost, A.PROVIDER_COSTS, A.PROVIDER),
    (entries.swept, A.BANK, A.PROVIDER),
    (entries.paid_out, A.GROUP_DUE, A.BANK),
    (entries.payout_returned, A.BANK, A.GROUP_DUE),
    (entries.refunded, A.REFUND_DUE, A.PROVIDER),
    (entries.refund_failed, A.PROVIDER, A.REFUND_DUE),
    (entries.given_back, A.BANK, A.GROUP_OWES),
    (entries.netted, A.GROUP_DUE, A.GROUP_OWES),
]


@pytest.mark.parametrize(("build", "debit", "credit"), MOVES)
def test_money_moves_from_one_account_to_another(
    build: Callable[[Occasion, Money], Entry], debit: Account, credit: Account
) -> None:
    assert lines(build(an_occasion(), usd("5.00"))) == {debit: D("5.00"), credit: D("-5.00")}


@pytest.mark.parametrize(
    "build", [each for each, _debit, _credit in MOVES if each not in (entries.provider_cost, entries.swept)]
)
def test_only_what_the_provider_tells_may_run_backwards(build: Callable[[Occasion, Money], Entry]) -> None:
    with pytest.raises(ValueError, match="above zero"):
        build(an_occasion(), usd("-5.00"))


@pytest.mark.parametrize("build", [entries.provider_cost, entries.swept])
def test_the_provider_may_give_a_cost_back(build: Callable[[Occasion, Money], Entry]) -> None:
    assert lines(build(an_occasion(), usd("-5.00")))[A.PROVIDER] == D("5.00")


@pytest.mark.parametrize("source", entries.REFUNDABLE)
def test_a_refund_comes_from_what_may_be_given_back(source: Account) -> None:
    entry = entries.refund_decided(an_occasion(), usd("5.00"), source=source)
    assert lines(entry) == {source: D("5.00"), A.REFUND_DUE: D("-5.00")}


def test_no_refund_comes_from_the_bank() -> None:
    with pytest.raises(ValueError, match="no refund comes from bank"):
        entries.refund_decided(an_occasion(), usd("5.00"), source=A.BANK)


def test_an_entry_is_undone_by_its_mirror_with_a_reason() -> None:
    entry = entries.swept(an_occasion(), usd("5.00"))
    undone = entries.reversal(entry, an_occasion(CauseKind.REVERSED), "The bank booked it twice.")
    assert lines(undone) == {A.BANK: D("-5.00"), A.PROVIDER: D("5.00")}
    assert undone.note == "The bank booked it twice."


def test_two_currencies_never_meet_in_one_entry() -> None:
    with pytest.raises((ValueError, TypeError)):
        entries.released(an_occasion(), usd("5.00"), fee=Money(D(1), Currency.EUR))
    with pytest.raises(ValueError, match="one currency"):
        entries._entry(an_occasion(), (A.BANK, usd("5.00")), (A.PROVIDER, Money(D(-5), Currency.EUR)))  # noqa: SLF001


@pytest.mark.parametrize(
    "amounts", [("5.00",), ("5.00", "-4.99"), (), ("0.00", "0.00"), ("0.005", "-0.005"), ("5.00", "0.00", "-5.00")]
)
def test_an_entry_balances_in_whole_coins(amounts: tuple[str, ...]) -> None:
    postings = tuple(Posting(A.BANK, D(each)) for each in amounts)
    with pytest.raises(ValueError, match="an entry must"):
        Entry(an_occasion(), Currency.USD, postings)


def test_yen_have_no_cents() -> None:
    with pytest.raises(ValueError, match="whole coins"):
        entries.swept(an_occasion(), Money(D("100.50"), Currency.JPY))
    assert lines(entries.swept(an_occasion(), Money(D(100), Currency.JPY)))[A.BANK] == D(100)


def test_every_account_has_a_nature_and_what_is_guarded_has_a_name_on_it() -> None:
    assert set(NATURES) == set(Account)
    assert set(PARTIES) == GUARDED


def test_what_we_have_grows_by_debits_and_what_we_owe_by_credits() -> None:
    assert [sign_of(each) for each in (A.BANK, A.PROVIDER_COSTS, A.HELD, A.FEES)] == [1, 1, -1, -1]


def test_an_occasion_knows_the_name_on_each_side() -> None:
    assert an_occasion().on == DAY
    assert an_occasion().party(None) is None
