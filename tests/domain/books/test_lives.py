"""Whatever happens to the money of a contract, in whatever order: no cent is lost, none is made, nothing overdrawn."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.domain.books import entries
from marketplace.domain.books.chart import Account
from marketplace.domain.books.postings import Parts
from marketplace.domain.money import Currency, Money, no_money
from tests.domain.books.cases import an_occasion
from tests.domain.books.ledgers import MOVES, Ledger, play

SHARES = st.sampled_from([Decimal(0), Decimal(1)]) | st.decimals(min_value=0, max_value=1, places=4)
LIVES = st.lists(st.tuples(st.sampled_from(sorted(MOVES)), SHARES), min_size=1, max_size=60)


@settings(max_examples=200)
@given(LIVES, st.sampled_from(Currency))
def test_no_life_loses_or_makes_a_cent(life: list[tuple[str, Decimal]], currency: Currency) -> None:
    ledger = Ledger(currency)
    for move, share in [("raise", Decimal("0.3")), *life]:
        play(ledger, move, share)
        assert ledger.faults() == []


@given(
    st.decimals(min_value=Decimal("0.01"), max_value=99_999, places=2),
    st.lists(st.decimals(min_value=Decimal("0.01"), max_value=9_999, places=2), min_size=1, max_size=30),
)
def test_an_instalment_paid_in_any_parts_gives_the_same_price_fee_and_credit(
    price: Decimal, payments: list[Decimal]
) -> None:
    dollars = Money(price, Currency.USD)
    parts = Parts(dollars, dollars.times(Decimal("0.01")))
    ledger = Ledger(Currency.USD)
    ledger.write(entries.raised(an_occasion(), parts))
    for each in payments:
        ledger.write(entries.received(an_occasion(), Money(each, Currency.USD), ledger.open))
    paid = Money(sum(payments, Decimal(0)), Currency.USD)
    for_price = min(paid, parts.price)
    for_fee = min(paid - for_price, parts.fee)
    assert ledger.of(Account.HELD) == for_price
    assert ledger.of(Account.FEES) == for_fee
    assert ledger.of(Account.MAKER_CREDIT) == paid - for_price - for_fee
    assert ledger.open == Parts(parts.price - for_price, parts.fee - for_fee)


def test_nothing_raised_means_all_that_comes_is_credit() -> None:
    ledger = Ledger(Currency.JPY)
    nothing = Parts(no_money(Currency.JPY), no_money(Currency.JPY))
    ledger.write(entries.received(an_occasion(), Money(Decimal(500), Currency.JPY), nothing))
    assert ledger.of(Account.MAKER_CREDIT) == Money(Decimal(500), Currency.JPY)
