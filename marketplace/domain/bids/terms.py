"""What a bid says, as a frozen value: bags, price with unit and basis, validity, and conditions in plain words."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from marketplace.domain.bids.life import BidKind
from marketplace.domain.contracts.clauses import SampleBasis, Side
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Reason, reason
from marketplace.domain.exchange import QUOTING_UNITS, Quote
from marketplace.domain.mass import NO_MASS, Mass
from marketplace.domain.money import Currency, Incoterm
from marketplace.domain.plain import from_plain, to_plain
from marketplace.domain.prices import ORIGIN_TERMS, PriceKind, Terminal, is_terminal_month
from marketplace.domain.ranges import is_share
from marketplace.domain.terminals.calendar import last_trading_day

LONGEST_MESSAGE = 2_000
LONGEST_VALIDITY = timedelta(days=60)
LONGEST_RESERVATION = timedelta(days=184)
USUAL_RESERVATION_PERCENT = Decimal(15)
HIGHEST_RESERVATION_PERCENT = Decimal(50)
HIGHEST_QUOTE = Decimal(1_000_000)
MAKERS_OWN = frozenset({BidKind.BID, BidKind.RESERVATION})
CONDITIONS = ("only_together_with", "either_of", "counted_with", "most_kg_in_all")


@dataclass(frozen=True, slots=True, kw_only=True)
class BidTerms:
    """Everything one side puts before the other. Conditions name a group of bids of one maker by its first bid's code.

    `only_together_with`: all bids of the group or none; `either_of`: at most one of the group; `most_kg_in_all`: no
    more than that from all bids `counted_with` each other. A differential is in USD/t; its quote is provisional.
    """

    bags: int
    quote: Quote
    incoterm: Incoterm
    place: str
    destination: str
    valid_until: datetime
    price_kind: PriceKind = PriceKind.FIXED
    terminal: Terminal | None = None
    terminal_month: str | None = None
    differential: Decimal | None = None
    fixation_side: Side | None = None
    fixation_by: date | None = None
    sample_basis: SampleBasis = SampleBasis.SAS
    only_together_with: str | None = None
    either_of: str | None = None
    counted_with: str | None = None
    most_kg_in_all: Mass | None = None
    reserved_until: date | None = None
    reservation_percent: Decimal | None = None
    message: str | None = None

    def to_json(self) -> dict[str, object]:
        """Say the terms as a JSON object, decimals as strings."""
        return {each.name: to_plain(getattr(self, each.name)) for each in fields(self)}

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> "BidTerms":
        """Read what `to_json` wrote."""
        return from_plain(cls, stored)

    @property
    def digest(self) -> str:
        """The fingerprint of the terms: SHA-256 of their canonical JSON."""
        text = json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def terms_to(terms: BidTerms, *, country: str, city: str | None) -> BidTerms:
    """Say terms to one of several makers: without a destination the cacao goes to each one's own country.

    A price beyond the origin then holds at that maker's door, so that the named place is the maker's too.
    """
    if terms.destination:
        return terms
    is_delivered = terms.incoterm not in ORIGIN_TERMS
    return replace(terms, destination=country, place=(city or country) if is_delivered else terms.place)


def bid_faults(terms: BidTerms, *, now: datetime) -> list[Reason]:
    """List what cannot be true of any bid, whatever the lot."""
    return [
        *_quote_faults(terms),
        *_differential_faults(terms),
        *_fixation_faults(terms, now),
        *_time_faults(terms, now),
        *_condition_faults(terms),
    ]


def kind_faults(kind: BidKind, terms: BidTerms) -> list[Reason]:
    """List what a bid of a kind cannot say: only a maker's own bid has conditions, and only a reservation reserves."""
    found = []
    if kind not in MAKERS_OWN:
        told = [name for name in CONDITIONS if getattr(terms, name) is not None]
        found = [reason("bid.no_conditions", name) for name in told]
    is_reserving, reserves = terms.reserved_until is not None, kind is BidKind.RESERVATION
    if is_reserving != reserves:
        found.append(reason("bid.reservation_kept" if reserves else "bid.no_reservation", "reserved_until"))
    return found


