"""What a large market is made of: which pattern is copied as which thing, on whose lot, between whom."""

BASE = 1_000
"""Copies are numbered from here."""
GROUPS, MAKERS, TENDERS = 60, 400, 2_000
BIDS_PER_LOT = 10
PATTERNS = """
CREATE TABLE bench_patterns AS SELECT
    (SELECT id FROM lots) AS lot, (SELECT organization_id FROM lots) AS producer,
    (SELECT min(id) FROM organizations WHERE kind = 'maker') AS maker,
    (SELECT min(id) FROM bids WHERE state = 'open' AND number = 1) AS open,
    (SELECT min(id) FROM bids WHERE state = 'open' AND number = 2) AS countered,
    (SELECT min(id) FROM bids WHERE state = 'refused') AS refused,
    (SELECT min(id) FROM bids WHERE state = 'withdrawn') AS withdrawn,
    (SELECT min(id) FROM bids WHERE state = 'accepted') AS accepted,
    (SELECT min(id) FROM contracts WHERE state = 'signing') AS signing,
    (SELECT min(id) FROM contracts WHERE state = 'in_review') AS in_review,
    (SELECT min(id) FROM contracts WHERE state = 'approved') AS approved,
    (SELECT id FROM samples WHERE kind = 'offer') AS sample,
    (SELECT id FROM tenders WHERE state = 'open') AS tender,
    (SELECT id FROM tenders WHERE state = 'awarded') AS awarded
"""
PLANS = {
    "bench_groups": """
        SELECT n, producer AS old_id, BASE + n AS new_id FROM bench_patterns, generate_series(1, {groups}) n
    """,
    "bench_makers": """
        SELECT n, maker AS old_id, BASE + {groups} + n AS new_id FROM bench_patterns, generate_series(1, {makers}) n
    """,
    "bench_lots": """
        SELECT n, lot AS old_id, BASE + n AS new_id,
            CASE WHEN n % {groups} = 0 THEN producer ELSE BASE + n % {groups} END AS producer_id
        FROM bench_patterns, generate_series(1, {lots}) n
    """,
    "bench_bids": """
        SELECT m AS n, BASE + m AS new_id, l.new_id AS lot_id, l.producer_id, 5 + m % 7 AS bags,
            3900 + abs(hashint4(m)) % 3600 AS usd,
            CASE abs(hashint4(m)) % {makers} WHEN 0 THEN maker ELSE BASE + {groups} + abs(hashint4(m)) % {makers} END
                AS maker_id,
            CASE m % 20 WHEN 0 THEN open WHEN 1 THEN countered WHEN 2 THEN accepted WHEN 3 THEN withdrawn
                ELSE refused END AS old_id
        FROM bench_patterns, generate_series(1, {bids}) AS m JOIN bench_lots l ON l.n = 1 + (m - 1) / {per_lot}
    """,
    "bench_contracts": """
        SELECT c.*, CASE c.n / 20 % 50 WHEN 0 THEN in_review WHEN 1 THEN signing ELSE approved END AS old_contract,
            c.new_id AS new_contract
        FROM bench_patterns, bench_bids c WHERE c.n % 20 = 2
    """,
    "bench_samples": """
        SELECT c.n, BASE + c.n AS new_id, sample AS old_id, c.lot_id, c.producer_id, c.maker_id
        FROM bench_patterns, bench_bids c WHERE c.n % 20 IN (3, 4)
    """,
    "bench_tenders": """
        SELECT l.n, BASE + l.n AS new_id, CASE WHEN l.n % 4 = 0 THEN tender ELSE awarded END AS old_id,
            l.new_id AS lot_id, l.producer_id FROM bench_patterns, bench_lots l WHERE l.n % 50 = 7 LIMIT {tenders}
    """,
}
NOTICES = """
INSERT INTO notices (user_id, organization_id, event_id, category, way, subject_kind, subject_id, at)
SELECT p.user_id, p.organization_id, e.id, 'news', 'inbox', e.subject_kind, e.subject_id, e.at
FROM bench_patterns, events e JOIN memberships p ON p.organization_id = ANY(e.party_ids)
WHERE p.organization_id IN (producer, maker) AND e.subject_kind IN ('bid', 'contract')
"""


def outline(name: str, *, lots: int) -> str:
    """Say in SQL how a plan is made for so many lots."""
    counts = {"groups": GROUPS, "makers": MAKERS, "tenders": TENDERS, "per_lot": BIDS_PER_LOT, "lots": lots}
    query = PLANS[name].format(**counts, bids=lots * BIDS_PER_LOT).replace("BASE", str(BASE))
    return f"CREATE TABLE {name} AS {query}"
