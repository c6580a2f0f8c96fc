"""What an attempt to pay brought, what the provider kept of it, and why it brought nothing."""

from typing import TYPE_CHECKING

from marketplace.domain.money import Money
from marketplace.gateways.stripe.units import to_money

if TYPE_CHECKING:
    import stripe

EXPANDED = "latest_charge.balance_transaction"
"""What the provider is asked to lay beside an attempt."""


def brought(intent: "stripe.PaymentIntent | None") -> "stripe.Charge | None":
    """Return the charge that brought money; one that failed or is still on its way brought none."""
    charge = intent.latest_charge if intent is not None else None
    return charge if charge is not None and not isinstance(charge, str) and charge.status == "succeeded" else None


def fee_of(charge: "stripe.Charge | None") -> Money | None:
    """Say what the provider kept, in the currency of its balance; None as long as nothing came."""
    line = charge.balance_transaction if charge is not None else None
    return None if line is None or isinstance(line, str) else to_money(line.fee, line.currency)


def told_of(found: object, name: str) -> str | None:
    """Return what is told under a name that the provider leaves out when it has nothing to tell."""
    return getattr(found, name, None) or None


def reference_of(found: object) -> str:
    """Return our own reference on an object of the provider; empty where there is none."""
    return told_of(getattr(found, "metadata", None), "reference") or ""


def failure_of(intent: "stripe.PaymentIntent | None") -> str | None:
    """Return the provider's word for why the last try failed; what a bank declines has its own reason."""
    error = intent.last_payment_error if intent is not None else None
    return told_of(error, "decline_code") or told_of(error, "code")
