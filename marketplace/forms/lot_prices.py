"""What a lot costs, step four of stating it: price and basis, what it follows, and where each dollar goes."""

from decimal import Decimal
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField, SelectField

from marketplace import wording
from marketplace.domain.errors import reason
from marketplace.domain.lots import LotTerms
from marketplace.domain.money import Currency, Incoterm, UnitPrice
from marketplace.domain.prices import HIGHEST_PRICE, ORIGIN_TERMS, PriceKind, PriceStack, Terminal
from marketplace.forms.lots import MAY_BE_EMPTY, NEEDED, StepForm, chosen
from marketplace.forms.numbers import Between, NumberField
from marketplace.forms.texts import short_text

PARTS = ("farm_gate", "cooperative", "certification_lab", "inland_export", "margin")


def _part(label: Any) -> NumberField:  # noqa: ANN401 - a lazy string
    return NumberField(label, [*MAY_BE_EMPTY, Between(0, HIGHEST_PRICE)])


class PriceForm(StepForm):
    """Price in USD for a tonne at origin, farm gate in PEN for a kilogram of dry beans, and the parts of the price."""

    kinds: ClassVar = {"price_kind": PriceKind, "terminal": Terminal}
    also: ClassVar = ("price_stack", "price_currency")
    price_kind = RadioField(_("How is the price made?"), NEEDED, default=PriceKind.FIXED.value)
    price_amount = NumberField(_("Price"), NEEDED)
    price_incoterm = SelectField(_("Basis (Incoterms 2020)"), NEEDED, default=Incoterm.FOB.value)
    price_place = short_text(_("Place"), *NEEDED, default="Callao")
    terminal = SelectField(_("Terminal market"), MAY_BE_EMPTY)
    terminal_month = short_text(_("Month"), longest=7)
    differential = NumberField(_("Differential"), [*MAY_BE_EMPTY, Between(-HIGHEST_PRICE, HIGHEST_PRICE)])
    farm_gate_pen_kg = NumberField(_("Paid to the farmers"), [*MAY_BE_EMPTY, Between(0, 1000)])
    sells_at_list = BooleanField(_("Any verified maker may buy at this price, without asking"))
    price_stack_farm_gate = _part(_("The farmers"))
    price_stack_cooperative = _part(_("Collection and post-harvest"))
    price_stack_certification_lab = _part(_("Certificates and laboratory"))
    price_stack_inland_export = _part(_("Inland transport and export"))
    price_stack_margin = _part(_("Margin and reserve"))
    is_stack_public = BooleanField(_("Show the parts to everybody, in the lot's passport"))

    def set_choices(self) -> None:
        """Fill the fields of choice."""
        self.price_kind.choices = chosen("PriceKind")
        self.terminal.choices = chosen("Terminal", may_be_empty=True)
        terms = [each for each in Incoterm if each in ORIGIN_TERMS]
        self.price_incoterm.choices = [(each.value, wording.label(each)) for each in terms]

    @property
    def stack_fields(self) -> list[NumberField]:
        """The parts of the price."""
        return [self[f"price_stack_{name}"] for name in PARTS]

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own
        """Check the shape; of the parts of a price either all are stated or none."""
        is_whole: bool = super().validate(extra_validators)
        stated = [field.data is not None for field in self.stack_fields]
        if any(stated) and not all(stated):
            self.take([reason("price.stack_half_stated")])
            return False
        return is_whole

    @classmethod
    def present(cls, terms: LotTerms) -> dict[str, Any]:
        """Show a lot's price."""
        price, stack = terms.price, terms.price_stack
        parts = {f"price_stack_{name}": getattr(stack, name) for name in PARTS} if stack else {}
        basis = {"price_amount": price.amount, "price_incoterm": price.incoterm.value, "price_place": price.place}
        return {**super().present(terms), **basis, **parts}

    def part(self) -> dict[str, Any]:
        """Say what the lot costs."""
        amount, place = self.price_amount.data or Decimal(0), self.price_place.data or ""
        price = UnitPrice(amount, Currency.USD, Incoterm(self.price_incoterm.data or "FOB"), place)
        parts = [field.data for field in self.stack_fields if field.data is not None]
        stack = PriceStack(*parts) if len(parts) == len(PARTS) else None
        return {**super().part(), "price": price, "price_stack": stack}
