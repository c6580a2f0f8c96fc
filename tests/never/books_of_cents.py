"""What must be true of the market's money after every step, asked in SQL of our own: not a cent too many or too few."""

NO_CENT_ASTRAY: dict[str, str] = {
    "an entry does not balance, or has lost a line": """
        SELECT e.id, e.lines, count(p.id), sum(p.amount) FROM entries e LEFT JOIN postings p ON p.entry_id = e.id
            AND p.currency = e.currency GROUP BY e.id HAVING count(p.id) <> e.lines OR sum(p.amount) IS DISTINCT FROM 0
    """,
    "a line is smaller than the smallest coin": """
        SELECT p.id, p.amount FROM postings p
        WHERE p.amount <> round(p.amount, CASE p.currency WHEN 'JPY' THEN 0 ELSE 2 END)
    """,
    "a contract stands below zero": """
        SELECT e.contract_id, p.account, sum(p.amount) FROM postings p JOIN entries e ON e.id = p.entry_id
        WHERE e.contract_id IS NOT NULL AND p.account NOT IN ('provider', 'bank', 'provider_costs')
        GROUP BY 1, 2 HAVING CASE WHEN p.account IN ('maker_due', 'group_owes') THEN sum(p.amount) < 0
            ELSE sum(p.amount) > 0 END
    """,
    "what a contract stands at is not the sum of its lines": """
        SELECT contract_id, account, own, amount FROM contract_balances FULL JOIN (
            SELECT e.contract_id, p.account, p.currency, sum(p.amount) AS own FROM postings p
            JOIN entries e ON e.id = p.entry_id WHERE e.contract_id IS NOT NULL GROUP BY 1, 2, 3
        ) s USING (contract_id, account, currency) WHERE coalesce(own, 0) <> coalesce(amount, 0)
    """,
    "an instalment is paid by something else than what came or was credited": """
        SELECT i.id, i.state, i.paid_price + i.paid_fee, came, credited FROM instalments i
        LEFT JOIN LATERAL (SELECT coalesce(sum(r.price + r.fee), 0) AS came FROM receipts r
            JOIN payments p ON p.id = r.payment_id WHERE p.instalment_id = i.id) r ON true
        LEFT JOIN LATERAL (SELECT coalesce(sum(p.amount), 0) AS credited FROM entries e
            JOIN postings p ON p.entry_id = e.id AND p.account = 'maker_credit'
            WHERE e.instalment_id = i.id AND e.cause_kind = 'credited') c ON true
        WHERE i.paid_price + i.paid_fee <> came + credited
            OR i.state = 'paid' AND i.price + i.fee - i.dropped_price - i.dropped_fee <> came + credited
            OR i.state = 'due' AND i.price + i.fee - i.dropped_price - i.dropped_fee <= came + credited
    """,
    "money that came is not booked once, to the cent": """
        SELECT r.id, r.amount, array_agg(p.amount) FROM receipts r
        LEFT JOIN entries e ON e.cause_kind = 'received' AND e.cause_key = r.id::text
        LEFT JOIN postings p ON p.entry_id = e.id AND p.account = 'provider'
        GROUP BY r.id HAVING count(p.id) <> 1 OR sum(p.amount) <> r.amount
    """,
    "a payment counts other money than came, or gives back more": """
        SELECT p.id, p.received, came, p.refunded, back FROM payments p
        LEFT JOIN LATERAL (SELECT coalesce(sum(amount), 0) AS came FROM receipts WHERE payment_id = p.id) r ON true
        LEFT JOIN LATERAL (SELECT coalesce(sum(amount), 0) AS back FROM refunds r
            WHERE payment_id = p.id AND state <> 'refused') b ON true
        WHERE p.received <> came OR p.refunded <> back OR back > came
    """,
    "a refund is booked otherwise than it went": """
        SELECT r.id, r.state, r.amount, decided, sent FROM refunds r
        LEFT JOIN LATERAL (SELECT coalesce(-sum(p.amount), 0) AS decided FROM entries e JOIN postings p
            ON p.entry_id = e.id AND p.account = 'refund_due' WHERE e.cause_kind = 'refund_decided'
            AND e.cause_key LIKE r.id || ':%') d ON true
        LEFT JOIN LATERAL (SELECT coalesce(-sum(p.amount), 0) AS sent FROM entries e JOIN postings p
            ON p.entry_id = e.id AND p.account = 'provider' WHERE e.cause_kind IN ('refunded', 'refund_failed')
            AND e.cause_key LIKE r.id || ':%') s ON true
        WHERE decided <> CASE WHEN r.state NOT IN ('asked', 'refused') THEN r.amount ELSE 0 END
            OR sent <> CASE WHEN r.state IN ('sent', 'done') THEN r.amount ELSE 0 END
    """,
    "a large refund was decided by the one who asked": """
        SELECT id, asked_by_id, decided_by_id FROM refunds WHERE decided_by_id = asked_by_id
    """,
    "two attempts to pay one instalment live at once": """
        SELECT instalment_id FROM payments WHERE state IN ('opening', 'open', 'processing')
        GROUP BY 1 HAVING count(*) > 1
    """,
    "a card or a bank paid an instalment twice": """
        SELECT i.id, i.price + i.fee, sum(r.amount) FROM instalments i JOIN payments p ON p.instalment_id = i.id
        JOIN receipts r ON r.payment_id = p.id AND r.remote_id NOT LIKE '%%:back'
        WHERE p.way <> 'bank_wire' GROUP BY i.id HAVING sum(r.amount) > i.price + i.fee
    """,
    "what is asked for is not the price and the fee that were agreed, to the cent": """
        SELECT c.id, wanted.price, asked.price, wanted.fee, asked.fee FROM contracts c
        LEFT JOIN settlements s ON s.contract_id = c.id AND s.call_off_id IS NULL
        CROSS JOIN LATERAL (SELECT coalesce(s.amount, c.total_amount) AS price, round(coalesce(s.amount, c.total_amount)
            * coalesce((c.terms ->> 'platform_fee_percent')::numeric, 0) / 200,
            CASE c.total_currency WHEN 'JPY' THEN 0 ELSE 2 END) AS fee) wanted
        CROSS JOIN LATERAL (SELECT sum(price - dropped_price - returned_price) AS price,
            sum(fee - dropped_fee - returned_fee) AS fee FROM instalments
            WHERE contract_id = c.id AND kind <> 'interest') asked
        WHERE c.state = 'approved' AND c.terms ->> 'frame' IS NULL AND asked.price IS NOT NULL
            AND (s.id IS NULL OR s.state = 'settled')
            AND NOT EXISTS (SELECT FROM claims k WHERE k.contract_id = c.id AND k.state IN ('agreed', 'mediated'))
            AND NOT EXISTS (SELECT FROM refunds r WHERE r.contract_id = c.id AND r.cause = 'by_hand')
            AND (wanted.price, wanted.fee) <> (asked.price, asked.fee)
    """,
    "money went to a group before its cacao was ready, while the contract stands": """
        SELECT e.contract_id, e.id FROM entries e JOIN contracts c ON c.id = e.contract_id
        WHERE e.cause_kind = 'released' AND c.state = 'approved' AND c.milestone = 'preparing'
            AND c.terms ->> 'frame' IS NULL
    """,
    "a contract was closed while money was open": """
        SELECT c.id, p.account, sum(p.amount) FROM contracts c JOIN entries e ON e.contract_id = c.id
        JOIN postings p ON p.entry_id = e.id WHERE c.milestone = 'closed' AND p.account IN
            ('maker_due', 'held', 'group_due', 'group_owes', 'refund_due') GROUP BY 1, 2 HAVING sum(p.amount) <> 0
    """,
}
"""A contract may stand open again after it was closed: a bank may send back a refund that was thought done."""
