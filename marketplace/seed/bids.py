"""What is talked about in the fictional market: three talks that ended, and several that wait for an answer."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from marketplace.domain.bids.life import Seen
from marketplace.domain.bids.terms import BidTerms
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.exchange import Quote
from marketplace.domain.ids import BidId, ContractId, LotId
from marketplace.domain.mass import MassUnit
from marketplace.domain.money import Currency, Incoterm
from marketplace.domain.viewers import Viewer
from marketplace.queries.bids.pages import get_bid
from marketplace.queries.contracts.showing import get_contract
from marketplace.queries.lots.showing import get_lot
from marketplace.seed.market import Cast
from marketplace.seed.signing import sign_for_both
from marketplace.services.bids.answering import accept_bid, counter_bid
from marketplace.services.bids.placing import NO_CHOICES, Choices, offer_bags, place_bid
from marketplace.services.contracts.judging import approve_contract, reject_contract

DESTINATIONS = ("", "FR", "DK", "DE", "US-ME", "US-CO", "CA", "JP", "CH", "PE", "GB")
"""Where each maker is, by its number."""
UNNAMED = Choices(is_anonymous=True)


@dataclass(frozen=True, slots=True)
class Talk:
    """One bid: on which lot of which group, by which maker, for how much, and how it goes on."""

    lot_code: str
    group: int
    maker: int
    bags: int
    usd: int
    valid_days: int = 6
    counter: int | None = None
    choices: Choices = NO_CHOICES
    further: dict[str, Any] = field(default_factory=dict)


YANA = Talk("YANA-26-01", 2, maker=1, bags=20, usd=5400)
BOQ = Talk("BOQ-26-01", 5, maker=2, bags=250, usd=4650, valid_days=10)
PACH = Talk("PACH-26-01", 11, maker=4, bags=500, usd=4170, valid_days=10)
WHY_NOT = "Three plots are of high risk in Whisp and not kept apart; the EUDR pack is not complete."
OPEN = (
    Talk(
        "SACHA-26-01",
        1,
        maker=3,
        bags=60,
        usd=4700,
        further={"message": "For a milk chocolate; shipment in March suits us."},
    ),
    Talk("SACHA-26-01", 1, maker=6, bags=50, usd=4850, valid_days=3, choices=UNNAMED),
    Talk("YANA-26-01", 2, maker=10, bags=20, usd=5500, valid_days=4),
    Talk(
        "WARMI-26-01",
        3,
        maker=1,
        bags=20,
        usd=5900,
        counter=6200,
        further={"message": "We liked the sample very much."},
    ),
    Talk(
        "NESH-26-01",
        7,
        maker=8,
        bags=60,
        usd=4900,
        further={"quote": Quote(Decimal("4.70"), Currency.EUR, MassUnit.KILOGRAM)},
    ),
)
CHOICE = (Talk("TULU-26-01", 9, maker=7, bags=50, usd=4800), Talk("SALEJ-26-01", 6, maker=7, bags=150, usd=4600))


def seed_bids(cast: Cast, now: datetime) -> int:
    """Let makers bid and groups answer, as the talks tell; return how many bids there are."""
    _agreed_after_two_counters(cast, now)
    _approved(cast, now - timedelta(days=6))
    _rejected(cast, now - timedelta(days=4))
    for talk in OPEN:
        _open(talk, cast, now=now - timedelta(hours=20))
    first = _open(CHOICE[0], cast, now=now - timedelta(hours=9))
    code = get_bid(first, cast.makers[7], now=now).line.code
    _open(replace(CHOICE[1], further={"either_of": code}), cast, now=now - timedelta(hours=8))
    _offer(Talk("YANA-26-01", 2, maker=1, bags=10, usd=5650), cast, now=now - timedelta(hours=5))
    return 3 + len(OPEN) + len(CHOICE) + 1


def _agreed_after_two_counters(cast: Cast, now: datetime) -> None:
    """Bid 5,400, countered at 5,650, agreed at 5,600: the contract waits for signatures."""
    producer, maker = cast.groups[YANA.group], cast.makers[YANA.maker]
    bid_id = _place(YANA, cast, now=now - timedelta(days=2))
    _counter(bid_id, 5650, by=producer, now=now - timedelta(days=1))
    _counter(bid_id, 5600, by=maker, now=now - timedelta(hours=18))
    _accept(bid_id, by=producer, now=now - timedelta(hours=2))


def _approved(cast: Cast, now: datetime) -> None:
    """Bid 4,650 and accepted; signed by both, and approved by one facilitator."""
    contract_id = _signed(BOQ, cast, now=now)
    judged_at = now + timedelta(days=2)
    seen = get_contract(contract_id, cast.facilitator, now=judged_at).version
    approve_contract(contract_id, None, seen=seen, by=cast.facilitator, now=judged_at)


def _rejected(cast: Cast, now: datetime) -> None:
    """Bid 4,170 and accepted; signed by both, and rejected for its plots."""
    contract_id = _signed(PACH, cast, now=now)
    judged_at = now + timedelta(days=2)
    seen = get_contract(contract_id, cast.facilitator, now=judged_at).version
    reject_contract(contract_id, WHY_NOT, seen=seen, by=cast.facilitator, now=judged_at)


def _signed(talk: Talk, cast: Cast, *, now: datetime) -> ContractId:
    producer, maker = cast.groups[talk.group], cast.makers[talk.maker]
    contract_id = _accept(_place(talk, cast, now=now), by=producer, now=now + timedelta(days=1))
    sign_for_both(contract_id, producer=producer, maker=maker, now=now + timedelta(days=1, hours=4))
    return contract_id


def _open(talk: Talk, cast: Cast, *, now: datetime) -> BidId:
    bid_id = _place(talk, cast, now=now)
    if talk.counter is not None:
        _counter(bid_id, talk.counter, by=cast.groups[talk.group], now=now + timedelta(hours=6))
    return bid_id


def _place(talk: Talk, cast: Cast, *, now: datetime) -> BidId:
    maker = cast.makers[talk.maker]
    return place_bid(_lot(talk, maker, now), _terms(talk, now), choices=talk.choices, by=maker, now=now)


def _offer(talk: Talk, cast: Cast, *, now: datetime) -> None:
    producer = cast.groups[talk.group]
    makers = [cast.makers[talk.maker].acting_for]
    offer_bags(_lot(talk, producer, now), _terms(talk, now), makers=makers, by=producer, now=now)


def _counter(bid_id: BidId, usd: int, *, by: Viewer, now: datetime) -> None:
    page = get_bid(bid_id, by, now=now)
    terms = replace(page.terms, quote=Quote(Decimal(usd)), message=None)
    counter_bid(bid_id, terms, seen=page.seen, by=by, now=now)


def _accept(bid_id: BidId, *, by: Viewer, now: datetime) -> ContractId:
    seen: Seen = get_bid(bid_id, by, now=now).seen
    contract_id = accept_bid(bid_id, seen, by=by, now=now)
    assert contract_id is not None  # noqa: S101 - no bid that the seed accepts is part of a package
    return contract_id


def _lot(talk: Talk, viewer: Viewer, now: datetime) -> LotId:
    return get_lot(viewer, talk.lot_code, today=day_in_lima(now)).id


def _terms(talk: Talk, now: datetime) -> BidTerms:
    plain = BidTerms(
        bags=talk.bags,
        quote=Quote(Decimal(talk.usd)),
        incoterm=Incoterm.FOB,
        place="Callao",
        destination=DESTINATIONS[talk.maker],
        valid_until=(now + timedelta(days=talk.valid_days)).replace(minute=0, second=0, microsecond=0),
    )
    return replace(plain, **talk.further)
