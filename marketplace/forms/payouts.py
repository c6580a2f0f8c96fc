"""What may be said about bank accounts and payouts: where a group is paid, what is sent, whether it arrived."""

from decimal import Decimal, InvalidOperation

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import DateField, HiddenField, PasswordField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace import wording
from marketplace.domain.ids import BankAccountId, ContractId
from marketplace.domain.money import Currency, Money
from marketplace.domain.payouts.accounts import LONGEST_NAME, LONGEST_NOTE, AccountTerms
from marketplace.domain.payouts.life import LONGEST_REFERENCE
from marketplace.domain.payouts.rails import RAILS, Rail
from marketplace.forms.base import BaseForm, SeenForm
from marketplace.forms.messages import ACCEPTED
from marketplace.forms.numbers import REQUIRED
from marketplace.forms.texts import long_text, short_text

LONGEST_TYPED = 40
"""Numbers as people group them, with blanks and dashes."""


class AccountForm(BaseForm):
    """A bank account as an owner of the group states it, with the password again."""

    bank = short_text(_("Bank"), InputRequired(REQUIRED), longest=LONGEST_NAME)
    holder = short_text(_("Account holder"), InputRequired(REQUIRED), longest=LONGEST_NAME)
    ruc = short_text(_("RUC of the holder"), InputRequired(REQUIRED), longest=LONGEST_TYPED)
    currency = SelectField(_("Currency of the account"))
    cci = short_text(_("CCI"), InputRequired(REQUIRED), longest=LONGEST_TYPED)
    bic = short_text(_("SWIFT or BIC"), longest=LONGEST_TYPED)
    password = PasswordField(_("Your password"), [InputRequired(REQUIRED)])

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the currencies in which a group can be paid."""
        super().__init__(*args, **kwargs)
        names = wording.labels("AccountCurrency")
        self.currency.choices = [(each.value, names[each]) for each in RAILS[Rail.BANK_WIRE].currencies]

    def terms(self) -> AccountTerms:
        """Say what was stated."""
        return AccountTerms(
            bank=self.bank.data or "",
            holder=self.holder.data or "",
            ruc=self.ruc.data or "",
            cci=self.cci.data or "",
            currency=Currency(self.currency.data),
            bic=self.bic.data or None,
        )


class NoteForm(SeenForm):
    """Words that go with a step: how an account was confirmed, why a payout is cancelled, what the bank says."""

    note = long_text(_("Your words"), InputRequired(REQUIRED), longest=LONGEST_NOTE)


class PrepareForm(BaseForm):
    """What is to be paid out: contracts with what was due of each when the page was opened, and the account."""

    contracts = SelectMultipleField(
        _("For which contracts"),
        validate_choice=False,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    account = HiddenField()
    currency = HiddenField()

    @property
    def account_id(self) -> BankAccountId:
        """The account that was looked at."""
        text = self.account.data or ""
        return BankAccountId(int(text)) if text.isascii() and text.isdigit() else BankAccountId(0)

    def parts(self) -> dict[ContractId, Money]:
        """Say how much of which contract; what nobody could have ticked is left out."""
        found = {}
        for each in self.contracts.data or ():
            number, _colon, amount = each.partition(":")
            if number.isascii() and number.isdigit() and self.currency.data in list(Currency):
                found[ContractId(int(number))] = Money(_amount(amount), Currency(self.currency.data))
        return found


class SendForm(SeenForm):
    """What the bank said when a payout was wired."""

    reference = short_text(_("The bank's operation number"), InputRequired(REQUIRED), longest=LONGEST_REFERENCE)
    on = DateField(_("Day of the wire"), [InputRequired(REQUIRED)])
    receipt = FileField(_("The bank's receipt"), render_kw={"accept": ACCEPTED})


class ReturnForm(SeenForm):
    """When money came back, and why."""

    on = DateField(_("Day on which it came back"), [Optional()])
    note = long_text(_("What the bank says"), longest=LONGEST_NOTE)


def _amount(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(0)
