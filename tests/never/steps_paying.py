"""Steps with money: makers pay, facilitators give back, the provider tells, workers hear of it, and calls go wrong."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

from flask import Flask

from marketplace.config import Config
from marketplace.domain.ids import InstalmentId, PaymentId, RefundId
from marketplace.domain.money import Currency, Money
from marketplace.domain.payments.ways import Paying, Way
from marketplace.gateways import stripe
from marketplace.gateways.stripe import ProviderDownError, ProviderRefusedError
from marketplace.services.payments import refunds
from marketplace.services.payments.hearing import hear_payment
from marketplace.services.payments.lateness import charge_interest
from marketplace.services.payments.listening import clear_payment, hear_news
from marketplace.services.payments.paying import open_missing_page, pay
from marketplace.services.payments.sending import _errand_of, send_refund
from tests.never.cast import Actor
from tests.never.provider import Provider
from tests.never.scene import Attempt, Row, Scene

WORDS = "The maker paid twice for the same bags."
LATE = """
SELECT i.id FROM instalments i JOIN contracts c ON c.id = i.contract_id
WHERE c.terms ->> 'late_interest_percent' IS NOT NULL ORDER BY i.id
"""
PAYMENTS = """
SELECT p.*, c.maker_id, c.producer_id, c.lot_id FROM payments p JOIN contracts c ON c.id = p.contract_id WHERE {}
ORDER BY p.id
"""
REFUNDS = """
SELECT r.*, c.maker_id, c.producer_id, c.lot_id FROM refunds r JOIN contracts c ON c.id = r.contract_id WHERE {}
ORDER BY r.id
"""
INSTALMENTS = """
SELECT i.*, c.maker_id, c.lot_id, EXISTS (SELECT FROM payments p WHERE p.instalment_id = i.id
    AND p.state IN ('opening', 'open', 'processing')) AS has_attempt
