"""Measures how soon the provider's news is answered while much of it arrives, in no order and some of it twice."""

import hashlib
import hmac
import http.client
import json
import queue
import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import quantiles
from urllib.parse import urlsplit

import click
import psycopg
from psycopg import sql
from sqlalchemy import make_url

from marketplace import clock
from marketplace.commands.bench.large import flask_says
from marketplace.commands.bench.serving import serving
from marketplace.config import Config

SUFFIX = "_bench_news"
SECRET = "whsec_bench"  # noqa: S105 - of a market that is thrown away
A_SECOND, AGAIN, SECONDS = 200, 0.25, 15
MOST_MILLISECONDS, WARMING, HANDS = 50, 40, 16
FINE = 200
KINDS = ("checkout.session.completed", "payment_intent.succeeded", "charge.succeeded", "refund.updated")
COUNTS = """
SELECT (SELECT count(*) FROM provider_news), (SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'payments:hear')
"""


@dataclass(frozen=True, slots=True)
class Heard:
    """How a letter was answered, how many milliseconds after it was due, and how long that took by itself."""

    status: int
    waited: float
    taken: float


def race_news(config: Config, *, a_second: int, seconds: int) -> None:
    """Let letters arrive at their hour, whether the ones before were answered or not; compare what was kept."""
    address = _fresh_market(config)
    with serving("wsgi:application", address, STRIPE_WEBHOOK_SECRET=SECRET, STRIPE_API_KEY="sk_test_bench") as ours:
        _send(ours, _letters(WARMING), a_second=a_second)
        with psycopg.connect(address, autocommit=True) as connection:
            before = connection.execute(COUNTS).fetchone() or (0, 0)
            letters = _letters(a_second * seconds)
            began = time.perf_counter()
            heard = _send(ours, letters, a_second=a_second)
            passed = time.perf_counter() - began
            after = connection.execute(COUNTS).fetchone() or (0, 0)
    kept = (after[0] - before[0], after[1] - before[1])
    _print(heard, passed, kept=kept, distinct=len(set(letters)))


def _print(heard: list[Heard], passed: float, *, kept: tuple[int, int], distinct: int) -> None:
    waited, taken = (quantiles([getattr(each, name) for each in heard], n=100) for name in ("waited", "taken"))
    statuses = dict(Counter(each.status for each in heard))
    is_right = kept == (distinct, distinct) and set(statuses) == {FINE}
    click.echo(f"\n{len(heard):,} letters in {passed:.1f} s ({len(heard) / passed:.0f} a second), answered {statuses}")
    click.echo(f"{'':<28}{'p50 ms':>8}{'p95 ms':>8}{'p99 ms':>8}")
    for name, cuts in (("from when it was due", waited), ("from when it was sent", taken)):
        click.echo(f"{name:<28}{cuts[49]:>8.1f}{cuts[94]:>8.1f}{cuts[98]:>8.1f}")
    verdict = "yes" if waited[94] <= MOST_MILLISECONDS else "NO"
    click.echo(
        f"p95 ≤ {MOST_MILLISECONDS} ms: {verdict}; {kept[0]:,} kept and {kept[1]:,} to be looked into, ", nl=False
    )
    click.echo(f"{distinct:,} different ones came: {'right' if is_right else 'WRONG'}")


def _letters(count: int) -> list[bytes]:
    """Write so many letters, a quarter of them for the second time, all in no order."""
    dice = random.Random(count)  # noqa: S311 - disorder, not a secret
    run = int(clock.now().timestamp() * 1_000_000)
    fresh = [_letter(f"evt_{run}_{number}", dice) for number in range(count - int(count * AGAIN))]
    letters = [*fresh, *dice.choices(fresh, k=count - len(fresh))]
    dice.shuffle(letters)
    return letters


def _letter(event_id: str, dice: random.Random) -> bytes:
    """Write a letter as long as the provider's are."""
    about = {"id": f"cs_test_{dice.getrandbits(96):x}", "object": "checkout.session", "metadata": {"reference": "x"}}
    padding = {f"field_{number}": f"{dice.getrandbits(128):x}" for number in range(40)}
    told = {
        "id": event_id,
        "type": dice.choice(KINDS),
        "created": int(clock.now().timestamp()),
        "data": {"object": about | padding},
    }
    return json.dumps(told).encode()


def _send(server: str, letters: list[bytes], *, a_second: int) -> list[Heard]:
    waiting: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
    began = time.perf_counter() + 0.1
    for number, body in enumerate(letters):
        waiting.put((began + number / a_second, body))
    with ThreadPoolExecutor(HANDS) as hands:
        each = [hands.submit(lambda: list(_bring(server, waiting))) for _ in range(HANDS)]
        return [heard for one in each for heard in one.result()]


def _bring(server: str, waiting: "queue.SimpleQueue[tuple[float, bytes]]") -> Iterator[Heard]:
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=30)
    while True:
        try:
            due, body = waiting.get_nowait()
        except queue.Empty:
            connection.close()
            return
        time.sleep(max(0.0, due - time.perf_counter()))
        sent = time.perf_counter()
        connection.request("POST", "/webhooks/stripe", body, {"Stripe-Signature": _signed(body)})
        answer = connection.getresponse()
        answer.read()
        now = time.perf_counter()
        yield Heard(answer.status, (now - due) * 1000, (now - sent) * 1000)


def _signed(body: bytes) -> str:
    moment = int(clock.now().timestamp())
    return f"t={moment},v1={hmac.new(SECRET.encode(), f'{moment}.'.encode() + body, hashlib.sha256).hexdigest()}"


def _fresh_market(config: Config) -> str:
    """Make an empty market of its own, beside the market's."""
    address = config.database_url.replace("postgresql+psycopg://", "postgresql://")
    place = make_url(address)
    name = f"{place.database}{SUFFIX}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    own = place.set(database=name).render_as_string(hide_password=False)
    flask_says(own, "db", "upgrade")
    return own
