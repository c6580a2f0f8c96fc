"""A long random life of one contract's money: the database stands where the rules say, after every step."""

from collections import Counter
from decimal import Decimal
from random import Random

from marketplace.domain.books.chart import Account
from marketplace.domain.books.postings import Entry
from marketplace.domain.money import Currency, Money
from marketplace.models.base import db
from marketplace.models.money.booking import balances_of, book
from marketplace.queries.books.checking import first_offender
from marketplace.queries.books.proofs import entries as proofs
from marketplace.services.transaction import use_case
from tests.books import Bookkeeper
from tests.domain.books.ledgers import MOVES, Ledger, play
from tests.market import NOW, Market

STEPS = 400


@use_case
def write_all(keeper: Bookkeeper, entries: list[Entry]) -> dict[Account, Money]:
    """Book entries under causes of their own, and say what the contract stands at."""
    for each in entries:
        occasion = keeper.occasion(each.occasion.cause.kind)
        names = {7: occasion.maker_id, 9: occasion.producer_id, None: None}
        postings = tuple(type(line)(line.account, line.amount, names[line.organization_id]) for line in each.postings)
        book(Entry(occasion, each.currency, postings, each.note), now=NOW)
    return balances_of(keeper.contract_id)


def test_the_books_stand_where_the_rules_say(market: Market) -> None:
    keeper, ledger, chance = Bookkeeper.in_market(market), Ledger(Currency.USD), Random(20_261_128)  # noqa: S311 - the same life each time
    taken: Counter[str] = Counter()
    for _ in range(STEPS):
        begun, move = len(ledger.written), chance.choice(sorted(MOVES))
        play(ledger, move, Decimal(chance.randint(0, 100)) / 100)
        assert ledger.faults() == []
        found = market.do(write_all, keeper, ledger.written[begun:])
        assert found == {each: ledger.of(each) for each in Account if ledger.stands[each]}
        taken[move] += len(ledger.written) > begun
    assert all(taken[move] for move in MOVES)
    broken = [each.name for each in proofs.PROOFS if market.do(first_offender, each)]
    assert broken == []
    market.do(db.session.rollback)
