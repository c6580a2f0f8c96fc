"""How one term of a contract is written where two versions are laid beside each other: in words, with its unit."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from decimal import Decimal
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace import wording
from marketplace.domain.contracts.fixing import Fixing
from marketplace.domain.contracts.frames import FrameTerms, QuarterPlan
from marketplace.domain.exchange import Exchange, Quote
from marketplace.domain.freight import Delivered
from marketplace.domain.mass import Mass
from marketplace.domain.money import UnitPrice
from marketplace.domain.prices import Conversion, PriceStack
from marketplace.forms.destinations import destination_name
from marketplace.web import formats
from marketplace.web.contracts.rooms import blueprint

PER_TONNE, OF_TEN = "USD/t", "/ 10"


@blueprint.app_template_filter("term")
def say_term(value: object, name: str = "") -> str:
    """Write one term of a contract in the reader's language, with the unit that a term of this name has."""
    if value is None:
        return formats.NOTHING
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    named = NAMED.get(name.partition(".")[0])
    if named:
        return str(named(value))
    for kind, write in WRITERS.items():
        if isinstance(value, kind):
            return str(write(value))
    return str(value)


def _days(count: int) -> str:
    return str(ngettext("%(num)s day", "%(num)s days", count))


def _in(unit: str) -> Callable[[Decimal], str]:
    return lambda value: formats.quantity(value, unit)


def _listed(words: object) -> str:
    return ", ".join(say_term(each) for each in words) or formats.NOTHING  # type: ignore[attr-defined]


def _frame(frame: FrameTerms) -> str:
    years = ngettext("%(num)s year", "%(num)s years", frame.years)
    notice = _("called %(days)s before a quarter ends", days=_days(frame.notice_days))
    uncalled = _("what nobody calls: %(rule)s", rule=wording.label(frame.uncalled))
    return "; ".join([str(years), *map(_quarter, frame.quarters), notice, uncalled])


def _quarter(plan: QuarterPlan) -> str:
    return f"{plan.quarter}: {plan.least}{formats.DASH}{plan.most}"


def _stack(stack: PriceStack) -> str:
    named = ((wording.label(each.name, "price_part"), getattr(stack, each.name)) for each in fields(stack))
    return "; ".join([*(f"{name} {formats.number(part)}" for name, part in named), _in(PER_TONNE)(stack.total)])


def _fixing(fixing: Fixing) -> str:
    return f"{formats.day(fixing.on)}: {_in(PER_TONNE)(fixing.price)}"


def _conversion(farm_gate: Conversion) -> str:
    return f"{_in(PER_TONNE)(farm_gate.amount)} ({formats.number(farm_gate.rate)}, {formats.day(farm_gate.rate_from)})"


def _exchange(used: Exchange) -> str:
    return f"{formats.number(used.rate)} ({wording.label(used.kind)}, {formats.day(used.since)})"


def _delivered(said: Delivered) -> str:
    freight = _("freight %(amount)s", amount=_in(PER_TONNE)(said.freight))
    return f"{formats.price(said.price)}, {freight}"


NAMED: dict[str, Callable[..., object]] = {
    **dict.fromkeys(
        (
            "tolerance",
            "moisture_max",
            "fermentation_min",
            "deposit_percent",
            "late_interest_percent",
            "finance_percent",
            "platform_fee_percent",
            "reservation_percent",
            "varieties",
        ),
        formats.percent,
    ),
    **dict.fromkeys(
        ("sample_days", "balance_days", "storage_free_days", "claim_days", "force_majeure_days", "termination_days"),
        _days,
    ),
    **dict.fromkeys(("differential", "allowance", "storage_rate"), _in(PER_TONNE)),
    **dict.fromkeys(("off_max", "reference_profile", "allowed_deviation"), _in(OF_TEN)),
    "cadmium_max": _in("mg/kg"),
    "farm_gate_pen_kg": _in("PEN/kg"),
    "bags": formats.bags,
    "crop_year": str,
    "destination": destination_name,
    "region": lambda region: wording.label(region, "region"),
}
"""How terms are written that their kind alone does not say."""

WRITERS: dict[type, Callable[..., object]] = {
    UnitPrice: formats.price,
    Mass: formats.mass,
    Decimal: formats.number,
    date: formats.day,
    StrEnum: wording.label,
    PriceStack: _stack,
    frozenset: lambda words: _listed(sorted(words)),
    tuple: _listed,
    FrameTerms: _frame,
    Fixing: _fixing,
    Conversion: _conversion,
    Quote: lambda quote: f"{formats.number(quote.amount)} {quote.currency.value}/{quote.unit.value}",
    Exchange: _exchange,
    Delivered: _delivered,
}
