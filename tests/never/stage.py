"""One database for many trades: put back to the same beginning before each, with one of everything in it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import psycopg
from flask import Flask

from marketplace.app import create_app
from marketplace.config import Config, with_driver
from marketplace.domain.contracts.clauses import SampleBasis, Side
from marketplace.domain.contracts.frames import FrameTerms, Quarter, QuarterPlan
from marketplace.domain.contracts.milestones import MilestoneStep, Report
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import MarketError
from marketplace.domain.ids import BidId, ContractId
from marketplace.domain.prices import PriceKind, Terminal
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.contracts.call_offs import CallOff, FrameSeason
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.people.accounts import User
from marketplace.services.bids.answering import accept_bid
from marketplace.services.call_offs import close_call_off
from marketplace.services.contracts.amending import revise_contract
from marketplace.services.contracts.milestones import report_milestone
from marketplace.services.contracts.signing import sign_contract
from tests import signing
from tests.market import NOW, Market
from tests.never.cast import Actor, gather
from tests.never.scene import Attempt
from tests.postgres import beside, create_database, drop_database

FIRST_QUARTERS = tuple(QuarterPlan(Quarter(2027, number), 5, 20) for number in (1, 2))
FRAME = FrameTerms(years=1, quarters=FIRST_QUARTERS, notice_days=30)
ONE_QUARTER = FrameTerms(years=2, quarters=(QuarterPlan(Quarter(2027, 1), 0, 5),), notice_days=30)
FOLLOWS: dict[str, Any] = {
    "price_kind": PriceKind.DIFFERENTIAL,
    "terminal": Terminal.NEW_YORK,
    "terminal_month": "2027-03",
    "differential": Decimal(2500),
    "fixation_side": Side.MAKER,
}
PATIENCE = 20.0


@dataclass
class Stage:
    """Where trades are played; `begin` puts everything back."""

    server_url: str
    template: str
    config: Config
    set_out: Callable[[Market, list[Actor]], None] | None = None
    app: Flask = field(init=False)
    people: list[Actor] = field(init=False)

    def __post_init__(self) -> None:
        """Build the beginning once."""
        self.beginning, self.name = f"{self.template}_never", f"{self.template}_trade"
        self._copy(self.template, self.beginning)
        app = self._app(self.beginning)
        market = Market(app)
        market.set_references()
        market.set_freight()
        self.people = gather(market)
        (self.set_out or _set_out)(market, self.people)
        let_go(app)
        self.app = self._app(self.name)

    @contextmanager
    def begin(self) -> Iterator[psycopg.Connection[Any]]:
        """Play one trade; the value is a connection that looks on."""
        let_go(self.app)
        self._copy(self.beginning, self.name)
        with psycopg.connect(beside(self.server_url, self.name), autocommit=True) as connection:
            yield connection
        let_go(self.app)

    def end(self) -> None:
        """Remove both databases."""
        for name in (self.name, self.beginning):
            drop_database(self.server_url, name)

    def try_it(self, attempt: Attempt) -> MarketError | None:
        """Let one attempt happen; return the market's no, if it says no."""
        with self.app.app_context():
            try:
                attempt.work()
            except MarketError as no:
                return no
            return None

    def try_at_once(self, attempts: list[Attempt]) -> list[MarketError | None]:
        """Let attempts happen at the same moment, each on a connection of its own."""
        barrier = Barrier(len(attempts))

        def start(attempt: Attempt) -> MarketError | None:
            barrier.wait(PATIENCE)
            return self.try_it(attempt)

        with ThreadPoolExecutor(len(attempts)) as hands:
            return [each.result(PATIENCE) for each in [hands.submit(start, attempt) for attempt in attempts]]

    def _app(self, name: str) -> Flask:
        app = create_app(self._config(name))
        app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
        return app

    def _config(self, name: str) -> Config:
        return replace(self.config, database_url=with_driver(beside(self.server_url, name)))

    def _copy(self, template: str, name: str) -> None:
        drop_database(self.server_url, name)
        create_database(self.server_url, name, template=template)


