"""The steps of stating a demand as one whole: their order, what was typed in each, and the terms that follow."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import MultiDict

from marketplace.domain.demands import DemandTerms
from marketplace.domain.mass import Mass
from marketplace.domain.money import Currency, Incoterm, UnitPrice
from marketplace.forms.demands import DeliveryForm, DemandStepForm, LimitsForm, Offered, VolumeForm
from marketplace.forms.lot_steps import NOT_KEPT
from marketplace.forms.tastes import WEIGHTS, FlavourForm, liked

STEPS: dict[str, type[DemandStepForm]] = {
    "flavour": FlavourForm,
    "limits": LimitsForm,
    "volume": VolumeForm,
    "delivery": DeliveryForm,
}

# What stands in for steps that were not filled in yet, while one step is checked: it breaks no rule by itself.
NOT_YET_ASKED: dict[str, Any] = {
    "title": "-",
    "target_profile": {},
    "weights": {},
    "volume_min": Mass(Decimal(1)),
    "volume_max": Mass(Decimal(1)),
    "ceiling": UnitPrice(Decimal(1), Currency.USD, Incoterm.FOB, "-"),
    "destination": "-",
    "delivery_start": date(2026, 4, 1),
    "delivery_end": date(2026, 4, 1),
}

Typed = Mapping[str, Sequence[str]]


def typed_in(form: MultiDict[str, str]) -> dict[str, list[str]]:
    """Take from a sent form what its sender typed; what was left empty is not kept."""
    sent = form.to_dict(flat=False).items()
    return {name: values for name, values in sent if name not in NOT_KEPT and any(values)}


def form_of(step: str, typed: Typed, *, offered: Offered) -> DemandStepForm:
    """Read a step again from what was typed in it."""
    sent = MultiDict((name, value) for name, values in typed.items() for value in values)
    return STEPS[step](formdata=sent or MultiDict({"": ""}), offered=offered, meta={"csrf": False})


def is_sound(form: DemandStepForm, others: Iterable[Mapping[str, Any]] = ()) -> bool:
    """Check a step's shape and, together with what the other steps state, every rule that concerns its fields."""
    if not form.validate() and not form.is_readable:
        return False
    stated: dict[str, Any] = dict(NOT_YET_ASKED)
    for part in (*others, form.part()):
        stated |= {name: value for name, value in part.items() if value is not None}
    form.check(DemandTerms(**stated))
    return not form.has_faults


def terms_typed(typed: Mapping[str, Typed], offered: Offered) -> tuple[DemandTerms | None, str | None]:
    """Read all steps: the terms of the demand, or None and the first step that has to be mended."""
    parts: dict[str, Any] = {}
    for step in STEPS:
        form = form_of(step, typed.get(step, {}), offered=offered)
        if step not in typed or not is_sound(form):
            return None, step
        parts |= form.part()
    return DemandTerms(**parts), None


def offered_for(terms: DemandTerms, offered: Offered) -> Offered:
    """Let a demand keep what it states already, though it would not be on the list today."""
    weights = {format(weight.normalize(), "f") for weight in terms.weights.values()} - set(WEIGHTS)
    kept = {"destinations": {terms.destination}, "weights": weights}
    if terms.recipe:
        kept["markets"] = {terms.recipe.market}
    return {
        name: sorted({*offered.get(name, []), *kept.get(name, ())}) for name in ("destinations", "markets", "weights")
    }


def parts_of(terms: DemandTerms) -> dict[str, Any]:
    """Take terms apart, to put some of them anew."""
    return {each.name: getattr(terms, each.name) for each in fields(DemandTerms)}


def typed_like(profile: Mapping[str, Decimal]) -> dict[str, dict[str, list[str]]]:
    """Say what would be typed to seek the flavour of a lot, each attribute with the usual weight."""
    target = liked(profile)
    typed = {name: [str(value)] for name, value in target.items()}
    return {"flavour": typed | {f"{name}_weight": ["1"] for name in target}}
