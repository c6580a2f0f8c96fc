"""What must be true of words given, deadlines, who acts, threads and letters after every step, asked in SQL."""

NOTHING_BEYOND_THE_DEAL: dict[str, str] = {
    "a change is in force without both signatures on exactly its document": """
        SELECT a.id FROM amendments a JOIN contracts c ON c.id = a.contract_id WHERE a.state = 'in_force' AND 2 <> (
            SELECT count(DISTINCT s.organization_id) FROM amendment_signatures s
            WHERE s.amendment_id = a.id AND s.document_hash = a.document_hash
                AND s.organization_id IN (c.producer_id, c.maker_id))
    """,
    "facilitators approved what both sides had not signed before": """
        SELECT a.contract_id, a.terms_version FROM contract_approvals a JOIN contracts c ON c.id = a.contract_id
        JOIN contract_terms t ON t.contract_id = c.id AND t.number = a.terms_version WHERE 2 <> (
            SELECT count(DISTINCT s.organization_id) FROM contract_signatures s
            WHERE s.contract_id = c.id AND s.terms_version = t.number AND s.document_hash = t.document_hash
                AND s.signed_at <= a.at AND s.organization_id IN (c.producer_id, c.maker_id))
    """,
    "a side accepted its own words": """
        SELECT b.id, e.kind FROM events e JOIN bids b ON b.id = e.subject_id AND b.written_by_id = e.organization_id
        WHERE e.subject_kind = 'bid' AND e.kind IN ('bid.accepted', 'bid.agreed_in_part') AND e.user_id IS NOT NULL
            AND b.kind <> 'list_price' AND NOT EXISTS (SELECT FROM allocations WHERE bid_id = b.id AND state = 'agreed')
    """,
    "a step was taken after its deadline": """
        SELECT e.kind, e.subject_id, e.at, till FROM events e JOIN (
            SELECT 'bid.accepted' AS kind, id, valid_until + interval '1 microsecond' AS till FROM bids
            UNION ALL SELECT 'bid.agreed_in_part', id, valid_until + interval '1 microsecond' FROM bids
            UNION ALL SELECT unnest(ARRAY['contract.signed', 'contract.countersigned']), id, sign_by FROM contracts
            UNION ALL SELECT 'amendment.accepted', id, expires_at FROM amendments
            UNION ALL SELECT 'allocation.accepted', id, answer_by + interval '1 microsecond' FROM allocations
            UNION ALL SELECT 'tender.confirmed', id, confirm_by + interval '1 microsecond' FROM tenders
            UNION ALL SELECT 'call_off.called', id, call_by FROM call_offs) due
        ON due.kind = e.kind AND due.id = e.subject_id WHERE e.user_id IS NOT NULL AND e.at >= till
    """,
    "a sealed bid came before its tender opened, or after it closed": """
        SELECT t.id, v.at FROM sealed_bid_versions v JOIN sealed_bids s ON s.id = v.sealed_bid_id
        JOIN tenders t ON t.id = s.tender_id WHERE v.at < t.opens_at OR v.at >= t.closes_at
    """,
    "a step was taken by somebody who is no side of it": """
        SELECT id, kind, organization_id FROM events WHERE role IN ('producer', 'maker') AND user_id IS NOT NULL
            AND subject_kind IN ('bid', 'contract', 'sample', 'amendment', 'call_off', 'claim', 'settlement', 'message',
                'allocation') AND NOT organization_id = ANY(party_ids)
    """,
    "a step was taken by somebody who may only read": """
        SELECT e.id, e.kind FROM events e JOIN memberships m ON m.user_id = e.user_id
            AND m.organization_id = e.organization_id AND m.level = 'reader'
    """,
    "a facilitator's step was taken by somebody who is none, or is at home with a side": """
        SELECT e.id, e.kind FROM events e JOIN organizations o ON o.id = e.organization_id
        WHERE e.kind IN ('contract.endorsed', 'contract.approved', 'contract.sent_back', 'contract.rejected',
                'amendment.endorsed', 'amendment.approved', 'amendment.rejected', 'claim.mediated',
                'settlement.approved', 'settlement.refused', 'tender.approved')
            AND (o.kind <> 'alliance' OR EXISTS (SELECT FROM memberships m
                WHERE m.user_id = e.user_id AND m.organization_id = ANY(e.party_ids)))
    """,
    "the head of a thread is not its last message": """
        SELECT subject_kind, subject_id, last_message_id FROM threads t WHERE last_message_id IS DISTINCT FROM (
            SELECT max(id) FROM messages m WHERE (m.subject_kind, m.subject_id) = (t.subject_kind, t.subject_id))
    """,
    "somebody has read what nobody said yet": """
        SELECT r.user_id, t.subject_id FROM thread_reads r JOIN threads t USING (subject_kind, subject_id)
        WHERE r.last_message_id > t.last_message_id
    """,
    "somebody without a part spoke": """
        SELECT id, organization_id FROM messages WHERE role <> 'facilitator' AND NOT organization_id = ANY(party_ids)
    """,
    "a file lies in another thread than its message, or is another person's": """
        SELECT f.id FROM files f JOIN messages m ON m.id = f.message_id
        WHERE (f.subject_kind, f.subject_id, f.user_id) IS DISTINCT FROM (m.subject_kind, m.subject_id, m.user_id)
    """,
    "a letter waits that nobody will take up": """
        SELECT id, state FROM letters l WHERE state IN ('waiting', 'claimed') AND NOT EXISTS (
            SELECT FROM procrastinate_jobs j WHERE j.task_name = 'notices:deliver' AND j.status IN ('todo', 'doing')
                AND (j.args ->> 'letter_id')::bigint = l.id)
    """,
    "a notice that is to be mailed at once has no letter": """
        SELECT id FROM notices WHERE way = 'at_once' AND letter_id IS NULL
    """,
}
