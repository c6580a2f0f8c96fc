"""What is asked for and what is sent: grams, address, fee, courier, and the rules both must keep."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from marketplace.domain.errors import Reason, reason
from marketplace.domain.money import Currency, Money
from marketplace.domain.ranges import is_within
from marketplace.domain.samples.grams import MOST_AT_ONCE

LEAST_GRAMS = 50
MOST_GRAMS = 5_000
USUAL_GRAMS = 500
HIGHEST_FEE = Decimal(500)
SHORTEST_ADDRESS = 10
LONGEST_ADDRESS = 500
LONGEST_WORDS = 2_000
SHORTEST_REASON = 5
LONGEST_NAME = 80
OLDEST_DISPATCH = timedelta(days=60)
FREE = Money(Decimal(0), Currency.USD)


@dataclass(frozen=True, slots=True)
class SampleRequest:
    """What a maker asks for: so many grams to an address, with a word to the group."""

    grams: int
    address: str
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """What a group has sent; `drawn` are grams that it takes out of the lot for it at the same time."""

    grams: int
    courier: str
    sent_on: date
    fee: Money = FREE
    tracking: str | None = None
    drawn: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A sample drawn on arrival: how much, on which day, and where it is (or went) to be tasted."""

    grams: int
    drawn_on: date
    address: str
    note: str | None = None

    @property
    def request(self) -> SampleRequest:
        """The same as a request that was answered on the spot."""
        return SampleRequest(self.grams, self.address, self.note)


def drawing_faults(drawing: Drawing, *, today: date) -> list[Reason]:
    """List what is wrong with a sample drawn on arrival."""
    late = [reason("sample.day_in_future", "drawn_on", value=drawing.drawn_on, today=today)]
    return [*request_faults(drawing.request), *(late if drawing.drawn_on > today else [])]


def request_faults(request: SampleRequest) -> list[Reason]:
    """List what is wrong with what a maker asks for."""
    found = list(_gram_faults(request.grams))
    length = len(request.address.strip())
    if not SHORTEST_ADDRESS <= length <= LONGEST_ADDRESS:
        found.append(
            reason("sample.address_length", "address", value=length, least=SHORTEST_ADDRESS, most=LONGEST_ADDRESS)
        )
    if len(request.message or "") > LONGEST_WORDS:
        found.append(reason("sample.words_too_long", "message", limit=LONGEST_WORDS))
    return found


def dispatch_faults(dispatch: Dispatch, *, agreed: Money, left: int, today: date) -> list[Reason]:
    """List what is wrong with what a group says it sent; `agreed` is the fee the maker knows, `left` grams kept."""
    return [
        *_gram_faults(dispatch.grams),
        *_parcel_faults(dispatch, today),
        *_stock_faults(dispatch, left),
        *fee_faults(dispatch.fee),
        *_fee_surprises(dispatch.fee, agreed),
    ]


def fee_faults(fee: Money) -> list[Reason]:
    """List what is wrong with a fee as such."""
    if not is_within(fee.amount, HIGHEST_FEE) or fee.amount != round(fee.amount, 2):
        return [reason("sample.fee_out_of_range", "fee", value=fee.amount, most=HIGHEST_FEE)]
    return []


def quote_faults(fee: Money, agreed: Money) -> list[Reason]:
    """List what is wrong with asking for another fee than the maker knows of; a lower one needs no yes."""
    found = fee_faults(fee)
    if not found and not list(_fee_surprises(fee, agreed)):
        currency = agreed.currency.value
        found.append(reason("sample.fee_known", "fee", limit=agreed.amount, currency=currency))
    return found


def paid_faults(paid_on: date, *, asked_on: date, today: date) -> list[Reason]:
    """List what is wrong with the day on which a fee is said to have come."""
    if paid_on > today:
        return [reason("sample.day_in_future", "paid_on", value=paid_on, today=today)]
    if paid_on < asked_on:
        return [reason("sample.paid_before_asked", "paid_on", value=paid_on, asked_on=asked_on)]
    return []


def reason_faults(words: str | None, field: str = "note") -> list[Reason]:
    """List what is wrong with the reason for a no: the other side learns from it, so there must be one."""
    length = len((words or "").strip())
    if length > LONGEST_WORDS:
        return [reason("sample.words_too_long", field, limit=LONGEST_WORDS)]
    return [] if length >= SHORTEST_REASON else [reason("sample.reason_missing", field, limit=SHORTEST_REASON)]


def receipt_faults(day: date, *, sent_on: date | None, today: date) -> list[Reason]:
    """List what is wrong with the day on which a sample came in."""
    if day > today:
        return [reason("sample.day_in_future", "received_on", value=day, today=today)]
    if sent_on is not None and day < sent_on:
        return [reason("sample.received_before_sent", "received_on", value=day, sent_on=sent_on)]
    return []


def _gram_faults(grams: int) -> Iterator[Reason]:
    if not LEAST_GRAMS <= grams <= MOST_GRAMS:
        yield reason("sample.grams_out_of_range", "grams", least=LEAST_GRAMS, most=MOST_GRAMS)


def _parcel_faults(dispatch: Dispatch, today: date) -> Iterator[Reason]:
    if not dispatch.courier.strip():
        yield reason("sample.courier_missing", "courier")
    for field, words in (("courier", dispatch.courier), ("tracking", dispatch.tracking)):
        if len(words or "") > LONGEST_NAME:
            yield reason("sample.words_too_long", field, limit=LONGEST_NAME)
    if dispatch.sent_on > today:
        yield reason("sample.sent_in_future", "sent_on", value=dispatch.sent_on, today=today)
    elif dispatch.sent_on < today - OLDEST_DISPATCH:
        yield reason("sample.sent_long_ago", "sent_on", value=dispatch.sent_on, days=OLDEST_DISPATCH.days)


def _stock_faults(dispatch: Dispatch, left: int) -> Iterator[Reason]:
    if not 0 <= dispatch.drawn <= MOST_AT_ONCE:
        yield reason("sample.grams_out_of_range", "drawn", least=0, most=MOST_AT_ONCE)
    elif dispatch.grams > left + dispatch.drawn:
        yield reason("sample.not_enough_kept", "grams", grams=dispatch.grams, left=left + dispatch.drawn)


def _fee_surprises(fee: Money, agreed: Money) -> Iterator[Reason]:
    is_new_money = fee.currency is not agreed.currency and fee.amount > 0
    if is_new_money or fee.amount > agreed.amount:
        yield reason(
            "sample.fee_above_agreed", "fee", value=fee.amount, limit=agreed.amount, currency=agreed.currency.value
        )
