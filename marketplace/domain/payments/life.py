"""The lives of instalments, payments and refunds: what moves them, and who."""

from enum import StrEnum

from marketplace.domain.machines import Machine
from marketplace.domain.viewers import Role


class InstalmentKind(StrEnum):
    """What an instalment pays: the deposit, the balance, what a final weight or price adds, or late interest."""

    DEPOSIT = "deposit"
    BALANCE = "balance"
    FINAL = "final"
    INTEREST = "interest"


class InstalmentState(StrEnum):
    """Where an instalment stands."""

    PLANNED = "planned"
    DUE = "due"
    PAID = "paid"
    CANCELLED = "cancelled"


class InstalmentStep(StrEnum):
    """One move in an instalment's life."""

    RAISE = "raise"
    PAY = "pay"
    CANCEL = "cancel"


BY_ITSELF = frozenset({Role.SYSTEM})
"""What a contract's life and the provider's word do; nobody moves it by hand."""
FACILITATOR = frozenset({Role.FACILITATOR})
MAKER = frozenset({Role.MAKER})

INSTALMENT_MACHINE = Machine(
    noun="instalment",
    next={
        (InstalmentState.PLANNED, InstalmentStep.RAISE): InstalmentState.DUE,
        (InstalmentState.PLANNED, InstalmentStep.CANCEL): InstalmentState.CANCELLED,
        (InstalmentState.DUE, InstalmentStep.PAY): InstalmentState.PAID,
        (InstalmentState.DUE, InstalmentStep.CANCEL): InstalmentState.CANCELLED,
    },
    who=dict.fromkeys(InstalmentStep, BY_ITSELF),
)


class PaymentState(StrEnum):
    """Where one attempt to pay stands; what it received is counted beside it."""

    OPENING = "opening"
    OPEN = "open"
    PROCESSING = "processing"
    RECEIVED = "received"
    FAILED = "failed"
    EXPIRED = "expired"


class PaymentStep(StrEnum):
    """One move in a payment's life."""

    OPEN = "open"
    PROCESS = "process"
    RECEIVE = "receive"
    FAIL = "fail"
    EXPIRE = "expire"


P, Q = PaymentState, PaymentStep
PAYMENT_MACHINE = Machine(
    noun="payment",
    next={
        (P.OPENING, Q.OPEN): P.OPEN,
        (P.OPENING, Q.FAIL): P.FAILED,
        (P.OPEN, Q.PROCESS): P.PROCESSING,
        (P.OPEN, Q.RECEIVE): P.RECEIVED,
        (P.OPEN, Q.FAIL): P.FAILED,
        (P.OPEN, Q.EXPIRE): P.EXPIRED,
        (P.PROCESSING, Q.RECEIVE): P.RECEIVED,
        (P.PROCESSING, Q.FAIL): P.FAILED,
        (P.PROCESSING, Q.EXPIRE): P.EXPIRED,
        (P.FAILED, Q.RECEIVE): P.RECEIVED,
        (P.EXPIRED, Q.RECEIVE): P.RECEIVED,
    },
    who=dict.fromkeys(PaymentStep, BY_ITSELF),
)
"""A payment that failed or expired may still be received: what counts is that the money came."""
LIVE: frozenset[PaymentState] = frozenset({P.OPENING, P.OPEN, P.PROCESSING})
"""The states of an attempt that may still bring money; an instalment has at most one such."""


class RefundState(StrEnum):
    """Where money that goes back to a maker stands."""

    ASKED = "asked"
    CREDITED = "credited"
    DECIDED = "decided"
    SENT = "sent"
    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"


class RefundStep(StrEnum):
    """One move in a refund's life."""

    DECIDE = "decide"
    REFUSE = "refuse"
    SEND = "send"
    FINISH = "finish"
    FAIL = "fail"
    RETRY = "retry"
    USE = "use"
    CLAIM_BACK = "claim_back"


R, U = RefundState, RefundStep
REFUND_MACHINE = Machine(
    noun="refund",
    next={
        (R.ASKED, U.DECIDE): R.DECIDED,
        (R.ASKED, U.REFUSE): R.REFUSED,
        (R.DECIDED, U.SEND): R.SENT,
        (R.DECIDED, U.FAIL): R.FAILED,
        (R.SENT, U.FINISH): R.DONE,
        (R.SENT, U.FAIL): R.FAILED,
        (R.DONE, U.FAIL): R.FAILED,
        (R.FAILED, U.RETRY): R.DECIDED,
        (R.CREDITED, U.USE): R.DONE,
        (R.CREDITED, U.CLAIM_BACK): R.DECIDED,
    },
    who={
        U.DECIDE: FACILITATOR,
        U.REFUSE: FACILITATOR | BY_ITSELF,
        U.SEND: BY_ITSELF,
        U.FINISH: BY_ITSELF,
        U.FAIL: BY_ITSELF,
        U.RETRY: FACILITATOR,
        U.USE: MAKER,
        U.CLAIM_BACK: MAKER,
    },
)
"""A bank may send back what was thought done.

A refund that follows from the contract's own rules begins decided; one asked for by hand may need a second yes, and
is refused by itself when the rules give its money back first.
"""
PROMISED: frozenset[RefundState] = frozenset(RefundState) - {R.REFUSED}
"""The states in which a refund counts against what its payment received."""


class RefundCause(StrEnum):
    """Why money goes back."""

    ENDED = "ended"
    LAPSED = "lapsed"
    SAMPLE = "sample"
    SETTLED = "settled"
    OVERPAID = "overpaid"
    BY_HAND = "by_hand"
    DISPUTED = "disputed"
