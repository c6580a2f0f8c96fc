"""What is published of a sealed-bid round before the first bid, and what a bid in it states."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from marketplace.domain.errors import Reason, reason
from marketplace.domain.money import CENT, UnitPrice
from marketplace.domain.prices import HIGHEST_PRICE
from marketplace.domain.ranges import is_share


class TieRule(StrEnum):
    """Who comes first of those who bid the same price."""

    EARLIEST = "earliest"
    DRAW = "draw"


class Feedback(StrEnum):
    """What a maker is told of the own bid while the tender is open."""

    NONE = "none"
    RANK = "rank"
    LIGHT = "light"


class PaymentRule(StrEnum):
    """What winners pay: each the own price, or all the lowest price that won."""

    OWN_PRICE = "own_price"
    ONE_PRICE = "one_price"


SHORTEST, LONGEST = timedelta(minutes=10), timedelta(days=60)
WIDEST_AMBER = 50
LONGEST_CONFIRMATION = 30
LONGEST_REMARK = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderTerms:
    """The published rules of a tender. `minimum` is per tonne on the lot's own basis; no award is ever below it.

    `parcel` is the fewest bags that one maker may take, `amber` how near (percent of the own price) counts as nearly.
    """

    bags: int
    parcel: int
    minimum: UnitPrice
    is_minimum_shown: bool
    opens_at: datetime
    closes_at: datetime
    tie_rule: TieRule = TieRule.EARLIEST
    feedback: Feedback = Feedback.NONE
    amber: int = 5
    payment: PaymentRule = PaymentRule.OWN_PRICE
    allows_part: bool = True
    shows_winning_price: bool = True
    confirm_days: int = 3
    needs_facilitator: bool = False
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class OnOffer:
    """What a lot has to offer for a tender: bags left, its smallest parcel, and until when it is sold."""

    left: int
    minimum_bags: int
    sold_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedTerms:
    """What one maker bids: so many bags at an amount per tonne, `least_bags` if there are not enough for all.

    `destination` is where the cacao is to go: a country's code, or `PE-` and a department's.
    """

    bags: int
    least_bags: int
    amount: Decimal
    destination: str

    @property
    def digest(self) -> str:
        """The fingerprint of the promise: SHA-256 of its words, so that only what was shown can be placed."""
        said = f"{self.bags}/{self.least_bags}/{self.amount:.2f}/{self.destination}"
        return hashlib.sha256(said.encode()).hexdigest()


def tender_faults(terms: TenderTerms, on_offer: OnOffer, *, now: datetime) -> list[Reason]:
    """List what is wrong with the rules of a tender before it is opened."""
    return [*_bag_faults(terms, on_offer), *_time_faults(terms, on_offer, now=now), *_rule_faults(terms)]


def _bag_faults(terms: TenderTerms, on_offer: OnOffer) -> Iterator[Reason]:
    if not 1 <= terms.bags <= on_offer.left:
        yield reason("tender.bags_out_of_range", "bags", value=terms.bags, least=1, most=on_offer.left)
    elif terms.bags < on_offer.minimum_bags and terms.bags != on_offer.left:
        yield reason("tender.below_lot_minimum", "bags", value=terms.bags, least=on_offer.minimum_bags)
    least = min(on_offer.minimum_bags, terms.bags)
    if terms.bags >= 1 and not least <= terms.parcel <= terms.bags:
        yield reason("tender.parcel_out_of_range", "parcel", value=terms.parcel, least=least, most=terms.bags)


def _time_faults(terms: TenderTerms, on_offer: OnOffer, *, now: datetime) -> Iterator[Reason]:
    open_for = terms.closes_at - max(terms.opens_at, now)
    if open_for < SHORTEST:
        yield reason("tender.too_short", "closes_at", minutes=int(SHORTEST.total_seconds()) // 60)
    if terms.closes_at - now > LONGEST:
        yield reason("tender.too_long", "closes_at", days=LONGEST.days)
    if on_offer.sold_until is not None and terms.closes_at > on_offer.sold_until:
        yield reason("tender.after_sale", "closes_at", sold_until=on_offer.sold_until)


def _rule_faults(terms: TenderTerms) -> Iterator[Reason]:
    yield from _amount_faults(terms.minimum.amount, "minimum")
    if terms.feedback is Feedback.LIGHT and not 1 <= terms.amber <= WIDEST_AMBER:
        yield reason("tender.amber_out_of_range", "amber", value=terms.amber, least=1, most=WIDEST_AMBER)
    if not 1 <= terms.confirm_days <= LONGEST_CONFIRMATION:
        facts = {"value": terms.confirm_days, "least": 1, "most": LONGEST_CONFIRMATION}
        yield reason("tender.confirm_days_out_of_range", "confirm_days", **facts)
    if terms.remark is not None and len(terms.remark) > LONGEST_REMARK:
        yield reason("tender.note_too_long", "remark", limit=LONGEST_REMARK)


def sealed_faults(bid: SealedTerms, rules: TenderTerms) -> list[Reason]:
    """List what is wrong with a bid: too few or too many bags, no part allowed, a price below the published minimum.

    A minimum that is not shown refuses nothing: a bid below it only cannot win.
    """
    found = list(_amount_faults(bid.amount, "amount"))
    if not found and rules.is_minimum_shown and bid.amount < rules.minimum.amount:
        found.append(reason("tender.below_minimum", "amount", value=bid.amount, limit=rules.minimum.amount))
    if not rules.parcel <= bid.bags <= rules.bags:
        found.append(reason("tender.bid_out_of_range", "bags", value=bid.bags, least=rules.parcel, most=rules.bags))
    elif not rules.allows_part and bid.least_bags != bid.bags:
        found.append(reason("tender.no_part", "least_bags"))
    elif not rules.parcel <= bid.least_bags <= bid.bags:
        facts = {"value": bid.least_bags, "least": rules.parcel, "most": bid.bags}
        found.append(reason("tender.least_out_of_range", "least_bags", **facts))
    if not bid.destination.strip():
        found.append(reason("tender.destination_missing", "destination"))
    return found


def _amount_faults(amount: Decimal, field: str) -> Iterator[Reason]:
    if not is_share(amount, HIGHEST_PRICE):
        yield reason("tender.price_out_of_range", field, value=amount, most=HIGHEST_PRICE)
    elif amount != amount.quantize(CENT):
        yield reason("tender.price_too_fine", field)
