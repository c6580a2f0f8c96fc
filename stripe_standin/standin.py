"""The whole stand-in in one hand: what it knows and delivers, what goes wrong, and what only banks and payers do."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from stripe_standin import disputes, refunds, sessions, wires
from stripe_standin.answers import Json
from stripe_standin.faults import Faults, How
from stripe_standin.letters import Post
from stripe_standin.store import Store

KEY = "sk_test_standin"
SECRET = "whsec_standin"  # noqa: S105 - a stand-in's secret protects nothing


@dataclass(slots=True)
class Standin:
    """One stand-in; every method may be called from any thread."""

    store: Store
    post: Post
    key: str = KEY
    base: str = ""
    faults: Faults = field(default_factory=Faults)
    requests: list[Json] = field(default_factory=list)
    settles_after: int | None = None
    """After how many seconds banks answer by themselves; None: only when told."""

    @contextmanager
    def alone(self) -> Iterator[Store]:
        """Hold the store, let time have passed before, and write it down afterwards."""
        with self.store.lock:
            sessions.expire_old(self.store)
            self._settle_old()
            yield self.store
            self.store.save()

    def pay(self, session_id: str, *, card: str = "4242424242424242", is_confirmed: bool = True) -> str:
        """Pay a page by card, as somebody does in the browser."""
        with self.alone() as store:
            session = store.get("checkout.session", session_id)
            return sessions.pay_by_card(store, session, number=card, is_confirmed=is_confirmed)

    def debit(self, session_id: str) -> str:
        """Pay a page by bank debit; the bank answers when told (`settle`)."""
        with self.alone() as store:
            return sessions.pay_by_debit(store, store.get("checkout.session", session_id))

    def settle(self, object_id: str, *, succeeds: bool = True) -> None:
        """Let the bank say what became of a debit (named by its page) or of a refund."""
        with self.alone() as store:
            self._settle(store.objects[object_id], succeeds=succeeds)

    def dispute(self, session_id: str, *, amount: int | None = None) -> str:
        """Let the payer's bank take money of a paid page back, all of it or so much; returns the dispute's number."""
        with self.alone() as store:
            charge = disputes.charge_of(store, store.get("checkout.session", session_id))
            return str(disputes.open_one(store, charge, amount=amount)["id"])

    def close_dispute(self, dispute_id: str, *, is_won: bool) -> None:
        """Let the bank decide a dispute."""
        with self.alone() as store:
            disputes.close(store, store.get("dispute", dispute_id), is_won=is_won)

    def wire(self, intent_id: str, amount: int, *, reference: str = "") -> None:
        """Let a wire arrive on the account number of a payment, in the currency's smallest unit."""
        with self.alone() as store:
            intent = store.get("payment_intent", intent_id)
            payer = store.get("customer", intent["customer"])
            wires.wire(store, payer, amount=amount, currency=intent["currency"], reference=reference)

    def fail_next(self, how: How | str, *, times: int = 1, path: str = "") -> None:
        """Let the next calls to an address go wrong."""
        self.faults.add(How(how), times=times, path=path)

    def pass_time(self, seconds: int) -> None:
        """Set the clock forward."""
        self.store.ahead += seconds
        with self.alone():
            pass

    def reset(self) -> None:
        """Forget everything."""
        with self.store.lock:
            self.store.clear()
            self.faults.clear()
            self.requests.clear()
            self.post.letters.clear()
            self.post.known.clear()
            self.store.save()

    def _settle(self, found: Json, *, succeeds: bool) -> None:
        if found["object"] == "checkout.session":
            sessions.settle(self.store, found, succeeds=succeeds)
        elif found["object"] == "refund":
            refunds.settle(self.store, found, succeeds=succeeds)

    def _settle_old(self) -> None:
        if self.settles_after is None:
            return
        limit = self.store.now() - self.settles_after
        waiting = [
            *self.store.newest("checkout.session", status="complete", payment_status="unpaid"),
            *self.store.newest("refund", status="pending"),
            *(each for each in self.store.newest("refund", status="succeeded") if refunds.is_doomed(self.store, each)),
        ]
        for found in waiting:
            if self._asked_at(found) <= limit:
                fails = self.store.beside(found["id"]).get("fails") or refunds.is_doomed(self.store, found)
                self._settle(found, succeeds=not fails)

    def _asked_at(self, found: Json) -> int:
        """Return since when a bank has the question."""
        intent = self.store.objects.get(found["payment_intent"] or "", {})
        charge = self.store.objects.get(intent.get("latest_charge") or "", found)
        return int((charge if found["object"] == "checkout.session" else found)["created"])


def new_standin(*, seed: str = "", path: Path | None = None, secret: str = SECRET, endpoint: str = "") -> Standin:
    """Make a stand-in, which remembers what lies at `path`."""
    store = (Store(seed=seed, path=path) if seed else Store(path=path)).load()
    return Standin(store, Post(store, secret=secret, endpoint=endpoint))
