"""Proofs that payouts say what the books say, and that no person alone and no stranger's account was paid."""

from marketplace.queries.books.proofs.proof import Proof

PAYOUTS = """
SELECT 'payout PO-' || y.id, y.amount || ' ' || y.currency, COALESCE(p.amount, 0) || ' ' || y.currency
FROM payouts y LEFT JOIN (SELECT payout_id, sum(amount) AS amount FROM payout_parts GROUP BY payout_id) p
    ON p.payout_id = y.id
WHERE y.amount IS DISTINCT FROM COALESCE(p.amount, 0) ORDER BY y.id
"""
BOOKED = """
SELECT COALESCE(c.code || ', payout PO-' || o.payout_id, 'entry ' || b.entry_id), 'paid out ' || COALESCE(o.amount, 0),
    'paid out ' || COALESCE(b.amount, 0)
FROM (
    SELECT p.id, p.payout_id, p.contract_id, y.currency,
        CASE WHEN y.state IN ('sent', 'not_arrived', 'confirmed') THEN p.amount ELSE 0 END AS amount
    FROM payout_parts p JOIN payouts y ON y.id = p.payout_id
) o FULL JOIN (
    SELECT CAST(e.cause_key AS bigint) AS part_id, e.contract_id, e.currency, min(e.id) AS entry_id,
        sum(p.amount) AS amount
    FROM entries e JOIN postings p ON p.entry_id = e.id
    WHERE e.cause_kind IN ('paid_out', 'payout_returned') AND p.account = 'group_due' GROUP BY 1, 2, 3
) b ON b.part_id = o.id AND b.contract_id = o.contract_id AND b.currency = o.currency
LEFT JOIN contracts c ON c.id = o.contract_id
WHERE COALESCE(o.amount, 0) <> COALESCE(b.amount, 0) ORDER BY COALESCE(o.id, b.part_id)
"""
DECIDED = """
SELECT 'payout PO-' || y.id, 'two people, and a confirmed account of the group', CASE
    WHEN y.approved_by_id IS NULL OR y.approved_by_id = y.prepared_by_id THEN 'one person alone'
    WHEN a.organization_id <> y.organization_id THEN 'an account of another group'
    WHEN a.confirmed_by_id IS NULL OR a.confirmed_by_id = a.stated_by_id THEN 'an account that nobody confirmed'
    ELSE 'a contract of another group' END
FROM payouts y JOIN bank_accounts a ON a.id = y.account_id
WHERE y.state IN ('sent', 'not_arrived', 'confirmed', 'returned') AND (
    y.approved_by_id IS NULL OR y.approved_by_id = y.prepared_by_id OR a.organization_id <> y.organization_id
    OR a.confirmed_by_id IS NULL OR a.confirmed_by_id = a.stated_by_id OR EXISTS (
        SELECT 1 FROM payout_parts p JOIN contracts c ON c.id = p.contract_id
        WHERE p.payout_id = y.id AND c.producer_id <> y.organization_id))
ORDER BY y.id
"""

PROOFS = (
    Proof("payouts", "Every payout is the sum of what it pays under its contracts.", PAYOUTS),
    Proof("paid_out", "Every payout is booked as far as it has gone, and nothing else was paid out.", BOOKED),
    Proof("decided", "Every payout was decided by two people and went to a confirmed account of its group.", DECIDED),
)
