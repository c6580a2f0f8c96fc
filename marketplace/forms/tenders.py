"""What a group says when it opens a sealed-bid round, and what a maker says who bids in it."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from flask_babel import get_timezone
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateTimeLocalField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from marketplace import wording
from marketplace.domain.money import UnitPrice
from marketplace.domain.tenders.life import LONGEST_NOTE
from marketplace.domain.tenders.terms import Feedback, PaymentRule, SealedTerms, TenderTerms, TieRule
from marketplace.forms.base import BaseForm, SeenForm
from marketplace.forms.bids.terms import moment_of
from marketplace.forms.destinations import destination_choices
from marketplace.forms.numbers import REQUIRED, CountField, NumberField
from marketplace.forms.texts import long_text

NEEDED = [InputRequired(REQUIRED)]
MINUTES = "%Y-%m-%dT%H:%M"
TYPED = [MINUTES, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
USUAL_DAYS = 3
USUAL_AMBER = 5


class TenderForm(BaseForm):
    """The rules of a tender; times are typed in the reader's own time zone."""

    bags = CountField(_("Bags put up"), NEEDED)
    parcel = CountField(_("Fewest bags for one maker"), NEEDED)
    minimum = NumberField(_("Least price"), NEEDED)
    is_minimum_shown = RadioField(_("Who knows the least price?"), NEEDED, default="yes")
    opens_at = DateTimeLocalField(_("Bids from"), [Optional()], format=TYPED)
    closes_at = DateTimeLocalField(_("Bids until"), NEEDED, format=TYPED)
    payment = RadioField(_("What do winners pay?"), NEEDED, default=PaymentRule.OWN_PRICE.value)
    tie_rule = RadioField(_("Who comes first of those who bid the same?"), NEEDED, default=TieRule.EARLIEST.value)
    feedback = RadioField(_("What is a maker told of the own bid meanwhile?"), NEEDED, default=Feedback.NONE.value)
    amber = CountField(_("Amber: would win for so much more"), [Optional()], default=Decimal(USUAL_AMBER))
    allows_part = BooleanField(_("A bid may say that fewer bags will do"), default=True)
    shows_winning_price = BooleanField(
        _("Everybody is told the winning prices afterwards, without names"), default=True
    )
    confirm_days = CountField(_("Days to confirm the award"), NEEDED, default=Decimal(USUAL_DAYS))
    needs_facilitator = BooleanField(_("A facilitator must agree to the award too"))
    remark = long_text(_("A word to the makers"), longest=1_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        """Name the choices in the reader's language."""
        super().__init__(*args, **kwargs)
        self.is_minimum_shown.choices = [("yes", _("Everybody")), ("no", _("Nobody but the group until it closes"))]
        for field, kind in ((self.payment, PaymentRule), (self.tie_rule, TieRule), (self.feedback, Feedback)):
            field.choices = [(each.value, wording.label(each)) for each in kind]

    def terms(self, basis: UnitPrice, now: datetime) -> TenderTerms:
        """Say what was typed as rules, on the basis of the lot; opened at once where no time is said."""
        return TenderTerms(
            bags=self.bags.count or 0,
            parcel=self.parcel.count or 0,
            minimum=UnitPrice(self.minimum.data or Decimal(0), basis.currency, basis.incoterm, basis.place),
            is_minimum_shown=self.is_minimum_shown.data == "yes",
            opens_at=max(moment_of(self.opens_at.data), now),
            closes_at=moment_of(self.closes_at.data),
            tie_rule=TieRule(self.tie_rule.data),
            feedback=Feedback(self.feedback.data),
            amber=USUAL_AMBER if self.amber.count is None else self.amber.count,
            payment=PaymentRule(self.payment.data),
            allows_part=bool(self.allows_part.data),
            shows_winning_price=bool(self.shows_winning_price.data),
            confirm_days=self.confirm_days.count or 0,
            needs_facilitator=bool(self.needs_facilitator.data),
            remark=self.remark.data,
        )


class SealedBidForm(BaseForm):
    """A sealed bid. It is shown as a sentence first, and placed when that very sentence is ticked as binding."""

    bags = CountField(_("Bags"), NEEDED)
    least_bags = CountField(_("Fewest bags, if there are not enough"), [Optional()])
    amount = NumberField(_("Price"), NEEDED)
    destination = SelectField(_("Where should the cacao go?"), NEEDED)
    binding = BooleanField(_("This binds us if the group confirms it"))
    promised = HiddenField()

    def offer_destinations(self, codes: list[str], usual: str) -> None:
        """Offer the places to which a freight rate is known, and the maker's own country first of all."""
        self.destination.choices = destination_choices({*codes, usual})
        if self.destination.data is None:
            self.destination.data = usual

    @property
    def terms(self) -> SealedTerms:
        """Say what was typed as a bid; without a fewest number it is for all its bags."""
        bags = self.bags.count or 0
        least = self.least_bags.count
        return SealedTerms(
            bags=bags,
            least_bags=bags if least is None else least,
            amount=self.amount.data or Decimal(0),
            destination=self.destination.data or "",
        )


class TenderStepForm(SeenForm):
    """A word that ends a tender: the award confirmed, or cancelled for a reason."""

    note = TextAreaField(_("Why is it cancelled?"), [Length(max=LONGEST_NOTE)])


def typed_moment(moment: datetime) -> str:
    """Write a moment as its field wants it, in the reader's time zone."""
    return moment.astimezone(get_timezone() or UTC).strftime(MINUTES)
