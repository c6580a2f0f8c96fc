"""The steps of stating a lot as one whole: their order, what was typed in each, and the terms that follow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field

from marketplace.domain.lots import LotTerms
from marketplace.domain.mass import Mass
from marketplace.domain.money import Currency, Incoterm, UnitPrice
from marketplace.forms.lot_prices import PriceForm
from marketplace.forms.lots import OriginForm, PostHarvestForm, StepForm, VolumeForm
from marketplace.forms.shares import SharesField

STEPS: dict[str, type[StepForm]] = {
    "origin": OriginForm,
    "post-harvest": PostHarvestForm,
    "volume": VolumeForm,
    "price": PriceForm,
}
NOT_KEPT = frozenset({"csrf_token", "idempotency_key", "version", "do"})
A_YEAR = timedelta(days=365)

# What stands in for steps that were not filled in yet, while one step is checked: it breaks no rule by itself.
NOT_YET_ASKED: dict[str, Any] = {
    "code": "NOT-YET",
    "crop_year": 2026,
    "harvest_start": date(2026, 4, 1),
    "harvest_end": date(2026, 4, 1),
    "region": "SAM",
    "province": "-",
    "district": "-",
    "varieties": {"other": Decimal(100)},
    "bags": 1,
    "bag_weight": Mass(Decimal(50)),
    "minimum_bags": 1,
    "available_from": date(2026, 4, 1),
    "price": UnitPrice(Decimal(1), Currency.USD, Incoterm.FOB, "-"),
}

Typed = Mapping[str, Sequence[str]]


def typed_in(form: MultiDict[str, str]) -> dict[str, list[str]]:
    """Take from a sent form what its sender typed."""
    return {name: values for name, values in form.to_dict(flat=False).items() if name not in NOT_KEPT}


def form_of(step: str, typed: Typed, *, is_shown: bool = False) -> StepForm:
    """Read a step again from what was typed in it; one that is shown has its mark against forgery."""
    sent = MultiDict((name, value) for name, values in typed.items() for value in values)
    return STEPS[step](formdata=sent, meta={} if is_shown else {"csrf": False})


def terms_typed(typed: Mapping[str, Typed]) -> tuple[LotTerms | None, str | None]:
    """Read all steps: the terms of the lot, or None and the first step that has to be mended."""
    parts: dict[str, Any] = {}
    for step in STEPS:
        form = form_of(step, typed.get(step, {}))
        if step not in typed or not form.validate():
            return None, step
        parts |= form.part()
    return LotTerms(**parts), None


def is_sound(form: StepForm, others: Iterable[Mapping[str, Any]] = ()) -> bool:
    """Check a step's shape and, together with what the other steps state, every rule that concerns its fields."""
    if not form.validate():
        return False
    stated: dict[str, Any] = dict(NOT_YET_ASKED)
    for part in (*others, form.part()):
        stated |= part
    form.check(LotTerms(**stated))
    return not form.has_faults


def parts_typed(typed: Mapping[str, Typed], *, but: str) -> list[dict[str, Any]]:
    """Say what the other steps state, of those that can be read."""
    forms = [form_of(step, typed[step]) for step in STEPS if step in typed and step != but]
    return [form.part() for form in forms if form.validate()]


def parts_of(terms: LotTerms) -> dict[str, Any]:
    """Take terms apart, to put some of them anew."""
    return {each.name: getattr(terms, each.name) for each in fields(LotTerms)}


def next_crop(terms: LotTerms) -> dict[str, dict[str, list[str]]]:
    """Say what would be typed for the same lot of the next crop: a year later, with dates of sale left open."""
    shifted = {
        "crop_year": terms.crop_year + 1,
        "harvest_start": terms.harvest_start + A_YEAR,
        "harvest_end": terms.harvest_end + A_YEAR,
        "code": "",
    }
    typed = {step: _retyped(kind, terms, shifted) for step, kind in STEPS.items()}
    for name in ("available_from", "sales_until", "shipment_start", "shipment_end"):
        typed["volume"].pop(name, None)
    return typed


def _retyped(kind: type[StepForm], terms: LotTerms, shifted: Mapping[str, Any]) -> dict[str, list[str]]:
    changed = {name: value for name, value in shifted.items() if hasattr(kind, name)}
    form = kind(formdata=None, data={**kind.present(terms), **changed})
    typed: dict[str, list[str]] = {}
    for name, field in form._fields.items():
        if isinstance(field, SharesField):
            typed[f"{name}_name"], typed[f"{name}_share"] = [list(each) for each in zip(*field.rows, strict=True)]
        elif name not in NOT_KEPT:
            typed[name] = _as_typed(field)
    return typed


def _as_typed(field: Field) -> list[str]:
    if isinstance(field.data, list):
        return [str(each) for each in field.data]
    if isinstance(field, BooleanField):
        return ["y"] if field.data else []  # a box that is not ticked sends nothing
    return [field._value() if hasattr(field, "_value") else str(field.data or "")]  # noqa: SLF001 - as it would be typed
