"""Whose turn it is: what somebody must do next about a thing, and until when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from marketplace.domain.ids import OrganizationId


class Task(StrEnum):
    """What is waited for: the thing, and what must be done with it."""

    ORGANIZATION_VERIFY = "organization.verify"
    ORGANIZATION_MEND = "organization.mend"
    LOT_JUDGE = "lot.judge"
    LOT_RELEASE = "lot.release"
    LOT_MEND = "lot.mend"
    ROUND_PUBLISH = "round.publish"
    ROUND_MEND = "round.mend"
    ALLOCATION_ANSWER = "allocation.answer"
    BID_ANSWER = "bid.answer"
    CONTRACT_JUDGE = "contract.judge"
    CONTRACT_AMEND = "contract.amend"
    CONTRACT_CONFIRM = "contract.confirm"
    SAMPLE_SEND = "sample.send"
    SAMPLE_AGREE_FEE = "sample.agree_fee"
    SAMPLE_RECEIVE = "sample.receive"
    SAMPLE_SEND_AGAIN = "sample.send_again"
    SAMPLE_JUDGE = "sample.judge"
    SAMPLE_FIND_REMEDY = "sample.find_remedy"
    SAMPLE_ANSWER_ALLOWANCE = "sample.answer_allowance"
    SAMPLE_WRITE_ALLOWANCE = "sample.write_allowance"
    SAMPLE_NOTE_FEE = "sample.note_fee"
    CONTRACT_SIGN = "contract.sign"
    CONTRACT_JUDGE_SECOND = "contract.judge_second"
    CONTRACT_ANSWER_END = "contract.answer_end"
    CONTRACT_ACKNOWLEDGE = "contract.acknowledge"
    CONTRACT_MAKE_READY = "contract.make_ready"
    CONTRACT_SHIP = "contract.ship"
    CONTRACT_SEND_DOCUMENTS = "contract.send_documents"
    CONTRACT_REPORT_ARRIVAL = "contract.report_arrival"
    CONTRACT_STATE_WEIGHT = "contract.state_weight"
    CONTRACT_CLOSE = "contract.close"
    CONTRACT_FIX_PRICE = "contract.fix_price"
    CONTRACT_BRING_LEVEL = "contract.bring_level"
    AMENDMENT_ANSWER = "amendment.answer"
    AMENDMENT_JUDGE = "amendment.judge"
    SETTLEMENT_ANSWER = "settlement.answer"
    SETTLEMENT_RESTATE = "settlement.restate"
    SETTLEMENT_JUDGE = "settlement.judge"
    CLAIM_ANSWER = "claim.answer"
    CLAIM_ANSWER_COUNTER = "claim.answer_counter"
    CLAIM_MEDIATE = "claim.mediate"
    CALL_OFF_CALL = "call_off.call"
    CALL_OFF_CONFIRM = "call_off.confirm"
    CALL_OFF_SHIP = "call_off.ship"
    CALL_OFF_REPORT_ARRIVAL = "call_off.report_arrival"
    CALL_OFF_STATE_WEIGHT = "call_off.state_weight"
    CALL_OFF_FINISH = "call_off.finish"
    INSTALMENT_PAY = "instalment.pay"
    PAYMENT_ANSWER_DISPUTE = "payment.answer_dispute"
    PAYMENT_RESOLVE = "payment.resolve"
    REFUND_DECIDE = "refund.decide"
    REFUND_RETRY = "refund.retry"
    BANK_ACCOUNT_STATE = "bank_account.state"
    BANK_ACCOUNT_CONFIRM = "bank_account.confirm"
    PAYOUT_PREPARE = "payout.prepare"
    PAYOUT_APPROVE = "payout.approve"
    PAYOUT_SEND = "payout.send"
    PAYOUT_CONFIRM = "payout.confirm"
    PAYOUT_TRACE = "payout.trace"
    SHIPMENT_LOAD = "shipment.load"
    SHIPMENT_SHIP = "shipment.ship"
    SHIPMENT_SEND_DOCUMENTS = "shipment.send_documents"
    SHIPMENT_REPORT_ARRIVAL = "shipment.report_arrival"
    SHIPMENT_CLOSE = "shipment.close"
    CARGO_BRING_PAPERS = "cargo.bring_papers"
    CARGO_READ_PAPERS = "cargo.read_papers"
    CARGO_NOTE_ARRIVAL = "cargo.note_arrival"
    TENDER_CONFIRM = "tender.confirm"
    TENDER_APPROVE = "tender.approve"
    PERIOD_CLOSE = "period.close"
    CORRECTION_JUDGE = "correction.judge"
    NEWS_LOOK_INTO = "news.look_into"
    STRAY_PLACE = "stray.place"
    PLACEMENT_JUDGE = "placement.judge"
    CERTIFICATE_RENEW = "certificate.renew"
    PLOT_SEGREGATE = "plot.segregate"
    PLOT_REVIEW = "plot.review"
    PLOT_PROVE = "plot.prove"


QUIET = frozenset({Task.SAMPLE_NOTE_FEE})
"""What waits for something outside the market: it stands in the inbox, and no news is told as this turn."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that one organization must do; None stands for the facilitators.

    `about` names the thing as people know it (a contract's or a lot's code), `counterparty_id` who waits for it.
    """

    organization_id: OrganizationId | None
    task: Task
    about: str
    due_at: datetime | None = None
    counterparty_id: OrganizationId | None = None


def turns_of_both(
    task: Task, about: str, *, sides: tuple[OrganizationId, OrganizationId], due_at: datetime | None = None
) -> list[Turn]:
    """Give both sides the same turn, each waited for by the other."""
    one, other = sides
    return [Turn(one, task, about, due_at, other), Turn(other, task, about, due_at, one)]
