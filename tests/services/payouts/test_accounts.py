"""Bank accounts: stated by an owner with the password, confirmed by somebody else, replaced at once, never changed."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from marketplace.domain.errors import MarketError, NotAllowed, NotFound, Refused
from marketplace.domain.events import SubjectKind
from marketplace.domain.money import Currency
from marketplace.domain.payouts.accounts import AccountState
from marketplace.domain.viewers import Level, Viewer
from marketplace.models.base import db
from marketplace.models.rows.money.bank_accounts import BankAccount
from marketplace.models.rows.record.events import Event
from marketplace.queries.payouts.accounts import get_account
from marketplace.services.payouts.accounts import confirm_account, refuse_account, state_account
from tests.market import NOW, Market
from tests.paying_out import ACCOUNT, HOW, OTHER_CCI, Owed
from tests.races import race
from tests.signing import PASSWORD, choose_password


@pytest.fixture
def group(market: Market) -> Owed:
    """A group without any contract; its owner knows the password."""
    producer = market.a_producer()
    market.do(choose_password, producer)
    return Owed(market, producer, market.a_maker(), (market.a_facilitator(), market.a_facilitator()), ())


def judge(group: Owed, account_id: int, *, act: object = confirm_account, by: Viewer | None = None) -> None:
    seen = group.row(account_id).version  # type: ignore[arg-type] # a number in a test
    group.market.do(act, account_id, HOW, seen=seen, by=by or group.facilitators[0], now=NOW)  # type: ignore[arg-type] # as above


def test_an_account_waits_for_a_facilitator_who_says_how_it_was_checked(group: Owed) -> None:
    account_id = group.account()
    assert group.turns() == {("bank_account.confirm", None)}
    judge(group, account_id)
    row = group.row(account_id)
    assert (row.state, row.confirmed_by_id, row.note) == (AccountState.CONFIRMED, group.facilitators[0].user_id, HOW)
    assert (row.cci, row.ruc) == ("00219119184091600051", "20512333797")


def test_the_wrong_password_states_nothing(group: Owed) -> None:
    with pytest.raises(Refused, match=r"user\.password_wrong"):
        group.market.do(state_account, group.group_id, ACCOUNT, password="guessed", by=group.producer, now=NOW)
    assert group.market.do(lambda: db.session.scalar(select(BankAccount.id))) is None


@pytest.mark.parametrize("level", [Level.MEMBER, Level.READER])
def test_only_an_owner_states_an_account(group: Owed, level: Level) -> None:
    person = group.market.a_person(group.group_id, level)
    group.market.do(choose_password, person)
    with pytest.raises(NotAllowed):
        group.market.do(state_account, group.group_id, ACCOUNT, password=PASSWORD, by=person, now=NOW)


def test_a_stranger_learns_of_no_group(group: Owed) -> None:
    stranger = group.market.a_producer()
    group.market.do(choose_password, stranger)
    with pytest.raises(NotFound):
        group.market.do(state_account, group.group_id, ACCOUNT, password=PASSWORD, by=stranger, now=NOW)
    account_id = group.account()
    with pytest.raises(NotFound):
        group.market.do(get_account, account_id, stranger)
    with pytest.raises(NotFound):
        judge(group, account_id, by=stranger)


def test_nobody_confirms_their_own_account_not_even_as_a_facilitator(group: Owed) -> None:
    account_id, both = group.account(), group.facilitators[0]
    own = Viewer(
        user_id=group.producer.user_id,
        organization_id=both.organization_id,
        role=both.role,
        level=both.level,
        is_verified=True,
    )
    with pytest.raises(NotAllowed, match=r"bank_account\.needs_another_person"):
        judge(group, account_id, by=own)


def test_a_group_cannot_confirm_its_account(group: Owed) -> None:
    account_id = group.account()
    with pytest.raises(NotAllowed):
        judge(group, account_id, by=group.producer)


def test_a_refused_account_is_stated_anew(group: Owed) -> None:
    account_id = group.account()
    judge(group, account_id, act=refuse_account)
    assert group.turns() == {("bank_account.state", group.group_id)}
    again = group.account(cci=OTHER_CCI)
    assert group.turns() == {("bank_account.confirm", None)}
    assert group.row(account_id).state is AccountState.REPLACED
    assert group.row(again).state is AccountState.STATED


def test_words_are_asked_for(group: Owed) -> None:
    account_id = group.account()
    with pytest.raises(Refused, match=r"payout\.note_missing"):
        group.market.do(confirm_account, account_id, "ok", seen=1, by=group.facilitators[0], now=NOW)


def test_a_new_account_takes_the_place_of_the_confirmed_one_at_once_and_everybody_is_told(group: Owed) -> None:
    old = group.confirmed()
    new = group.account(cci=OTHER_CCI)
    assert (group.row(old).state, group.row(new).state) == (AccountState.REPLACED, AccountState.STATED)
    query = select(Event).where(Event.subject_kind == SubjectKind.BANK_ACCOUNT).order_by(Event.id)
    events = group.market.do(lambda: list(db.session.scalars(query)))
    assert [each.kind.partition(".")[2] for each in events] == ["stated", "confirmed", "replaced", "stated"]
    assert all(each.party_ids == [group.group_id] for each in events)
    assert "00219119184091600051" not in str([each.facts for each in events])


def test_two_currencies_have_an_account_each(group: Owed) -> None:
    dollars, soles = group.confirmed(), group.confirmed(currency=Currency.PEN, bic=None, cci=OTHER_CCI)
    assert {group.row(each).state for each in (dollars, soles)} == {AccountState.CONFIRMED}


def test_two_owners_who_state_at_once_leave_one_account_standing(group: Owed) -> None:
    other = group.market.a_person(group.group_id)
    group.market.do(choose_password, other)

    def state(by: Viewer) -> object:
        return group.market.do(state_account, group.group_id, ACCOUNT, password=PASSWORD, by=by, now=NOW)

    race(group.market, ("organizations", group.group_id), lambda: state(group.producer), lambda: state(other))
    standing = select(BankAccount.id).where(BankAccount.state == AccountState.STATED)
    assert len(group.market.do(lambda: list(db.session.scalars(standing)))) == 1


def test_confirming_and_replacing_at_once_never_leaves_the_old_account_confirmed(group: Owed) -> None:
    account_id = group.account()
    seen = group.row(account_id).version
    facilitator = group.facilitators[0]
    outcomes = race(
        group.market,
        ("bank_accounts", account_id),
        lambda: group.market.do(confirm_account, account_id, HOW, seen=seen, by=facilitator, now=NOW),
        lambda: group.account(cci=OTHER_CCI),
    )
    assert group.row(account_id).state is AccountState.REPLACED
    assert sum(isinstance(each, MarketError) for each in outcomes) <= 1


def test_others_see_the_last_four_digits_only(group: Owed) -> None:
    account_id = group.account()
    reader = group.market.a_person(group.group_id, Level.READER)
    line = group.market.do(get_account, account_id, reader)
    assert (line.cci, line.ruc, line.shown) == (None, None, "…0051")
    assert group.market.do(get_account, account_id, group.producer).cci == "00219119184091600051"
    assert group.market.do(get_account, account_id, group.facilitators[0]).cci == "00219119184091600051"


def test_the_database_refuses_to_change_an_account(group: Owed) -> None:
    account_id = group.account()
    changed = update(BankAccount).where(BankAccount.id == account_id).values(cci=OTHER_CCI.replace("-", ""))
    with group.market.app.app_context(), pytest.raises(DBAPIError, match="never changed"):
        db.session.execute(changed)
