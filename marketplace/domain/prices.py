"""What cacao costs: the day's reference figures, differential prices, floors, and where each dollar goes."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from marketplace.domain.certificates import ORGANIC, Scheme
from marketplace.domain.errors import Reason, reason
from marketplace.domain.money import CENT, Currency, Incoterm, UnitPrice
from marketplace.domain.ranges import is_share, is_within

ORIGIN_TERMS: frozenset[Incoterm] = frozenset({Incoterm.EXW, Incoterm.FCA, Incoterm.FOB})
"""The incoterms in which lots are priced: the seller pays no further than the port of origin."""

TERMINAL_MONTHS = (3, 5, 7, 9, 12)
YEARS = ("2000", "2099")
HIGHEST_PRICE = Decimal(100_000)
SHARE = Decimal("0.001")


class PriceKind(StrEnum):
    """Whether a price is outright or follows a terminal market."""

    FIXED = "fixed"
    DIFFERENTIAL = "differential"


class Terminal(StrEnum):
    """A futures market for cocoa."""

    NEW_YORK = "ice_ny"
    LONDON = "ice_london"


class ReferenceKind(StrEnum):
    """A figure of the day that rules compare with."""

    ICE_NY = "ice_ny"  # USD/t
    ICE_LONDON = "ice_london"  # GBP/t
    FX_PEN_USD = "fx_pen_usd"  # PEN for one USD
    FX_USD_GBP = "fx_usd_gbp"  # USD for one GBP
    FX_USD_EUR = "fx_usd_eur"  # USD for one EUR
    FX_JPY_USD = "fx_jpy_usd"  # JPY for one USD
    FARM_GATE = "farm_gate"  # PEN/kg of dry commodity beans
    FAIRTRADE_MINIMUM = "fairtrade_minimum"  # USD/t FOB
    FAIRTRADE_ORGANIC_DIFFERENTIAL = "fairtrade_organic_differential"  # USD/t
    FAIRTRADE_PREMIUM = "fairtrade_premium"  # USD/t, paid on top
    SECOND_REVIEW_FROM = "second_review_from"  # USD, the contract value from which two facilitators approve
    CONCENTRATION_PERCENT = "concentration_percent"  # of a year's approved value, the share of one side worth a flag
    PLATFORM_FEE = "platform_fee"  # percent of the price, half of it borne by each side
    DRY_OF_WET_LEAST = "dry_of_wet_least"  # percent left of wet beans once dry: less is a loss worth a look
    DRY_OF_WET = "dry_of_wet"  # percent, as it usually is
    DRY_OF_WET_MOST = "dry_of_wet_most"  # percent: more cannot come of them
    YIELD_PLAUSIBLE = "yield_plausible"  # kg of dry beans from a hectare in a season, on good farms
    YIELD_MOST = "yield_most"  # kg of dry beans from a hectare in a season: more cannot grow


@dataclass(frozen=True, slots=True)
class ReferenceFigure:
    """One dated figure, in force until the next one of its kind; a terminal's is of one delivery month, `2027-03`."""

    kind: ReferenceKind
    value: Decimal
    valid_from: date
    source: str = ""
    month: str | None = None


@dataclass(frozen=True, slots=True)
class References:
    """The figures in force on one day; `months` are those of terminal markets, by delivery month."""

    on: date
    figures: Mapping[ReferenceKind, ReferenceFigure] = field(default_factory=dict)
    months: Mapping[tuple[ReferenceKind, str], ReferenceFigure] = field(default_factory=dict)

    def value(self, kind: ReferenceKind) -> Decimal | None:
        """Give the figure of `kind`, or None when nobody has set one."""
        figure = self.figures.get(kind)
        return figure.value if figure else None


def references_on(rows: Iterable[ReferenceFigure], day: date) -> References:
    """Pick the figures in force on `day`: of each kind and month the newest that has begun."""
    begun = sorted((row for row in rows if row.valid_from <= day), key=lambda row: row.valid_from)
    months = {(row.kind, row.month): row for row in begun if row.month is not None}
    return References(day, {row.kind: row for row in begun if row.month is None}, months)


@dataclass(frozen=True, slots=True)
class Pricing:
    """How a price comes about: outright, or a terminal month plus a differential in USD/t.

    `price` of a differential is only provisional until it is fixed. `month` is `YYYY-MM`.
    """

    price: UnitPrice
    kind: PriceKind = PriceKind.FIXED
    terminal: Terminal | None = None
    month: str | None = None
    differential: Decimal | None = None

    @property
    def is_provisional(self) -> bool:
        """Whether the amount may still move."""
        return self.kind is PriceKind.DIFFERENTIAL


def pricing_faults(pricing: Pricing) -> list[Reason]:
    """List what is wrong with a price at origin: amount, currency, incoterm, place, and the parts of a differential."""
    price, found = pricing.price, []
    if not is_share(price.amount, HIGHEST_PRICE):
        found.append(reason("price.out_of_range", "price_amount", value=price.amount, most=HIGHEST_PRICE))
    if price.currency is not Currency.USD:
        found.append(reason("price.not_in_dollars", "price_currency", currency=price.currency.value))
    if price.incoterm not in ORIGIN_TERMS:
        found.append(reason("price.not_at_origin", "price_incoterm", incoterm=price.incoterm.value))
    if not price.place.strip():
        found.append(reason("price.place_missing", "price_place"))
    return [*found, *_differential_faults(pricing)]


