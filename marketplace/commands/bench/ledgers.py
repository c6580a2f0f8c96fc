"""Keeps books for every contract of the large market: instalments, payments, receipts, and a million entries."""

from collections.abc import Callable

from marketplace.commands.bench.copies import Connection, indexes_at_the_end, set_sequences

Say = Callable[[str], None]
PER_CONTRACT = 21
"""Entries of each contract: two instalments raised and paid in five parts, with costs, releases, payouts and sweeps."""
BOOKED = ("entries", "postings", "contract_balances", "instalments", "payments", "receipts")

MONEY = """
CREATE TABLE bench_money AS
SELECT row_number() OVER (ORDER BY id) AS n, id AS contract_id, maker_id, producer_id, total_currency AS currency,
    date '2026-01-05' + CAST(id % 300 AS integer) AS day, total, d, total - d AS b, round(d * pct / 200, 2) AS df,
    round(total * pct / 200, 2) - round(d * pct / 200, 2) AS bf, round(d / 2, 2) AS d1, round((total - d) / 3, 2) AS b1
FROM (
    SELECT c.*, c.total_amount AS total, round(c.total_amount * 0.3, 2) AS d,
        CAST(c.terms ->> 'platform_fee_percent' AS numeric) AS pct
    FROM contracts c
    WHERE c.state = 'approved' AND c.terms ->> 'platform_fee_percent' IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM instalments i WHERE i.contract_id = c.id)
) c;
ALTER TABLE bench_money ADD PRIMARY KEY (n)
"""
INSTALMENTS = """
INSERT INTO instalments (id, contract_id, number, kind, state, currency, price, fee, dropped_price, dropped_fee,
    paid_price, paid_fee, released, returned_price, returned_fee, owed, due_on, raised_on, paid_on, version, changed_at)
SELECT BASE + 2 * n + k, contract_id, k + 1, CASE k WHEN 0 THEN 'deposit' ELSE 'balance' END, 'paid', currency,
    s.price, s.fee, 0, 0, s.price, s.fee, s.price, 0, 0, 0, day + 10, day, day + 5, 1, day
FROM bench_money, generate_series(0, 1) k
CROSS JOIN LATERAL (SELECT CASE k WHEN 0 THEN d ELSE b END AS price, CASE k WHEN 0 THEN df ELSE bf END AS fee) s
"""
PAYMENTS = """
INSERT INTO payments (id, instalment_id, contract_id, attempt, way, state, currency, amount, received, refunded, locale,
    remote_id, opened_at, read_at, version, changed_at)
SELECT BASE + 2 * n + k, BASE + 2 * n + k, contract_id, 1, 'bank_wire', 'received', currency, s.amount, s.amount, 0,
    'en', 'bench_' || 2 * n + k, day, day, 1, day
FROM bench_money, generate_series(0, 1) k
CROSS JOIN LATERAL (SELECT CASE k WHEN 0 THEN d + df ELSE b + bf END AS amount) s
"""
RECEIPTS = """
INSERT INTO receipts (id, payment_id, remote_id, currency, amount, price, fee, credit, at, booked_at)
SELECT BASE + 5 * n + k, BASE + 2 * n + CASE WHEN k < 2 THEN 0 ELSE 1 END, 'bench_' || 5 * n + k, currency,
    price + fee, price, fee, 0, day + k, day + k
FROM bench_money
CROSS JOIN LATERAL (VALUES (0, d1, 0.0), (1, d - d1, df), (2, b1, 0.0), (3, b1, 0.0), (4, b - 2 * b1, bf))
    AS r (k, price, fee)
"""
STEPS = """
CREATE TABLE bench_steps AS SELECT * FROM (VALUES
    (0, 'raised', 2, 0, 3), (1, 'received', 5, 0, 4), (2, 'received', 5, 1, 6), (3, 'provider_cost', 21, 3, 2),
    (4, 'provider_cost', 21, 4, 2), (5, 'raised', 2, 1, 3), (6, 'received', 5, 2, 4), (7, 'received', 5, 3, 4),
    (8, 'received', 5, 4, 6), (9, 'provider_cost', 21, 9, 2), (10, 'provider_cost', 21, 10, 2),
    (11, 'provider_cost', 21, 11, 2), (12, 'released', 21, 12, 3), (13, 'released', 21, 13, 3),
    (14, 'paid_out', 21, 14, 2), (15, 'paid_out', 21, 15, 2), (16, 'swept', 21, 16, 2), (17, 'swept', 21, 17, 2),
    (18, 'swept', 21, 18, 2), (19, 'swept', 21, 19, 2), (20, 'swept', 21, 20, 2)
) AS s (step, kind, per, place, lines)
"""
ENTRIES = """
INSERT INTO entries (id, cause_kind, cause_key, happened_on, booked_on, booked_at, currency, lines, contract_id,
    instalment_id)
SELECT BASE + 21 * n + step, kind, BASE + per * n + place, day + step, day + step, day + step, currency,
    lines,
    CASE WHEN kind <> 'swept' THEN contract_id END,
    CASE WHEN step < 5 OR step = 12 THEN BASE + 2 * n WHEN step < 9 OR step = 13 THEN BASE + 2 * n + 1 END
FROM bench_money CROSS JOIN bench_steps
"""
POSTINGS = """
INSERT INTO postings (entry_id, account, currency, booked_on, amount, organization_id)
SELECT BASE + 21 * n + l.step, l.account, currency, day + l.step, l.amount,
    CASE l.side WHEN 'm' THEN maker_id WHEN 'p' THEN producer_id END
FROM bench_money CROSS JOIN LATERAL (VALUES
    (0, 'maker_due', d + df, 'm'), (0, 'expected', -d, 'm'), (0, 'fees_expected', -df, 'm'),
    (1, 'provider', d1, ''), (1, 'maker_due', -d1, 'm'), (1, 'expected', d1, 'm'), (1, 'held', -d1, 'm'),
    (2, 'provider', d - d1 + df, ''), (2, 'maker_due', d1 - d - df, 'm'), (2, 'expected', d - d1, 'm'),
    (2, 'held', d1 - d, 'm'), (2, 'fees_expected', df, 'm'), (2, 'fees', -df, 'm'),
    (3, 'provider_costs', 0.3, ''), (3, 'provider', -0.3, ''), (4, 'provider_costs', 0.3, ''),
    (4, 'provider', -0.3, ''),
    (5, 'maker_due', b + bf, 'm'), (5, 'expected', -b, 'm'), (5, 'fees_expected', -bf, 'm'),
    (6, 'provider', b1, ''), (6, 'maker_due', -b1, 'm'), (6, 'expected', b1, 'm'), (6, 'held', -b1, 'm'),
    (7, 'provider', b1, ''), (7, 'maker_due', -b1, 'm'), (7, 'expected', b1, 'm'), (7, 'held', -b1, 'm'),
    (8, 'provider', b - 2 * b1 + bf, ''), (8, 'maker_due', 2 * b1 - b - bf, 'm'), (8, 'expected', b - 2 * b1, 'm'),
    (8, 'held', 2 * b1 - b, 'm'), (8, 'fees_expected', bf, 'm'), (8, 'fees', -bf, 'm'),
    (9, 'provider_costs', 0.3, ''), (9, 'provider', -0.3, ''), (10, 'provider_costs', 0.3, ''),
    (10, 'provider', -0.3, ''), (11, 'provider_costs', 0.3, ''), (11, 'provider', -0.3, ''),
    (12, 'held', d, 'm'), (12, 'group_due', df - d, 'p'), (12, 'fees', -df, 'p'),
    (13, 'held', b, 'm'), (13, 'group_due', bf - b, 'p'), (13, 'fees', -bf, 'p'),
    (14, 'group_due', d - df, 'p'), (14, 'bank', df - d, ''), (15, 'group_due', b - bf, 'p'), (15, 'bank', bf - b, ''),
    (16, 'bank', d, ''), (16, 'provider', -d, ''), (17, 'bank', b1, ''), (17, 'provider', -b1, ''),
    (18, 'bank', b1, ''), (18, 'provider', -b1, ''), (19, 'bank', 1.0, ''), (19, 'provider', -1.0, ''),
    (20, 'bank', 2.0, ''), (20, 'provider', -2.0, '')
) AS l (step, account, amount, side)
"""
ACCOUNTS = """
INSERT INTO bank_accounts (id, organization_id, rail, state, bank, holder, ruc, cci, currency, stated_by_id, stated_at,
    confirmed_by_id, confirmed_at, version, changed_at)
SELECT DISTINCT BASE + producer_id, producer_id, 'bank_wire', 'confirmed', 'BCP', 'Bench', '20100047218',
    '00219300123456789012', currency, u.one, now(), u.other, now(), 1, now()
FROM bench_money, (SELECT min(id) AS one, max(id) AS other FROM users) u
"""
PAYOUTS = """
INSERT INTO payouts (id, organization_id, account_id, state, currency, amount, prepared_by_id, prepared_at,
    approved_by_id, sent_by_id, sent_on, reference, receipt_id, confirmed_by_id, version, changed_at)
SELECT BASE + 21 * n + k, producer_id, BASE + producer_id, 'confirmed', currency,
    CASE k WHEN 14 THEN d - df ELSE b - bf END, u.one, day, u.other, u.other, day + k, 'BENCH', 1, u.one, 1, day
FROM bench_money, generate_series(14, 15) k, (SELECT min(id) AS one, max(id) AS other FROM users) u
"""
PARTS = """
INSERT INTO payout_parts (id, payout_id, contract_id, amount)
SELECT BASE + 21 * n + k, BASE + 21 * n + k, contract_id, CASE k WHEN 14 THEN d - df ELSE b - bf END
FROM bench_money, generate_series(14, 15) k
"""
BALANCES = """
INSERT INTO contract_balances (contract_id, account, currency, amount)
SELECT e.contract_id, p.account, p.currency, sum(p.amount) FROM entries e JOIN postings p ON p.entry_id = e.id
WHERE e.contract_id IN (SELECT contract_id FROM bench_money) GROUP BY 1, 2, 3
"""
CLOSED = """
INSERT INTO periods (month, state, asked_by_id, asked_at, closed_by_id, closed_at, version, changed_at)
SELECT date_trunc('month', max(booked_on)) - interval '1 month', 'closed', NULL, now(), min(u.id), now(), 1, now()
FROM entries, (SELECT min(id) AS id FROM users) u
"""
TOTALS = """
INSERT INTO month_totals (month, account, currency, debit, credit)
SELECT date_trunc('month', p.booked_on), p.account, p.currency, COALESCE(sum(p.amount) FILTER (WHERE p.amount > 0), 0),
    COALESCE(-sum(p.amount) FILTER (WHERE p.amount < 0), 0)
FROM postings p, periods q WHERE p.booked_on < q.month + interval '1 month' GROUP BY 1, 2, 3
"""
FILLS: dict[str, str] = {
    "instalments": INSTALMENTS,
    "payments": PAYMENTS,
    "receipts": RECEIPTS,
    "entries": ENTRIES,
    "postings": POSTINGS,
    "bank accounts": ACCOUNTS,
    "payouts": PAYOUTS,
    "payout parts": PARTS,
    "contract balances": BALANCES,
    "closed months": CLOSED,
    "totals of months": TOTALS,
}
BASE = 10_000_000
"""Copies are numbered from here."""


def keep_books(connection: Connection, *, say: Say) -> None:
    """Book the whole life of every approved contract that has no books yet; nothing where all have."""
    connection.execute(MONEY)
    count = connection.execute("SELECT count(*) FROM bench_money").fetchone()
    if count and count[0]:
        connection.execute(STEPS)
        connection.execute("SET LOCAL session_replication_role = replica")  # adding up line by line would take hours
        with indexes_at_the_end(connection, BOOKED):
            for name, fill in FILLS.items():
                say(f"{connection.execute(fill.replace('BASE', str(BASE)).encode()).rowcount:>9,} {name}")
            say("          indexes")
        connection.execute("SET LOCAL session_replication_role = origin")
        connection.execute("DROP TABLE bench_steps")
        set_sequences(connection)
    connection.execute("DROP TABLE bench_money")
