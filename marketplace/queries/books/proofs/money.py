"""Proofs that instalments, receipts, payments, refunds and fees say what the books say."""

from marketplace.queries.books.proofs.proof import Proof

INSTALMENTS = """
SELECT c.code || ', instalment ' || i.number, 'open ' || own.price || ' and a fee of ' || own.fee,
    'open ' || COALESCE(b.price, 0) || ' and a fee of ' || COALESCE(b.fee, 0)
        || ' (due ' || COALESCE(b.due, 0) || ')'
FROM instalments i JOIN contracts c ON c.id = i.contract_id
CROSS JOIN LATERAL (SELECT
    CASE WHEN i.raised_on IS NULL THEN 0 ELSE i.price - i.dropped_price - i.paid_price END AS price,
    CASE WHEN i.raised_on IS NULL THEN 0 ELSE i.fee - i.dropped_fee - i.paid_fee END AS fee) own
LEFT JOIN (
    SELECT e.instalment_id, COALESCE(-sum(p.amount) FILTER (WHERE p.account = 'expected'), 0) AS price,
        COALESCE(-sum(p.amount) FILTER (WHERE p.account = 'fees_expected'), 0) AS fee,
        COALESCE(sum(p.amount) FILTER (WHERE p.account = 'maker_due'), 0) AS due
    FROM entries e JOIN postings p ON p.entry_id = e.id
    WHERE e.instalment_id IS NOT NULL AND p.account IN ('maker_due', 'expected', 'fees_expected')
    GROUP BY e.instalment_id
) b ON b.instalment_id = i.id
WHERE (own.price, own.fee, own.price + own.fee)
    IS DISTINCT FROM (COALESCE(b.price, 0), COALESCE(b.fee, 0), COALESCE(b.due, 0))
ORDER BY i.id
"""
STRANGERS = """
SELECT 'entry ' || e.id, 'an instalment of its contract', 'instalment ' || e.instalment_id
FROM entries e LEFT JOIN instalments i ON i.id = e.instalment_id
WHERE e.instalment_id IS NOT NULL AND i.contract_id IS DISTINCT FROM e.contract_id ORDER BY e.id
"""
HELD = """
SELECT c.code, 'kept ' || COALESCE(i.held, 0), 'kept ' || COALESCE(b.held, 0)
FROM (
    SELECT contract_id, sum(paid_price - released - returned_price + owed) AS held FROM instalments GROUP BY contract_id
) i FULL JOIN (SELECT contract_id, -amount AS held FROM contract_balances WHERE account = 'held') b USING (contract_id)
JOIN contracts c ON c.id = contract_id
WHERE COALESCE(i.held, 0) <> COALESCE(b.held, 0) ORDER BY contract_id
"""
RECEIPTS = """
SELECT COALESCE('receipt ' || r.id, 'entry ' || b.id),
    COALESCE(r.amount || ' = ' || r.price || ' + fee ' || r.fee || ' + credit ' || r.credit, 'a receipt'),
    COALESCE(b.amount || ' = ' || b.price || ' + fee ' || b.fee || ' + credit ' || b.credit, 'nothing booked')
FROM receipts r FULL JOIN (
    SELECT e.id, CAST(e.cause_key AS bigint) AS receipt_id, e.currency,
        COALESCE(sum(p.amount) FILTER (WHERE p.account IN ('provider', 'unmatched')), 0) AS amount,
        COALESCE(-sum(p.amount) FILTER (WHERE p.account = 'held'), 0) AS price,
        COALESCE(-sum(p.amount) FILTER (WHERE p.account = 'fees'), 0) AS fee,
        COALESCE(-sum(p.amount) FILTER (WHERE p.account = 'maker_credit'), 0) AS credit
    FROM entries e JOIN postings p ON p.entry_id = e.id WHERE e.cause_kind IN ('received', 'matched')
    GROUP BY e.id
) b ON b.receipt_id = r.id
WHERE (r.amount, r.price, r.fee, r.credit, r.currency) IS DISTINCT FROM (b.amount, b.price, b.fee, b.credit, b.currency)
ORDER BY COALESCE(r.id, b.receipt_id)
"""
PAYMENTS = """
SELECT c.code || ', payment ' || p.id, 'received ' || COALESCE(r.amount, 0) || ', to go back ' || COALESCE(f.amount, 0),
    'received ' || p.received || ', to go back ' || p.refunded
FROM payments p JOIN contracts c ON c.id = p.contract_id
LEFT JOIN (SELECT payment_id, sum(amount) AS amount FROM receipts GROUP BY payment_id) r ON r.payment_id = p.id
LEFT JOIN (SELECT payment_id, sum(amount) AS amount FROM refunds WHERE state <> 'refused' GROUP BY payment_id) f
    ON f.payment_id = p.id
WHERE (p.received, p.refunded) IS DISTINCT FROM (COALESCE(r.amount, 0), COALESCE(f.amount, 0))
ORDER BY p.id
"""
REFUNDS = """
SELECT c.code || ', refund ' || r.id, 'decided ' || own.decided || ', sent ' || own.sent,
    'decided ' || COALESCE(b.decided, 0) || ', sent ' || COALESCE(b.sent, 0)
FROM refunds r JOIN contracts c ON c.id = r.contract_id
CROSS JOIN LATERAL (SELECT
    CASE WHEN r.state IN ('asked', 'refused') THEN 0 ELSE r.amount END AS decided,
    CASE WHEN r.state IN ('sent', 'done') THEN r.amount ELSE 0 END AS sent) own
LEFT JOIN (
    SELECT CAST(split_part(e.cause_key, ':', 1) AS bigint) AS refund_id,
        COALESCE(-sum(p.amount) FILTER (WHERE e.cause_kind = 'refund_decided'), 0) AS decided,
        COALESCE(sum(p.amount) FILTER (WHERE e.cause_kind IN ('refunded', 'refund_failed')), 0) AS sent
    FROM entries e JOIN postings p ON p.entry_id = e.id
    WHERE e.cause_kind IN ('refund_decided', 'refunded', 'refund_failed') AND p.account = 'refund_due'
    GROUP BY 1
) b ON b.refund_id = r.id
WHERE (own.decided, own.sent) IS DISTINCT FROM (COALESCE(b.decided, 0), COALESCE(b.sent, 0))
ORDER BY r.id
"""
FEES = """
SELECT c.code, 'fees of ' || own.fees, 'fees of ' || COALESCE(-b.amount, 0)
FROM (
    SELECT contract_id, sum(fees) AS fees FROM (
        SELECT i.contract_id, sum(i.paid_fee - i.returned_fee) + round(
            COALESCE(sum(i.released - i.owed) FILTER (WHERE i.kind <> 'interest'), 0)
            * COALESCE(CAST(t.terms ->> 'platform_fee_percent' AS numeric), 0) / 200,
            CASE t.total_currency WHEN 'JPY' THEN 0 ELSE 2 END) AS fees
        FROM instalments i JOIN contracts t ON t.id = i.contract_id GROUP BY i.contract_id, i.call_off_id, t.id
    ) halves GROUP BY contract_id
) own LEFT JOIN contract_balances b ON b.contract_id = own.contract_id AND b.account = 'fees'
JOIN contracts c ON c.id = own.contract_id
WHERE own.fees <> COALESCE(-b.amount, 0) ORDER BY c.id
"""
STRAYS = """
SELECT 'stray money ' || s.id, 'of ' || s.amount || ', ' || own.claimed || ' claimed, ' || own.gone || ' gone',
    'claimed ' || s.claimed || ', matched ' || own.matched
FROM strays s CROSS JOIN LATERAL (SELECT
    COALESCE(sum(p.amount) FILTER (WHERE p.state NOT IN ('refused', 'failed')), 0) AS claimed,
    COALESCE(sum(p.amount) FILTER (WHERE p.state = 'matched'), 0) AS gone,
    COALESCE((SELECT sum(q.received) FROM payments q WHERE q.stray_id = s.id), 0) AS matched
    FROM placements p WHERE p.stray_id = s.id) own
WHERE s.claimed <> own.claimed OR own.gone <> own.matched ORDER BY s.id
"""
UNMATCHED = """
SELECT 'unmatched money in ' || COALESCE(own.currency, b.currency), COALESCE(own.amount, 0) || ' without a place',
    COALESCE(b.amount, 0) || ' in the books'
FROM (
    SELECT s.currency, sum(s.amount - gone.amount) AS amount FROM strays s CROSS JOIN LATERAL (
        SELECT COALESCE(sum(p.amount) FILTER (WHERE p.state IN ('matched', 'sent', 'done')), 0) AS amount
        FROM placements p WHERE p.stray_id = s.id) gone GROUP BY s.currency
) own FULL JOIN (
    SELECT currency, -sum(amount) AS amount FROM postings WHERE account = 'unmatched' GROUP BY currency
) b ON b.currency = own.currency
WHERE COALESCE(own.amount, 0) <> COALESCE(b.amount, 0) ORDER BY 1
"""

PROOFS = (
    Proof("instalments", "What is open of every instalment is what the books say.", INSTALMENTS),
    Proof("strangers", "Every entry about an instalment is of the instalment's contract.", STRANGERS),
    Proof("held", "What is kept for every contract is what was paid, and neither released nor given back.", HELD),
    Proof(
        "receipts", "Every receipt is booked once, as what it paid, and nothing is booked that did not come.", RECEIPTS
    ),
    Proof("payments", "Every payment brought what its receipts say, and gives back what its refunds say.", PAYMENTS),
    Proof("refunds", "Every refund is booked as far as it has gone, and no further.", REFUNDS),
    Proof("strays", "Of money without a name no more has a place than came, and what is matched paid.", STRAYS),
    Proof("unmatched", "What stands unmatched in the books is the money without a name that has no place.", UNMATCHED),
    Proof("fees", "The fees of every contract are the makers' paid halves and the groups', to the cent.", FEES),
)