def _differential_faults(pricing: Pricing) -> Iterator[Reason]:
    stated = {"terminal": pricing.terminal, "terminal_month": pricing.month, "differential": pricing.differential}
    if pricing.kind is PriceKind.FIXED:
        yield from (reason("price.differential_on_fixed", name) for name, value in stated.items() if value is not None)
        return
    yield from (reason(f"price.{name}_missing", name) for name, value in stated.items() if value is None)
    if pricing.month is not None and not is_terminal_month(pricing.month):
        yield reason("price.terminal_month_wrong", "terminal_month", value=pricing.month)


def is_terminal_month(text: str) -> bool:
    """Say whether `text` names a month in which cocoa futures end, `2027-03`."""
    year, _, month = text.partition("-")
    digits = year + month
    is_shaped = len(year) == len("2027") and len(month) == len("03") and digits.isascii() and digits.isdecimal()
    return is_shaped and int(month) in TERMINAL_MONTHS and YEARS[0] <= year <= YEARS[1]


@dataclass(frozen=True, slots=True)
class PriceStack:
    """Where the price goes, USD/t: the farmers, the group's work, certificates and laboratory, export, and reserve."""

    farm_gate: Decimal
    cooperative: Decimal
    certification_lab: Decimal
    inland_export: Decimal
    margin: Decimal

    @property
    def total(self) -> Decimal:
        """The sum of all parts."""
        return sum((getattr(self, each.name) for each in fields(self)), Decimal(0))

    @property
    def farmer_share(self) -> Decimal:
        """The part of each dollar that reaches the farm gate, to a tenth of a percent."""
        return (self.farm_gate / self.total).quantize(SHARE, ROUND_HALF_UP) if self.total else Decimal(0)


def stack_faults(stack: PriceStack, price: UnitPrice) -> list[Reason]:
    """List what is wrong with a price stack: an impossible part, or parts that do not add up to the price."""
    found = [
        reason("price.part_negative", f"price_stack_{each.name}", part=each.name, value=getattr(stack, each.name))
        for each in fields(stack)
        if not is_within(getattr(stack, each.name), HIGHEST_PRICE)
    ]
    if not found and stack.total != price.amount:
        found.append(reason("price.stack_not_whole", "price_stack", value=stack.total, price=price.amount))
    return found


@dataclass(frozen=True, slots=True)
class Conversion:
    """An amount turned into another currency, with the rate and its date kept beside it."""

    amount: Decimal
    currency: Currency
    rate: Decimal
    rate_from: date


def farm_gate_in_dollars(pen_per_kg: Decimal | None, references: References) -> Conversion | None:
    """Turn a farm gate of PEN/kg into USD/t by the day's rate, or None when either is unknown."""
    figure = references.figures.get(ReferenceKind.FX_PEN_USD)
    if figure is None or pen_per_kg is None:
        return None
    amount = (pen_per_kg * 1000 / figure.value).quantize(CENT, ROUND_HALF_UP)
    return Conversion(amount, Currency.USD, figure.value, figure.valid_from)


def premium_over_reference(pen_per_kg: Decimal, references: References) -> Decimal | None:
    """Say by what share a farm gate lies above the day's commodity farm gate, or None when there is none."""
    level = references.value(ReferenceKind.FARM_GATE)
    return None if level is None else (pen_per_kg / level - 1).quantize(SHARE, ROUND_HALF_UP)


def price_floor(certificates: Collection[Scheme], references: References) -> Decimal | None:
    """Give the least USD/t FOB for these certificates, or None when no floor applies.

    The Fairtrade minimum price, plus its organic differential where the lot is organic too. Raises `LookupError`
    when a figure that applies has not been set.
    """
    if Scheme.FAIRTRADE not in certificates:
        return None
    kinds = [ReferenceKind.FAIRTRADE_MINIMUM]
    if ORGANIC & frozenset(certificates):
        kinds.append(ReferenceKind.FAIRTRADE_ORGANIC_DIFFERENTIAL)
    floor = Decimal(0)
    for kind in kinds:
        value = references.value(kind)
        if value is None:
            raise LookupError(kind.value)
        floor += value
    return floor


def floor_faults(
    price: UnitPrice, farm_gate_pen_kg: Decimal | None, *, certificates: Collection[Scheme], references: References
) -> list[Reason]:
    """List the floors that a price breaks: Fairtrade's minimum, and the day's commodity farm gate.

    A floor whose figure nobody has set is a fault of its own: it is never passed unseen. An EXW price is compared as
    it stands, which is never more lenient.
    """
    found = []
    try:
        floor = price_floor(certificates, references)
    except LookupError as missing:
        floor = None
        found.append(reason("price.reference_missing", "price_amount", kind=missing.args[0]))
    if floor is not None and price.amount < floor:
        found.append(reason("price.below_fairtrade_floor", "price_amount", value=price.amount, limit=floor))
    if farm_gate_pen_kg is None:
        return found
    level = references.value(ReferenceKind.FARM_GATE)
    if level is None:
        kind = ReferenceKind.FARM_GATE.value
        found.append(reason("price.reference_missing", "farm_gate_pen_kg", kind=kind))
    elif farm_gate_pen_kg < level:
        found.append(reason("price.farm_gate_below_reference", "farm_gate_pen_kg", value=farm_gate_pen_kg, limit=level))
    return found
