"""The step that judges a bid's terms by its lot and the figures of the day, and says what they are worth."""

from collections.abc import Iterator
from datetime import date, datetime

from marketplace.domain.bids.limits import cap_faults, range_faults
from marketplace.domain.bids.terms import BidTerms, bid_faults, volume_faults
from marketplace.domain.bids.worth import Worth, delivery_faults, floors_today, worth_faults, worth_of
from marketplace.domain.certificates import Scheme
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Reason, Refused, Stale, reason, refuse_if_any
from marketplace.domain.exchange import Quote
from marketplace.domain.lots import LOT_MACHINE, LotPermit
from marketplace.domain.money import UnitPrice
from marketplace.domain.prices import PriceKind, References, farm_gate_in_dollars, floor_faults
from marketplace.models.lots.figures import freight_in_force, references_in_force
from marketplace.models.rows.market.lots import Lot


def judged_worth(lot: Lot, terms: BidTerms, *, now: datetime) -> Worth:
    """Say what terms for bags of a lot are worth today; raises `Refused` with every reason against them."""
    references = references_in_force(day_in_lima(now))
    volume = lot.bag_weight * terms.bags
    refuse_if_any([*bid_faults(terms, now=now), *cap_faults(terms, volume), *worth_faults(terms, references)])
    freight = freight_in_force(day_in_lima(now))
    refuse_if_any(delivery_faults(terms, volume, references=references, freight=freight, origin=lot.price))
    worth = worth_of(terms, volume, references=references, freight=freight, origin=lot.price)
    refuse_if_any([*range_faults(worth), *sale_faults(lot, terms, price=worth.price, references=references)])
    return worth


def worth_today(lot: Lot, terms: BidTerms, *, frozen: Worth, day: date) -> Worth:
    """Say what terms that stand are worth on a day: as frozen with them, but by the day's level where they follow one.

    Where no level is known any more the frozen one holds.
    """
    if terms.price_kind is PriceKind.FIXED:
        return frozen
    references = references_in_force(day)
    if worth_faults(terms, references):
        return frozen
    volume, freight = lot.bag_weight * terms.bags, freight_in_force(day)
    return worth_of(terms, volume, references=references, freight=freight, origin=lot.price)


def listed_worth(lot: Lot, terms: BidTerms, *, now: datetime) -> Worth:
    """Say what a purchase at list price is worth; raises `Refused` or `Stale` where the lot is not sold so."""
    if not lot.sells_at_list:
        raise Refused("bid.no_list_price")
    if (terms.quote, terms.incoterm, terms.place) != (Quote(lot.price.amount), lot.price.incoterm, lot.price.place):
        raise Stale("bid.list_price_changed")
    return judged_worth(lot, terms, now=now)


def sale_faults(lot: Lot, terms: BidTerms, *, price: UnitPrice, references: References) -> list[Reason]:
    """List why a lot may not be sold on these terms: not for sale, too few or too many bags, or below a floor."""
    if not LOT_MACHINE.permits(lot.state, LotPermit.TAKE_PART_IN_ROUND) or _is_past(lot, references):
        return [reason("bid.lot_not_for_sale")]
    floors = price_faults(lot, price, references=references)
    return [
        *volume_faults(terms.bags, minimum=lot.minimum_bags, remaining=lot.remaining_bags),
        *(floors if terms.price_kind is PriceKind.FIXED else floors_today(floors)),
    ]


def price_faults(lot: Lot, price: UnitPrice, *, references: References) -> Iterator[Reason]:
    """List the floors that a price breaks: Fairtrade's, the day's farm gate, and what the lot's farmers are paid."""
    schemes = [Scheme(each) for each in lot.certificates]
    yield from floor_faults(price, lot.farm_gate_pen_kg, certificates=schemes, references=references)
    paid = farm_gate_in_dollars(lot.farm_gate_pen_kg, references)
    if paid is not None and price.amount < paid.amount:
        yield reason("bid.below_farm_gate", "price_amount", value=price.amount, limit=paid.amount)


def _is_past(lot: Lot, references: References) -> bool:
    return lot.sales_until is not None and lot.sales_until < references.on
