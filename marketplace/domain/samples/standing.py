"""What pre-shipment samples mean for their contract: whether it may ship, and what follows a rejection."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from marketplace.domain.errors import NotAllowed, Reason, Refused, reason
from marketplace.domain.ids import SampleId
from marketplace.domain.money import CENT, Money, UnitPrice
from marketplace.domain.samples.life import REJECTIONS, SampleKind, SampleState, SampleStep
from marketplace.domain.viewers import Role


class Standing(StrEnum):
    """How far the pre-shipment sample of a contract has come.

    Rejected once: another sample is due. Rejected twice: no further one is, so a remedy must be found.
    """

    NONE_NEEDED = "none_needed"
    TO_SEND = "to_send"
    SENT = "sent"
    APPROVED = "approved"
    REJECTED_ONCE = "rejected_once"
    REJECTED_TWICE = "rejected_twice"
    REMEDIED = "remedied"


@dataclass(frozen=True, slots=True)
class Allowance:
    """Money off each tonne, agreed by both sides after a rejected sample; the contract's price follows by amendment."""

    sample_id: SampleId
    per_tonne: Money

    def applied(self, price: UnitPrice) -> UnitPrice:
        """Take the allowance off a price."""
        return allowed_price(price, self.per_tonne.amount)

    def is_in(self, price: UnitPrice, *, before: UnitPrice) -> bool:
        """Say whether a new price has the allowance taken off the one before."""
        return price.amount <= before.amount - self.per_tonne.amount


MAY_SHIP: frozenset[Standing] = frozenset({Standing.NONE_NEEDED, Standing.APPROVED, Standing.REMEDIED})
UNDER_WAY = (SampleState.SENT, SampleState.RECEIVED)
REMEDY_WANTED = (SampleState.UNRESOLVED, SampleState.ALLOWANCE_ASKED, SampleState.CALLED_OFF)
AGREED = (SampleState.ALLOWED, SampleState.SETTLED)
OUT_OF_PLAY = (SampleState.DECLINED, SampleState.CANCELLED)


def standing_of(states: Sequence[SampleState], *, is_needed: bool) -> Standing:
    """Say how a contract's pre-shipment samples stand, given their states, eldest first.

    A sample that is under way or approved counts more than the rejected ones before it.
    """
    if not is_needed:
        return Standing.NONE_NEEDED
    counted = [state for state in states if state not in OUT_OF_PLAY]
    newest = counted[-1] if counted else None
    if newest is SampleState.APPROVED:
        return Standing.APPROVED
    if newest in AGREED:
        return Standing.REMEDIED
    if newest in UNDER_WAY:
        return Standing.SENT
    if newest in REMEDY_WANTED:
        return Standing.REJECTED_TWICE
    was_rejected = any(state in REJECTIONS for state in counted)
    return Standing.REJECTED_ONCE if was_rejected else Standing.TO_SEND


def sample_gate(standing: Standing) -> list[Reason]:
    """List what keeps a contract from shipping as far as its pre-shipment sample goes."""
    return [] if standing in MAY_SHIP else [reason(f"sample.gate_{standing.value}")]


def check_may_ship(standing: Standing) -> None:
    """Raise `Refused` while the pre-shipment sample keeps a contract from shipping."""
    faults = sample_gate(standing)
    if faults:
        raise Refused(*faults)


def step_of_rejection(kind: SampleKind, number: int, *, second_is_due: bool) -> SampleStep:
    """Say what a no means: the end for most samples, a second one, or, under a contract, that a remedy must be found.

    `number` counts the pre-shipment samples of the contract; `second_is_due` is what its terms say of the first no.
    """
    if kind is SampleKind.PRE_SHIPMENT and not follows_by_itself(kind, number, second_is_due=second_is_due):
        return SampleStep.REJECT_AGAIN
    return SampleStep.REJECT


def follows_by_itself(kind: SampleKind, number: int, *, second_is_due: bool) -> bool:
    """Say whether the next sample is due at once after a no."""
    return kind is SampleKind.PRE_SHIPMENT and number == 1 and second_is_due


def allowance_faults(amount: Decimal, price: UnitPrice) -> list[Reason]:
    """List what is wrong with an allowance per tonne: it is money, and less than the price."""
    if not amount.is_finite() or amount != amount.quantize(CENT) or not 0 < amount < price.amount:
        return [reason("sample.allowance_out_of_range", "allowance", value=amount, limit=price.amount)]
    return []


def allowed_price(price: UnitPrice, amount: Decimal) -> UnitPrice:
    """Take an allowance per tonne off a price."""
    return replace(price, amount=price.amount - amount)


def check_may_call_off(role: Role, *, either_may: bool) -> None:
    """Raise `NotAllowed` when the group wants to call a contract off that leaves this choice to the maker."""
    if role is not Role.MAKER and not either_may:
        raise NotAllowed("sample.makers_choice")
