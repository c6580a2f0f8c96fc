"""What may happen in the market, named once: subjects and kinds of events."""

from enum import StrEnum


class SubjectKind(StrEnum):
    """What an event is about."""

    ORGANIZATION = "organization"
    USER = "user"
    CERTIFICATE = "certificate"
    LOT = "lot"
    DEMAND = "demand"
    ROUND = "round"
    SCENARIO = "scenario"
    ALLOCATION = "allocation"
    CONTRACT = "contract"
    REFERENCE = "reference"
    SAMPLE = "sample"
    BID = "bid"
    TENDER = "tender"
    AMENDMENT = "amendment"
    CALL_OFF = "call_off"
    CLAIM = "claim"
    SETTLEMENT = "settlement"
    MESSAGE = "message"


class EventKind(StrEnum):
    """What happened: the subject and a past participle."""

    ORGANIZATION_CREATED = "organization.created"
    ORGANIZATION_CHANGED = "organization.changed"
    ORGANIZATION_VERIFIED = "organization.verified"
    ORGANIZATION_REFUSED = "organization.refused"
    ORGANIZATION_SUSPENDED = "organization.suspended"
    ORGANIZATION_REINSTATED = "organization.reinstated"
    ORGANIZATION_MEMBER_INVITED = "organization.member_invited"
    ORGANIZATION_MEMBER_JOINED = "organization.member_joined"
    ORGANIZATION_MEMBER_CHANGED = "organization.member_changed"
    ORGANIZATION_MEMBER_REMOVED = "organization.member_removed"
    ORGANIZATION_CERTIFICATE_RECORDED = "organization.certificate_recorded"
    CERTIFICATE_RECORDED = "certificate.recorded"
    USER_REGISTERED = "user.registered"
    USER_PASSWORD_CHANGED = "user.password_changed"  # noqa: S105 - the name of an event
    USER_SESSIONS_ENDED = "user.sessions_ended"
    LOT_DRAFTED = "lot.drafted"
    LOT_CHANGED = "lot.changed"
    LOT_COPIED = "lot.copied"
    LOT_EVALUATED = "lot.evaluated"
    LOT_ANALYSED = "lot.analysed"
    LOT_MEASURED = "lot.measured"
    LOT_PHOTO_ADDED = "lot.photo_added"
    LOT_PHOTO_REMOVED = "lot.photo_removed"
    LOT_SUBMITTED = "lot.submitted"
    LOT_PUBLISHED = "lot.published"
    LOT_RETURNED = "lot.returned"
    LOT_REJECTED = "lot.rejected"
    LOT_WITHDRAWN = "lot.withdrawn"
    LOT_REVISED = "lot.revised"
    LOT_HELD = "lot.held"
    LOT_RELEASED = "lot.released"
    LOT_CLOSED = "lot.closed"
    DEMAND_DRAFTED = "demand.drafted"
    DEMAND_CHANGED = "demand.changed"
    DEMAND_OPENED = "demand.opened"
    DEMAND_WITHDRAWN = "demand.withdrawn"
    DEMAND_REVISED = "demand.revised"
    DEMAND_CLOSED = "demand.closed"
    ROUND_OPENED = "round.opened"
    ROUND_CHANGED = "round.changed"
    ROUND_STARTED = "round.started"
    ROUND_PLANNED = "round.planned"
    ROUND_FAILED = "round.failed"
    ROUND_CANCELLED = "round.cancelled"
    ROUND_RETRIED = "round.retried"
    ROUND_ADOPTED = "round.adopted"
    ROUND_PUBLISHED = "round.published"
    ROUND_DISCARDED = "round.discarded"
    ROUND_CLOSED = "round.closed"
    SCENARIO_ADDED = "scenario.added"
    SCENARIO_COMPUTED = "scenario.computed"
    SCENARIO_FAILED = "scenario.failed"
    SCENARIO_RETRIED = "scenario.retried"
    SCENARIO_DISCARDED = "scenario.discarded"
    ALLOCATION_OFFERED = "allocation.offered"
    ALLOCATION_ACCEPTED = "allocation.accepted"
    ALLOCATION_AGREED = "allocation.agreed"
    ALLOCATION_DECLINED = "allocation.declined"
    ALLOCATION_EXPIRED = "allocation.expired"
    ALLOCATION_WITHDRAWN = "allocation.withdrawn"
    BID_PLACED = "bid.placed"
    BID_OFFERED = "bid.offered"
    BID_BOUGHT = "bid.bought"
    BID_COUNTERED = "bid.countered"
    BID_REVISED = "bid.revised"
    BID_ACCEPTED = "bid.accepted"
    BID_AGREED_IN_PART = "bid.agreed_in_part"
    BID_COMPLETED = "bid.completed"
    BID_REFUSED = "bid.refused"
    BID_WITHDRAWN = "bid.withdrawn"
    BID_DROPPED = "bid.dropped"
    BID_EXPIRED = "bid.expired"
    BID_OUTBID = "bid.outbid"
    CONTRACT_DRAFTED = "contract.drafted"
    CONTRACT_SENT_BACK = "contract.sent_back"
    CONTRACT_REVISED = "contract.revised"
    CONTRACT_CONFIRMED = "contract.confirmed"
    CONTRACT_APPROVED = "contract.approved"
    CONTRACT_REJECTED = "contract.rejected"
    CONTRACT_CANCELLED = "contract.cancelled"
    CONTRACT_SIGNED = "contract.signed"
    CONTRACT_COUNTERSIGNED = "contract.countersigned"
    CONTRACT_EXPIRED = "contract.expired"
    CONTRACT_ENDORSED = "contract.endorsed"
    CONTRACT_END_ASKED = "contract.end_asked"
    CONTRACT_KEPT = "contract.kept"
    CONTRACT_ENDED = "contract.ended"
    CONTRACT_READIED = "contract.readied"
    CONTRACT_SHIPPED = "contract.shipped"
    CONTRACT_DOCUMENTS_SENT = "contract.documents_sent"
    CONTRACT_ARRIVED = "contract.arrived"
    CONTRACT_CLOSED = "contract.closed"
    TENDER_OPENED = "tender.opened"
    TENDER_CLOSED = "tender.closed"
    TENDER_ENDED_UNSOLD = "tender.ended_unsold"
    TENDER_CONFIRMED = "tender.confirmed"
    TENDER_AWARDED = "tender.awarded"
    TENDER_APPROVED = "tender.approved"
    TENDER_LAPSED = "tender.lapsed"
    TENDER_CANCELLED = "tender.cancelled"
    SAMPLE_REQUESTED = "sample.requested"
    SAMPLE_QUOTED = "sample.quoted"
    SAMPLE_FEE_AGREED = "sample.fee_agreed"
    SAMPLE_SENT = "sample.sent"
    SAMPLE_DECLINED = "sample.declined"
    SAMPLE_CANCELLED = "sample.cancelled"
    SAMPLE_RECEIVED = "sample.received"
    SAMPLE_LOST = "sample.lost"
    SAMPLE_DRAWN = "sample.drawn"
    SAMPLE_APPROVED = "sample.approved"
    SAMPLE_REJECTED = "sample.rejected"
    SAMPLE_REJECTED_AGAIN = "sample.rejected_again"
    SAMPLE_DROPPED = "sample.dropped"
    SAMPLE_ALLOWANCE_ASKED = "sample.allowance_asked"
    SAMPLE_ALLOWANCE_GRANTED = "sample.allowance_granted"
    SAMPLE_ALLOWANCE_DENIED = "sample.allowance_denied"
    SAMPLE_SETTLED = "sample.settled"
    SAMPLE_REPLACED = "sample.replaced"
    SAMPLE_CALLED_OFF = "sample.called_off"
    SAMPLE_FEE_SET = "organization.sample_fee_set"
    LOT_GRAMS_RECORDED = "lot.grams_recorded"
    AMENDMENT_ASKED = "amendment.asked"
    AMENDMENT_ACCEPTED = "amendment.accepted"
    AMENDMENT_REFUSED = "amendment.refused"
    AMENDMENT_WITHDRAWN = "amendment.withdrawn"
    AMENDMENT_EXPIRED = "amendment.expired"
    AMENDMENT_ENDORSED = "amendment.endorsed"
    AMENDMENT_APPROVED = "amendment.approved"
    AMENDMENT_REJECTED = "amendment.rejected"
    CONTRACT_AMENDED = "contract.amended"
    CONTRACT_PRICE_FIXED = "contract.price_fixed"
    SETTLEMENT_STATED = "settlement.stated"
    SETTLEMENT_RESTATED = "settlement.restated"
    SETTLEMENT_CONFIRMED = "settlement.confirmed"
    SETTLEMENT_CONSENTED = "settlement.consented"
    SETTLEMENT_DISPUTED = "settlement.disputed"
    SETTLEMENT_APPROVED = "settlement.approved"
    SETTLEMENT_REFUSED = "settlement.refused"
    CLAIM_OPENED = "claim.opened"
    CLAIM_ACCEPTED = "claim.accepted"
    CLAIM_COUNTERED = "claim.countered"
    CLAIM_REJECTED = "claim.rejected"
    CLAIM_AGREED = "claim.agreed"
    CLAIM_DECLINED = "claim.declined"
    CLAIM_EXPIRED = "claim.expired"
    CLAIM_MEDIATED = "claim.mediated"
    CLAIM_REFERRED = "claim.referred"
    CLAIM_WITHDRAWN = "claim.withdrawn"
    CALL_OFF_PLANNED = "call_off.planned"
    CALL_OFF_OPENED = "call_off.opened"
    CALL_OFF_CALLED = "call_off.called"
    CALL_OFF_CONFIRMED = "call_off.confirmed"
    CALL_OFF_SHIPPED = "call_off.shipped"
    CALL_OFF_LAPSED = "call_off.lapsed"
    CALL_OFF_CLOSED = "call_off.closed"
    REFERENCE_SET = "reference.set"
    MESSAGE_POSTED = "message.posted"


