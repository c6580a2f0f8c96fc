"""Two sealed-bid rounds of the fictional market: one that takes bids, one whose award waits to be confirmed."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.ids import TenderId
from marketplace.domain.tenders.life import GRACE
from marketplace.domain.tenders.terms import Feedback, SealedTerms, TenderTerms, TieRule
from marketplace.queries.lots.showing import get_lot
from marketplace.queries.tenders.bids import find_home
from marketplace.seed.market import Cast
from marketplace.services.tenders.bidding import place_sealed_bid
from marketplace.services.tenders.closing import close_tender
from marketplace.services.tenders.opening import open_tender

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Round:
    """A tender on a lot of a group, and what makers bid in it: maker, bags, fewest bags, USD/t."""

    lot_code: str
    group: int
    bids: tuple[tuple[int, int, int, int], ...]
    rules: dict[str, Any] = field(default_factory=dict)


OPEN = Round(
    "MORA-26-02",
    12,
    bids=((1, 10, 5, 7150), (8, 10, 10, 7300)),
    rules={
        "feedback": Feedback.LIGHT,
        "tie_rule": TieRule.DRAW,
        "remark": "Todo el microlote de esta campaña: veinte sacos, no hay más hasta mayo.",
    },
)
CLOSED = Round(
    "MONZ-26-02",
    10,
    bids=((2, 16, 8, 6300), (3, 16, 8, 6300), (7, 8, 8, 6650), (10, 12, 4, 6150)),
    rules={"tie_rule": TieRule.DRAW, "feedback": Feedback.RANK},
)


def seed_tenders(cast: Cast, now: datetime) -> int:
    """Open one tender on a microlot that closes in four days, and close one that was opened a week ago."""
    _opened(OPEN, cast, opens_at=now - DAY, closes_at=_evening(now + 4 * DAY))
    closes_at = now - 2 * HOUR
    tender_id = _opened(CLOSED, cast, opens_at=now - 7 * DAY, closes_at=closes_at)
    close_tender(tender_id, now=closes_at + GRACE)
    return 2


def _opened(each: Round, cast: Cast, *, opens_at: datetime, closes_at: datetime) -> TenderId:
    """Open a tender and let its makers bid, an hour after each other."""
    producer = cast.groups[each.group]
    lot = get_lot(producer, each.lot_code, today=day_in_lima(opens_at))
    parcel = min(lot.terms.minimum_bags, lot.remaining_bags)
    least = replace(lot.terms.price, amount=(lot.terms.price.amount * Decimal("0.95")).quantize(Decimal(1)))
    rules = TenderTerms(
        bags=lot.remaining_bags,
        parcel=parcel,
        minimum=least,
        is_minimum_shown=True,
        opens_at=opens_at,
        closes_at=closes_at,
        **each.rules,
    )
    tender_id = open_tender(lot.id, rules, by=producer, now=opens_at)
    for place, (number, bags, fewest, amount) in enumerate(each.bids, start=1):
        maker = cast.makers[number]
        terms = SealedTerms(
            bags=bags, least_bags=max(fewest, parcel), amount=Decimal(amount), destination=find_home(maker)
        )
        place_sealed_bid(tender_id, terms, promised=terms.digest, by=maker, now=opens_at + place * HOUR)
    return tender_id


def _evening(moment: datetime) -> datetime:
    """Say six in the evening in Lima of that day."""
    return moment.replace(hour=23, minute=0, second=0, microsecond=0)
