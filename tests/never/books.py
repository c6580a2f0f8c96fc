"""What must be true of the database after every step, asked in SQL of our own."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row

from tests.never.books_of_cents import NO_CENT_ASTRAY
from tests.never.books_of_deals import NOTHING_BEYOND_THE_DEAL
from tests.never.books_of_money import NOTHING_OWED_WRONGLY
from tests.never.books_of_payouts import NOTHING_SENT_WRONGLY
from tests.never.books_of_rounds import NOTHING_HELD_TWICE

Connection = psycopg.Connection[Any]
LIVING = "('signing', 'revised', 'returned', 'in_review', 'second_review', 'approved')"
SIGNED = """c.terms_version - (SELECT count(*) FROM price_fixings f
    WHERE f.contract_id = c.id AND f.terms_version = c.terms_version)"""
"""The version that is signed: the present one, or that from which only the fixed price follows."""
NOTHING_WRONG: dict[str, str] = {
    "a lot's count differs from its ledger, or is more than its bags": """
        SELECT l.id, l.bags, l.reserved_bags, coalesce(sum(r.bags), 0) AS held FROM lots l
        LEFT JOIN reservations r ON r.lot_id = l.id GROUP BY l.id
        HAVING l.reserved_bags <> coalesce(sum(r.bags), 0) OR l.reserved_bags NOT BETWEEN 0 AND l.bags
    """,
    "a bid holds other bags than its state says": """
        SELECT b.id, b.state, c.state, b.bags, held FROM bids b LEFT JOIN contracts c ON c.bid_id = b.id
        LEFT JOIN LATERAL (SELECT coalesce(sum(bags), 0) AS held FROM reservations WHERE bid_id = b.id
            OR amendment_id IN (SELECT id FROM amendments WHERE contract_id = c.id AND state = 'in_force')) r ON true
        WHERE NOT EXISTS (SELECT FROM frame_seasons WHERE contract_id = c.id)
            AND held <> CASE WHEN b.state = 'agreed_in_part' OR (b.state = 'accepted' AND c.state IN LIVING)
            THEN coalesce(c.bags, b.bags) ELSE 0 END
    """,
    "an allocation holds other bags than its state says": """
        SELECT a.id, a.state, c.state, a.bags, held FROM allocations a LEFT JOIN contracts c ON c.allocation_id = a.id
        LEFT JOIN LATERAL (SELECT coalesce(sum(bags), 0) AS held FROM reservations WHERE allocation_id = a.id
            OR amendment_id IN (SELECT id FROM amendments WHERE contract_id = c.id AND state = 'in_force')) r ON true
        WHERE NOT EXISTS (SELECT FROM frame_seasons WHERE contract_id = c.id)
            AND held <> CASE WHEN a.state = 'offered' OR (a.state = 'agreed' AND c.state IN LIVING)
            THEN coalesce(c.bags, a.bags) ELSE 0 END
    """,
    "a change holds other bags than it adds or leaves out": """
        SELECT a.id, a.state, held FROM amendments a JOIN contract_terms t ON t.contract_id = a.contract_id
            AND t.number = a.base_version
        CROSS JOIN LATERAL (SELECT (a.terms ->> 'bags')::int - (t.terms ->> 'bags')::int AS more) d
        LEFT JOIN LATERAL (SELECT coalesce(sum(bags), 0) AS held FROM reservations WHERE amendment_id = a.id) r ON true
        WHERE a.kind <> 'renewal' AND held <> CASE WHEN a.state = 'in_force' THEN more
            WHEN a.state IN ('accepted', 'endorsed') THEN greatest(more, 0) ELSE 0 END
    """,
    "a tender holds other bags than its state says": """
        SELECT t.id, t.state, t.bags, t.awarded_bags, coalesce(sum(r.bags), 0) AS held FROM tenders t
        LEFT JOIN reservations r ON r.tender_id = t.id GROUP BY t.id HAVING coalesce(sum(r.bags), 0) <>
            CASE t.state WHEN 'open' THEN t.bags WHEN 'closed' THEN t.awarded_bags WHEN 'confirmed' THEN t.awarded_bags
            ELSE 0 END
    """,
    "a frame holds other bags than its seasons say": """
        SELECT c.id, sum(s.bags - s.released_bags) FROM contracts c JOIN frame_seasons s ON s.contract_id = c.id
        GROUP BY c.id HAVING sum(s.bags - s.released_bags) <> (SELECT coalesce(sum(r.bags), 0) FROM reservations r
            WHERE r.bid_id = c.bid_id OR r.allocation_id = c.allocation_id
            OR r.amendment_id IN (SELECT id FROM amendments WHERE contract_id = c.id)
            OR r.call_off_id IN (SELECT q.id FROM call_offs q JOIN frame_seasons z ON z.id = q.season_id
                WHERE z.contract_id = c.id))
    """,
    "a frame that is over holds bags that nobody called": """
        SELECT c.id, s.number FROM contracts c JOIN frame_seasons s ON s.contract_id = c.id
        WHERE c.state = 'ended' AND s.bags <> s.called_bags + s.released_bags
    """,
    "a bid was accepted without a contract, or a contract was drafted without acceptance": """
        SELECT b.id, b.state, c.id FROM bids b FULL JOIN contracts c ON c.bid_id = b.id
        LEFT JOIN allocations a ON a.id = c.allocation_id
        WHERE (b.state = 'accepted') IS DISTINCT FROM (c.id IS NOT NULL) AND b.id IS NOT NULL
            OR a.id IS NOT NULL AND a.state <> 'agreed'
    """,
    "a bid was accepted twice": """
        SELECT subject_id, count(*) FROM events WHERE subject_kind = 'bid'
            AND kind IN ('bid.accepted', 'bid.completed', 'bid.bought') GROUP BY subject_id
        HAVING count(*) FILTER (WHERE kind <> 'bid.bought') > 1
    """,
    "of bids of which at most one was wanted, two were agreed": """
        SELECT either_of, count(*) FROM bids WHERE either_of IS NOT NULL AND state IN ('accepted', 'agreed_in_part')
        GROUP BY either_of HAVING count(*) > 1
    """,
    "part of a package became a contract without the rest": """
        SELECT only_together_with FROM bids WHERE only_together_with IS NOT NULL
        GROUP BY 1 HAVING bool_or(state = 'accepted') AND NOT bool_and(state = 'accepted')
    """,
    "bids went past a maker's cap": """
        SELECT counted_with, sum(bags * bag_weight) FROM bids WHERE counted_with IS NOT NULL
            AND state IN ('accepted', 'agreed_in_part') GROUP BY counted_with
        HAVING sum(bags * bag_weight) > min((terms -> 'most_kg_in_all' ->> 'kilograms')::numeric)
    """,
    "a contract's terms are not its newest version": """
        SELECT c.id FROM contracts c LEFT JOIN contract_terms t ON t.contract_id = c.id AND t.number = c.terms_version
        WHERE t.terms IS DISTINCT FROM c.terms
            OR (SELECT count(*) FROM contract_terms WHERE contract_id = c.id) <> c.terms_version
    """,
    "a facilitator judged, or a contract binds, without both signatures on exactly these terms": """
        SELECT c.id, c.state, c.terms_version FROM contracts c
        JOIN contract_terms t ON t.contract_id = c.id AND t.number = SIGNED
        WHERE c.state IN ('in_review', 'second_review', 'approved', 'rejected') AND 2 <> (
            SELECT count(DISTINCT s.organization_id) FROM contract_signatures s
            WHERE s.contract_id = c.id AND s.terms_version = t.number AND s.document_hash = t.document_hash
                AND s.organization_id IN (c.producer_id, c.maker_id) AND s.consented_to_arbitration)
    """,
    "a contract binds without an approval by somebody who is no party": """
        SELECT c.id FROM contracts c WHERE c.state = 'approved' AND NOT EXISTS (
            SELECT FROM contract_approvals a JOIN memberships m ON m.user_id = a.user_id
            JOIN organizations o ON o.id = m.organization_id AND o.kind = 'alliance'
            WHERE a.contract_id = c.id AND a.terms_version = SIGNED)
        OR EXISTS (SELECT FROM contract_approvals a JOIN memberships m ON m.user_id = a.user_id
            WHERE a.contract_id = c.id AND m.organization_id IN (c.producer_id, c.maker_id))
    """,
    "grams were sent that nobody kept": "SELECT lot_id, grams FROM sample_stocks WHERE grams < 0",
    "a notice reached a stranger": """
        SELECT n.id, n.user_id, e.kind FROM notices n JOIN events e ON e.id = n.event_id
        WHERE NOT EXISTS (SELECT FROM memberships m JOIN organizations o ON o.id = m.organization_id
            WHERE m.user_id = n.user_id AND (o.kind = 'alliance' OR o.id = ANY(e.party_ids)))
    """,
    "somebody was told of the own doing": """
        SELECT n.id FROM notices n JOIN events e ON e.id = n.event_id AND e.user_id = n.user_id
        WHERE e.kind <> 'bank_account.stated'
    """,
    "two amendments of a contract wait": """
        SELECT contract_id FROM amendments WHERE state IN ('waiting', 'accepted', 'endorsed')
        GROUP BY contract_id HAVING count(*) > 1
    """,
    "the price of a sealed bid stands where others read, before the bids were opened": """
        SELECT t.id, s.amount FROM sealed_bids s JOIN tenders t ON t.id = s.tender_id AND t.state = 'open'
        WHERE EXISTS (SELECT FROM events e WHERE e.facts::text LIKE '%' || s.amount::text || '%')
            OR EXISTS (SELECT FROM procrastinate_jobs j WHERE j.args::text LIKE '%' || s.amount::text || '%')
    """,
}
OF_DEALS = NOTHING_WRONG | NOTHING_BEYOND_THE_DEAL | NOTHING_HELD_TWICE
ALL = OF_DEALS | NOTHING_OWED_WRONGLY | NO_CENT_ASTRAY | NOTHING_SENT_WRONGLY
VERSIONED = {
    "bid": "bids",
    "contract": "contracts",
    "sample": "samples",
    "tender": "tenders",
    "amendment": "amendments",
    "call_off": "call_offs",
    "allocation": "allocations WHERE answer_by IS NOT NULL",
    "claim": "claims",
    "settlement": "settlements",
    "instalment": "instalments",
    "payment": "payments",
    "refund": "refunds",
    "payout": "payouts",
    "bank_account": "bank_accounts",
}
"""What has versions; a line of a plan that nobody was offered belongs to its round, whose events tell of it."""
COUNTING = {"payment"}
"""What also counts something else's changes, which have events of their own: what of a payment was promised back."""
KEPT = (
    "entries",
    "postings",
    "receipts",
    "reservations",
    "events",
    "bid_versions",
    "contract_terms",
    "contract_signatures",
    "sample_grams",
    "messages",
)
"""Tables to which lines are only added."""


