"""What may be said about a contract: a judgement, a signature, a report, and an amendment."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DateField, HiddenField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from marketplace import wording
from marketplace.domain.contracts.amendments import LONGEST_WORDS, with_price
from marketplace.domain.contracts.clauses import (
    BalanceBasis,
    DepositOnEnd,
    Document,
    Forum,
    Packing,
    SampleBasis,
    SampleRemedy,
    Side,
    TitlePasses,
)
from marketplace.domain.contracts.milestones import LONGEST_NOTE, MilestoneStep, Report
from marketplace.domain.contracts.signing import SignatureTerms
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.forms.base import BaseForm, SeenForm
from marketplace.forms.lots import TickedField
from marketplace.forms.numbers import REQUIRED, CountField, NumberField
from marketplace.forms.texts import long_text, short_text


class JudgementForm(SeenForm):
    """A facilitator's word on a contract, or a party's reason to step back."""

    note = TextAreaField(_("Note or reason"))
    flags = HiddenField()

    @property
    def shown(self) -> frozenset[str] | None:
        """The marks of the flags that the page showed; None for a page that shows none."""
        return None if self.flags.data is None else frozenset(self.flags.data.split())


class SigningForm(BaseForm):
    """A signature: what was read, one's name, consent to arbitration, and the password again."""

    document_hash = HiddenField()
    typed_name = StringField(_("Your full name"), [InputRequired(REQUIRED)])
    consents = BooleanField(_("I have read the clause on law and disputes in my own language, and I consent to it."))
    password = PasswordField(_("Your password"), [InputRequired(REQUIRED)])

    def signature(self, locale: str, words: Mapping[str, object]) -> SignatureTerms:
        """Say what was signed with; `locale` is the language in which the contract's `words` were read."""
        return SignatureTerms(
            document_hash=self.document_hash.data or "",
            typed_name=(self.typed_name.data or "").strip(),
            consents=bool(self.consents.data),
            locale=locale,
            words=words,
        )


class MilestoneForm(SeenForm):
    """What one side reports: the day, and a note."""

    day = DateField(_("On which day"), [InputRequired(REQUIRED)])
    note = long_text(_("Note"), longest=LONGEST_NOTE)

    def report(self, step: MilestoneStep) -> Report:
        """Say what is reported."""
        assert self.day.data is not None  # noqa: S101 - asked after validation only
        return Report(step, self.day.data, self.note.data)


