"""Proofs that bags add up: what is promised of a lot, what contracts hold, and what is aboard."""

from marketplace.queries.books.proofs.proof import Proof

LOTS = """
SELECT l.code, COALESCE(r.bags, 0) || ' bags promised of ' || l.bags, l.reserved_bags || ' bags promised'
FROM lots l LEFT JOIN (SELECT lot_id, sum(bags) AS bags FROM reservations GROUP BY lot_id) r ON r.lot_id = l.id
WHERE l.reserved_bags <> COALESCE(r.bags, 0) OR l.reserved_bags NOT BETWEEN 0 AND l.bags
ORDER BY l.id
"""
CONTRACTS = """
SELECT c.code, c.bags || ' bags', COALESCE(h.bags, 0) || ' bags held'
FROM contracts c LEFT JOIN (
    SELECT contract_id, sum(bags) AS bags FROM (
        SELECT c.id AS contract_id, r.bags FROM reservations r JOIN contracts c ON c.bid_id = r.bid_id
        UNION ALL
        SELECT c.id, r.bags FROM reservations r JOIN contracts c ON c.allocation_id = r.allocation_id
        UNION ALL
        SELECT a.contract_id, r.bags FROM reservations r JOIN amendments a ON a.id = r.amendment_id
            AND a.state = 'in_force'
    ) lines GROUP BY contract_id
) h ON h.contract_id = c.id
WHERE c.state IN ('signing', 'revised', 'returned', 'in_review', 'second_review', 'approved')
    AND c.terms ->> 'frame' IS NULL AND c.bags <> COALESCE(h.bags, 0)
ORDER BY c.id
"""
ABOARD = """
SELECT c.code, 'at most ' || c.bags || ' bags aboard', sum(g.bags) || ' bags aboard'
FROM cargoes g JOIN contracts c ON c.id = g.contract_id WHERE g.dropped_at IS NULL
GROUP BY c.id HAVING sum(g.bags) > c.bags ORDER BY c.id
"""

PROOFS = (
    Proof("lots", "What is promised of every lot is the sum of its ledger, and no more than there is.", LOTS),
    Proof("contracts", "Every contract holds as many bags of its lot as it sells.", CONTRACTS),
    Proof("aboard", "No contract has more bags aboard than it sells.", ABOARD),
)
