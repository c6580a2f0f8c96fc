"""A delivery: who brought how much wet or dry cacao, from which plot, when, and how it was paid."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from marketplace.domain.errors import Reason, reason
from marketplace.domain.files import KeptFile
from marketplace.domain.ids import FarmerId, PlotId
from marketplace.domain.mass import NO_MASS, Mass

MOST_WEIGHT = Mass(Decimal(20_000))
"""A lorry's load: more comes with more than one receipt."""
MOST_PRICE = Decimal(200)
"""PEN/kg."""
MOST_MOISTURE = Decimal(40)
"""Percent; what holds more water was not dried."""
OLDEST = timedelta(days=730)
"""Two seasons back; what is older is not written down any more."""
LONGEST_REFERENCE = 80
LONGEST_NOTE = 400
SHORTEST_REASON = 5
CENT = Decimal("0.01")


class CacaoForm(StrEnum):
    """Whether cacao comes as wet beans with pulp, or dried."""

    WET = "wet"
    DRY = "dry"


class PayMeans(StrEnum):
    """How a farmer was paid."""

    CASH = "cash"
    BANK = "bank"
    WALLET = "wallet"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Payment:
    """What was paid to a farmer: when, how, and by which proof."""

    paid_on: date
    means: PayMeans
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """A payment with the file that shows it, where there is one."""

    payment: Payment
    file: KeptFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryTerms:
    """What is written on a receipt; `price` in PEN/kg of what was weighed, `moisture` in percent."""

    farmer_id: FarmerId
    delivered_on: date
    form: CacaoForm
    weight: Mass
    plot_id: PlotId | None = None
    price: Decimal | None = None
    variety: str | None = None
    moisture: Decimal | None = None
    note: str | None = None
    payment: Payment | None = None

    @property
    def amount(self) -> Decimal | None:
        """What the farmer is due, in soles and cents; None while no price is agreed."""
        return None if self.price is None else amount_due(self.price, self.weight)


@dataclass(frozen=True, slots=True)
class Bringer:
    """What must be known of who brings cacao, and of the plot that is named."""

    left_on: date | None = None
    is_plot_own: bool = True
    plot_retired_on: date | None = None


def amount_due(price: Decimal, weight: Mass) -> Decimal:
    """Say what so much costs, rounded half up to the cent."""
    return (price * weight.kilograms).quantize(CENT, ROUND_HALF_UP)


def delivery_faults(terms: DeliveryTerms, bringer: Bringer, *, today: date) -> list[Reason]:
    """List what is wrong with a receipt, each beside its field."""
    return [
        *_weight_faults(terms),
        *_day_faults(terms, bringer, today),
        *_plot_faults(terms, bringer),
        *_price_faults(terms),
        *([] if terms.payment is None else payment_faults(terms.payment, today=today)),
    ]


def payment_faults(payment: Payment, *, today: date) -> list[Reason]:
    """List what is wrong with a proof of payment."""
    found = []
    if payment.paid_on > today:
        found.append(reason("delivery.paid_day_to_come", "paid_on"))
    if len(payment.reference or "") > LONGEST_REFERENCE:
        found.append(reason("delivery.text_too_long", "reference", limit=LONGEST_REFERENCE))
    return found


def change_faults(*, drawn: Mass, is_voided: bool) -> list[Reason]:
    """List what forbids to correct or void a receipt: it was voided, or some of it flowed on."""
    if is_voided:
        return [reason("delivery.voided_already")]
    return [reason("delivery.flowed_on", drawn=drawn.kilograms)] if drawn > NO_MASS else []


def reason_faults(why: str | None) -> list[Reason]:
    """Ask for a reason that says something."""
    length = len((why or "").strip())
    if SHORTEST_REASON <= length <= LONGEST_NOTE:
        return []
    return [reason("delivery.reason_missing", "why", least=SHORTEST_REASON, most=LONGEST_NOTE)]


def _weight_faults(terms: DeliveryTerms) -> Iterator[Reason]:
    if terms.weight <= NO_MASS:
        yield reason("delivery.weight_missing", "weight")
    if terms.weight > MOST_WEIGHT:
        yield reason("delivery.weight_too_large", "weight", limit=MOST_WEIGHT.kilograms)
    if terms.moisture is not None and terms.form is CacaoForm.WET:
        yield reason("delivery.moisture_of_wet", "moisture")
    elif terms.moisture is not None and not 0 < terms.moisture <= MOST_MOISTURE:
        yield reason("delivery.moisture_out_of_range", "moisture", limit=MOST_MOISTURE)
    if len(terms.note or "") > LONGEST_NOTE:
        yield reason("delivery.text_too_long", "note", limit=LONGEST_NOTE)


def _day_faults(terms: DeliveryTerms, bringer: Bringer, today: date) -> Iterator[Reason]:
    if terms.delivered_on > today:
        yield reason("delivery.day_to_come", "delivered_on")
    if terms.delivered_on < today - OLDEST:
        yield reason("delivery.day_too_old", "delivered_on", day=today - OLDEST)
    if bringer.left_on is not None and terms.delivered_on > bringer.left_on:
        yield reason("delivery.farmer_left", "who", day=bringer.left_on)


def _plot_faults(terms: DeliveryTerms, bringer: Bringer) -> Iterator[Reason]:
    if terms.plot_id is None:
        return
    if not bringer.is_plot_own:
        yield reason("delivery.plot_not_farmers", "plot")
    elif bringer.plot_retired_on is not None and terms.delivered_on > bringer.plot_retired_on:
        yield reason("delivery.plot_retired", "plot", day=bringer.plot_retired_on)


def _price_faults(terms: DeliveryTerms) -> Iterator[Reason]:
    if terms.price is not None and not 0 < terms.price <= MOST_PRICE:
        yield reason("delivery.price_out_of_range", "price", limit=MOST_PRICE)
    if terms.price is None and terms.payment is not None:
        yield reason("delivery.price_missing", "price")
