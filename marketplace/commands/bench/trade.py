"""Measures every page of a trade and its money among 100,000 lots and 50,000 contracts, and a rush of makers."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import quantiles

import click
import psycopg

from marketplace.commands.bench.browsing import Visitor
from marketplace.commands.bench.large import flask_says, large_market
from marketplace.commands.bench.rush import rush
from marketplace.commands.bench.serving import serving, signed_in
from marketplace.commands.demo import FACILITATOR, GROUP, MAKER
from marketplace.config import Config

MOST_QUERIES, MOST_MILLISECONDS = 12, 100
WARMING, AT_ONCE = 4, 4
NUMBERS = {
    "open": "SELECT id FROM bids WHERE state = 'open' AND maker_id = {maker} ORDER BY id DESC LIMIT 1",
    "answered": "SELECT max(id) FROM bids WHERE state = 'open' AND number = 2 AND maker_id = {maker}",
    "won": "SELECT bid_id FROM contracts WHERE state = 'approved' AND maker_id = {maker} ORDER BY id DESC LIMIT 1",
    "approved": "SELECT id FROM contracts WHERE state = 'approved' AND maker_id = {maker} ORDER BY id DESC LIMIT 1",
    "signing": "SELECT id FROM contracts WHERE state = 'signing' AND maker_id = {maker} ORDER BY id DESC LIMIT 1",
    "sold": "SELECT id FROM contracts WHERE state = 'approved' AND producer_id = {group} ORDER BY id DESC LIMIT 1",
    "judged": "SELECT id FROM contracts WHERE state = 'in_review' ORDER BY review_by LIMIT 1",
    "sample": "SELECT id FROM samples WHERE maker_id = {maker} ORDER BY id DESC LIMIT 1",
    "tender": "SELECT id FROM tenders WHERE state = 'open' ORDER BY id DESC LIMIT 1",
    "awarded": "SELECT id FROM tenders WHERE state = 'awarded' ORDER BY id DESC LIMIT 1",
    "instalment": "SELECT max(i.id) FROM instalments i JOIN contracts c ON c.id = i.contract_id"
    " WHERE c.maker_id = {maker}",
    "attempt": "SELECT max(p.id) FROM payments p JOIN contracts c ON c.id = p.contract_id WHERE c.maker_id = {maker}",
    "payout": "SELECT max(id) FROM payouts WHERE organization_id = {group}",
    "entry": "SELECT max(id) FROM entries WHERE contract_id IS NOT NULL",
    "own_lot": "SELECT code FROM lots WHERE organization_id = {group} ORDER BY id DESC LIMIT 1",
    "lot": "SELECT code FROM lots WHERE organization_id <> {group} ORDER BY id DESC LIMIT 1",
}
PAGES = {
    MAKER: (
        *(
            "/",
            "/lots",
            "/lots/{lot}",
            "/lots/{lot}/bid",
            "/bids",
            "/bids?state=settled",
            "/bids?state=settled&page=50",
        ),
        *("/bids/{open}", "/bids/{answered}", "/bids/{answered}/counter", "/bids/{won}", "/contracts/"),
        *("/contracts/{approved}", "/contracts/{signing}", "/contracts/{signing}/sign", "/contracts/{signing}/amend"),
        *("/threads/contract/{approved}", "/threads/bid/{open}", "/samples", "/samples/{sample}", "/inbox"),
        *("/tenders/", "/tenders/{tender}", "/tenders/{awarded}/result", "/lots/{lot}/samples/new"),
        *("/payments/", "/payments/{instalment}", "/payments/attempts/{attempt}/", "/contracts/{approved}/settlement/"),
        *("/books/statement", "/books/contracts/{approved}", "/shipments/"),
    ),
    GROUP: (
        *("/", "/lots/mine", "/lots/mine?page=50", "/lots/{own_lot}", "/lots/{own_lot}/bids", "/bids", "/contracts/"),
        *("/contracts/{sold}", "/samples", "/lots/{own_lot}/samples", "/inbox", "/tenders/", "/demands/board"),
        *("/payments/", "/payouts/", "/payouts/{payout}", "/books/statement", "/shipments/"),
    ),
    FACILITATOR: (
        *("/", "/reviews/", "/reviews/contracts/{judged}", "/contracts/", "/bids", "/bids/{open}", "/inbox"),
        *("/samples", "/tenders/{tender}", "/books/", "/books/accounts/bank/USD", "/books/contracts/{approved}"),
    ),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of one page: questions to the database, milliseconds alone and in company, bytes."""

    status: int
    queries: int
    p50: float
    p95: float
    crowded: float
    size: int

    @property
    def is_good(self) -> bool:
        """Whether it is what was asked for."""
        return self.queries <= MOST_QUERIES and self.p95 <= MOST_MILLISECONDS


