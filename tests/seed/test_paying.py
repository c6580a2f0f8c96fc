"""What the demo pays is paid by the provider's word; what it plans carries both contracts, and the books hold."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from marketplace.app import create_app
from marketplace.config import Config, with_driver
from marketplace.domain.ids import ContractId
from marketplace.domain.payouts.accounts import AccountState
from marketplace.domain.payouts.life import PayoutState
from marketplace.models.base import db
from marketplace.models.rows.contracts.shipments import Cargo
from marketplace.models.rows.money.bank_accounts import BankAccount
from marketplace.models.rows.money.payouts import Payout
from marketplace.queries.books.checking import check_books
from marketplace.seed.market import Cast
from marketplace.seed.paying import is_paid, pay_deposit
from marketplace.seed.paying_out import make_ready, wire_due
from marketplace.seed.shipping import name_account, plan_shared
from stripe_standin.standin import Standin
from tests.agreements import Agreed
from tests.market import NOW, Market
from tests.paying import Till
from tests.standin import paying


@pytest.fixture
def till(seeded_url: str, config: Config, seeded_template: tuple[str, Cast], stripe_standin: Standin) -> Iterator[Till]:
    """The fictional market with the stand-in as its provider, and an approved contract whose deposit is due."""
    given = paying(replace(config, database_url=with_driver(seeded_url)), stripe_standin)
    app, cast = create_app(given), seeded_template[1]
    app.config.update(TESTING=True)
    market = Market(app)
    contract_id = ContractId(market.an_approved_contract(cast.groups[2], cast.makers[1], facilitator=cast.facilitator))
    yield Till(Agreed(market, contract_id, cast.groups[2], cast.makers[1], cast.facilitator), given, stripe_standin)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_the_demo_pays_plans_and_names_an_account(till: Till) -> None:
    agreed, do = till.agreed, till.market.do
    instalment_id = do(pay_deposit, till.config, agreed.id, by=agreed.maker, now=NOW)
    assert not do(is_paid, instalment_id, agreed.maker, now=NOW)
    till.hear()
    other = ContractId(till.market.an_approved_contract(agreed.producer, agreed.maker, facilitator=agreed.facilitator))
    do(plan_shared, [agreed.id, other], by=agreed.facilitator, now=NOW)
    do(name_account, agreed.producer, "Cooperativa Ficticia", judge=agreed.facilitator, now=NOW)
    do(make_ready, agreed.id, producer=agreed.producer, maker=agreed.maker, now=NOW)
    wired = do(wire_due, agreed.producer, judges=(agreed.facilitator, till.market.a_facilitator()), now=NOW)
    assert wired is not None
    assert do(is_paid, instalment_id, agreed.maker, now=NOW)
    assert do(lambda: list(db.session.scalars(select(Payout.state)))) == [PayoutState.SENT]
    assert set(do(lambda: list(db.session.scalars(select(Cargo.contract_id))))) == {agreed.id, other}
    assert do(lambda: list(db.session.scalars(select(BankAccount.state)))) == [AccountState.CONFIRMED]
    assert do(lambda: [proof.name for proof, offender in check_books() if offender]) == []


def test_where_nobody_can_be_paid_online_nothing_is_paid(till: Till) -> None:
    nowhere = replace(till.config, stripe_base="https://api.stripe.com")
    assert till.market.do(pay_deposit, nowhere, till.agreed.id, by=till.agreed.maker, now=NOW) is None
