"""The flavour that a maker seeks: for each attribute a target, how much it matters, and how far off is too far."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectField
from wtforms.validators import InputRequired, Optional

from marketplace.domain.demands import DemandTerms
from marketplace.domain.flavours import AXES, GROUPS, HIGHEST, LOWEST, default_tolerance
from marketplace.forms.demands import DemandStepForm, Offered
from marketplace.forms.lots import NOTHING_CHOSEN
from marketplace.forms.numbers import REQUIRED, NumberField
from marketplace.forms.texts import short_text
from marketplace.wordings.flavours import LABELS

TASTED = tuple(name for axis in AXES for name in (axis, *GROUPS.get(axis, ())))
USUAL_WEIGHT = Decimal(1)
WEIGHTS = ("1", "2", "3", "4", "5")
PROCESS_CHECK = "roast_degree"
"""Tells how the sample was roasted, not how the cacao tastes; it is not copied from a liked lot."""


class FlavourForm(DemandStepForm):
    """Title and target; `<attribute>`, `<attribute>_weight` and `<attribute>_tolerance` for each attribute."""

    title = short_text(_("Title"), InputRequired(REQUIRED))

    def set_choices(self, offered: Offered) -> None:
        """Fill the fields of choice; a weight between two steps of the list may be offered too."""
        further = [(each, each) for each in offered.get("weights", [])]
        choices = [NOTHING_CHOSEN, *((weight, weight) for weight in WEIGHTS), *further]
        for name in TASTED:
            self[f"{name}_weight"].choices = choices

    @classmethod
    def present(cls, terms: DemandTerms) -> dict[str, Any]:
        """Show a demand's title and target."""
        shown: dict[str, Any] = {"title": terms.title}
        for name, target in terms.target_profile.items():
            shown |= {name: target, f"{name}_weight": _plainly(terms.weights[name])}
            shown[f"{name}_tolerance"] = terms.tolerances.get(name)
        return shown

    def part(self) -> dict[str, Any]:
        """Say what is sought; an attribute with a target and no weight matters as usual."""
        targets = {name: self[name].data for name in TASTED if self[name].data is not None}
        weights = {name: self._weight(name) for name in TASTED if self[f"{name}_weight"].data or name in targets}
        tolerances = {name: self[f"{name}_tolerance"].data for name in TASTED if name in targets}
        return {
            "title": self.title.data or "",
            "target_profile": targets,
            "weights": weights,
            "tolerances": {name: value for name, value in tolerances.items() if value is not None},
        }

    def _weight(self, name: str) -> Decimal:
        return Decimal(self[f"{name}_weight"].data or USUAL_WEIGHT)

    def is_shown(self, axis: str) -> bool:
        """Say whether any part of an axis is filled in or has to be mended."""
        fields = [self[f"{part}{more}"] for part in GROUPS.get(axis, ()) for more in ("", "_weight", "_tolerance")]
        return any(each.data or each.errors for each in fields)

    @property
    def target(self) -> dict[str, Decimal]:
        """The target as far as it can be read, for drawing."""
        typed = {name: self[name].data for name in AXES}
        return {name: value for name, value in typed.items() if value is not None and LOWEST <= value <= HIGHEST}


def _add_fields(name: str, label: object) -> None:
    weight, tolerance = _("%(attribute)s: weight", attribute=label), _("%(attribute)s: tolerance", attribute=label)
    setattr(FlavourForm, name, NumberField(label, [Optional()]))
    setattr(FlavourForm, f"{name}_weight", SelectField(weight, [Optional()]))
    setattr(FlavourForm, f"{name}_tolerance", NumberField(tolerance, [Optional()]))


for _name in TASTED:
    _add_fields(_name, LABELS["flavour"][_name])


def liked(profile: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Say which target a lot's profile makes: its thirteen axes but the degree of roast."""
    return {name: profile[name] for name in AXES if name in profile and name != PROCESS_CHECK}


def usual_tolerance(name: str) -> str:
    """Say the tolerance that holds where none is typed."""
    return _plainly(default_tolerance(name))


def _plainly(number: Decimal) -> str:
    return format(number.normalize(), "f")
