"""The samples of the fictional market: one approved, one asked for, one on its way, one that taught something."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.evaluations import TastedProduct
from marketplace.domain.flavours import AXES, OFF_TOTAL
from marketplace.domain.ids import LotId, SampleId
from marketplace.domain.money import Currency, Money
from marketplace.domain.samples.grams import Entry, GramKind
from marketplace.domain.samples.requests import Dispatch, SampleRequest
from marketplace.domain.samples.verdicts import SampleVerdict
from marketplace.domain.viewers import Viewer
from marketplace.queries.lots.showing import get_lot
from marketplace.queries.samples.pages import get_sample
from marketplace.seed.reading import World
from marketplace.services.samples.answers import send_sample
from marketplace.services.samples.grams import record_grams, set_sample_fee
from marketplace.services.samples.requests import ask_sample
from marketplace.services.samples.verdicts import judge_sample, receive_sample

FEE = Money(Decimal(20), Currency.USD)
KEPT_GRAMS = 3_000
COURIERS = ("SERPOST/DHL", "Olva Courier", "FedEx")
SMOKE = Decimal("1.5")


@dataclass(frozen=True, slots=True)
class Story:
    """How far one sample has come: days ago it was asked for, sent, received and judged; None: not yet."""

    lot_code: str
    maker: int
    asked: int
    message: str
    sent: int | None = None
    received: int | None = None
    judged: int | None = None
    is_approved: bool = True
    global_quality: Decimal = Decimal(7)
    words: str = ""


STORIES = (
    Story(
        "YANA-26-01",
        1,
        asked=13,
        message="For a 72% single origin; we would roast it in three small batches.",
        sent=11,
        received=5,
        judged=3,
        global_quality=Decimal("7.9"),
        words="Clean and floral, with panela in the finish. A little less body than your panel found. We want to bid.",
    ),
    Story("YANA-26-01", 3, asked=2, message="We look for a floral lot for spring."),
    Story("BOQ-26-01", 2, asked=9, message="Please from more than one bag.", sent=6),
    Story(
        "PACH-26-01",
        4,
        asked=12,
        message="For milk chocolate.",
        sent=10,
        received=4,
        judged=2,
        is_approved=False,
        global_quality=Decimal("4.5"),
        words="A smoky note in every cup, so not for us this year. Was it dried near a fire?",
    ),
)


def send_samples(world: World, *, groups: dict[int, Viewer], makers: dict[int, Viewer]) -> int:
    """Let makers ask, groups send and makers taste, as each story tells; return how many samples there are."""
    lots = {lot["lot_code"]: lot for lot in world.facts["lots"]}
    told = [story for story in STORIES if story.lot_code in lots]
    for code in dict.fromkeys(story.lot_code for story in told):
        owner = groups[lots[code]["group_id"]]
        lot_id = get_lot(owner, code, today=world.today).id
        set_sample_fee(FEE, by=owner, now=world.days_ago(14, 10))
        record_grams(lot_id, Entry(GramKind.KEPT, KEPT_GRAMS, "saco 1"), by=owner, now=world.days_ago(14, 11))
        for story in told:
            if story.lot_code == code:
                _tell(story, lots[code], world=world, owner=owner, maker=makers[story.maker])
    return len(told)


def _tell(story: Story, lot: dict[str, Any], *, world: World, owner: Viewer, maker: Viewer) -> None:
    asked = SampleRequest(500, _address(story.maker, world), story.message)
    lot_id: LotId = get_lot(owner, story.lot_code, today=world.today).id
    sample_id = ask_sample(lot_id, asked, fee=FEE, by=maker, now=world.days_ago(story.asked))
    if story.sent is not None:
        now = world.days_ago(story.sent)
        courier = COURIERS[story.maker % len(COURIERS)]
        dispatch = Dispatch(
            grams=500,
            courier=courier,
            sent_on=day_in_lima(now),
            fee=FEE,
            tracking=f"PE{story.maker}0042",
        )
        send_sample(sample_id, dispatch, seen=_seen(sample_id, owner, now), by=owner, now=now)
    if story.received is not None:
        now = world.days_ago(story.received)
        receive_sample(sample_id, day_in_lima(now), seen=_seen(sample_id, maker, now), by=maker, now=now)
    if story.judged is not None:
        now = world.days_ago(story.judged)
        judge_sample(sample_id, _verdict(story, lot, now), seen=_seen(sample_id, maker, now), by=maker, now=now)


def _verdict(story: Story, lot: dict[str, Any], now: datetime) -> SampleVerdict:
    """Taste as the panel did, a little off here and there; a rejected sample has smoke in it."""
    panel = lot["sensory"]["scores"]
    off = Decimal(0) if story.is_approved else SMOKE
    return SampleVerdict(
        is_approved=story.is_approved,
        tasted_on=day_in_lima(now - timedelta(hours=1)),
        product=TastedProduct.CACAO_MASS,
        scores={name: _near(name, Decimal(panel[name])) for name in AXES if panel.get(name) is not None}
        | {OFF_TOTAL: off},
        global_quality=story.global_quality,
        words=story.words,
    )


def _near(name: str, value: Decimal) -> Decimal:
    shift = Decimal(len(name) % 5 - 2) * Decimal("0.4")
    return min(max(value + shift, Decimal(0)), Decimal(10))


def _address(maker: int, world: World) -> str:
    facts = next(each for each in world.facts["chocolate_makers"] if each["id"] == maker)
    return f"{facts['name']}\n{maker * 11} Fictional Street\n{facts['city']}, {facts['country']}"


def _seen(sample_id: SampleId, viewer: Viewer, now: datetime) -> int:
    return get_sample(viewer, sample_id, now=now).version
