"""Whatever is wrong in the books, though no bug could make it so, is found and named."""

import pytest
from sqlalchemy import text

from marketplace.models.base import db
from marketplace.queries.books.checking import Offender, check_books, first_offender
from marketplace.queries.books.proofs import PROOFS
from tests.books import Bookkeeper
from tests.market import Market
from tests.queries.books.faults import plant
from tests.queries.books.paid import a_paid_contract

ADD_A_LINE = """
INSERT INTO postings (entry_id, account, currency, booked_on, amount)
SELECT id, 'bank', currency, booked_on, 1 FROM entries WHERE cause_kind = 'swept'
"""
CLOSED_BEFORE = """
INSERT INTO periods (month, state, asked_by_id, asked_at, closed_by_id, closed_at, version, changed_at)
SELECT '2026-11-01', 'closed', min(id), '2026-11-20', max(id), '2026-11-20', 1, '2026-11-20' FROM users
"""
UNDONE = """
INSERT INTO entries (cause_kind, cause_key, happened_on, booked_on, booked_at, currency, lines, reverses_id)
SELECT 'reversed', id, booked_on, booked_on, booked_at, currency, 2, id FROM entries WHERE cause_kind = 'swept'
"""
MIRROR = """
INSERT INTO postings (entry_id, account, currency, booked_on, amount)
SELECT m.id, p.account, p.currency, p.booked_on, -p.amount {tilt}
FROM entries m JOIN postings p ON p.entry_id = m.reverses_id
"""
CORRECTION = """
INSERT INTO corrections (entry_id, state, why, asked_by_id, asked_at, decided_by_id, decided_at, version, changed_at)
SELECT e.id, 'booked', 'Because it was wrong.', min(u.id), now(), max(u.id), now(), 1, now()
FROM entries e, users u WHERE e.cause_kind = 'swept' GROUP BY e.id
"""
ACCOUNT = """
INSERT INTO bank_accounts (id, organization_id, rail, state, bank, holder, ruc, cci, currency, stated_by_id, stated_at,
    version, changed_at)
SELECT 1, maker_id, 'bank_wire', 'stated', 'BCP', 'Nobody', '20100047218', '00219300123456789012', 'USD', 1, now(), 1,
    now() FROM contracts
"""
PAYOUT = """
INSERT INTO payouts (id, organization_id, account_id, state, currency, amount, prepared_by_id, prepared_at,
    approved_by_id, sent_by_id, sent_on, reference, receipt_id, version, changed_at)
SELECT 1, producer_id, 1, 'sent', 'USD', 5, 1, now(), 2, 2, '2026-11-23', 'X', 1, 1, now() FROM contracts
"""
PART = "INSERT INTO payout_parts (id, payout_id, contract_id, amount) SELECT 1, 1, id, 5 FROM contracts"
NOBODYS_PAYOUT = """
UPDATE entries SET cause_kind = 'paid_out', cause_key = '77'
WHERE id = (SELECT min(id) FROM entries WHERE cause_kind = 'released')
"""
ABOARD = """
INSERT INTO cargoes (shipment_id, contract_id, bags, volume, version, changed_at)
SELECT 1, id, bags + 1, 1, 1, now() FROM contracts
"""
STRAY = """
INSERT INTO strays (remote_id, payment_remote_id, reference, currency, amount, claimed, at, version, changed_at)
VALUES ('ch_1', 'cs_1', '', 'USD', 5, {claimed}, now(), 1, now())
"""
UNGUARDED = "ALTER TABLE contract_balances DROP CONSTRAINT ck_contract_balances_never_overdrawn"
FAULTS: list[tuple[str, tuple[str, ...]]] = [
    ("balanced", ("UPDATE postings SET amount = amount + 0.01 WHERE account = 'bank'",)),
    ("balanced", (ADD_A_LINE,)),
    ("balanced", ("DELETE FROM postings WHERE account = 'provider_costs'",)),
    ("named", ("UPDATE postings SET currency = 'EUR' WHERE account = 'bank'",)),
    ("named", ("UPDATE postings SET booked_on = booked_on + 1 WHERE account = 'bank'",)),
    ("named", ("DELETE FROM entries WHERE cause_kind = 'swept'",)),
    ("added_up", ("UPDATE contract_balances SET amount = amount - 0.01 WHERE account = 'held'",)),
    ("added_up", ("DELETE FROM contract_balances WHERE account = 'provider_costs'",)),
    ("not_overdrawn", (UNGUARDED, "UPDATE contract_balances SET amount = -amount WHERE account = 'held'")),
    ("due_as_expected", ("UPDATE contract_balances SET amount = amount - 0.01 WHERE account = 'expected'",)),
    ("one_currency", ("UPDATE contracts SET total_currency = 'PEN'",)),
    ("named", ("UPDATE postings SET organization_id = NULL WHERE account = 'held'",)),
    ("named", ("UPDATE postings SET organization_id = NULL WHERE account = 'fees'",)),
    (
        "named",
        ("UPDATE postings SET organization_id = (SELECT min(id) FROM organizations) WHERE account = 'provider'",),
    ),
    ("closed", (CLOSED_BEFORE,)),
    ("totals", (CLOSED_BEFORE,)),
    ("totals", ("INSERT INTO month_totals VALUES ('2026-10-01', 'bank', 'USD', 5, 5)",)),
    ("mirrored", (UNDONE, MIRROR.format(tilt="+ CASE p.account WHEN 'bank' THEN 1 ELSE -1 END"))),
    ("corrected", (CORRECTION,)),
    ("instalments", ("UPDATE instalments SET price = price + 0.01 WHERE kind = 'balance'",)),
    ("instalments", ("UPDATE instalments SET dropped_price = 0, dropped_fee = 0 WHERE kind = 'balance'",)),
    ("strangers", ("UPDATE entries SET instalment_id = 77 WHERE cause_kind = 'provider_cost'",)),
    ("held", ("UPDATE instalments SET released = released - 0.01 WHERE kind = 'deposit'",)),
    ("receipts", ("UPDATE receipts SET price = price - 1, credit = credit + 1 WHERE price > 1",)),
    ("receipts", ("DELETE FROM receipts",)),
    ("payments", ("UPDATE payments SET received = received + 0.01",)),
    ("payments", ("UPDATE payments SET refunded = 0",)),
    ("refunds", ("UPDATE refunds SET state = 'sent', remote_id = 're_' || id",)),
    ("refunds", ("UPDATE refunds SET state = 'refused'",)),
    ("strays", (STRAY.format(claimed=1),)),
    ("unmatched", (STRAY.format(claimed=0),)),
    ("fees", ("UPDATE instalments SET returned_fee = 0",)),
    ("payouts", (PAYOUT,)),
    ("paid_out", (PAYOUT, PART)),
    ("paid_out", (NOBODYS_PAYOUT,)),
    ("decided", (ACCOUNT, PAYOUT, PART)),
    ("lots", ("UPDATE lots SET reserved_bags = reserved_bags - 1",)),
    ("contracts", ("UPDATE contracts SET bags = bags + 1",)),
    ("aboard", (ABOARD,)),
]


