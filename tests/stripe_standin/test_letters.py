"""How events are told: signed, until they are taken, and as badly as one asks for."""

import json
import time
from collections.abc import Iterator

import pytest

from marketplace import clock
from marketplace.config import Config
from marketplace.gateways import stripe
from stripe_standin import letters
from stripe_standin.events import tell
from stripe_standin.standin import Standin, new_standin
from tests.stripe_standin.listening import Listener, listening


@pytest.fixture
def listener() -> Iterator[Listener]:
    """Somebody who listens."""
    with listening() as listener:
        yield listener


@pytest.fixture
def standin(listener: Listener) -> Iterator[Standin]:
    """A stand-in that tells the listener, but serves nobody."""
    standin = new_standin(seed="letters", endpoint=listener.address)
    yield standin
    standin.post.stop()


def happen(standin: Standin, *names: str) -> None:
    """Let things happen that are worth a letter."""
    with standin.alone() as store:
        for name in names:
            tell(store, "payment_intent.succeeded", about={"id": name})


def heard(listener: Listener, wanted: int) -> list[str]:
    """Wait for letters and return what they are about."""
    give_up = time.monotonic() + 10
    while len(listener.heard) < wanted and time.monotonic() < give_up:
        time.sleep(0.01)
    return [json.loads(body)["data"]["object"]["id"] for body, __ in listener.heard]


def test_what_happens_is_told_in_order_and_signed(standin: Standin, listener: Listener) -> None:
    standin.post.start()
    happen(standin, "pi_1", "pi_2")
    assert heard(listener, 2) == ["pi_1", "pi_2"]
    body, signature = listener.heard[0]
    config = Config("", "", stripe_webhook_secret=standin.post.secret)
    assert stripe.read_news(config, body, signature=signature, now=clock.now()).object_id == "pi_1"


def test_what_is_refused_is_told_again(standin: Standin, listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "FIRST_WAIT", 0.05)
    listener.refuses = 2
    standin.post.start()
    happen(standin, "pi_1")
    assert heard(listener, 3) == ["pi_1"] * 3
    assert len({json.loads(body)["id"] for body, __ in listener.heard}) == 1


def test_an_endpoint_that_is_down_gets_its_letters_when_it_is_back(
    standin: Standin, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "FIRST_WAIT", 0.05)
    standin.post.endpoint, back = "http://127.0.0.1:9/webhooks/stripe", standin.post.endpoint
    happen(standin, "pi_1")
    assert standin.post.deliver_now() == [0]
    standin.post.endpoint = back
    standin.post.start()
    assert heard(listener, 1) == ["pi_1"]


def test_letters_come_twice_when_asked_to(standin: Standin, listener: Listener) -> None:
    standin.post.habits.copies = 2
    happen(standin, "pi_1")
    assert standin.post.deliver_now() == [200, 200]
    assert heard(listener, 2) == ["pi_1", "pi_1"]


def test_letters_come_in_no_order_but_always_the_same_one(standin: Standin, listener: Listener) -> None:
    standin.post.habits.is_shuffled = True
    happen(standin, *"abcdef")
    standin.post.deliver_now()
    assert sorted(heard(listener, 6)) == list("abcdef")
    assert heard(listener, 6) != list("abcdef")


def test_letters_get_lost_when_asked_to(standin: Standin, listener: Listener) -> None:
    standin.post.habits.drop = 1
    happen(standin, "pi_1", "pi_2")
    standin.post.deliver_now()
    assert heard(listener, 1) == ["pi_2"]


def test_held_letters_wait(standin: Standin, listener: Listener) -> None:
    standin.post.habits.is_held = True
    standin.post.start()
    happen(standin, "pi_1")
    time.sleep(3 * letters.LOOK_EVERY)
    assert listener.heard == []
    standin.post.deliver_now()
    assert heard(listener, 1) == ["pi_1"]


def test_delayed_letters_come_later(standin: Standin, listener: Listener) -> None:
    standin.post.habits.delay = 0.3
    standin.post.start()
    began = time.monotonic()
    happen(standin, "pi_1")
    assert heard(listener, 1) == ["pi_1"]
    assert time.monotonic() - began >= 0.3


def test_what_a_caller_takes_is_not_told_again(standin: Standin, listener: Listener) -> None:
    happen(standin, "pi_1")
    [(body, __)] = standin.post.take()
    assert json.loads(body)["type"] == "payment_intent.succeeded"
    assert standin.post.deliver_now() == []
    assert listener.heard == []
