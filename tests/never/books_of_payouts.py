"""What must be true of money that is paid out to groups, asked in SQL of our own."""

NOTHING_SENT_WRONGLY: dict[str, str] = {
    "a payout went on by one person alone, or by people who are a party": """
        SELECT o.id, o.state FROM payouts o WHERE o.state NOT IN ('prepared', 'cancelled') AND (
            o.approved_by_id IS NULL OR o.approved_by_id = o.prepared_by_id OR EXISTS (
                SELECT FROM memberships m WHERE m.organization_id = o.organization_id
                AND m.user_id IN (o.prepared_by_id, o.approved_by_id, o.sent_by_id)))
    """,
    "a payout went to an account that nobody else had confirmed, or that was changed before": """
        SELECT o.id, o.account_id FROM payouts o JOIN bank_accounts a ON a.id = o.account_id
        JOIN events sent ON sent.subject_kind = 'payout' AND sent.subject_id = o.id AND sent.kind = 'payout.sent'
        WHERE a.organization_id <> o.organization_id OR NOT EXISTS (SELECT FROM events e WHERE e.id < sent.id
            AND e.subject_kind = 'bank_account' AND e.subject_id = a.id AND e.kind = 'bank_account.confirmed'
            AND e.user_id <> a.stated_by_id AND NOT EXISTS (SELECT FROM memberships m WHERE m.user_id = e.user_id
                AND m.organization_id = a.organization_id))
        OR EXISTS (SELECT FROM events e WHERE e.id < sent.id AND e.subject_kind = 'bank_account'
            AND e.subject_id = a.id AND e.kind IN ('bank_account.replaced', 'bank_account.refused'))
    """,
    "a payout arrived by another word than its group's": """
        SELECT e.id FROM events e JOIN payouts o ON o.id = e.subject_id WHERE e.subject_kind = 'payout'
            AND e.kind = 'payout.confirmed' AND e.organization_id <> o.organization_id
    """,
    "a payout is not the sum of its parts": """
        SELECT o.id, o.amount, sum(r.amount) FROM payouts o LEFT JOIN payout_parts r ON r.payout_id = o.id
        GROUP BY o.id HAVING sum(r.amount) IS DISTINCT FROM o.amount
    """,
    "the books pay out otherwise than was wired": """
        SELECT c.id, booked.amount, wired.amount FROM contracts c
        LEFT JOIN (SELECT e.contract_id, -sum(p.amount) AS amount FROM entries e JOIN postings p ON p.entry_id = e.id
            AND p.account = 'bank' GROUP BY 1) booked ON booked.contract_id = c.id
        LEFT JOIN (SELECT r.contract_id, sum(r.amount) AS amount FROM payout_parts r JOIN payouts o
            ON o.id = r.payout_id AND o.state IN ('sent', 'not_arrived', 'confirmed') GROUP BY 1) wired
            ON wired.contract_id = c.id
        WHERE coalesce(booked.amount, 0) <> coalesce(wired.amount, 0)
    """,
    "one account of a group and currency stands beside another": """
        SELECT organization_id, currency FROM bank_accounts WHERE state IN ('stated', 'confirmed')
        GROUP BY 1, 2 HAVING count(*) > 1
    """,
}