class AmendmentForm(SeenForm):
    """The terms that the parties may amend between themselves."""

    price = NumberField(_("Price, USD per tonne"), [InputRequired(REQUIRED)])
    tolerance = NumberField(_("Quantity tolerance, percent"), [InputRequired(REQUIRED)], places=1)
    moisture_max = NumberField(_("Moisture at most, percent"), [InputRequired(REQUIRED)], places=1)
    fermentation_min = NumberField(_("Well and partly fermented, at least"), [Optional()], places=1)
    cadmium_max = NumberField(_("Cadmium in the beans, at most"), [Optional()], places=3)
    off_max = NumberField(_("Off-flavours, at most"), [Optional()])
    bean_count_max = CountField(_("Beans in 100 g, at most"), [Optional()])
    needs_eudr = BooleanField(_("The group hands over an EUDR pack"))
    documents = TickedField(_("Documents"))
    sample_basis = SelectField(_("Pre-shipment sample"))
    sample_days = CountField(_("Days to answer the sample"), [InputRequired(REQUIRED)])
    sample_remedy = SelectField(_("If the sample is rejected"))
    packing = SelectField(_("Packing"))
    marks = short_text(_("Marks on the bags"))
    may_consolidate = BooleanField(_("May share a container"))
    shipment_start = DateField(_("Ship from"), [InputRequired(REQUIRED)])
    shipment_end = DateField(_("Ship until"), [InputRequired(REQUIRED)])
    terminal_month = StringField(_("Terminal month"))
    differential = NumberField(_("Differential"), [Optional()])
    fixation_side = SelectField(_("Who fixes the price"), [Optional()], validate_choice=False)
    fixation_by = DateField(_("Price to be fixed by"), [Optional()])
    deposit_percent = NumberField(_("Deposit, percent"), [InputRequired(REQUIRED)], places=1)
    balance_basis = SelectField(_("The balance is due"))
    balance_days = CountField(_("Days to pay the balance"), [InputRequired(REQUIRED)])
    deposit_on_end = SelectField(_("If the contract ends early, the deposit is"))
    late_interest_percent = NumberField(_("Late interest, percent a year"), [Optional()], places=1)
    storage_rate = NumberField(_("Storage after arrival, per tonne and month"), [Optional()])
    storage_free_days = CountField(_("Days after arrival that are free"), [InputRequired(REQUIRED)])
    finance_percent = NumberField(_("Finance cost after the free days, percent a year"), [Optional()], places=1)
    title_passes = SelectField(_("The cacao becomes the maker's"))
    claim_days = CountField(_("Days to claim after discharge"), [InputRequired(REQUIRED)])
    independent_surveyor = BooleanField(_("An independent surveyor draws the samples"))
    force_majeure_days = CountField(_("Days of force majeure before either side may end it"), [InputRequired(REQUIRED)])
    forum = SelectField(_("Disputes are decided by"))
    forum_place = short_text(_("Place of arbitration"))
    law = short_text(_("Applicable law"))
    both_are_cmaa_members = BooleanField(_("Both parties are members of the CMAA"))
    termination_days = CountField(_("Days of notice to end it for breach"), [InputRequired(REQUIRED)])
    note = long_text(_("Further terms"), longest=LONGEST_WORDS["note"])

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the choices in the reader's language."""
        super().__init__(*args, **kwargs)
        for name, kind in CHOICES.items():
            self[name].choices = list(wording.labels(kind.__name__).items())
        self.documents.choices = [each for each in wording.labels(Document.__name__).items() if each[0] != EUDR]

    @classmethod
    def showing(cls, terms: ContractTerms, version: int) -> "AmendmentForm":
        """Open the form with the present terms."""
        present = {name: getattr(terms, name) for name in (*SAME_NAMED, *FOLLOWED)}
        papers = [each.value for each in terms.documents]
        return cls(**present, documents=papers, price=terms.price.amount, version=str(version))

    def amended(self, terms: ContractTerms) -> ContractTerms:
        """Return `terms` with what was typed in their place."""
        typed: dict[str, object] = {name: self._typed(name) for name in SAME_NAMED}
        if terms.is_provisional:  # what a fixed price follows is history
            typed |= {name: said for name in FOLLOWED if (said := self._typed(name)) is not None}
        else:
            typed["fixation_by"] = terms.fixation_by
        typed["documents"] = self._papers(terms.documents)
        return with_price(replace(terms, **typed), self.price.data or Decimal(0))  # type: ignore[arg-type]

    def _papers(self, present: tuple[Document, ...]) -> tuple[Document, ...]:
        """List what was ticked, in the present order; the EUDR pack is there where it is asked for, and only there."""
        ticked = {*(self.documents.data or ()), *((EUDR,) if self.needs_eudr.data else ())}
        return tuple(each for each in dict.fromkeys((*present, *Document)) if each.value in ticked)

    def _typed(self, name: str) -> object:
        field = self[name]
        if name in CHOICES:
            return CHOICES[name](field.data) if field.data else None
        if isinstance(field, CountField):
            return field.count
        if isinstance(field, StringField):
            return (field.data or "").strip() or None
        return field.data


EUDR = Document.EUDR_PACK.value
CHOICES = {
    "fixation_side": Side,
    "sample_basis": SampleBasis,
    "sample_remedy": SampleRemedy,
    "packing": Packing,
    "balance_basis": BalanceBasis,
    "deposit_on_end": DepositOnEnd,
    "title_passes": TitlePasses,
    "forum": Forum,
}
FOLLOWED = ("terminal_month", "differential", "fixation_side")
"""Terms of a price that is not fixed yet."""
SAME_NAMED = (
    "tolerance",
    "moisture_max",
    "fermentation_min",
    "cadmium_max",
    "off_max",
    "bean_count_max",
    "needs_eudr",
    "sample_basis",
    "sample_days",
    "sample_remedy",
    "packing",
    "marks",
    "may_consolidate",
    "shipment_start",
    "shipment_end",
    "fixation_by",
    "deposit_percent",
    "balance_basis",
    "balance_days",
    "deposit_on_end",
    "late_interest_percent",
    "storage_rate",
    "storage_free_days",
    "finance_percent",
    "title_passes",
    "claim_days",
    "independent_surveyor",
    "force_majeure_days",
    "forum",
    "forum_place",
    "law",
    "both_are_cmaa_members",
    "termination_days",
    "note",
)
