"""How the books are said: accounts, causes, and what keeps an entry, a closing or a correction from being made."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SENTENCES: dict[str, LazyString] = {
    "books.overdrawn": _("There is not so much money on this account of the contract any more; nothing was changed."),
    "books.too_many_lines": _(
        "This month has too many lines for one file from here. `flask books export` writes it whole."
    ),
    "statement.unknown": _("There is no such group or maker."),
    "period.unknown": _("Nobody has asked to close this month."),
    "period.wrong_role": _("Only facilitators close the books."),
    "period.wrong_state": _("The month has moved on, so this step is no longer possible."),
    "period.not_over": _("A month can be closed once it is over."),
    "period.closed_already": _("This month is closed: nothing in it changes any more."),
    "period.second_person": _("Another person than the one who asked has to close the month."),
    "period.correction_standing": _("Somebody asked to undo an entry: decide on that first."),
    "period.month_wrong": _("Write the month as 2026-11."),
    "correction.unknown": _("There is no such entry."),
    "correction.wrong_role": _("Only facilitators undo entries."),
    "correction.wrong_state": _("This was decided already."),
    "correction.not_by_hand": _(
        "This entry follows from an instalment, a payment or a payout: undo that instead, and the books follow."
    ),
    "correction.reason_missing": _("Please say why, in %(least)s letters or more."),
    "correction.second_person": _("Another person than the one who asked has to book it."),
    "correction.standing_already": _("Somebody has asked for this already, or it was undone."),
}

LABELS: dict[str, dict[str, LazyString]] = {
    "Account": {
        "provider": _("Money at the payment provider"),
        "bank": _("Money at our bank"),
        "maker_due": _("Due from makers"),
        "group_owes": _("To be given back by groups"),
        "expected": _("Price expected, not yet paid"),
        "fees_expected": _("Fees expected, not yet paid"),
        "held": _("Paid in and kept for contracts"),
        "group_due": _("To be paid out to groups"),
        "refund_due": _("To be refunded to makers"),
        "maker_credit": _("Makers' credit"),
        "unmatched": _("Money of which nobody knows whose it is"),
        "fees": _("Mazorca's fees"),
        "provider_costs": _("Costs of the payment provider"),
    },
    "Nature": {
        "asset": _("What we have or are owed"),
        "liability": _("What we owe"),
        "income": _("Income"),
        "cost": _("Costs"),
    },
    "CauseKind": {
        "raised": _("Instalment due"),
        "cancelled": _("Instalment no longer due"),
        "received": _("Payment received"),
        "matched": _("Payment assigned"),
        "unmatched": _("Payment without a name"),
        "unmatched_returned": _("Payment without a name sent back"),
        "credited": _("Credit used"),
        "provider_cost": _("Cost of the payment provider"),
        "swept": _("Paid to our bank"),
        "released": _("Released to the group"),
        "release_taken_back": _("Release taken back"),
        "paid_out": _("Paid out to the group"),
        "payout_returned": _("Payout came back"),
        "refund_decided": _("Refund decided"),
        "refunded": _("Refund sent"),
        "refund_failed": _("Refund came back"),
        "given_back": _("Given back by the group"),
        "netted": _("Set off for the group"),
        "reversed": _("Entry undone"),
    },
    "PeriodState": {
        "open": _("Open"),
        "asked": _("Waiting for a second look"),
        "closed": _("Closed"),
    },
    "CorrectionState": {
        "asked": _("Waiting for another facilitator"),
        "booked": _("Undone"),
        "refused": _("Left as it is"),
    },
}