FROM instalments i JOIN contracts c ON c.id = i.contract_id WHERE {} ORDER BY i.id
"""


@dataclass(frozen=True)
class People:
    """What makers and facilitators do."""

    config: Config

    @property
    def STEPS(self) -> tuple[Callable[[Scene], Attempt | None], ...]:  # noqa: N802 - as rooms call it
        """List what may be done, the usual more often."""
        return (self.pay, self.pay, self.pay, self.ask_refund, self.decide_refund, self.clear)

    def pay(self, scene: Scene) -> Attempt | None:
        """Begin to pay an instalment, mostly one that is due, by any way."""
        row = _one(scene, INSTALMENTS, "i.state = 'due'")
        if row is None:
            return None
        actor = scene.somebody(lambda each: each.acts_for(row.maker_id))
        wanted = Paying(InstalmentId(row.id), scene.dice.choice(list(Way)), "es_PE")

        def work() -> None:
            with suppress(ProviderDownError):
                pay(self.config, wanted, by=actor.viewer, now=scene.now)

        return Attempt(
            f"pay instalment {row.id} by {wanted.way}",
            actor,
            work,
            is_entitled=actor.acts_for(row.maker_id),
            is_timely=row.state == "due" or row.has_attempt,
            lot_id=row.lot_id,
        )

    def ask_refund(self, scene: Scene) -> Attempt | None:
        """Give back some or all of what a payment brought, sometimes more."""
        row = _one(scene, PAYMENTS, "p.received > p.refunded") if scene.often(0.6) else None
        if row is None:
            return None
        left = row.received - row.refunded
        share = scene.dice.choice((Decimal(1), Decimal("0.5"), Decimal("0.3333"), Decimal("1.5")))
        money = Money((left * share).quantize(Decimal(1 if row.currency == "JPY" else "0.01")), Currency(row.currency))
        actor = scene.somebody(_judge_of(row))
        return Attempt(
            f"refund {money.amount} of payment {row.id}",
            actor,
            lambda: refunds.ask_refund(PaymentId(row.id), money, note=WORDS, by=actor.viewer, now=scene.now),
            is_entitled=_judge_of(row)(actor),
            is_timely=0 < money.amount <= left,
            claim=("refund of", row.id, 0) if money.amount * 2 > left else None,
            lot_id=row.lot_id,
        )

    def decide_refund(self, scene: Scene) -> Attempt | None:
        """Agree to a large refund, refuse it, or send one again that failed."""
        row = _one(scene, REFUNDS, "r.state IN ('asked', 'failed')")
        if row is None:
            return None
        what = "retry_refund" if row.state == "failed" else scene.dice.choice(("decide_refund", "refuse_refund"))
        seen, is_current = scene.seen(row)

        def may(each: Actor) -> bool:
            return _judge_of(row)(each) and (what != "decide_refund" or each.viewer.user_id != row.asked_by_id)

        actor = scene.somebody(may)
        words = (WORDS,) if what == "refuse_refund" else ()
        use_case: Callable[..., None] = getattr(refunds, what)
        return Attempt(
            f"{what} {row.id}",
            actor,
            lambda: use_case(RefundId(row.id), *words, seen=seen, by=actor.viewer, now=scene.now),
            is_entitled=may(actor),
            is_timely=row.state in ("asked", "failed"),
            is_current=is_current,
            claim=("refund", row.id, seen),
            lot_id=row.lot_id,
        )

    def clear(self, scene: Scene) -> Attempt | None:
        """Say that what did not fit was looked into."""
        row = scene.one_of(scene.rows(PAYMENTS.format("p.trouble IS NOT NULL")))
        if row is None:
            return None
        actor, (seen, is_current) = scene.somebody(_judge_of(row)), scene.seen(row)
        return Attempt(
            f"clear payment {row.id}",
            actor,
            lambda: clear_payment(PaymentId(row.id), WORDS, seen=seen, by=actor.viewer, now=scene.now),
            is_entitled=_judge_of(row)(actor),
            is_current=is_current,
            claim=("payment", row.id, seen),
            lot_id=row.lot_id,
        )


@dataclass(frozen=True)
class Elsewhere:
    """What happens at the provider and in the workers, while people go on."""

    config: Config
    app: Flask
    provider: Provider

    @property
    def STEPS(self) -> tuple[Callable[[Scene], Attempt | None], ...]:  # noqa: N802 - as rooms call it
        """List what may happen, the usual more often."""
        return (
            *(self.pay_there, self.pay_there, self.pay_there, self.settle_there, self.go_wrong, self.sell_elsewhere),
            self.dispute,
            *(self.tell, self.tell, self.hear, self.hear, self.hear_again, self.forge, self.lie),
            *(self.open_page, self.ask, self.send, self.send, self.send_again, self.send_again, self.charge_interest),
        )

    def pay_there(self, scene: Scene) -> Attempt | None:
        """A maker pays at the provider's page: by a good card or a bad one, by debit, by a wire too small or large."""
        row = _one(scene, PAYMENTS, "p.state IN ('open', 'opening') AND p.remote_id IS NOT NULL")
        if row is None or row.remote_id is None:
            return None
        return self._by_itself(
            scene, f"pay at {row.id}", lambda: self.provider.pay(row.remote_id, row.way, dice=scene.dice)
        )

    def settle_there(self, scene: Scene) -> Attempt | None:
        """A bank says what became of a debit or a refund, or a page is closed."""
        work = self.provider.settle if scene.often(0.7) else self.provider.close
        return self._by_itself(scene, "a bank speaks", lambda: work(scene.dice))

    def dispute(self, scene: Scene) -> Attempt | None:
        """A maker's bank takes money back, or decides whose it is."""
        return self._by_itself(scene, "a bank disputes", lambda: self.provider.dispute(scene.dice))

    def go_wrong(self, scene: Scene) -> Attempt | None:
        """The next calls go wrong."""
        return self._by_itself(scene, "the line breaks", lambda: self.provider.misbehave(scene.dice))

    def sell_elsewhere(self, scene: Scene) -> Attempt | None:
        """Money comes that is none of ours."""
        return self._by_itself(scene, "a stranger pays", self.provider.sell_elsewhere) if scene.often(0.2) else None

    def tell(self, scene: Scene) -> Attempt | None:
        """Letters come."""

        def work() -> None:
            self.provider.take(scene.dice)
            assert set(self.provider.deliver(self.app, scene.dice)) <= {200}

        return self._by_itself(scene, "letters come", work)

    def forge(self, scene: Scene) -> Attempt | None:
        """Letters come that the provider did not sign."""

        def work() -> None:
            assert set(self.provider.forge(self.app, scene.dice)) == {400}

        return self._by_itself(scene, "forged letters come", work)

    def lie(self, scene: Scene) -> Attempt | None:
        """A letter says what is not so."""
        return self._by_itself(scene, "a letter lies", lambda: self.provider.lie(self.app, scene.dice))

    def hear(self, scene: Scene) -> Attempt | None:
        """A worker looks into news."""
        return self._hear(scene, scene.rows("SELECT id FROM provider_news WHERE heard_at IS NULL ORDER BY id"))

    def hear_again(self, scene: Scene) -> Attempt | None:
        """A worker looks into news once more."""
        return self._hear(scene, scene.rows("SELECT id FROM provider_news ORDER BY id"))

    def open_page(self, scene: Scene) -> Attempt | None:
        """A sweep opens a page that a crash left unopened."""
        row = scene.one_of(scene.rows("SELECT id FROM payments WHERE state = 'opening' ORDER BY id"))
        return row and self._by_itself(
            scene, f"open page {row.id}", lambda: open_missing_page(self.config, PaymentId(row.id), now=scene.now)
        )

    def ask(self, scene: Scene) -> Attempt | None:
        """A sweep asks how a payment stands."""
        row = _one(scene, PAYMENTS, "p.state IN ('open', 'processing')")
        return row and self._by_itself(
            scene, f"ask for {row.id}", lambda: hear_payment(self.config, PaymentId(row.id), now=scene.now)
        )

    def send(self, scene: Scene) -> Attempt | None:
        """A worker sends a refund, or asks how it stands."""
        row = _one(scene, REFUNDS, "r.state IN ('decided', 'sent')")
        return row and self._by_itself(
            scene, f"send refund {row.id}", lambda: send_refund(self.config, RefundId(row.id), now=scene.now)
        )

    def send_again(self, scene: Scene) -> Attempt | None:
        """A worker dies as a refund leaves, and another one sends it again while the provider lists it not yet."""
        found = scene.rows(REFUNDS.format("r.state = 'decided' AND r.remote_id IS NULL"))
        row = scene.one_of(found)
        if row is None:
            return None

        def work() -> None:
            errand = _errand_of(RefundId(row.id))
            with self.provider.unlisted("refund"):
                if errand is not None and errand.remote_id is None:
                    stripe.refund(
                        self.config,
                        errand.payment_remote_id,
                        money=errand.money,
                        reference=errand.reference,
                        key=errand.key,
                    )
                send_refund(self.config, RefundId(row.id), now=scene.now)

        return self._by_itself(scene, f"send refund {row.id} again", work)

    def charge_interest(self, scene: Scene) -> Attempt | None:
        """A sweep asks for interest."""
        row = scene.one_of(scene.rows(LATE))
        return row and self._by_itself(
            scene, f"interest on {row.id}", lambda: charge_interest(InstalmentId(row.id), now=scene.now)
        )

    def _hear(self, scene: Scene, found: list[Row]) -> Attempt | None:
        chosen = scene.dice.sample(found, min(3, len(found)))

        def work() -> None:
            for row in chosen:
                hear_news(self.config, row.id, now=scene.now)

        return self._by_itself(scene, f"hear {[row.id for row in chosen]}", work) if chosen else None

    @staticmethod
    def _by_itself(scene: Scene, what: str, work: Callable[[], object]) -> Attempt:
        def quietly() -> None:
            with suppress(ProviderDownError, ProviderRefusedError):
                work()

        return Attempt(what, scene.people[-1], quietly, is_entitled=True)


def _one(scene: Scene, query: str, living: str) -> Row | None:
    found = scene.rows(query.format(living)) if scene.often(0.9) else []
    return scene.one_of(found or scene.rows(query.format("true")))


def _judge_of(row: Row) -> Callable[[Actor], bool]:
    return lambda each: each.judges(row.producer_id, row.maker_id)