# What a step is called once it has been taken.
TAKEN: dict[str, str] = {
    "submit": "submitted",
    "publish": "published",
    "return": "returned",
    "reject": "rejected",
    "withdraw": "withdrawn",
    "revise": "revised",
    "hold": "held",
    "release": "released",
    "close": "closed",
    "open": "opened",
    "start": "started",
    "plan": "planned",
    "fail": "failed",
    "retry": "retried",
    "adopt": "adopted",
    "compute": "computed",
    "discard": "discarded",
    "offer": "offered",
    "agree": "agreed",
    "decline": "declined",
    "expire": "expired",
    "send_back": "sent_back",
    "confirm": "confirmed",
    "approve": "approved",
    "cancel": "cancelled",
    "verify": "verified",
    "refuse": "refused",
    "suspend": "suspended",
    "counter": "countered",
    "accept": "accepted",
    "agree_in_part": "agreed_in_part",
    "complete": "completed",
    "outbid": "outbid",
    "reinstate": "reinstated",
    "call": "called",
    "consent": "consented",
    "restate": "restated",
    "dispute": "disputed",
    "refer": "referred",
    "mediate": "mediated",
    "quote": "quoted",
    "agree_fee": "fee_agreed",
    "send": "sent",
    "receive": "received",
    "lose": "lost",
    "reject_again": "rejected_again",
    "ask_allowance": "allowance_asked",
    "grant": "allowance_granted",
    "deny": "allowance_denied",
    "settle": "settled",
    "replace": "replaced",
    "call_off": "called_off",
    "drop": "dropped",
    "end_unsold": "ended_unsold",
    "award": "awarded",
    "lapse": "lapsed",
    "sign": "signed",
    "countersign": "countersigned",
    "endorse": "endorsed",
    "ask_to_end": "end_asked",
    "keep": "kept",
    "end": "ended",
    "make_ready": "readied",
    "ship": "shipped",
    "send_documents": "documents_sent",
    "arrive": "arrived",
}


def step_taken(subject: SubjectKind, step: StrEnum) -> EventKind:
    """Name the event of a step in the life of a subject: (lot, publish) → `lot.published`."""
    return EventKind(f"{subject.value}.{TAKEN[step.value]}")
