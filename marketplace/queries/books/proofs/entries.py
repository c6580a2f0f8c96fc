"""Proofs about the books alone: entries, balances, names, closed months and corrections."""

from marketplace.queries.books.proofs.proof import Proof

BALANCED = """
SELECT 'entry ' || e.id, e.lines || ' lines that sum to 0',
    COALESCE(p.lines, 0) || ' lines that sum to ' || COALESCE(p.total, 0)
FROM entries e LEFT JOIN (SELECT entry_id, count(*) AS lines, sum(amount) AS total FROM postings GROUP BY entry_id) p
    ON p.entry_id = e.id
WHERE p.lines IS DISTINCT FROM e.lines OR p.total IS DISTINCT FROM 0
ORDER BY e.id
"""
ADDED_UP = """
SELECT c.code || ', ' || account || ' in ' || currency, CAST(COALESCE(b.amount, 0) AS text),
    CAST(COALESCE(s.amount, 0) AS text)
FROM (
    SELECT e.contract_id, p.account, p.currency, sum(p.amount) AS amount
    FROM postings p JOIN entries e ON e.id = p.entry_id WHERE e.contract_id IS NOT NULL
    GROUP BY e.contract_id, p.account, p.currency
) b FULL JOIN contract_balances s USING (contract_id, account, currency) JOIN contracts c ON c.id = contract_id
WHERE COALESCE(b.amount, 0) <> COALESCE(s.amount, 0)
ORDER BY contract_id, account, currency
"""
NOT_OVERDRAWN = """
SELECT c.code || ', ' || s.account, 'not overdrawn', s.amount || ' ' || s.currency
FROM contract_balances s JOIN contracts c ON c.id = s.contract_id
WHERE CASE WHEN s.account IN ('maker_due', 'group_owes') THEN s.amount < 0
    WHEN s.account IN ('provider', 'bank', 'unmatched', 'fees', 'provider_costs') THEN false ELSE s.amount > 0 END
ORDER BY s.contract_id, s.account
"""
DUE_AS_EXPECTED = """
SELECT c.code, 'due ' || COALESCE(-sum(s.amount) FILTER (WHERE s.account <> 'maker_due'), 0),
    'due ' || COALESCE(sum(s.amount) FILTER (WHERE s.account = 'maker_due'), 0)
FROM contract_balances s JOIN contracts c ON c.id = s.contract_id
WHERE s.account IN ('maker_due', 'expected', 'fees_expected')
GROUP BY c.id, s.currency HAVING sum(s.amount) <> 0 ORDER BY c.id
"""
ONE_CURRENCY = """
SELECT c.code, c.total_currency, s.currency
FROM contract_balances s JOIN contracts c ON c.id = s.contract_id
WHERE s.currency <> c.total_currency ORDER BY c.id
"""
NAMED = """
SELECT COALESCE(c.code || ', ', '') || 'entry ' || p.entry_id || ', ' || p.account,
    COALESCE(e.currency || ' on ' || e.booked_on || ' under ' || CASE
        WHEN p.account = 'fees' THEN COALESCE(c.maker_id || ' or ' || c.producer_id, 'a side')
        ELSE COALESCE(CAST(own.id AS text), 'nobody') END, 'no line without an entry'),
    p.currency || ' on ' || p.booked_on || ' under ' || COALESCE(CAST(p.organization_id AS text), 'nobody')
FROM postings p LEFT JOIN entries e ON e.id = p.entry_id LEFT JOIN contracts c ON c.id = e.contract_id
CROSS JOIN LATERAL (SELECT CASE
    WHEN p.account IN ('maker_due', 'expected', 'fees_expected', 'held', 'refund_due', 'maker_credit') THEN c.maker_id
    WHEN p.account IN ('group_due', 'group_owes') THEN c.producer_id END AS id) own
WHERE e.id IS NULL OR p.currency <> e.currency OR p.booked_on <> e.booked_on OR CASE
    WHEN p.account = 'fees' THEN (p.organization_id IN (c.maker_id, c.producer_id)) IS NOT TRUE
    WHEN p.account = 'unmatched' THEN false ELSE p.organization_id IS DISTINCT FROM own.id END
ORDER BY p.entry_id, p.id
"""
CLOSED = """
SELECT 'entry ' || e.id, 'nothing in ' || to_char(p.month, 'YYYY-MM') || ' after ' || p.closed_at,
    e.booked_on || ', written ' || e.booked_at
FROM periods p JOIN entries e ON e.booked_on < p.month + interval '1 month' AND e.booked_at > p.closed_at
WHERE p.state = 'closed' ORDER BY e.id
"""
TOTALS = """
SELECT to_char(month, 'YYYY-MM') || ', ' || account || ' in ' || currency,
    COALESCE(s.debit, 0) || ' and ' || COALESCE(s.credit, 0), COALESCE(t.debit, 0) || ' and ' || COALESCE(t.credit, 0)
FROM month_totals t FULL JOIN (
    SELECT CAST(date_trunc('month', booked_on) AS date) AS month, account, currency,
        COALESCE(sum(amount) FILTER (WHERE amount > 0), 0) AS debit,
        COALESCE(-sum(amount) FILTER (WHERE amount < 0), 0) AS credit
    FROM postings
    WHERE booked_on < (SELECT max(month) + interval '1 month' FROM periods WHERE state = 'closed') GROUP BY 1, 2, 3
) s USING (month, account, currency)
WHERE (COALESCE(s.debit, 0), COALESCE(s.credit, 0)) <> (COALESCE(t.debit, 0), COALESCE(t.credit, 0))
ORDER BY month, account, currency
"""
MIRRORED = """
SELECT 'entry ' || m.id, 'the mirror of ' || m.reverses_id, p.account || ' differs by ' || sum(p.amount)
FROM entries m JOIN postings p ON p.entry_id IN (m.id, m.reverses_id)
WHERE m.reverses_id IS NOT NULL
GROUP BY m.id, p.account, p.organization_id, p.currency HAVING sum(p.amount) <> 0 ORDER BY m.id
"""
CORRECTED = """
SELECT 'correction ' || c.id, c.state, CASE WHEN e.id IS NULL THEN 'nothing booked' ELSE 'booked as ' || e.id END
FROM corrections c LEFT JOIN entries e ON e.reverses_id = c.entry_id
WHERE (c.state = 'booked') <> (e.id IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM corrections o WHERE o.entry_id = c.entry_id AND o.state = 'booked' AND o.id <> c.id)
ORDER BY c.id
"""

PROOFS = (
    Proof("balanced", "Every entry has all its lines, and they sum to nothing.", BALANCED),
    Proof("added_up", "What each contract stands at is the sum of its lines.", ADDED_UP),
    Proof("not_overdrawn", "No account of a contract is overdrawn.", NOT_OVERDRAWN),
    Proof("due_as_expected", "What makers owe is the price and the fees that are expected.", DUE_AS_EXPECTED),
    Proof("one_currency", "Every contract is booked in its own currency.", ONE_CURRENCY),
    Proof("named", "Every line has its entry's currency and day, and the name of the side it concerns.", NAMED),
    Proof("closed", "Nothing was booked into a month after it was closed.", CLOSED),
    Proof("totals", "What was written down of every closed month is the sum of its lines.", TOTALS),
    Proof("mirrored", "Every entry undone is undone by its exact mirror.", MIRRORED),
    Proof("corrected", "Every correction that two people decided on is booked, and no other.", CORRECTED),
)
