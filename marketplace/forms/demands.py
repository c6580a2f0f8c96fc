"""What a maker states of a demand, in steps that each fit one screen: hard limits, volume and price, delivery."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, SelectField
from wtforms.fields.choices import SelectFieldBase
from wtforms.validators import InputRequired, Optional

from marketplace import wording
from marketplace.domain.cadmium import Confection, Recipe, recipe_faults
from marketplace.domain.certificates import Scheme
from marketplace.domain.demands import DemandTerms, demand_faults
from marketplace.domain.errors import reason
from marketplace.domain.mass import Mass, MassUnit
from marketplace.domain.money import Currency, Incoterm, UnitPrice
from marketplace.forms.base import SeenForm
from marketplace.forms.destinations import destination_choices
from marketplace.forms.lots import NOTHING_CHOSEN, TickedField, chosen
from marketplace.forms.numbers import REQUIRED, CountField, NumberField
from marketplace.forms.texts import long_text, short_text

NEEDED = [InputRequired(REQUIRED)]
MAY_BE_EMPTY = [Optional()]
BASES = (Incoterm.DAP, Incoterm.FOB, Incoterm.FCA, Incoterm.EXW)


Offered = Mapping[str, list[str]]
"""What can be chosen today: `destinations` with a freight rate, `markets` with cadmium limits, further `weights`."""


class DemandStepForm(SeenForm):
    """One step of stating a demand."""

    def __init__(self, *args: Any, offered: Offered | None = None, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        """Offer the choices in the reader's language."""
        super().__init__(*args, **kwargs)
        self.set_choices(offered or {})

    def set_choices(self, offered: Offered) -> None:
        """Fill the fields of choice."""

    @classmethod
    def present(cls, terms: DemandTerms) -> dict[str, Any]:
        """Say what the fields of this step show of a demand."""
        return {name: getattr(terms, name) for name in DemandTerms.__slots__ if hasattr(cls, name)}

    def part(self) -> dict[str, Any]:
        """Say what this step states, by the names of `DemandTerms`."""
        return {name: field.data for name, field in self._fields.items() if name in DemandTerms.__slots__}

    def check(self, terms: DemandTerms) -> None:
        """Put beside the fields of this step what cannot be true of any demand, save where one is wrong already."""
        fine = {name for name, field in self._fields.items() if not field.errors}
        self.take([each for each in demand_faults(terms) if each.field in fine])

    @property
    def is_readable(self) -> bool:
        """Whether each choice is one of those offered, so that the step can be read at least in part."""
        return not any(field.errors for field in self._fields.values() if isinstance(field, SelectFieldBase))


class LimitsForm(DemandStepForm):
    """What a lot must have; each limit may be left open."""

    certificates = TickedField(_("Certificates that a lot must have"), MAY_BE_EMPTY)
    needs_eudr = BooleanField(_("The deforestation pack for the EU must be ready"))
    cadmium_max = NumberField(_("Cadmium in the beans, at most"), MAY_BE_EMPTY, places=3)
    recipe_confection = SelectField(_("What you make of the beans"), MAY_BE_EMPTY)
    recipe_cocoa_solids = NumberField(_("Cocoa solids of the product"), MAY_BE_EMPTY, places=1)
    recipe_cocoa_mass = NumberField(_("Nibs or cacao mass in the product"), MAY_BE_EMPTY, places=1)
    recipe_market = SelectField(_("Where it is sold"), MAY_BE_EMPTY)
    moisture_max = NumberField(_("Moisture, at most"), MAY_BE_EMPTY)
    fermentation_min = NumberField(_("Fermentation index, at least"), MAY_BE_EMPTY, places=1)
    off_max = NumberField(_("Off-flavours, at most"), MAY_BE_EMPTY)
    global_quality_min = NumberField(_("Global quality, at least"), MAY_BE_EMPTY)

    def set_choices(self, offered: Offered) -> None:
        """Fill the fields of choice."""
        self.certificates.choices = chosen("Scheme")
        self.recipe_confection.choices = chosen("Confection", may_be_empty=True)
        self.recipe_market.choices = [
            NOTHING_CHOSEN,
            *((each, wording.label(each, "market")) for each in offered.get("markets", [])),
        ]

    @classmethod
    def present(cls, terms: DemandTerms) -> dict[str, Any]:
        """Show a demand; its recipe in parts."""
        recipe = terms.recipe
        parts = {
            "recipe_confection": recipe.confection.value if recipe else "",
            "recipe_cocoa_solids": recipe.cocoa_solids if recipe else None,
            "recipe_cocoa_mass": recipe.cocoa_mass if recipe else None,
            "recipe_market": recipe.market if recipe else "",
        }
        held = [scheme.value for scheme in terms.certificates]
        return {**super().present(terms), **parts, "certificates": held}

    def part(self) -> dict[str, Any]:
        """Say what a lot must have."""
        held = frozenset(Scheme(each) for each in self.certificates.data or ())
        return {**super().part(), "certificates": held, "recipe": self.recipe}

    @property
    def recipe(self) -> Recipe | None:
        """The recipe, once all of it is stated."""
        what, solids, mass = self.recipe_confection.data, self.recipe_cocoa_solids.data, self.recipe_cocoa_mass.data
        if not what or solids is None or mass is None or not self.recipe_market.data:
            return None
        return Recipe(Confection(what), solids, mass, self.recipe_market.data)

    @property
    def sound_recipe(self) -> Recipe | None:
        """The recipe, once it also can be true."""
        recipe = self.recipe
        return recipe if recipe and not recipe_faults(recipe) else None

    def check(self, terms: DemandTerms) -> None:
        """Ask for the missing parts of a recipe that was begun."""
        super().check(terms)
        parts = [self[name] for name in RECIPE]
        if any(each.data for each in parts):
            missing = [each.name for each in parts if each.data in (None, "") and not each.errors]
            self.take([reason("recipe.part_missing", name) for name in missing])