def volume_faults(bags: int, *, minimum: int, remaining: int) -> list[Reason]:
    """List why a lot cannot give so many bags: more than are left, or less than its smallest parcel and not all."""
    if bags > remaining:
        return [reason("bid.not_enough_left", "bags", value=bags, limit=remaining)]
    if bags < min(minimum, max(1, remaining)):
        return [reason("bid.below_minimum", "bags", value=bags, limit=minimum)]
    return []


def _quote_faults(terms: BidTerms) -> Iterator[Reason]:
    quote = terms.quote
    if not is_share(quote.amount, HIGHEST_QUOTE):
        yield reason("bid.price_out_of_range", "price_amount", value=quote.amount, most=HIGHEST_QUOTE)
    if quote.unit not in QUOTING_UNITS:
        yield reason("bid.unit_unknown", "price_unit", value=quote.unit.value)
    if not terms.place.strip():
        yield reason("price.place_missing", "price_place")
    if not terms.destination.strip():
        yield reason("bid.destination_missing", "destination")
    if len(terms.message or "") > LONGEST_MESSAGE:
        yield reason("bid.message_too_long", "message", limit=LONGEST_MESSAGE)


def _differential_faults(terms: BidTerms) -> Iterator[Reason]:
    stated = ("terminal", "terminal_month", "differential", "fixation_side", "fixation_by")
    if terms.price_kind is PriceKind.FIXED:
        told = [name for name in stated if getattr(terms, name) is not None]
        yield from (reason("price.differential_on_fixed", name) for name in told)
        return
    if terms.quote.currency is not Currency.USD:
        yield reason("bid.differential_in_dollars", "price_currency")
    if terms.incoterm not in ORIGIN_TERMS:
        yield reason("price.not_at_origin", "price_incoterm", incoterm=terms.incoterm.value)
    yield from (reason(f"bid.{name}_missing", name) for name in stated if getattr(terms, name) is None)
    if terms.terminal_month is not None and not is_terminal_month(terms.terminal_month):
        yield reason("price.terminal_month_wrong", "terminal_month", value=terms.terminal_month)


def _fixation_faults(terms: BidTerms, now: datetime) -> Iterator[Reason]:
    """Say what cannot be of the last day to fix: it comes after the bid's own last day, while its month is traded."""
    month, by = terms.terminal_month, terms.fixation_by
    if terms.price_kind is PriceKind.FIXED or terms.terminal is None or month is None or not is_terminal_month(month):
        return
    until = last_trading_day(terms.terminal, month)
    if until <= day_in_lima(now):
        yield reason("bid.month_over", "terminal_month", month=month, until=until)
    elif by is not None and by > until:
        yield reason("fixing.after_month", "fixation_by", month=month, until=until)
    elif by is not None and by <= day_in_lima(terms.valid_until):
        yield reason("bid.fixation_too_early", "fixation_by", valid_until=day_in_lima(terms.valid_until))


def _time_faults(terms: BidTerms, now: datetime) -> Iterator[Reason]:
    if terms.valid_until <= now:
        yield reason("bid.valid_until_over", "valid_until", value=terms.valid_until)
    elif terms.valid_until > now + LONGEST_VALIDITY:
        yield reason("bid.valid_too_long", "valid_until", days=LONGEST_VALIDITY.days)
    until, percent = terms.reserved_until, terms.reservation_percent
    if until is None:
        return
    if not day_in_lima(terms.valid_until) < until <= day_in_lima(now) + LONGEST_RESERVATION:
        yield reason("bid.reservation_too_long", "reserved_until", days=LONGEST_RESERVATION.days)
    if percent is None or not is_share(percent, HIGHEST_RESERVATION_PERCENT):
        most = HIGHEST_RESERVATION_PERCENT
        yield reason("bid.reservation_percent_wrong", "reservation_percent", value=percent, most=most)


def _condition_faults(terms: BidTerms) -> Iterator[Reason]:
    if terms.most_kg_in_all is not None and terms.most_kg_in_all <= NO_MASS:
        yield reason("bid.cap_not_positive", "most_kg_in_all", value=terms.most_kg_in_all.kilograms)
    if terms.most_kg_in_all is None and terms.counted_with is not None:
        yield reason("bid.cap_missing", "most_kg_in_all")
    if terms.only_together_with and terms.only_together_with == terms.either_of:
        yield reason("bid.conditions_contradict", "either_of")
