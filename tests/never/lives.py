"""Random lives of contracts from approval on: paid, refunded, released, paid out, settled, ended, while lines break."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, ClassVar, NamedTuple

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from marketplace import clock
from marketplace.domain.contracts.clauses import BalanceBasis, DepositOnEnd, SampleBasis
from marketplace.domain.ids import OrganizationId
from marketplace.models.base import db
from marketplace.queries.books.checking import check_books
from marketplace.queries.payments import due
from marketplace.services.payments.hearing import hear_payment
from marketplace.services.payments.listening import hear_news
from marketplace.services.payments.paying import open_missing_page
from marketplace.services.payments.sending import send_refund
from marketplace.services.payouts.accounts import confirm_account, state_account
from tests.market import NOW, Market
from tests.never import steps_contracts, steps_money, steps_payouts
from tests.never.cast import Actor
from tests.never.provider import Provider, disagreements
from tests.never.scene import Attempt, Scene
from tests.never.stage import arrive
from tests.never.steps_paying import Elsewhere, People
from tests.never.trades import DICE, Trades
from tests.paying_out import ACCOUNT, HOW
from tests.signing import PASSWORD

WHAT = st.sampled_from((*["somebody_acts"] * 12, *["two_act_at_once"] * 6, "time_passes", "somebody_is_late"))
CALMING = 8
"""Rounds of news and sweeps after which nothing may be left to be heard."""
SWEEPS: tuple[tuple[Callable[[datetime], list[Any]], Callable[..., object]], ...] = (
    (due.list_unheard, hear_news),
    (due.list_unopened, open_missing_page),
    (due.list_open, hear_payment),
    (due.list_unfinished_refunds, send_refund),
)


class Room(NamedTuple):
    """Some steps of a room."""

    STEPS: tuple[Callable[[Scene], Attempt | None], ...]


class Lives(Trades):
    """One set of lives; `provider` is where their money is paid."""

    moods: ClassVar[dict[str, tuple[Any, ...]]] = {}
    provider: ClassVar[Provider]

    def __init__(self) -> None:
        """Begin anew."""
        self.provider.begin()
        super().__init__()
        config, app = self.stage.config, self.stage.app
        contracts = Room((steps_contracts.report,) * 3 + (steps_contracts.end,) * 2)
        elsewhere = Elsewhere(config, app, self.provider)
        self.rooms = (
            *[elsewhere] * 6,
            *[People(config)] * 2,
            *[contracts] * 2,
            *[steps_payouts] * 5,
            *[steps_money] * 2,
        )

    def teardown(self) -> None:
        """Let everything come to rest, and compare the books with the provider's; then let the database go."""
        try:
            self._calm()
        finally:
            super().teardown()

    @rule(what=WHAT, dice=DICE)
    def happens(self, what: str, dice: int) -> None:
        """Let one thing happen, and as much time pass at the provider as here."""
        before = self.now
        self.happened += 1
        getattr(self, f"_{what}")(Random(f"{dice} {self.happened}"))  # noqa: S311 - dice
        self.provider.pass_time(int((self.now - before).total_seconds()))

    @invariant()
    def the_provider_agrees(self) -> None:
        """After every step the market believes nothing that the provider does not say."""
        found = list(disagreements(self.connection, self.provider, is_calm=False))
        assert not found, "\n".join(found)

    def _calm(self) -> None:
        dice = Random(self.happened)  # noqa: S311 - dice
        self.provider.standin.faults.clear()
        self.now = max(self.now, clock.now())
        for _ in range(CALMING):
            self.provider.settle(dice, all_of_them=True)
            self.provider.take(dice, loses=0)
            self.provider.deliver(self.stage.app, dice, at_most=1_000)
            self.now += timedelta(hours=1)
            self._sweep()
        found = list(disagreements(self.connection, self.provider, is_calm=True))
        with self.stage.app.app_context():
            found += [f"{proof.name}: {what}" for proof, what in check_books() if what]
        self.nothing_is_wrong()
        self._count_ends()
        assert not found, "\n".join(found)

    def _sweep(self) -> None:
        with self.stage.app.app_context():
            for find, work in SWEEPS:
                numbers = list(find(self.now))
                db.session.rollback()
                for number in numbers:
                    work(self.stage.config, number, now=self.now)

    def _count_ends(self) -> None:
        for name, query in COUNTED.items():
            [(count,)] = self.connection.execute(query.encode()).fetchall()
            self.counted[f"ended with {name}"] += count


COUNTED = {
    "receipts": "SELECT count(*) FROM receipts",
    "refunds done": "SELECT count(*) FROM refunds WHERE state = 'done'",
    "contracts ended": "SELECT count(*) FROM contracts WHERE state = 'ended'",
    "contracts closed": "SELECT count(*) FROM contracts WHERE milestone = 'closed'",
    "settlements": "SELECT count(*) FROM settlements WHERE state = 'settled'",
    "payouts confirmed": "SELECT count(*) FROM payouts WHERE state = 'confirmed'",
    "payouts returned": "SELECT count(*) FROM payouts WHERE state = 'returned'",
    "releases": "SELECT count(*) FROM entries WHERE cause_kind = 'released'",
    "entries": "SELECT count(*) FROM entries",
}


def set_out_money(market: Market, people: list[Actor]) -> None:
    """Begin with approved contracts that treat deposits in every way; one has arrived, one waits for its sample."""
    by_name = {each.name: each.viewer for each in people}
    group, other = by_name["group 0"], by_name["group 1"]
    owner = OrganizationId(group.organization_id or 0)
    account_id = market.do(state_account, owner, ACCOUNT, password=PASSWORD, by=group, now=NOW)
    market.do(confirm_account, account_id, HOW, seen=1, by=by_name["facilitator 1"], now=NOW)
    lot_id, other_id = market.a_lot(group, bags=60), market.a_lot(other, bags=60)
    usual = {"sample_basis": SampleBasis.NONE, "facilitator": by_name["facilitator 0"]}
    kept = {"deposit_on_end": DepositOnEnd.KEPT, "balance_basis": BalanceBasis.BEFORE_SHIPMENT}
    late = {"late_interest_percent": Decimal(12), "reservation_percent": Decimal("7.5")}
    arrived = market.an_approved_contract(
        group, by_name["maker 0"], bags=7, lot_id=lot_id, platform_fee_percent=Decimal("2.5"), **usual
    )
    arrive(market, arrived, group=group, maker=by_name["maker 0"])
    market.an_approved_contract(
        group, by_name["maker 1"], bags=3, lot_id=lot_id, platform_fee_percent=Decimal("1.75"), **usual, **kept
    )
    market.an_approved_contract(
        other, by_name["maker 2"], bags=11, lot_id=other_id, platform_fee_percent=Decimal(2), **usual, **late
    )
    fee: dict[str, Any] = {"platform_fee_percent": Decimal("1.25"), "facilitator": by_name["facilitator 0"]}
    market.an_approved_contract(other, by_name["maker 1"], bags=5, lot_id=other_id, **fee)