def let_go(app: Flask) -> None:
    """Let go of the database of an app."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _set_out(market: Market, people: list[Actor]) -> None:
    """Begin with something of every kind: lots, bids, an allocation, contracts, a frame, a tender."""
    by_name = {each.name: each.viewer for each in people}
    groups, makers = [by_name["group 0"], by_name["group 1"]], [by_name[f"maker {number}"] for number in range(3)]
    judge = by_name["facilitator 0"]
    lots = [
        market.a_lot(group, bags=60, sells_at_list=number == 0) for number, group in enumerate([*groups, groups[0]])
    ]
    market.a_bid(groups[0], makers[0], lot_id=lots[0])
    market.a_bid(groups[1], makers[1], lot_id=lots[1], bags=30)
    _package(market, groups, makers[2], lots=[lots[0], lots[1]])
    market.an_allocation(groups[0], makers[1], bags=10, lot_id=lots[0])
    half_signed = market.a_contract(groups[1], makers[2], bags=10, lot_id=lots[1])
    market.do(_sign_for_one, half_signed, makers[2])
    market.a_signed_contract(groups[0], makers[2], bags=10, lot_id=lots[2])
    market.an_approved_contract(groups[0], makers[0], bags=10, lot_id=lots[2], facilitator=judge)
    frame = {"frame": FRAME, "lot_id": lots[1], "facilitator": judge}
    market.an_approved_contract(groups[1], makers[0], bags=20, **frame)
    usual = {"sample_basis": SampleBasis.NONE, "lot_id": lots[2], "facilitator": judge}
    _over(market, market.an_approved_contract(groups[0], makers[1], bags=5, **usual, frame=ONE_QUARTER))
    arrived = market.an_approved_contract(groups[0], makers[1], bags=10, **usual)
    arrive(market, arrived, group=groups[0], maker=makers[1])
    follows = FOLLOWS | {"fixation_by": NOW.date() + timedelta(days=3)}
    market.an_approved_contract(groups[0], makers[2], bags=10, **usual, **follows)
    usual |= {"reserved_until": NOW.date() + timedelta(days=120), "reservation_percent": Decimal(15)}
    market.an_approved_contract(groups[0], makers[0], bags=5, **usual, deposit_percent=Decimal(15))
    market.a_tender(groups[0], lot_id=lots[0], bags=20, closes_at=NOW + timedelta(days=2))
    market.a_lot(groups[1], bags=120)  # what rounds have to give


def _over(market: Market, contract_id: int) -> None:
    """Let the only quarter of a frame's first season go by without a call."""
    query = db.select(CallOff.id).join(FrameSeason).where(FrameSeason.contract_id == contract_id)
    market.do(close_call_off, market.do(lambda: db.session.scalars(query).one()), now=NOW + timedelta(days=365))


def arrive(market: Market, contract_id: int, *, group: Viewer, maker: Viewer) -> None:
    """Let what was contracted arrive."""
    for step in list(MilestoneStep)[:-1]:
        told = Report(step, NOW.date())
        side = maker if step is MilestoneStep.ARRIVE else group
        seen = market.do(signing.version_of, contract_id)
        market.do(report_milestone, ContractId(contract_id), told, seen=seen, by=side, now=NOW)


def _package(market: Market, groups: list[Viewer], maker: Viewer, *, lots: list[int]) -> None:
    """Leave two bids that go only together, of which one is agreed."""
    first = BidId(market.a_bid(groups[0], maker, lot_id=lots[0], bags=10))
    code = market.do(lambda: db.session.get_one(Bid, first).code)
    market.a_bid(groups[1], maker, lot_id=lots[1], bags=10, only_together_with=code)
    market.do(accept_bid, first, market.do(lambda: db.session.get_one(Bid, first).standing), by=groups[0], now=NOW)


def _sign_for_one(contract_id: int, side: Viewer) -> None:
    """Settle a contract, let one side sign it, and then wish for something else."""
    signing.settle(db.session.get_one(Contract, contract_id), NOW)
    db.session.commit()
    given = signing.signature(contract_id, db.session.get_one(User, side.user_id).name)
    sign_contract(ContractId(contract_id), given, password=signing.PASSWORD, by=side, now=NOW)
    contract = db.session.get_one(Contract, contract_id)
    terms = replace(ContractTerms.from_json(contract.terms), claim_days=30)
    revise_contract(ContractId(contract_id), terms, seen=contract.version, by=side, now=NOW)
