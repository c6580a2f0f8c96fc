"""Steps with samples: asked for, sent, lost, received, tasted, and what follows a second no."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from marketplace.domain.evaluations import TastedProduct
from marketplace.domain.ids import ContractId, LotId, SampleId
from marketplace.domain.money import Currency, Money
from marketplace.domain.samples.life import SampleKind
from marketplace.domain.samples.requests import FREE, Dispatch, Drawing, SampleRequest
from marketplace.domain.samples.verdicts import SampleVerdict
from marketplace.services.samples import answers, requests, verdicts
from tests.never.cast import Actor
from tests.never.scene import Attempt, Row, Scene

WORDS = "Smoky, as last time."
ADDRESS = "Atelier Roussette, 1 rue des Fèves, 69001 Lyon"
GROUP, MAKER = "producer_id", "maker_id"


def ask(scene: Scene) -> Attempt | None:
    """Ask for a sample of a lot."""
    lot = scene.a_lot()
    actor = scene.somebody(lambda each: each.kind == "maker" and each.acts_for(each.side))
    request = SampleRequest(500, ADDRESS)
    return Attempt(
        f"ask for a sample of lot {lot.id}",
        actor,
        lambda: requests.ask_sample(LotId(lot.id), request, fee=FREE, by=actor.viewer, now=scene.now),
        is_entitled=actor.kind == "maker" and actor.acts_for(actor.side),
        is_timely=lot.state == "published",
        lot_id=lot.id,
    )


def act(scene: Scene) -> Attempt | None:
    """Take the next step with a sample, or one that is not next."""
    sample = scene.target(
        "samples", "state IN ('requested', 'quoted', 'sent', 'lost', 'received', 'unresolved', 'allowance_asked')"
    )
    if sample is None:
        return None
    names = (
        [name for name, (states, _side, _work) in ACTS.items() if sample.state in states] if scene.often(0.9) else []
    )
    name = scene.dice.choice(names or list(ACTS))
    states, side, work = ACTS[name]
    parties = [sample.producer_id, sample.maker_id]
    sides = parties if side == "either" else [getattr(sample, side)]
    is_judged = name == "judge" and sample.kind == "arbitration"

    def may(each: Actor) -> bool:
        return each.judges(*parties) if is_judged else each.acts_for(*sides)

    actor = scene.somebody(may)
    seen, is_current = scene.seen(sample)
    return Attempt(
        f"{name} sample {sample.id}",
        actor,
        lambda: work(scene, SampleId(sample.id), {"seen": seen, "by": actor.viewer, "now": scene.now}),
        is_entitled=may(actor),
        is_timely=sample.state in states,
        is_current=is_current,
        claim=("sample", sample.id, seen),
        lot_id=sample.lot_id,
    )


def _send(scene: Scene, sample_id: SampleId, common: dict[str, Any]) -> None:
    drawn = scene.dice.choice((0, 500, 500))
    sent = Dispatch(grams=500, courier="DHL", sent_on=scene.now.date(), drawn=drawn)
    answers.send_sample(sample_id, sent, **common)


def _quote(_scene: Scene, sample_id: SampleId, common: dict[str, Any]) -> None:
    answers.quote_fee(sample_id, Money(Decimal(15), Currency.USD), **common)


def _agree(_scene: Scene, sample_id: SampleId, common: dict[str, Any]) -> None:
    requests.agree_fee(sample_id, **common)


def _judge(scene: Scene, sample_id: SampleId, common: dict[str, Any]) -> None:
    verdict = SampleVerdict(
        is_approved=scene.often(0.5),
        tasted_on=scene.now.date(),
        product=TastedProduct.CACAO_MASS,
        scores={"cacao": Decimal(5)},
        global_quality=Decimal(7),
        words=WORDS,
    )
    verdicts.judge_sample(sample_id, verdict, **common)


def _receive(scene: Scene, sample_id: SampleId, common: dict[str, Any]) -> None:
    verdicts.receive_sample(sample_id, scene.now.date(), **common)


def _ask_for_less(scene: Scene, sample_id: SampleId, common: dict[str, Any]) -> None:
    verdicts.ask_allowance(sample_id, Decimal(scene.dice.choice((20, 100, 900))), **common)


def _grant(_scene: Scene, sample_id: SampleId, common: dict[str, Any]) -> None:
    verdicts.grant_allowance(sample_id, **common)


def _worded(use_case: Callable[..., None]) -> Callable[[Scene, SampleId, dict[str, Any]], None]:
    return lambda _scene, sample_id, common: use_case(sample_id, WORDS, **common)


Act = tuple[tuple[str, ...], str, Callable[[Scene, SampleId, dict[str, Any]], None]]
ACTS: dict[str, Act] = {
    "send": (("requested", "lost"), GROUP, _send),
    "ask more for": (("requested",), GROUP, _quote),
    "agree to more for": (("quoted",), MAKER, _agree),
    "decline": (("requested", "quoted", "lost"), GROUP, _worded(answers.decline_sample)),
    "cancel": (("requested", "quoted", "lost"), MAKER, _worded(requests.cancel_sample)),
    "receive": (("sent", "lost"), MAKER, _receive),
    "lose": (("sent",), "either", _worded(answers.lose_sample)),
    "judge": (("received",), MAKER, _judge),
    "ask less for": (("unresolved",), MAKER, _ask_for_less),
    "grant less for": (("allowance_asked",), GROUP, _grant),
    "deny less for": (("allowance_asked",), GROUP, _worded(verdicts.deny_allowance)),
    "replace": (("unresolved", "allowance_asked"), MAKER, _worded(verdicts.replace_sample)),
    "call off by": (("unresolved", "allowance_asked"), "either", _worded(verdicts.call_off)),
}


def draw(scene: Scene) -> Attempt | None:
    """Draw a sample from what has arrived, for the maker's own tasting or for an arbitrator."""
    contract = scene.target("contracts", "state = 'approved' AND milestone = 'arrived'")
    if contract is None:
        return None
    kind = scene.dice.choice((SampleKind.ARRIVAL, SampleKind.ARBITRATION))
    sides = [contract.maker_id, *([contract.producer_id] if kind is SampleKind.ARBITRATION else [])]
    actor = scene.somebody(lambda each: each.acts_for(*sides))
    drawing = Drawing(grams=500, drawn_on=scene.now.date(), address=ADDRESS)
    return Attempt(
        f"draw for {kind} of contract {contract.id}",
        actor,
        lambda: requests.draw_sample(ContractId(contract.id), kind, drawing=drawing, by=actor.viewer, now=scene.now),
        is_entitled=actor.acts_for(*sides),
        is_timely=contract.state == "approved" and contract.milestone in ("arrived", "closed"),
        lot_id=contract.lot_id,
    )


STEPS: tuple[Callable[[Scene], Row | None], ...] = (ask, act, act, act, act, draw)
