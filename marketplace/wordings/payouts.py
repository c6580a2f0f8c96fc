"""How bank accounts and payouts are said."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from flask_babel import lazy_pgettext as pgettext

SENTENCES: dict[str, LazyString] = {
    "bank_account.unknown": _("There is no such bank account, or it is not yours to see."),
    "bank_account.wrong_role": _("This step belongs to somebody else."),
    "bank_account.wrong_state": _("The bank account has moved on, so this step is no longer possible."),
    "bank_account.part_missing": _("Please fill this in, as it stands on the bank's slip."),
    "bank_account.too_long": _("At most %(most)s letters, please."),
    "bank_account.ruc_wrong": _("A RUC has 11 digits and ends in a check digit; these do not fit. Please look again."),
    "bank_account.cci_wrong": _(
        "A CCI has 20 digits and ends in two check digits; these do not fit. Please copy it again from the bank's slip."
    ),
    "bank_account.bic_wrong": _("The BIC of a bank in Peru has 8 or 11 letters and digits, with PE in the middle."),
    "bank_account.currency_not_carried": _("A group can be paid to an account in soles or in dollars."),
    "bank_account.needs_another_person": _("You stated this account, so confirming it is somebody else's."),
    "payout.unknown": _("There is no such payout, or it is not yours to see."),
    "payout.wrong_role": _("This step belongs to somebody else."),
    "payout.wrong_state": _("The payout has moved on, so this step is no longer possible."),
    "payout.note_missing": _("Please say it in %(least)s to %(most)s letters."),
    "payout.nothing_chosen": _("Please choose at least one contract."),
    "payout.one_currency": _("One payout has one currency."),
    "payout.more_than_due": _("Under one of these contracts no more than %(most)s is due by now. Please look again."),
    "payout.no_longer_due": _("Less is due by now than when this was prepared. Cancel it, and prepare it anew."),
    "payout.account_not_confirmed": _("The group has no confirmed bank account for this currency."),
    "payout.account_changed": _(
        "The group has another bank account by now. Nothing is paid to the old one: prepare the payout anew."
    ),
    "payout.needs_another_person": _("You prepared this payout, so approving it is somebody else's."),
    "payout.reference_missing": _("Please copy the bank's operation number, at most %(most)s letters."),
    "payout.receipt_missing": _("Please add the bank's receipt as a file."),
    "payout.day_wrong": _("The day must lie between %(first)s and %(last)s."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "Rail": {"bank_wire": _("Bank wire")},
    "AccountCurrency": {"USD": _("Dollars (USD)"), "PEN": _("Soles (PEN)")},
    "AccountState": {
        "stated": pgettext("account", "Waiting to be confirmed"),
        "confirmed": pgettext("account", "Confirmed"),
        "refused": pgettext("account", "Refused"),
        "replaced": pgettext("account", "Replaced"),
    },
    "PayoutState": {
        "prepared": pgettext("payout", "Waiting for a second person"),
        "approved": pgettext("payout", "Approved, to be sent"),
        "sent": pgettext("payout", "On its way"),
        "not_arrived": pgettext("payout", "Missing"),
        "confirmed": pgettext("payout", "Arrived"),
        "returned": pgettext("payout", "Came back"),
        "cancelled": pgettext("payout", "Cancelled"),
    },
}