def _at_once(template: str, of: Iterable[tuple[object, str]]) -> bytes:
    each = (template.format(*pair).replace("LIVING", LIVING).replace("SIGNED", SIGNED) for pair in of)
    return " UNION ALL ".join(each).encode()


ASKED_AT_ONCE = _at_once("SELECT {}, found::text FROM ({}) found", enumerate(ALL.values()))
ASKED_FOR_VERSIONS = _at_once("SELECT '{}', id, version FROM {}", VERSIONED.items())
ASKED_FOR_MARKS = _at_once("SELECT '{0}', id, md5({0}::text) FROM {0}", ((table, table) for table in KEPT))
"""In one question each: a step has to be cheap."""


def complaints(connection: Connection) -> Iterator[str]:
    """Say everything that must never be and is."""
    for number, found in connection.execute(ASKED_AT_ONCE, prepare=True).fetchall():
        yield f"{list(ALL)[number]}: {found}"


def versions(connection: Connection) -> dict[tuple[str, int], int]:
    """Say in which version each thing stands."""
    found = connection.execute(ASKED_FOR_VERSIONS, prepare=True)
    return {(kind, number): version for kind, number, version in found}


def untold(connection: Connection, before: dict[tuple[str, int], int], since: int) -> Iterator[str]:
    """Say which things stand in a version that no event tells of, or have had events out of their order."""
    query = "SELECT subject_kind, subject_id, array_agg(version ORDER BY id) FROM events WHERE id > %s GROUP BY 1, 2"
    told = {(kind, number): seen for kind, number, seen in connection.execute(query, [since])}
    for thing, version in versions(connection).items():
        seen = [before.get(thing, 0), *told.get(thing, [])]
        is_told = seen[-1] == version or thing[0] in COUNTING
        if not is_told or seen != sorted(set(seen)):
            yield f"{thing} stands in version {version}, told of {seen}"


