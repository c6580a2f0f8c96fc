"""The provider and who pays at it, as the random lives meet them: letters go astray, banks say no, calls are cut."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

import psycopg
from flask import Flask

from stripe_standin import disputes, refunds, sessions
from stripe_standin.answers import ApiError, Json
from stripe_standin.events import untold
from stripe_standin.faults import How
from stripe_standin.letters import sign
from stripe_standin.standin import Standin
from tests.standin import tell

CARDS = ("4242424242424242",) * 6 + (sessions.REFUND_FAILS, "4000000000000002", "4000000000009995")
FAULTS = tuple(How)
GONE_BACK = """SELECT CASE WHEN remote_id LIKE 'du%' THEN 'dispute-' || split_part(remote_id, ':', 1)
        ELSE 'refund-' || id END, 'payment-' || payment_id, sum(amount), min(state), currency
    FROM refunds GROUP BY 1, 2, 5"""
"""What went back, by the name under which the provider knows it: what a dispute took has the dispute's."""
EVEN = 0.5
WHERE = ("", "/v1/refunds", "/v1/checkout/sessions", "/v1/payment_intents", "/v1/customers")
LOST, MOSTLY = 0.15, 0.75
WHOLE = frozenset({"jpy"})
UNDECIDED = ("asked", "refused")
Facts = dict[str, tuple[str, Decimal, str]]


