"""What is stated about a lot, in steps that each fit one screen: origin, post-harvest, volume, price."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _
from wtforms import DateField, Field, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace import wording
from marketplace.domain.accounts import ProducerKind
from marketplace.domain.certificates import Scheme
from marketplace.domain.lot_rules import draft_faults
from marketplace.domain.lots import LotTerms, Visibility
from marketplace.domain.mass import Mass
from marketplace.domain.origins import REGIONS
from marketplace.forms.base import SeenForm
from marketplace.forms.numbers import REQUIRED, Between, CountField, NumberField
from marketplace.forms.shares import SharesField, at_least_one
from marketplace.forms.texts import long_text, short_text

NEEDED = [InputRequired(REQUIRED)]
MAY_BE_EMPTY = [Optional()]
NOTHING_CHOSEN = ("", "—")


def chosen(kind: str, *, may_be_empty: bool = False) -> list[tuple[str, str]]:
    """List the words of a kind with their names, for a field of choice."""
    listed = list(wording.labels(kind).items())
    return [NOTHING_CHOSEN, *listed] if may_be_empty else listed


class StepForm(SeenForm):
    """One step of stating a lot; `kinds` says what a chosen word becomes, `also` what else is said at the head."""

    kinds: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}
    also: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        """Offer the choices in the reader's language."""
        super().__init__(*args, **kwargs)
        self.set_choices()

    def set_choices(self) -> None:
        """Fill the fields of choice."""

    @classmethod
    def present(cls, terms: LotTerms) -> dict[str, Any]:
        """Say what the fields of this step show of a lot."""
        names = {name for name in dir(cls) if hasattr(terms, name)}
        return {name: getattr(terms, name) for name in names}

    def fix(self, changeable: Collection[str]) -> None:
        """Leave out the fields of this step that may no longer change."""
        for name in [each for each in self._fields if each in LotTerms.__slots__ and each not in changeable]:
            del self[name]

    def part(self) -> dict[str, Any]:
        """Say what this step states, by the names of `LotTerms`."""
        return {name: self._stated(name, field) for name, field in self._fields.items() if name in LotTerms.__slots__}

    def check(self, terms: LotTerms) -> None:
        """Put beside the fields of this step what cannot be true of any lot."""
        own = {*self._fields, *self.also}
        self.take([each for each in draft_faults(terms) if each.field in own])

    def _stated(self, name: str, field: Field) -> Any:  # noqa: ANN401 - any value of a lot
        if isinstance(field, CountField):
            return field.count
        if field.data in (None, ""):
            return None
        return self.kinds[name](field.data) if name in self.kinds else field.data


class OriginForm(StepForm):
    """Where the cacao comes from, and when it was harvested."""

    code = short_text(_("Code of the lot"), *NEEDED, longest=40)
    crop_year = CountField(_("Crop year"), [*NEEDED, Between(2000, 2100)])
    harvest_start = DateField(_("Harvest from"), NEEDED)
    harvest_end = DateField(_("Harvest until"), NEEDED)
    region = SelectField(_("Region"), NEEDED)
    province = short_text(_("Province"), *NEEDED)
    district = short_text(_("District"), *NEEDED)
    altitude_min = CountField(_("Lowest farm"), MAY_BE_EMPTY)
    altitude_max = CountField(_("Highest farm"), MAY_BE_EMPTY)
    varieties = SharesField(_("Varieties"), [at_least_one])
    producer_name = short_text(_("Producer, if it is not your group"))
    producer_kind = SelectField(_("Kind of producer"), MAY_BE_EMPTY)

    def set_choices(self) -> None:
        """Fill the fields of choice."""
        self.region.choices = [NOTHING_CHOSEN, *REGIONS.items()]
        self.producer_kind.choices = [NOTHING_CHOSEN, *((kind.value, wording.label(kind)) for kind in ProducerKind)]
        self.varieties.choices = chosen("variety", may_be_empty=True)

    def part(self) -> dict[str, Any]:
        """Say where the cacao comes from; codes are written large."""
        return {**super().part(), "code": (self.code.data or "").upper()}


class PostHarvestForm(StepForm):
    """What was done to the beans."""

    kinds: ClassVar = {"is_wet_purchase": lambda word: word == "yes"}
    fermentation_method = SelectField(_("Fermentation"), MAY_BE_EMPTY)
    fermentation_days = NumberField(_("Days of fermentation"), MAY_BE_EMPTY, places=1)
    fermentation_turns = CountField(_("Turns"), MAY_BE_EMPTY)
    drying_method = SelectField(_("Drying"), MAY_BE_EMPTY)
    drying_days = NumberField(_("Days of drying"), MAY_BE_EMPTY, places=1)
    is_wet_purchase = RadioField(_("Was the cacao bought wet, in pulp?"), MAY_BE_EMPTY)
    protocol_note = long_text(_("What is special about your way"))

    def set_choices(self) -> None:
        """Fill the fields of choice."""
        self.fermentation_method.choices = chosen("fermentation_method", may_be_empty=True)
        self.drying_method.choices = chosen("drying_method", may_be_empty=True)
        self.is_wet_purchase.choices = [("yes", _("Yes")), ("no", _("No")), ("", _("Not stated"))]

    @classmethod
    def present(cls, terms: LotTerms) -> dict[str, Any]:
        """Show a lot; what was never stated is shown as such."""
        bought = {True: "yes", False: "no", None: ""}[terms.is_wet_purchase]
        return {**super().present(terms), "is_wet_purchase": bought}


class TickedField(SelectMultipleField):
    """Several boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class VolumeForm(StepForm):
    """How much there is, when, and with which papers."""

    kinds: ClassVar = {"visibility": Visibility}
    bags = CountField(_("Bags"), NEEDED)
    bag_weight = NumberField(_("Weight of a bag"), NEEDED, places=3)
    minimum_bags = CountField(_("Smallest order"), NEEDED)
    available_from = DateField(_("On sale from"), NEEDED)
    sales_until = DateField(_("On sale until"), MAY_BE_EMPTY)
    shipment_start = DateField(_("Shipment from"), MAY_BE_EMPTY)
    shipment_end = DateField(_("Shipment until"), MAY_BE_EMPTY)
    certificates = TickedField(_("Certificates that the whole lot has"), MAY_BE_EMPTY)
    visibility = RadioField(_("Who may find the lot"), MAY_BE_EMPTY, default=Visibility.PUBLIC.value)
    notes_es = long_text(_("A word to buyers, in Spanish"))
    notes_en = long_text(_("A word to buyers, in English"))

    def set_choices(self) -> None:
        """Fill the fields of choice."""
        self.certificates.choices = chosen("Scheme")
        self.visibility.choices = chosen("Visibility")

    @classmethod
    def present(cls, terms: LotTerms) -> dict[str, Any]:
        """Show a lot; bags weigh kilograms."""
        held = [scheme.value for scheme in terms.certificates]
        return {**super().present(terms), "bag_weight": terms.bag_weight.kilograms, "certificates": held}

    def part(self) -> dict[str, Any]:
        """Say how much there is."""
        stated = super().part()
        if stated.get("bag_weight") is not None:
            stated["bag_weight"] = Mass(stated["bag_weight"])
        if "certificates" in self:
            stated["certificates"] = frozenset(Scheme(each) for each in self.certificates.data or ())
        stated["visibility"] = stated["visibility"] or Visibility.PUBLIC
        return stated
