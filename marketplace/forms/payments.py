"""What may be said about paying: by which way, what is to go back and why, and what was found."""

from collections.abc import Sequence
from typing import cast

from flask_babel import lazy_gettext as _
from wtforms import RadioField
from wtforms.validators import InputRequired

from marketplace import wording
from marketplace.domain.money import Currency, Money
from marketplace.domain.payments.refunds import LONGEST_NOTE
from marketplace.domain.payments.strays import PlacementKind, Placing
from marketplace.domain.payments.ways import Way
from marketplace.forms.base import BaseForm, SeenForm
from marketplace.forms.numbers import REQUIRED, NumberField
from marketplace.forms.texts import long_text, short_text


class PayForm(BaseForm):
    """By which way somebody pays."""

    way = RadioField(_("How do you want to pay?"), [InputRequired(REQUIRED)])

    @classmethod
    def offering(cls, ways: Sequence[Way], **kwargs: object) -> "PayForm":
        """Offer the ways that are open, the suggested one chosen."""
        form = cls(**({"way": ways[0].value} | kwargs if ways else kwargs))
        form.way.choices = [(way.value, wording.label(way, "PaymentWay")) for way in ways]
        return form

    @property
    def chosen(self) -> Way:
        """The way that was chosen."""
        return Way(cast("str", self.way.data))


class GiveBackForm(BaseForm):
    """How much of a payment goes back, and why."""

    amount = NumberField(_("How much goes back"), [InputRequired(REQUIRED)])
    note = long_text(_("Why"), InputRequired(REQUIRED), longest=LONGEST_NOTE)

    def money(self, currency: Currency) -> Money | None:
        """Say how much, in the payment's currency."""
        return Money(self.amount.data, currency) if self.amount.data is not None else None


class FindingForm(SeenForm):
    """What a facilitator found, or why not."""

    note = long_text(_("What you found"), InputRequired(REQUIRED), longest=LONGEST_NOTE)


class MatchForm(BaseForm):
    """Which contract money without a name pays, how much of it, and why one thinks so."""

    contract_code = short_text(_("Code of the contract"), InputRequired(REQUIRED))
    amount = NumberField(_("How much of it"), [InputRequired(REQUIRED)])
    note = long_text(_("How you know"), InputRequired(REQUIRED), longest=LONGEST_NOTE)

    def placing(self) -> Placing:
        """Say what is to become of the money."""
        amount, note = self.amount.data, self.note.data or ""
        return Placing(PlacementKind.MATCH, amount, note, self.contract_code.data or "")


class SendBackForm(BaseForm):
    """How much of money without a name goes back, and why."""

    amount = NumberField(_("How much goes back"), [InputRequired(REQUIRED)])
    note = long_text(_("Why"), InputRequired(REQUIRED), longest=LONGEST_NOTE)

    def placing(self) -> Placing:
        """Say what is to become of the money."""
        return Placing(PlacementKind.SEND_BACK, self.amount.data, self.note.data or "")
