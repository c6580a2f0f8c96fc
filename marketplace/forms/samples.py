"""What is said about samples: asked for, sent, received, tasted, and what follows a no."""

from datetime import date
from decimal import Decimal
from typing import Any, cast

from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from marketplace import wording
from marketplace.domain.evaluations import TastedProduct
from marketplace.domain.flavours import HIGHEST
from marketplace.domain.money import Currency, Money
from marketplace.domain.samples.grams import BY_HAND, LONGEST_NOTE, Entry, GramKind
from marketplace.domain.samples.requests import (
    LONGEST_ADDRESS,
    LONGEST_NAME,
    LONGEST_WORDS,
    USUAL_GRAMS,
    Dispatch,
    Drawing,
    SampleRequest,
)
from marketplace.domain.samples.verdicts import SCORED, SampleVerdict
from marketplace.forms.base import BaseForm, SeenForm
from marketplace.forms.numbers import REQUIRED, CountField, NumberField
from marketplace.forms.texts import long_text, short_text
from marketplace.wordings import LABELS

NEEDED = [InputRequired(REQUIRED)]
MAY_BE_EMPTY = [Optional()]
YES, NO = "yes", "no"
CURRENCIES = {each.value: each.value for each in Currency}


class AskForm(BaseForm):
    """A maker's request; the fee that the page showed travels with it."""

    grams = CountField(_("Grams"), NEEDED, default=Decimal(USUAL_GRAMS))
    address = long_text(_("Send it to"), *NEEDED, longest=LONGEST_ADDRESS)
    message = long_text(_("A word to the group"), longest=LONGEST_WORDS)
    fee_amount = HiddenField()
    fee_currency = HiddenField()

    def request(self) -> SampleRequest:
        """Say what is asked for."""
        return SampleRequest(self.grams.count or 0, self.address.data or "", self.message.data)

    def shown_fee(self) -> Money:
        """Say which fee the page showed; what cannot be read promises nothing."""
        typed = self.fee_amount.data or ""
        is_number = typed.replace(".", "", 1).isdigit() and typed.isascii()
        currency = self.fee_currency.data if self.fee_currency.data in set(Currency) else Currency.USD
        return Money(Decimal(typed) if is_number else Decimal(0), Currency(currency))


class DispatchForm(SeenForm):
    """What a group sends."""

    grams = CountField(_("Grams sent"), NEEDED)
    drawn = CountField(_("Grams you take out of the lot for it now"), MAY_BE_EMPTY)
    courier = short_text(_("Sent with"), *NEEDED, longest=LONGEST_NAME)
    tracking = short_text(_("Tracking number"), longest=LONGEST_NAME)
    sent_on = DateField(_("Sent on"), NEEDED)
    fee = NumberField(_("Fee"), MAY_BE_EMPTY)

    def dispatch(self, agreed: Money) -> Dispatch:
        """Say what was sent; a fee is in the currency that was agreed."""
        return Dispatch(
            grams=self.grams.count or 0,
            courier=self.courier.data or "",
            sent_on=cast("date", self.sent_on.data),
            fee=Money(self.fee.data or Decimal(0), agreed.currency),
            tracking=self.tracking.data,
            drawn=self.drawn.count or 0,
        )


class FeeForm(SeenForm):
    """A fee: for one sample, or what a group asks from now on."""

    fee = NumberField(_("Fee"), NEEDED)
    currency = SelectField(_("Currency"), choices=CURRENCIES)

    @property
    def money(self) -> Money:
        """The fee as money."""
        return Money(self.fee.data or Decimal(0), Currency(self.currency.data or Currency.USD))


class NoteForm(SeenForm):
    """A step with a word why."""

    note = long_text(_("Why"), longest=LONGEST_WORDS)


class ReceiptForm(SeenForm):
    """When a sample came in."""

    received_on = DateField(_("It came on"), NEEDED)

    @property
    def day(self) -> date:
        """The day on which it came."""
        return cast("date", self.received_on.data)


class FeeCameForm(SeenForm):
    """When the fee of a sample came to the group."""

    paid_on = DateField(_("The fee came on"), NEEDED)

    @property
    def day(self) -> date:
        """The day on which it came."""
        return cast("date", self.paid_on.data)


class AllowanceForm(SeenForm):
    """Money off each tonne."""

    allowance = NumberField(_("Allowance per tonne"), NEEDED)


class VerdictForm(SeenForm):
    """Yes or no, with scores on the panel's scale; beside the named fields there is one for each that is scored."""

    verdict = RadioField(_("Your verdict"), NEEDED)
    words = long_text(_("Your word to the group"), longest=LONGEST_WORDS)
    global_quality = NumberField(_("Global quality"), NEEDED, scale=HIGHEST)
    tasted_on = DateField(_("Tasted on"), NEEDED)
    product = SelectField(_("What was tasted"), NEEDED, default=TastedProduct.CACAO_MASS.value)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        """Offer the choices in the reader's language."""
        super().__init__(*args, **kwargs)
        steps = wording.labels("SampleStep")
        self.verdict.choices = [(YES, steps["approve"]), (NO, steps["reject"])]
        self.product.choices = list(wording.labels("TastedProduct").items())

    def terms(self) -> SampleVerdict:
        """Say what was tasted."""
        typed = {name: self[name].data for name in SCORED}
        return SampleVerdict(
            is_approved=self.verdict.data == YES,
            tasted_on=cast("date", self.tasted_on.data),
            product=TastedProduct(self.product.data),
            scores={name: value for name, value in typed.items() if value is not None},
            global_quality=self.global_quality.data,
            words=self.words.data,
        )

    def score_fields(self) -> list[Any]:
        """List the fields of the scores, in the order of the form."""
        return [self[name] for name in SCORED]


for _name in SCORED:
    setattr(VerdictForm, _name, NumberField(LABELS["flavour"][_name], MAY_BE_EMPTY, scale=HIGHEST))


class DrawForm(BaseForm):
    """A sample drawn from what has arrived."""

    grams = CountField(_("Grams drawn"), NEEDED, default=Decimal(USUAL_GRAMS))
    drawn_on = DateField(_("Drawn on"), NEEDED)
    address = long_text(_("Where it is tasted"), *NEEDED, longest=LONGEST_ADDRESS)
    note = long_text(_("Who drew it, from which bags"), longest=LONGEST_WORDS)

    def drawing(self) -> Drawing:
        """Say what was drawn."""
        return Drawing(
            grams=self.grams.count or 0,
            drawn_on=cast("date", self.drawn_on.data),
            address=self.address.data or "",
            note=self.note.data,
        )


class GramForm(BaseForm):
    """One line of a lot's ledger of grams."""

    kind = RadioField(_("What happened"), NEEDED, default=GramKind.KEPT.value)
    grams = CountField(_("Grams"), NEEDED)
    note = short_text(_("Note"), longest=LONGEST_NOTE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        """Offer what a group writes down itself."""
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, wording.label(kind)) for kind in BY_HAND]

    def entry(self) -> Entry:
        """Say what is to be written down."""
        return Entry(GramKind(self.kind.data), self.grams.count or 0, self.note.data)
