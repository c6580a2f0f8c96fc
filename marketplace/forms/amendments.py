"""What may be asked of a contract in force: other terms, a price allowance, a frame, the next crop's lot."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from marketplace import wording
from marketplace.domain.contracts.changes import AmendmentKind, NextCrop, with_allowance
from marketplace.domain.contracts.frames import FrameTerms, Quarter, QuarterPlan, Uncalled
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.errors import Refused, reason
from marketplace.forms.base import SeenForm
from marketplace.forms.contracts import AmendmentForm
from marketplace.forms.numbers import REQUIRED, Between, CountField, NumberField

QUARTERS = (1, 2, 3, 4)


class TermsWishForm(AmendmentForm):
    """Other terms, and why."""

    kind = AmendmentKind.TERMS
    bags = CountField(_("Number of bags"), [Optional(), Between(1)])
    reason = TextAreaField(_("Why you ask for it"), [InputRequired(REQUIRED)])

    @classmethod
    def showing(cls, terms: ContractTerms, version: int) -> "TermsWishForm":
        """Open the form with the present terms."""
        form = super().showing(terms, version)
        assert isinstance(form, cls)  # noqa: S101 - it makes one of its own class
        form.bags.data = Decimal(terms.bags)
        return form

    def wanted(self, terms: ContractTerms) -> ContractTerms:
        """Say the terms that are asked for; no number of bags leaves them as they are."""
        return replace(self.amended(terms), bags=terms.bags if self.bags.count is None else self.bags.count)


class AllowanceWishForm(SeenForm):
    """A lower price, as after a rejected sample, and why."""

    kind = AmendmentKind.ALLOWANCE
    allowance = NumberField(_("Allowance, USD per tonne"), [InputRequired(REQUIRED)])
    reason = TextAreaField(_("Why you ask for it"), [InputRequired(REQUIRED)])

    @classmethod
    def showing(cls, _terms: ContractTerms, version: int) -> "AllowanceWishForm":
        """Open the form empty."""
        return cls(formdata=None, version=str(version))

    def wanted(self, terms: ContractTerms) -> ContractTerms:
        """Say the terms that are asked for."""
        return with_allowance(terms, self.allowance.data or Decimal(0))


class ExtensionWishForm(SeenForm):
    """A later last day of a reservation, and why."""

    kind = AmendmentKind.EXTENSION
    reserved_until = DateField(_("New last day"), [InputRequired(REQUIRED)])
    reason = TextAreaField(_("Why you ask for it"), [InputRequired(REQUIRED)])

    @classmethod
    def showing(cls, _terms: ContractTerms, version: int) -> "ExtensionWishForm":
        """Open the form empty."""
        return cls(formdata=None, version=str(version))

    def wanted(self, terms: ContractTerms) -> ContractTerms:
        """Say the terms that are asked for."""
        return replace(terms, reserved_until=self.reserved_until.data)


class FrameForm(SeenForm):
    """A frame: the years it runs, this season's quarters, and how bags are called."""

    kind = AmendmentKind.FRAME
    years = CountField(_("Years that the frame runs"), [InputRequired(REQUIRED)])
    first_quarter = StringField(_("First quarter of the season"), [InputRequired(REQUIRED)])
    notice_days = CountField(_("Days before the end of a quarter by which bags are called"), [InputRequired(REQUIRED)])
    uncalled = SelectField(_("What becomes of bags that nobody calls"))
    least_1 = CountField(_("First quarter, at least"), [InputRequired(REQUIRED)])
    most_1 = CountField(_("First quarter, at most"), [InputRequired(REQUIRED)])
    least_2 = CountField(_("Second quarter, at least"), [Optional()])
    most_2 = CountField(_("Second quarter, at most"), [Optional()])
    least_3 = CountField(_("Third quarter, at least"), [Optional()])
    most_3 = CountField(_("Third quarter, at most"), [Optional()])
    least_4 = CountField(_("Fourth quarter, at least"), [Optional()])
    most_4 = CountField(_("Fourth quarter, at most"), [Optional()])

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the choices in the reader's language."""
        super().__init__(*args, **kwargs)
        self.uncalled.choices = list(wording.labels("Uncalled").items())

    @classmethod
    def showing(cls, terms: ContractTerms, version: int) -> "FrameForm":
        """Open the form with the present frame, or with a proposal of even quarters from the shipment window on."""
        frame = terms.frame or _even(terms)
        plans = dict(enumerate(frame.quarters, 1))
        bags = {f"least_{n}": plan.least for n, plan in plans.items()} | {f"most_{n}": p.most for n, p in plans.items()}
        first = str(frame.quarters[0].quarter)
        usual = {"years": frame.years, "notice_days": frame.notice_days, "uncalled": frame.uncalled.value}
        return cls(formdata=None, version=str(version), first_quarter=first, **usual, **bags)

    @property
    def frame(self) -> FrameTerms:
        """The frame as typed; raises `Refused` where the first quarter cannot be read."""
        quarter, plans = _read_quarter(self.first_quarter.data or ""), []
        for number in QUARTERS:
            least, most = self[f"least_{number}"].count, self[f"most_{number}"].count
            if least is None and most is None:
                break
            plans.append(QuarterPlan(quarter, least or 0, most if most is not None else least or 0))
            quarter = quarter.following
        return FrameTerms(
            years=self.years.count or 0,
            quarters=tuple(plans),
            notice_days=self.notice_days.count or 0,
            uncalled=Uncalled(self.uncalled.data),
        )

    def wanted(self, terms: ContractTerms) -> ContractTerms:
        """Say the terms that are asked for."""
        return replace(terms, frame=self.frame)