@dataclass
class Provider:
    """The stand-in, and the letters that are on their way from it to the market."""

    standin: Standin
    bag: list[Json] = field(default_factory=list)

    def begin(self) -> None:
        """Forget everything."""
        self.standin.reset()
        self.bag.clear()

    def pass_time(self, seconds: int) -> None:
        """Let the provider's clock go on: pages close, keys are forgotten."""
        self.standin.pass_time(seconds)

    def misbehave(self, dice: Random) -> None:
        """Let some of the next calls go wrong."""
        self.standin.fail_next(dice.choice(FAULTS), times=dice.choice((1, 1, 2)), path=dice.choice(WHERE))

    def pay(self, remote_id: str, way: str, *, dice: Random) -> str:
        """Let a maker pay at a page, one way or another; returns what came of it."""
        with suppress(ApiError):
            if way == "card":
                return self.standin.pay(remote_id, card=dice.choice(CARDS))
            if way == "bank_debit":
                return self.standin.debit(remote_id)
            intent = self.standin.store.get("payment_intent", remote_id)
            shares = (Decimal(1), Decimal(1), Decimal("0.4"), Decimal("0.6"), Decimal("1.01"), Decimal("0.333"))
            self.standin.wire(remote_id, int(intent["amount"] * dice.choice(shares)))
            return "wired"
        return "closed"

    def dispute(self, dice: Random) -> None:
        """Let a maker's bank take what was paid back, all of it or a part, or decide about what it took."""
        with self.standin.alone() as store:
            waiting = list(store.newest("dispute", status="needs_response"))
            paid = [each for each in store.newest("charge", status="succeeded") if _may_be_disputed(each)]
            if waiting and dice.random() < EVEN:
                disputes.close(store, dice.choice(waiting), is_won=dice.random() < EVEN)
            elif paid:
                charge = dice.choice(paid)
                left = charge["amount"] - charge["amount_refunded"]
                disputes.open_one(store, charge, amount=dice.choice((left, left, max(1, left // 3))))

    @contextmanager
    def unlisted(self, kind: str) -> Iterator[None]:
        """Let lists of a kind show nothing for a while, as lists of the provider may lag behind."""
        with self.standin.alone() as store:
            hidden, store.kinds[kind] = store.kinds.get(kind, []), []
        try:
            yield
        finally:
            with self.standin.alone() as store:
                store.kinds[kind] = [*hidden, *(each for each in store.kinds[kind] if each not in hidden)]

    def close(self, dice: Random) -> None:
        """Let a page's time be over."""
        with self.standin.alone() as store:
            found = list(store.newest("checkout.session", status="open"))
            if found:
                sessions.expire(store, dice.choice(found))

    def settle(self, dice: Random, *, all_of_them: bool = False) -> int:
        """Let banks say what became of debits and refunds that wait for them."""
        with self.standin.alone() as store:
            debits = store.newest("checkout.session", status="complete", payment_status="unpaid")
            waiting = [each["id"] for each in (*debits, *store.newest("refund", status="pending"))]
            done = store.newest("refund", status="succeeded")
            waiting += [each["id"] for each in done if refunds.is_doomed(store, each)]
        for number in waiting if all_of_them else waiting[:1]:
            self.standin.settle(number, succeeds=dice.random() < MOSTLY)
        return len(waiting)

    def take(self, dice: Random, *, loses: float = LOST) -> None:
        """Put what is new in the bag; some of it is lost for good."""
        with self.standin.alone() as store:
            for event in untold(store):
                event["pending_webhooks"] = 0
                if dice.random() >= loses:
                    self.bag.append(event)

    def deliver(self, app: Flask, dice: Random, *, at_most: int = 6) -> list[int]:
        """Bring some letters in no order, some of them twice, and let others wait; returns how they were answered."""
        chosen = dice.sample(self.bag, min(at_most, len(self.bag)))
        self.bag = [each for each in self.bag if each not in chosen or dice.random() < LOST]
        client = app.test_client()
        return [self._bring(client, event) for event in chosen for _ in range(dice.choice((1, 1, 2)))]

    def lie(self, app: Flask, dice: Random) -> list[int]:
        """Say with a true signature that a page was paid that was not."""
        with self.standin.alone() as store:
            pages = list(store.newest("checkout.session"))
            told = {**dice.choice(pages), "payment_status": "paid", "status": "complete"} if pages else None
        if told is None:
            return []
        event = {
            "id": f"evt_lie_{dice.random()}",
            "type": "checkout.session.completed",
            "created": int(time.time()),
            "data": {"object": told},
        }
        return [self._bring(app.test_client(), event)]

    def forge(self, app: Flask, dice: Random) -> list[int]:
        """Bring letters that the provider did not sign: with another secret, changed afterwards, or long ago."""
        event = dice.choice(self.bag) if self.bag else {"id": "evt_forged", "type": "x", "data": {"object": {}}}
        body = json.dumps({**event, "id": f"evt_forged_{dice.random()}"}).encode()
        now, secret = int(time.time()), self.standin.post.secret
        forged = (
            (body, sign(body, "whsec_guessed", at=now)),
            (body + b" ", sign(body, secret, at=now)),
            (body, sign(body, secret, at=now - 3_600)),
            (body, ""),
        )
        return [tell(app.test_client(), *letter) for letter in forged]

    def sell_elsewhere(self) -> None:
        """Let somebody pay for something at the same provider that is none of ours."""
        item = {"quantity": 1, "price_data": {"currency": "usd", "unit_amount": 1_234, "product_data": {"name": "T"}}}
        with self.standin.alone() as store:
            asked = {"line_items": [item], "client_reference_id": "shop-17", "success_url": "https://shop.example"}
            sessions.pay_by_card(store, sessions.create(store, asked), number=CARDS[0])

    def parts(self) -> dict[str, tuple[str, Decimal, str]]:
        """Say by its own ids what came: for which payment, how much, in which currency."""
        store = self.standin.store
        charges = [each for each in store.newest("charge", status="succeeded") if not each["customer"]]
        lines = store.newest("customer_cash_balance_transaction", type="funded")
        return {
            **{each["id"]: _fact(each, each["metadata"], each["amount"]) for each in charges},
            **{
                f"{each['id']}:back": _fact(each, store.get("charge", each["charge"])["metadata"], each["amount"])
                for each in store.newest("dispute", status="won")
            },
            **{
                each["id"]: _fact(each, store.get("customer", each["customer"])["metadata"], each["net_amount"])
                for each in lines
            },
        }

    def given_back(self) -> dict[str, tuple[str, Decimal, str]]:
        """Say by its own ids what went back and has not failed."""
        store = self.standin.store
        living = [each for each in store.newest("refund") if each["status"] not in ("failed", "canceled")]
        return {
            **{each["id"]: _fact(each, each["metadata"], each["amount"]) for each in living},
            **{
                each["id"]: _fact(each, {"reference": f"dispute-{each['id']}"}, each["amount"])
                for each in store.newest("dispute")
            },
        }

    def _bring(self, client: Any, event: Json) -> int:
        body = json.dumps(event).encode()
        return tell(client, body, sign(body, self.standin.post.secret, at=int(time.time())))


def _may_be_disputed(charge: Json) -> bool:
    """Say whether a payment of ours was not taken back yet; what strangers paid is no life's."""
    is_ours = str(charge["metadata"].get("reference", "")).startswith("payment-")
    has_left = charge["amount"] > charge["amount_refunded"]
    return is_ours and has_left and not charge["customer"] and not charge.get("disputed")


def _fact(about: Json, metadata: Json, units: int) -> tuple[str, Decimal, str]:
    places = 0 if about["currency"] in WHOLE else 2
    return metadata.get("reference", ""), Decimal(units).scaleb(-places), about["currency"].upper()


def disagreements(connection: psycopg.Connection[Any], provider: Provider, *, is_calm: bool) -> Iterator[str]:
    """Say what the market believes of money that the provider does not say; once all is heard, the other way too."""
    came, back = provider.parts(), provider.given_back()
    ours = {
        number: (f"payment-{payment}", amount.normalize(), currency)
        for number, payment, amount, currency in connection.execute(
            "SELECT remote_id, payment_id, amount, currency FROM receipts"
        )
    }
    said = {number: (name, amount.normalize(), currency) for number, (name, amount, currency) in came.items()}
    yield from (f"nobody at the provider paid {each}" for each in ours.items() if said.get(each[0]) != each[1])
    yield from _wrong_refunds(connection, back, came)
    if is_calm:
        yield from _unheard(connection, said, ours=ours, back=back)


def _wrong_refunds(connection: psycopg.Connection[Any], back: Facts, came: Facts) -> Iterator[str]:
    rows = connection.execute(GONE_BACK).fetchall()
    decided = {name: (of, amount, currency) for name, of, amount, state, currency in rows if state not in UNDECIDED}
    sums: dict[str, Decimal] = {}
    for number, (name, amount, currency) in back.items():
        if name.startswith("dispute-") and name not in decided:
            continue  # nobody has heard of it yet
        of, wanted, in_currency = decided.get(name, ("", Decimal(0), ""))
        if (wanted, in_currency) != (amount, currency):
            yield f"{number} gave {amount} {currency} back for {name}, decided is {wanted}"
        sums[of] = sums.get(of, Decimal(0)) + amount
    names = [name for name, _amount, _currency in back.values()]
    yield from (f"{name} was given back twice" for name in set(names) if names.count(name) > 1)
    for of, amount in sums.items():
        if amount > sum(part for name, part, _currency in came.values() if name == of):
            yield f"more was given back of {of} than came: {amount}"


def _unheard(connection: psycopg.Connection[Any], said: Facts, *, ours: Facts, back: Facts) -> Iterator[str]:
    apart = {key for (key,) in connection.execute("SELECT cause_key FROM entries WHERE cause_kind = 'unmatched'")}
    yield from (f"nobody heard of {each}" for each in said.items() if each[0] not in {**ours, **dict.fromkeys(apart)})
    states = {name: state for name, _of, _amount, state, _currency in connection.execute(GONE_BACK)}
    gone = {name for name, _amount, _currency in back.values()}
    yield from (f"{name} is {state}" for name, state in states.items() if (state == "done") is not (name in gone))
    yield from (f"nobody heard of {name}" for name in gone if name not in states)
    booked = connection.execute(
        "SELECT p.currency, sum(p.amount) FROM postings p JOIN entries e ON e.id = p.entry_id"
        " WHERE p.account = 'provider' AND e.cause_kind NOT IN ('provider_cost', 'swept') GROUP BY 1"
    ).fetchall()
    for currency, amount in booked:
        there = sum((part for _name, part, money in said.values() if money == currency), Decimal(0))
        there -= sum((part for _name, part, money in back.values() if money == currency), Decimal(0))
        if there != amount:
            yield f"the books say that {amount} {currency} is at the provider, it is {there}"
