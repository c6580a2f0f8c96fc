"""Fifty makers at one lot at the same moment: all bid, then all buy; every answer is right and comes soon."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import psycopg

from marketplace.commands.bench.browsing import Answer, Visitor, fields_of
from marketplace.commands.bench.serving import signed_in

MAKERS, BAGS = 50, 5
MOST_MILLISECONDS = 1_000
PLACED, REFUSED = 303, 422
Say = Callable[[str], None]
LOT = """
UPDATE lots SET sells_at_list = true, minimum_bags = 1 WHERE id = (SELECT max(id) FROM lots
    WHERE bags - reserved_bags BETWEEN 60 AND 100 AND NOT EXISTS (SELECT FROM tenders WHERE lot_id = lots.id))
RETURNING id, code, bags - reserved_bags
"""


def rush(server: str, address: str, *, say: Say) -> None:
    """Let them bid and then buy; say how long the slowest waited, and whether the books are right."""
    with psycopg.connect(address, autocommit=True) as connection:
        row = connection.execute(LOT).fetchone()
        assert row is not None  # noqa: S101 - there are such lots
        number, code, left = row
        cookies = [signed_in(address, f"maker{each}@bench.example") for each in range(1, MAKERS + 1)]
        before = _bids(connection, number)
        placed = _all_at_once(server, cookies, f"/lots/{code}/bid")
        say(_told("bid", placed) + _right(_bids(connection, number) - before == MAKERS))
        bought = _all_at_once(server, cookies, f"/lots/{code}/buy")
        sold = Counter(each.status for each in bought)[PLACED]
        held = connection.execute("SELECT bags - reserved_bags FROM lots WHERE id = %s", [number]).fetchone()
        is_right = sold == left // BAGS and held == (left - sold * BAGS,)
        is_right = is_right and {each.status for each in bought} <= {PLACED, REFUSED}
        say(_told(f"buy {BAGS} of {left} bags", bought) + _right(is_right))


def _all_at_once(server: str, cookies: list[str], page: str) -> list[Answer]:
    """Let everybody read the promise first, then mean it at the same moment."""
    barrier = Barrier(len(cookies))

    def go(cookie: str) -> Answer:
        visitor = Visitor(server, cookie)
        form = fields_of(visitor.get(page).text, page) | {"bags": str(BAGS)}
        shown = fields_of(visitor.post(page, form | {"preview": "1"}).text, page)
        visitor.close()  # the server lets nobody hold the line while others are still reading
        barrier.wait()
        answer = visitor.post(page, shown | {"is_meant": "y"})
        visitor.close()
        return answer

    with ThreadPoolExecutor(len(cookies)) as hands:
        return list(hands.map(go, cookies))


def _bids(connection: psycopg.Connection[Any], lot_id: int) -> int:
    row = connection.execute("SELECT count(*) FROM bids WHERE lot_id = %s", [lot_id]).fetchone()
    return row[0] if row else 0


def _told(what: str, answers: list[Answer]) -> str:
    slowest = max(each.milliseconds for each in answers)
    statuses = dict(Counter(each.status for each in answers))
    verdict = "yes" if slowest <= MOST_MILLISECONDS else "NO"
    goal = f"≤ {MOST_MILLISECONDS}: {verdict}"
    return f"\n{len(answers)} makers {what} at once: slowest {slowest:.0f} ms ({goal}), {statuses}"


def _right(is_right: object) -> str:
    return ", books right" if is_right else ", BOOKS WRONG"
