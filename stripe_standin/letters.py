"""Delivering events to the one who listens: signed, tried again when refused, and made worse on purpose."""

import hmac
import json
import random
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Event, Thread

from stripe_standin.answers import Json
from stripe_standin.events import untold
from stripe_standin.store import HERE, Store

FIRST_WAIT, MOST_TRIES = 1.0, 10
"""Seconds before the second try, doubled each time; Stripe itself tries for three days."""
PATIENCE_SECONDS = 10
LOOK_EVERY = 0.05
FINE = range(200, 300)


@dataclass(slots=True)
class Habits:
    """How letters are delivered: later, more than once, in no order, not at all, or only when asked (`is_held`)."""

    delay: float = 0.0
    copies: int = 1
    is_shuffled: bool = False
    is_held: bool = False
    drop: int = 0


@dataclass(slots=True)
class Letter:
    """One event on its way."""

    event_id: str
    due: float
    tries: int = 0


@dataclass(slots=True)
class Post:
    """Looks for new events and brings them to the endpoint, if there is one; runs in a thread of its own."""

    store: Store
    secret: str
    endpoint: str = ""
    habits: Habits = field(default_factory=Habits)
    letters: list[Letter] = field(default_factory=list)
    known: set[str] = field(default_factory=set)
    chance: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311 - disorder, not a secret
    stopping: Event = field(default_factory=Event)
    thread: Thread | None = None

    def start(self) -> None:
        """Begin to deliver."""
        self.thread = Thread(target=self._run, daemon=True, name="stand-in's post")
        self.thread.start()

    def stop(self) -> None:
        """Deliver no more."""
        self.stopping.set()
        if self.thread is not None:
            self.thread.join()

    def take(self) -> list[tuple[bytes, str]]:
        """Hand out everything that waits, signed, for a caller who delivers it himself."""
        with self.store.lock:
            events = untold(self.store)
            for event in events:
                event["pending_webhooks"] = 0
            return [self.signed(event) for event in events]

    def signed(self, event: Json, *, at: int | None = None) -> tuple[bytes, str]:
        """Return a letter's body and its signature."""
        here = self.endpoint.rpartition("/webhooks")[0]
        body = json.dumps(event).replace(HERE, here).encode()
        return body, sign(body, self.secret, at=self.store.now() if at is None else at)

    def deliver_now(self) -> list[int]:
        """Bring everything that waits at once, held back or not; returns what the endpoint answered."""
        return [self._bring(letter) for letter in self._take_due(float("inf"))]

    def _run(self) -> None:
        while not self.stopping.wait(LOOK_EVERY):
            if self.habits.is_held or not self.endpoint:
                continue
            for letter in self._take_due(time.monotonic()):
                self._bring(letter)

    def _take_due(self, now: float) -> list[Letter]:
        """Take the letters from the pile that are to be brought by now."""
        with self.store.lock:
            self._sort()
            due = [letter for letter in self.letters if letter.due <= now]
            self.letters = [letter for letter in self.letters if letter.due > now]
        return self.chance.sample(due, len(due)) if self.habits.is_shuffled else due

    def _sort(self) -> None:
        """Put letters for new events on the pile."""
        for event in [each for each in untold(self.store) if each["id"] not in self.known]:
            self.known.add(event["id"])
            if self.habits.drop > 0:
                self.habits.drop -= 1
                continue
            due = time.monotonic() + self.habits.delay
            self.letters += [Letter(event["id"], due) for __ in range(self.habits.copies)]

    def _bring(self, letter: Letter) -> int:
        with self.store.lock:
            event = self.store.objects.get(letter.event_id)
            body, signature = self.signed(event) if event else (b"", "")
        status = post(self.endpoint, body, signature=signature) if event else 0
        letter.tries += 1
        with self.store.lock:
            if event and status in FINE:
                event["pending_webhooks"] = 0
            elif event and letter.tries < MOST_TRIES:
                letter.due = time.monotonic() + FIRST_WAIT * 2 ** (letter.tries - 1)
                self.letters.append(letter)
        return status


def sign(body: bytes, secret: str, *, at: int) -> str:
    """Sign a letter as of a moment, in seconds since 1970."""
    signature = hmac.new(secret.encode(), f"{at}.".encode() + body, sha256).hexdigest()
    return f"t={at},v1={signature}"


def post(endpoint: str, body: bytes, *, signature: str) -> int:
    """Bring one letter; returns the status it was answered with, 0 for none."""
    headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": signature}
    request = urllib.request.Request(endpoint, body, headers)  # noqa: S310 - our own market's address
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 - as above
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0
