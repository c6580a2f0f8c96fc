"""A payment by wire: its own account number, the wires that came, and what of them is not ours yet."""

from typing import TYPE_CHECKING

from marketplace.domain.payments.provider import RemotePart, RemotePayment, RemoteState, WireInstructions
from marketplace.gateways.stripe.charges import brought, failure_of, fee_of, reference_of
from marketplace.gateways.stripe.units import to_moment, to_money

if TYPE_CHECKING:
    import stripe

CAME = "funded"
WITHIN = frozenset({"applied_to_payment", "unapplied_from_payment"})
"""Lines of the maker's balance that only say for which payment its money is kept."""
GIVEN_BACK = frozenset({"return_initiated", "return_canceled"})
AT_ONCE = 100


def read_wire(client: "stripe.StripeClient", intent: "stripe.PaymentIntent") -> RemotePayment:
    """Say how a payment by wire stands; the intent comes with its charge beside it."""
    lines = _lines_of(client, intent)
    charge = brought(intent)
    taken = charge.amount if charge is not None else 0
    back = -sum(line.net_amount for line in lines if line.type in GIVEN_BACK)
    kept = sum(line.net_amount for line in lines if line.type not in WITHIN) - taken
    return RemotePayment(
        remote_id=intent.id,
        reference=reference_of(intent),
        state=_state(intent),
        requested=to_money(intent.amount, intent.currency),
        parts=tuple(
            RemotePart(line.id, to_money(line.net_amount, line.currency), to_moment(line.created))
            for line in lines
            if line.type == CAME
        ),
        fee=fee_of(charge),
        refunded=to_money((charge.amount_refunded if charge is not None else 0) + back, intent.currency),
        failure=failure_of(intent),
        wire=_instructions(intent),
        kept=to_money(kept, intent.currency),
    )


def payer_of(intent: "stripe.PaymentIntent") -> str | None:
    """Return the provider's name for who wires; each payment by wire has one of its own."""
    return intent.customer if intent.customer is None or isinstance(intent.customer, str) else intent.customer.id


def instructions_of(
    intent: "stripe.PaymentIntent",
) -> "stripe.PaymentIntent.NextAction.DisplayBankTransferInstructions | None":
    """Return where the provider says to wire to, while it waits for a wire."""
    return getattr(intent.next_action, "display_bank_transfer_instructions", None)


def _lines_of(
    client: "stripe.StripeClient", intent: "stripe.PaymentIntent"
) -> "list[stripe.CustomerCashBalanceTransaction]":
    """List the lines of the payer's balance, the oldest first."""
    payer = payer_of(intent)
    if payer is None:
        return []
    lines = client.v1.customers.cash_balance_transactions.list(payer, {"limit": AT_ONCE}).auto_paging_iter()
    return sorted(lines, key=lambda line: (line.created, line.ending_balance, line.id))


def _state(intent: "stripe.PaymentIntent") -> RemoteState:
    if intent.status == "succeeded":
        return RemoteState.RECEIVED
    if intent.status == "canceled":
        return RemoteState.EXPIRED
    return RemoteState.OPEN


def _instructions(intent: "stripe.PaymentIntent") -> WireInstructions | None:
    """Return the first account number offered, in whichever form of the two that we can show."""
    told = instructions_of(intent)
    for address in (told and told.financial_addresses) or ():
        reference = (told and told.reference) or ""
        if address.type == "aba" and address.aba is not None:
            found = address.aba
            number, holder = found.account_number, found.account_holder_name
            return WireInstructions(number, found.routing_number, found.bank_name, reference, holder)
        if address.type == "iban" and address.iban is not None:
            iban = address.iban
            return WireInstructions(iban.iban, iban.bic, "", reference, iban.account_holder_name)
    return None