def race_trade(config: Config, *, lots: int, visits: int) -> None:
    """Fill the market if need be, measure all pages and the bare handler turn by turn, then let makers rush a lot."""
    address = large_market(config, lots=lots, say=click.echo)
    numbers = _numbers(address)
    with (
        serving("marketplace.commands.bench.bare:application", address) as bare,
        serving("wsgi:application", address) as ours,
    ):
        _print_head()
        for email, pages in PAGES.items():
            cookie = signed_in(address, email)
            targets = [page.format(**numbers) for page in pages]
            counts = json.loads(flask_says(address, "bench", "count", cookie, *targets))
            for page, target, counted in zip(pages, targets, counts, strict=True):
                ground = _timed(bare, cookie, page="/", visits=visits)[0]
                figures = _measured(ours, cookie, target, counted=counted, visits=visits)
                _print_row(email, page, figures=figures, ground=ground)
        rush(ours, address, say=click.echo)


def _measured(server: str, cookie: str, target: str, *, counted: list[int], visits: int) -> Figures:
    status, queries, size = counted
    p50, p95 = _timed(server, cookie, page=target, visits=visits)
    with ThreadPoolExecutor(AT_ONCE) as hands:
        many = [hands.submit(_times, server, cookie, page=target, visits=visits // 2) for _ in range(AT_ONCE)]
        crowded = quantiles([each for one in many for each in one.result()], n=20)[-1]
    return Figures(status, queries, p50, p95, crowded, size)


def _timed(server: str, cookie: str, *, page: str, visits: int) -> tuple[float, float]:
    cuts = quantiles(_times(server, cookie, page=page, visits=visits), n=20)
    return cuts[9], cuts[-1]


def _times(server: str, cookie: str, *, page: str, visits: int) -> list[float]:
    visitor = Visitor(server, cookie)
    for _ in range(WARMING):
        visitor.get(page)
    taken = [visitor.get(page).milliseconds for _ in range(visits)]
    visitor.close()
    return taken


def _numbers(address: str) -> dict[str, str]:
    """Find the things whose pages are opened."""
    with psycopg.connect(address) as connection:
        sides = {
            name: connection.execute("SELECT acting_for_id FROM users WHERE email = %s", [email]).fetchone()
            for name, email in (("maker", MAKER), ("group", GROUP))
        }
        own = {name: row[0] for name, row in sides.items() if row}
        found = {name: connection.execute(query.format(**own).encode()).fetchone() for name, query in NUMBERS.items()}
    return {name: str(row[0]) for name, row in found.items() if row}


def _print_head() -> None:
    click.echo(
        f"\n{'page':<34}{'queries':>8}{'p50 ms':>8}{'p95 ms':>8}{'p95 of 4':>9}{'bare p50':>9}{'bytes':>8}"
        f"  ≤ {MOST_QUERIES} queries, p95 ≤ {MOST_MILLISECONDS} ms"
    )


def _print_row(email: str, page: str, *, figures: Figures, ground: float) -> None:
    verdict = "yes" if figures.is_good and figures.status == 200 else "NO"  # noqa: PLR2004 - HTTP's own word
    status = "" if figures.status == 200 else f" ({figures.status})"  # noqa: PLR2004 - HTTP's own word
    click.echo(
        f"{email[:6]:<7}{page:<27}{figures.queries:>8}{figures.p50:>8.1f}{figures.p95:>8.1f}{figures.crowded:>9.1f}"
        f"{ground:>9.1f}{figures.size:>8}  {verdict}{status}"
    )