def broken_words(connection: Connection, after: int) -> Iterator[str]:
    """Say which contracts, drafted since, say something else than was accepted, and which hashes are wrong."""
    with connection.cursor(row_factory=namedtuple_row) as cursor:
        query = """
            SELECT t.id, t.number, t.terms, t.document_hash, c.code, c.bid_id, v.terms AS said, v.worth, v.digest,
                a.bags AS allocated, a.price_amount, b.number AS stood
            FROM contract_terms t JOIN contracts c ON c.id = t.contract_id LEFT JOIN bids b ON b.id = c.bid_id
            LEFT JOIN bid_versions v ON v.bid_id = b.id AND v.number = b.number
            LEFT JOIN allocations a ON a.id = c.allocation_id WHERE t.id > %s
        """
        rows: list[Any] = list(cursor.execute(query, [after]).fetchall())
        for row in rows:
            document = {"format": "mazorca-contract-1", "code": row.code, "version": row.number, "terms": row.terms}
            if _digest(document) != row.document_hash:
                yield f"the hash of {row.code} version {row.number} is not its document's"
            if row.number == 1:
                yield from _first_words(row)


def _first_words(row: Any) -> Iterator[str]:
    bags, price = row.terms["bags"], row.terms["price"]["amount"]
    if row.bid_id is None:
        if (bags, float(price)) != (row.allocated, float(row.price_amount)):
            yield f"{row.code} is not what was allocated"
        return
    if _digest(row.said) != row.digest:
        yield f"the fingerprint of what was accepted for {row.code} is not its own"
    if (bags, float(price)) != (row.said["bags"], float(row.worth["price"]["amount"])):
        yield f"{row.code} is not what was accepted"


def _digest(said: object) -> str:
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def fingerprints(connection: Connection) -> dict[str, dict[int, str]]:
    """Remember every line of the tables to which lines are only added."""
    found: dict[str, dict[int, str]] = {table: {} for table in KEPT}
    for table, number, mark in connection.execute(ASKED_FOR_MARKS, prepare=True):
        found[table][number] = mark
    return found


def tampered(before: dict[str, dict[int, str]], after: dict[str, dict[int, str]]) -> list[str]:
    """Say which lines were changed or lost."""
    return [
        f"a line of {table} changed or is gone: {number}"
        for table, lines in before.items()
        for number, mark in lines.items()
        if after[table].get(number) != mark
    ]