RECIPE = ("recipe_confection", "recipe_cocoa_solids", "recipe_cocoa_mass", "recipe_market")


class VolumeForm(DemandStepForm):
    """How much is sought, of how many lots, and what it may cost where."""

    volume_min = NumberField(_("At least"), NEEDED, places=3)
    volume_max = NumberField(_("At most"), NEEDED, places=3)
    unit = SelectField(_("Unit"), default=MassUnit.KILOGRAM.value)
    max_lots = CountField(_("Most lots"), NEEDED, default=Decimal(1))
    destination = SelectField(_("Where the cacao should go"), NEEDED)
    ceiling_amount = NumberField(_("Price ceiling"), NEEDED)
    ceiling_incoterm = SelectField(_("Basis of the ceiling"), NEEDED, default=Incoterm.DAP.value)
    ceiling_place = short_text(_("Named place of the basis"), *NEEDED)

    def set_choices(self, offered: Offered) -> None:
        """Fill the fields of choice."""
        self.unit.choices = chosen("MassUnit")
        self.ceiling_incoterm.choices = [each for each in chosen("Incoterm") if each[0] in BASES]
        self.destination.choices = [NOTHING_CHOSEN, *destination_choices(offered.get("destinations", []))]

    @classmethod
    def present(cls, terms: DemandTerms) -> dict[str, Any]:
        """Show a demand, its volumes in kilograms."""
        return {
            "volume_min": terms.volume_min.kilograms,
            "volume_max": terms.volume_max.kilograms,
            "unit": MassUnit.KILOGRAM.value,
            "max_lots": Decimal(terms.max_lots),
            "destination": terms.destination,
            "ceiling_amount": terms.ceiling.amount,
            "ceiling_incoterm": terms.ceiling.incoterm.value,
            "ceiling_place": terms.ceiling.place,
        }

    def part(self) -> dict[str, Any]:
        """Say how much is sought and what it may cost."""
        unit, basis = MassUnit(self.unit.data), Incoterm(self.ceiling_incoterm.data)
        amount, place = self.ceiling_amount.data or Decimal(0), self.ceiling_place.data or ""
        return {
            "volume_min": Mass.of(self.volume_min.data or 0, unit),
            "volume_max": Mass.of(self.volume_max.data or 0, unit),
            "max_lots": self.max_lots.count or 0,
            "destination": self.destination.data,
            "ceiling": UnitPrice(amount, Currency.USD, basis, place),
        }


class DeliveryForm(DemandStepForm):
    """When it should arrive, and what else the producer groups should know."""

    delivery_start = DateField(_("Delivery from"), NEEDED)
    delivery_end = DateField(_("Delivery until"), NEEDED)
    needs_sample = BooleanField(_("I need a sample before I buy"), default=True)
    prefers_women_led = BooleanField(_("I prefer groups led by women"))
    notes = long_text(_("A word to the producer groups"))
