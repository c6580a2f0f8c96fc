"""What each side owes, said clause by clause: payment, papers, risk, claims, origin, and how it ends."""

from collections.abc import Callable, Iterator

from flask_babel import gettext as _

from marketplace import wording
from marketplace.domain.contracts.clauses import DepositOnEnd
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.fees import fees_of
from marketplace.web import formats


def payment(terms: ContractTerms) -> Iterator[str]:
    """Say what is due when, and what Mazorca takes."""
    yield _(
        "Deposit of %(deposit)s (%(percent)s) when a facilitator approves; balance of %(balance)s %(basis)s, within"
        " %(days)s days.",
        deposit=formats.money(terms.deposit),
        percent=formats.percent(terms.deposit_percent),
        balance=formats.money(terms.balance),
        basis=wording.label(terms.balance_basis),
        days=terms.balance_days,
    )
    yield _("If samples fail twice the deposit is refunded.")
    if terms.late_interest_percent:
        yield _(
            "What is paid late bears simple interest of %(percent)s a year from the day after it was due, up to a tenth"
            " of what is late.",
            percent=formats.percent(terms.late_interest_percent),
        )
    if terms.platform_fee_percent:
        fees = fees_of(terms.total, terms.platform_fee_percent)
        yield _(
            "Mazorca takes %(percent)s of the price, half from each side: the seller receives %(received)s, the buyer"
            " pays %(paid)s in all.",
            percent=formats.percent(terms.platform_fee_percent),
            received=formats.money(fees.received),
            paid=formats.money(fees.paid),
        )


def documents(_terms: ContractTerms) -> Iterator[str]:
    """Say how the papers are handed over."""
    yield _("The seller hands over, as scans at shipment and as originals by courier:")


def title_and_risk(terms: ContractTerms) -> Iterator[str]:
    """Say when risk and title pass."""
    yield _(
        "Risk passes as %(incoterm)s says; the cacao becomes the buyer's %(when)s.",
        incoterm=terms.price.incoterm.value,
        when=wording.label(terms.title_passes),
    )


def claims(terms: ContractTerms) -> Iterator[str]:
    """Say until when and how the buyer may claim."""
    yield _("Within %(days)s days after discharge, in writing.", days=terms.claim_days)
    if terms.independent_surveyor:
        yield _("An independent surveyor draws the samples in the presence of either side.")


def traceability(terms: ContractTerms) -> Iterator[str]:
    """Say who hands over what about origin, and what may be done with it."""
    if terms.needs_eudr:
        yield _(
            "The seller hands over the plots, harvest dates and evidence that Regulation (EU) 2023/1115 asks for; the"
            " buyer files the statement."
        )
    else:
        yield _("The buyer asks for no due-diligence pack under Regulation (EU) 2023/1115.")
    yield _("Each side answers the other's and the authorities' questions about origin for five years.")
    yield _("Names and plots of farmers are used for this contract only, and only with their consent.")


def force_majeure(terms: ContractTerms) -> Iterator[str]:
    """Say what holds when nobody is to blame."""
    yield _(
        "Neither side answers for what it could not prevent; after %(days)s days either may end the contract.",
        days=terms.force_majeure_days,
    )
    yield _("Whoever is hindered tells the other side within seven days, with evidence.")


def farm_gate(terms: ContractTerms) -> Iterator[str]:
    """Say what the farmers get, with the rate of exchange and its date."""
    if terms.farm_gate_pen_kg is None:
        yield _("The group states no farm-gate price.")
    else:
        yield _(
            "The group states that it pays its farmers %(price)s PEN per kg of dry beans.",
            price=formats.number(terms.farm_gate_pen_kg, 2),
        )
    if terms.farm_gate is not None:
        yield _(
            "That is %(amount)s USD/t at %(rate)s PEN/USD of %(day)s.",
            amount=formats.number(terms.farm_gate.amount, 0),
            rate=formats.number(terms.farm_gate.rate),
            day=formats.day(terms.farm_gate.rate_from),
        )
    yield _("Both sides may publish it.")


def ending(terms: ContractTerms) -> Iterator[str]:
    """Say how it ends before its time."""
    yield _("For a breach that is not mended within %(days)s days of notice.", days=terms.termination_days)
    yield ENDINGS[terms.deposit_on_end]()


def _returned() -> str:
    return str(_("Both sides may end it by agreement until the cacao is shipped; what was paid is then given back."))


def _kept() -> str:
    said: str = _(
        "Both sides may end it by agreement until the cacao is shipped; the seller then keeps the deposit, unless a"
        " sample failed for good."
    )
    return said


def _credited() -> str:
    said: str = _(
        "Both sides may end it by agreement until the cacao is shipped; what was paid is then credited to the buyer's"
        " next contract with the seller, or given back when the buyer asks for it."
    )
    return said


ENDINGS: dict[DepositOnEnd, Callable[[], str]] = {
    DepositOnEnd.RETURNED: _returned,
    DepositOnEnd.KEPT: _kept,
    DepositOnEnd.CREDITED: _credited,
}


def reservation(terms: ContractTerms) -> Iterator[str]:
    """Say for how long the bags are reserved, and at what cost."""
    yield _(
        "The bags are reserved until %(day)s. Until they are shipped the buyer may let them go, and after that day the"
        " seller may; either ends this contract. Of what was paid, up to %(percent)s of the price then stays with the"
        " seller.",
        day=formats.day(terms.reserved_until),
        percent=formats.percent(terms.reservation_percent),
    )
    yield _(
        "This share is paid by the day named when the contract is approved. Otherwise this contract ends by itself, the"
        " bags are free again, and what was paid of the share, or comes later, goes back to the buyer."
    )


def further(terms: ContractTerms) -> Iterator[str]:
    """Say what the parties added in their own words."""
    yield from (terms.note or "").split("\n")