@pytest.fixture
def keeper(market: Market) -> Bookkeeper:
    return a_paid_contract(market)


def failed(market: Market) -> dict[str, Offender]:
    found = market.do(lambda: list(check_books()))
    return {proof.name: offender for proof, offender in found if offender}


def unfound() -> list[str]:
    """Plant each fault, ask the proof that should find it, and take the fault away again."""
    proofs = {proof.name: proof for proof in PROOFS}
    missed = []
    db.session.execute(text("SET LOCAL session_replication_role = replica"))
    for name, statements in FAULTS:
        with db.session.begin_nested() as planting:
            for each in statements:
                db.session.execute(text(each))
            if first_offender(proofs[name]) is None:
                missed.append(f"{name}: {statements[0]}")
            planting.rollback()
    return missed


def test_a_contract_that_has_seen_everything_adds_up(keeper: Bookkeeper) -> None:
    assert failed(keeper.market) == {}


def test_every_planted_fault_is_found(keeper: Bookkeeper) -> None:
    assert keeper.market.do(unfound) == []


def test_a_fault_is_planted_for_every_proof() -> None:
    assert {name for name, _statements in FAULTS} == {proof.name for proof in PROOFS}


def test_the_first_offender_is_named_with_what_should_be_and_what_is(keeper: Bookkeeper) -> None:
    plant(keeper.market, "UPDATE instalments SET price = price + 1 WHERE kind = 'balance'")
    offender = failed(keeper.market)["instalments"]
    assert offender.what.endswith(", instalment 2")
    assert (offender.expected, offender.found) == (
        "open 151.01 and a fee of 6.50",
        "open 150.01 and a fee of 6.50 (due 156.51)",
    )
