"""Draws every state machine of the market from its table, so that the drawing can never be older than the rule."""

from enum import StrEnum
from typing import Any

from marketplace.domain.accounts import VERIFICATION_MACHINE, VerificationState
from marketplace.domain.allocations import ALLOCATION_MACHINE, AllocationState
from marketplace.domain.bids.life import BID_MACHINE, BidState
from marketplace.domain.books.corrections import CORRECTION_MACHINE, CorrectionState
from marketplace.domain.books.periods import PERIOD_MACHINE, PeriodState
from marketplace.domain.contracts.changes import AMENDMENT_MACHINE, AmendmentState
from marketplace.domain.contracts.claims import CLAIM_MACHINE, ClaimState
from marketplace.domain.contracts.frames import CALL_OFF_MACHINE, CallOffState
from marketplace.domain.contracts.life import CONTRACT_MACHINE, ContractState
from marketplace.domain.contracts.milestones import MILESTONE_MACHINE, Milestone
from marketplace.domain.contracts.settlement import SETTLEMENT_MACHINE, SettlementState
from marketplace.domain.deliveries.batches import BATCH_MACHINE, BatchState
from marketplace.domain.demands import DEMAND_MACHINE, DemandState
from marketplace.domain.lots import LOT_MACHINE, LotState
from marketplace.domain.machines import Machine
from marketplace.domain.payments.life import (
    INSTALMENT_MACHINE,
    PAYMENT_MACHINE,
    REFUND_MACHINE,
    InstalmentState,
    PaymentState,
    RefundState,
)
from marketplace.domain.payments.strays import PLACEMENT_MACHINE, PlacementState
from marketplace.domain.payouts.accounts import ACCOUNT_MACHINE, AccountState
from marketplace.domain.payouts.life import PAYOUT_MACHINE, PayoutState
from marketplace.domain.rounds import ROUND_MACHINE, RoundState
from marketplace.domain.samples.life import SAMPLE_MACHINE, SampleState
from marketplace.domain.scenarios import SCENARIO_MACHINE, ScenarioState
from marketplace.domain.shipments.life import SHIPMENT_MACHINE, ShipmentState
from marketplace.domain.shipments.papers import PAPER_MACHINE, PaperState
from marketplace.domain.tenders.life import TENDER_MACHINE, TenderState

# Each machine with its states; a life begins at the first one.
MACHINES: tuple[tuple[Machine[Any, Any], type[StrEnum]], ...] = (
    (VERIFICATION_MACHINE, VerificationState),
    (LOT_MACHINE, LotState),
    (DEMAND_MACHINE, DemandState),
    (ROUND_MACHINE, RoundState),
    (SCENARIO_MACHINE, ScenarioState),
    (ALLOCATION_MACHINE, AllocationState),
    (SAMPLE_MACHINE, SampleState),
    (BID_MACHINE, BidState),
    (CONTRACT_MACHINE, ContractState),
    (TENDER_MACHINE, TenderState),
    (MILESTONE_MACHINE, Milestone),
    (AMENDMENT_MACHINE, AmendmentState),
    (CALL_OFF_MACHINE, CallOffState),
    (SETTLEMENT_MACHINE, SettlementState),
    (CLAIM_MACHINE, ClaimState),
    (SHIPMENT_MACHINE, ShipmentState),
    (PAPER_MACHINE, PaperState),
    (INSTALMENT_MACHINE, InstalmentState),
    (PAYMENT_MACHINE, PaymentState),
    (REFUND_MACHINE, RefundState),
    (ACCOUNT_MACHINE, AccountState),
    (PAYOUT_MACHINE, PayoutState),
    (PERIOD_MACHINE, PeriodState),
    (CORRECTION_MACHINE, CorrectionState),
    (PLACEMENT_MACHINE, PlacementState),
    (BATCH_MACHINE, BatchState),
)

HEAD = """# The lives of things

Drawn from the tables in `marketplace/domain/` by `drawings.py`; a test fails when this page is older than they are.
Each arrow is a step with the roles that may take it. To draw it anew:

    python -c "from marketplace.domain.drawings import machines_page; print(machines_page(), end='')" > docs/machines.md
"""


def drawing(machine: Machine[Any, Any], states: type[StrEnum]) -> str:
    """Draw one machine as a Mermaid state diagram."""
    leavable = {here for here, _ in machine.next}
    lines = ["stateDiagram-v2", f"    [*] --> {next(iter(states)).value}"]
    for (here, step), there in machine.next.items():
        roles = ", ".join(sorted(role.value for role in machine.who[step]))
        lines.append(f"    {here.value} --> {there.value}: {step.value} ({roles})")
    lines += [f"    {state.value} --> [*]" for state in states if state not in leavable]
    return "\n".join(lines)


def permits_table(machine: Machine[Any, Any], states: type[StrEnum]) -> str:
    """Write what each state permits as a Markdown table."""
    rows = ["| state | permits |", "|---|---|"]
    for state in states:
        allowed = ", ".join(sorted(str(what) for what in machine.what.get(state, ())))
        rows.append(f"| {state.value} | {allowed or 'nothing'} |")
    return "\n".join(rows)


def machines_page() -> str:
    """Write the whole page of drawings."""
    parts = [HEAD]
    for machine, states in MACHINES:
        parts.append(f"\n## {machine.title}\n\n```mermaid\n{drawing(machine, states)}\n```\n")
        parts.append(f"\n{permits_table(machine, states)}\n")
    return "".join(parts)
