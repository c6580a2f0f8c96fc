"""The address under which all pages about demands stand, and words that their templates share."""

from decimal import Decimal

from flask import Blueprint

from marketplace import wording
from marketplace.domain.errors import Reason
from marketplace.domain.flavours import ATTRIBUTES
from marketplace.forms.destinations import destination_name
from marketplace.queries.demands.showing import DemandLine
from marketplace.web import formats

blueprint = Blueprint("demands", __name__, url_prefix="/demands")
blueprint.add_app_template_filter(destination_name, "destination")
blueprint.add_app_template_filter(wording.label, "label")

MEASURES = {
    "eligibility.cadmium": ("mg/kg", ">"),
    "eligibility.moisture": ("%", ">"),
    "eligibility.fermentation": ("%", "<"),
    "eligibility.off_flavour": ("", ">"),
    "eligibility.global_quality": ("", "<"),
    "eligibility.moq": ("kg", ">"),
    "eligibility.volume": ("kg", "<"),
    "eligibility.price": ("USD/t", ">"),
}
"""Reasons that compare two numbers: their unit, and which way it is wrong."""


@blueprint.app_template_filter("compared")
def compared(reason: Reason) -> str:
    """Say a reason in figures where it has them, `Moisture 7.8% > 7.5%`, else as a sentence."""
    value, limit = reason.facts.get("value"), reason.facts.get("limit")
    if reason.code not in MEASURES or not isinstance(value, Decimal) or not isinstance(limit, Decimal):
        return wording.say(reason)
    unit, sign = MEASURES[reason.code]
    sides = [formats.quantity(each, unit).strip() for each in (value, limit)]
    return f"{wording.label(reason.code, 'eligibility')} {sides[0]} {sign} {sides[1]}"


@blueprint.app_template_filter("basis_of")
def basis_of(line: DemandLine) -> str:
    """Write what a demand's ceiling includes: `DAP Lyon`; a place that is only the destination's code by its name."""
    if line.ceiling is None:
        return ""
    place = line.ceiling.place
    return f"{line.ceiling.incoterm.value} {destination_name(place) if place == line.destination else place}"


@blueprint.app_template_filter("sought_notes")
def sought_notes(line: DemandLine, count: int = 3) -> list[tuple[str, Decimal]]:
    """Name the attributes that matter most to a demand, with the intensity sought."""
    return [(wording.label(name, "flavour"), target) for name, target in heaviest(line)[:count]]


def heaviest(line: DemandLine) -> list[tuple[str, Decimal]]:
    """List what is sought by attribute, heaviest first, else in the form's order."""
    order = sorted(line.target, key=lambda name: (-line.weights.get(name, Decimal(0)), ATTRIBUTES.index(name)))
    return [(name, line.target[name]) for name in order]
