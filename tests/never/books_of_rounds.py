"""What must be true of bids in matching rounds after every step, asked in SQL of our own."""

NOTHING_HELD_TWICE: dict[str, str] = {
    "the bags of a bid are held twice, by itself and a round or by two rounds": """
        SELECT bid, array_agg(allocation_id) FROM (
            SELECT coalesce(a.bid_id, r.bid_id) AS bid, r.allocation_id FROM reservations r
            LEFT JOIN allocations a ON a.id = r.allocation_id
            GROUP BY coalesce(a.bid_id, r.bid_id), r.allocation_id, r.bid_id HAVING sum(r.bags) > 0) held
        WHERE bid IS NOT NULL GROUP BY bid HAVING count(*) > 1
    """,
    "a round offers a bid that is not open, or says something else by now": """
        SELECT a.id, b.id, b.state, a.bags, b.bags FROM allocations a JOIN bids b ON b.id = a.bid_id
        WHERE a.state = 'offered' AND (b.state <> 'open' OR b.written_by_id <> b.maker_id OR a.bags <> b.bags
            OR a.price_amount <> (b.worth -> 'price' ->> 'amount')::numeric OR a.lot_id <> b.lot_id)
    """,
    "a round is over while an answer is awaited, or waits for none": """
        SELECT r.id, r.state FROM rounds r WHERE r.state IN ('published', 'closed') AND (r.state = 'published')
            <> EXISTS (SELECT FROM allocations a WHERE a.round_id = r.id AND a.state = 'offered')
            AND EXISTS (SELECT FROM events e WHERE e.subject_kind = 'round' AND e.subject_id = r.id)
    """,
    "groups are asked for two bids of one choice": """
        SELECT b.either_of, array_agg(b.id) FROM allocations a JOIN bids b ON b.id = a.bid_id
        WHERE a.state = 'offered' AND b.either_of IS NOT NULL GROUP BY b.either_of
        HAVING count(DISTINCT coalesce(b.only_together_with, b.code)) > 1
    """,
    "a contract of a bid that a round served has another price than was offered": """
        SELECT a.id, c.id FROM allocations a JOIN contracts c ON c.bid_id = a.bid_id
        JOIN contract_terms t ON t.contract_id = c.id AND t.number = 1
        WHERE a.state = 'agreed' AND (t.terms -> 'price' ->> 'amount')::numeric <> a.price_amount
    """,
}
