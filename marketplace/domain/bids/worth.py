"""What a bid is worth on one basis, frozen with each version: USD for a tonne, FOB and landed, by which rates."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from marketplace.domain.bids.terms import BidTerms
from marketplace.domain.errors import Reason, reason
from marketplace.domain.exchange import Exchange, dollars_per_tonne, exchange_faults, exchange_of
from marketplace.domain.fees import HALF_OF_A_PERCENT, Fees, fee_percent, fees_of
from marketplace.domain.freight import Delivered, FreightTable, landed_basis
from marketplace.domain.mass import Mass
from marketplace.domain.money import CENT, Currency, Incoterm, UnitPrice
from marketplace.domain.prices import ORIGIN_TERMS, PriceKind, Pricing, References
from marketplace.domain.terminals.levels import Level, indication_faults, indication_of, provisional_amount

FLOORS_TODAY = {
    "price.below_fairtrade_floor": "bid.below_fairtrade_floor_today",
    "bid.below_farm_gate": "bid.below_farm_gate_today",
}


@dataclass(frozen=True, slots=True)
class FreightUsed:
    """The freight rate by which a price was landed, and since when it holds."""

    usd_per_tonne: Decimal
    since: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """A bid's price in USD/t at origin, FOB and landed at its destination; None where no rate leads there.

    A price that was said beyond the origin is brought back to the lot's own basis; `delivered` keeps how it was said.
    One that follows a terminal is what `level`, the figure of the day, makes of it.
    """

    price: UnitPrice
    on: date
    fob: Decimal | None
    landed: Decimal | None
    exchange: Exchange | None
    freight: FreightUsed | None
    fee_percent: Decimal
    delivered: Delivered | None = None
    level: Level | None = None

    @property
    def fob_net(self) -> Decimal | None:
        """USD/t FOB that stays with the group after its half of the fee."""
        if self.fob is None:
            return None
        return (self.fob * (1 - self.fee_percent / HALF_OF_A_PERCENT)).quantize(CENT, ROUND_HALF_UP)

    def fees(self, volume: Mass) -> Fees:
        """Say the total for `volume` and how the fee is split."""
        return fees_of(self.price * volume, self.fee_percent)


def pricing_of(terms: BidTerms, price: UnitPrice) -> Pricing:
    """Say how a bid's price comes about."""
    return Pricing(price, terms.price_kind, terms.terminal, terms.terminal_month, terms.differential)


def worth_faults(terms: BidTerms, references: References) -> list[Reason]:
    """List which figures of the day are missing to say a bid in dollars."""
    if terms.price_kind is PriceKind.FIXED:
        return exchange_faults(terms.quote.currency, references)
    return indication_faults(pricing_of(terms, _price(terms, terms.quote.amount)), references)


def delivery_faults(
    terms: BidTerms, volume: Mass, *, references: References, freight: FreightTable, origin: UnitPrice
) -> list[Reason]:
    """List what keeps a price said beyond the origin from being brought back: a line that the freight table lacks."""
    if terms.incoterm in ORIGIN_TERMS:
        return []
    price = _price(terms, dollars_per_tonne(terms.quote, exchange_of(terms.quote.currency, references)))
    try:
        found = freight.brought_back(price, terms.destination, origin=origin.incoterm, volume=volume)
    except LookupError as missing:
        facts = {"incoterm": missing.args[0].value, "country": terms.destination}
        return [reason("bid.no_freight_line", "price_incoterm", **facts)]
    if found.freight >= price.amount:
        return [reason("bid.price_below_freight", "price_amount", value=price.amount, limit=found.freight)]
    return []


def worth_of(
    terms: BidTerms, volume: Mass, *, references: References, freight: FreightTable, origin: UnitPrice
) -> Worth:
    """Say what a bid without faults is worth by the figures of the day; a differential as it would be today.

    `origin` is the lot's own price, to whose basis a price said beyond the origin is brought back.
    """
    exchange = exchange_of(terms.quote.currency, references)
    pricing = pricing_of(terms, _price(terms, terms.quote.amount))
    provisional = provisional_amount(pricing, references)
    amount = dollars_per_tonne(terms.quote, exchange) if provisional is None else provisional
    price, delivered = _price(terms, amount), None
    if terms.incoterm not in ORIGIN_TERMS:
        delivered = freight.brought_back(price, terms.destination, origin=origin.incoterm, volume=volume)
        price = replace(origin, amount=price.amount - delivered.freight, currency=price.currency)
    rate = freight.rate(price.incoterm, terms.destination, volume=volume)
    landed = freight.landed(price, terms.destination, basis=landed_basis(terms.destination), volume=volume)
    since = freight.since_of(price.incoterm, terms.destination, volume=volume)
    return Worth(
        price=price,
        on=references.on,
        fob=_fob(price, landed, freight.rate(Incoterm.FOB, terms.destination, volume=volume)),
        landed=landed,
        exchange=exchange,
        freight=None if rate is None else FreightUsed(rate, since),
        fee_percent=fee_percent(references),
        delivered=delivered,
        level=indication_of(pricing, references) if pricing.is_provisional else None,
    )


def floors_today(faults: Iterable[Reason]) -> list[Reason]:
    """Say of a price that follows a terminal that it breaks a floor by the day's figure, beside its differential."""
    return [
        replace(each, code=FLOORS_TODAY.get(each.code, each.code), field="differential")
        if each.field == "price_amount"
        else each
        for each in faults
    ]


def _price(terms: BidTerms, amount: Decimal) -> UnitPrice:
    return UnitPrice(amount, Currency.USD, terms.incoterm, terms.place)


def _fob(price: UnitPrice, landed: Decimal | None, from_fob: Decimal | None) -> Decimal | None:
    if price.incoterm is Incoterm.FOB:
        return price.amount
    return None if landed is None or from_fob is None else landed - from_fob