class FrameWishForm(FrameForm):
    """A frame for a contract in force, and why."""

    reason = TextAreaField(_("Why you ask for it"), [InputRequired(REQUIRED)])


class RenewalWishForm(FrameWishForm):
    """The next season of a frame: its lot, bags and reviewed price."""

    kind = AmendmentKind.RENEWAL
    lot = SelectField(_("Lot of the next crop"))
    bags = CountField(_("Bags of the season"), [InputRequired(REQUIRED), Between(1)])
    price = NumberField(_("Reviewed price, USD per tonne"), [InputRequired(REQUIRED)])
    differential = NumberField(_("Reviewed differential, USD per tonne"), [Optional()])
    terminal_month = StringField(_("Terminal month"), [Optional()])
    fixation_by = DateField(_("Price to be fixed by"), [Optional()])

    def offer(self, lots: Sequence[str]) -> None:
        """Offer the lots that could follow."""
        self.lot.choices = [(code, code) for code in lots]

    def next_crop(self, terms: ContractTerms, crop: NextCrop) -> NextCrop:
        """Say what the frame goes on with: `crop` as the lot states it, with what was typed."""
        pricing = replace(
            terms.pricing,
            price=replace(terms.price, amount=self.price.data or Decimal(0)),
            month=(self.terminal_month.data or "").strip() or terms.terminal_month,
            differential=terms.differential if self.differential.data is None else self.differential.data,
        )
        by: date | None = self.fixation_by.data or terms.fixation_by
        return replace(crop, bags=self.bags.count or 0, pricing=pricing, fixation_by=by, frame=self.frame)


def _even(terms: ContractTerms) -> FrameTerms:
    quarter, share = Quarter.of(terms.shipment_start), terms.bags // len(QUARTERS)
    plans = []
    for _number in QUARTERS:
        plans.append(QuarterPlan(quarter, share // 2, terms.bags - 3 * (share // 2)))
        quarter = quarter.following
    return FrameTerms(1, tuple(plans))


def _read_quarter(text: str) -> Quarter:
    found = re.fullmatch(r"([0-9]{4})[ -]?[QT]?([1-4])", text.strip().upper())
    if not found:
        raise Refused(reason("frame.quarters_wrong", "first_quarter", most=len(QUARTERS)))
    return Quarter(int(found[1]), int(found[2]))
