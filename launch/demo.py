"""Serve a market: the demo for newcomers, and the same with a reloading server for developers."""

import argparse
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from launch.database import Database, running_database
from launch.environment import ensure_environment
from launch.market import (
    FIRST_PORT,
    LOGS,
    flask,
    listen,
    market_settings,
    must_succeed,
    pages,
    post_office,
    prepare,
    wait_until_answering,
    worker,
)
from launch.processes import Child, stop_all
from launch.provider import payment_provider
from launch.terminal import Trouble, detail, say

RESTARTS = 5
"""How often in a minute a part may be started again before we give up."""


def demo(arguments: Sequence[str]) -> int:
    """From nothing to a served market with one matching round behind it."""
    wanted = _options("demo").parse_args(arguments)
    ensure_environment()
    with running_database() as database, _around(wanted) as (listening, address, around, told):
        settings = market_settings(database.url, **told)
        prepare(database, settings, seed=True)  # no worker yet: much of the fictional market lies in the past
        jobs, site = worker(settings), pages(settings, listening)
        with _running(site, jobs):  # the pages too: the payment provider brings its news there
            must_succeed("demo", settings=settings)
            if wanted.once:
                return 0
            wait_until_answering(address, site)
            say(f"The market is open at {address}   (Ctrl-C closes it)")
            detail(f"logs are in {LOGS}; mails, with their links, in {LOGS / 'mail.log'}")
            if "STRIPE_API_BASE" in told:
                detail("payments go to a simulator that moves no money; pay with the test card 4242 4242 4242 4242")
            _watch(database, [*around, jobs, site])
    return 0


def dev(arguments: Sequence[str]) -> int:
    """Serve with a server that reloads changed code and shows errors."""
    wanted = _options("dev").parse_args(arguments)
    ensure_environment()
    with running_database() as database, _around(wanted) as (listening, address, around, told):
        port = listening.getsockname()[1]
        listening.close()
        settings = market_settings(database.url, **told)
        prepare(database, settings, seed=True)
        site = Child("pages", flask("run", "--debug", f"--host={wanted.host}", f"--port={port}"), settings)
        jobs = worker(settings)
        with _running(site, jobs):
            say(f"Serving {address} with reload; the worker does not reload, start anew after changing jobs")
            _watch(database, [*around, jobs, site])
    return 0


def _options(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"mazorca.py {name}")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--port", type=int, default=FIRST_PORT, help="first port to try (default: %(default)s)")
    if name == "demo":
        parser.add_argument("--once", action="store_true", help="do everything but serve")
    return parser


@contextmanager
def _around(wanted: argparse.Namespace) -> Iterator[tuple[socket.socket, str, list[Child], dict[str, str]]]:
    """Open the market's port and run what stands around it: the post office and the payment provider's stand-in.

    Gives the open port, the market's address, what runs, and the settings that lead there.
    """
    with listen(wanted.host, wanted.port) as listening, _mail() as (mail, smtp_url):
        address = f"http://{wanted.host}:{listening.getsockname()[1]}"
        with payment_provider(wanted.host, address) as (payments, told):
            settings = {"SMTP_URL": smtp_url, "PUBLIC_URL": address, "MAZORCA_DEMO": "1", **told}
            yield listening, address, [mail, *payments], settings


@contextmanager
def _mail() -> Iterator[tuple[Child, str]]:
    """Run the post office; gives it and its address."""
    with listen("127.0.0.1") as listening:
        office = post_office(listening).start()
        try:
            yield office, f"smtp://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            office.stop()


@contextmanager
def _running(*children: Child) -> Iterator[None]:
    """Run the children while the block lasts."""
    try:
        for child in children:
            child.start()
        yield
    finally:
        say("Stopping")
        stop_all(children)


def _watch(database: Database, children: Sequence[Child], *, now: Callable[[], float] = time.monotonic) -> None:
    """Keep everything running until we are told to stop.

    Raises:
        Trouble: a part keeps ending.
    """
    ends: list[float] = []
    while True:
        time.sleep(0.3)
        database.keep_running()
        for child in children:
            if child.is_running():
                continue
            ends = [end for end in ends if end > now() - 60] + [now()]
            if len(ends) > RESTARTS:
                msg = f"{child.name} keeps ending. It said last:\n{child.last_words()}"
                raise Trouble(msg)
            say(f"{child.name} ended; starting it again")
            child.start()
