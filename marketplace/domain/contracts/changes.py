"""What becomes of a wish to change an approved contract: the other side answers, then a facilitator decides."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from marketplace.domain.contracts.amendments import (
    MAKING,
    beyond_faults,
    differences,
    rolled_faults,
    terms_faults,
    with_price,
)
from marketplace.domain.contracts.fixing import Fixing
from marketplace.domain.contracts.frames import FrameTerms
from marketplace.domain.contracts.signing import SignatureTerms
from marketplace.domain.contracts.terms import AMENDABLE_TERMS, ContractTerms
from marketplace.domain.errors import NotAllowed, Reason, Refused, Stale, reason
from marketplace.domain.flavours import AXES, FlavourProfile, default_tolerance
from marketplace.domain.ids import LotId, OrganizationId
from marketplace.domain.lots import LotTerms
from marketplace.domain.machines import Machine
from marketplace.domain.physical import Grade
from marketplace.domain.prices import Pricing
from marketplace.domain.viewers import Role


class AmendmentKind(StrEnum):
    """What an amendment is about."""

    TERMS = "terms"
    ALLOWANCE = "allowance"
    FRAME = "frame"
    RENEWAL = "renewal"
    EXTENSION = "extension"


class AmendmentState(StrEnum):
    """Where an amendment stands; until it is in force the contract stays as it was."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    ENDORSED = "endorsed"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class AmendmentStep(StrEnum):
    """One move in an amendment's life."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    ENDORSE = "endorse"
    APPROVE = "approve"
    REJECT = "reject"


PARTIES = frozenset({Role.PRODUCER, Role.MAKER})
FACILITATOR = frozenset({Role.FACILITATOR})

AMENDMENT_MACHINE = Machine(
    noun="amendment",
    next={
        (AmendmentState.WAITING, AmendmentStep.ACCEPT): AmendmentState.ACCEPTED,
        (AmendmentState.WAITING, AmendmentStep.REFUSE): AmendmentState.REFUSED,
        (AmendmentState.WAITING, AmendmentStep.WITHDRAW): AmendmentState.WITHDRAWN,
        (AmendmentState.WAITING, AmendmentStep.EXPIRE): AmendmentState.EXPIRED,
        (AmendmentState.ACCEPTED, AmendmentStep.ENDORSE): AmendmentState.ENDORSED,
        (AmendmentState.ACCEPTED, AmendmentStep.APPROVE): AmendmentState.IN_FORCE,
        (AmendmentState.ACCEPTED, AmendmentStep.REJECT): AmendmentState.REJECTED,
        (AmendmentState.ACCEPTED, AmendmentStep.EXPIRE): AmendmentState.EXPIRED,
        (AmendmentState.ENDORSED, AmendmentStep.APPROVE): AmendmentState.IN_FORCE,
        (AmendmentState.ENDORSED, AmendmentStep.REJECT): AmendmentState.REJECTED,
        (AmendmentState.ENDORSED, AmendmentStep.EXPIRE): AmendmentState.EXPIRED,
    },
    who={
        AmendmentStep.ACCEPT: PARTIES,
        AmendmentStep.REFUSE: PARTIES,
        AmendmentStep.WITHDRAW: PARTIES,
        AmendmentStep.EXPIRE: frozenset({Role.SYSTEM}),
        AmendmentStep.ENDORSE: FACILITATOR,
        AmendmentStep.APPROVE: FACILITATOR,
        AmendmentStep.REJECT: FACILITATOR,
    },
)
BEFORE_FACILITATORS: frozenset[AmendmentState] = frozenset({AmendmentState.ACCEPTED, AmendmentState.ENDORSED})
PENDING: frozenset[AmendmentState] = BEFORE_FACILITATORS | {AmendmentState.WAITING}
"""The states in which an amendment is not over; a contract has at most one such."""
NEEDS_NOTE: frozenset[AmendmentStep] = frozenset({AmendmentStep.REFUSE, AmendmentStep.REJECT})
SHORTEST_NOTE, LONGEST_NOTE = 10, 4_000
ANSWER_WITHIN = timedelta(days=14)

SETTLED_TERMS = frozenset({"price", "tolerance", "allowance"})
"""What a settlement on final weight has been worked out from."""
RECORDED = frozenset({"producer", "maker", "facilitator", "hs_code"})
"""What stays the same from season to season."""
TOUCHES: Mapping[AmendmentKind, frozenset[str]] = {
    AmendmentKind.TERMS: frozenset(AMENDABLE_TERMS) - {"frame"} | {"bags"},
    AmendmentKind.ALLOWANCE: frozenset({"price", "price_stack", "differential", "allowance"}),
    AmendmentKind.FRAME: frozenset({"frame"}),
    AmendmentKind.EXTENSION: frozenset({"reserved_until"}),
    AmendmentKind.RENEWAL: frozenset(each.name for each in fields(ContractTerms)) - RECORDED,
}
"""Which terms an amendment of each kind may change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What one side wants changed, and why; `seen` is the version of the contract that it looked at."""

    kind: AmendmentKind
    terms: ContractTerms
    reason: str
    seen: int
    lot_id: LotId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """What somebody signs a change with: the signature as on any contract, and the password typed again."""

    signature: SignatureTerms
    password: str


def change_faults(kind: AmendmentKind, old: ContractTerms, *, new: ContractTerms) -> list[Reason]:
    """List what keeps `new` from taking the place of terms in force: no change, a term out of reach, or a fault."""
    touched = dict.fromkeys(each.name.split(".")[0] for each in differences(old, new))
    if not touched:
        return [reason("contract.nothing_changed")]
    return [*beyond_faults(new, touched, within=TOUCHES[kind]), *terms_faults(new), *rolled_faults(new, touched)]


def check_unsettled(old: ContractTerms, new: ContractTerms, *, is_settled: bool, is_closed: bool) -> None:
    """Raise `Refused` when a change comes too late: the contract is closed, or its price is settled on final weight."""
    if is_closed:
        raise Refused("amendment.contract_closed")
    if is_settled and not SETTLED_TERMS.isdisjoint(each.name for each in differences(old, new)):
        raise Refused("amendment.settled_already")


def with_allowance(terms: ContractTerms, allowance: Decimal) -> ContractTerms:
    """Lower the price by an allowance in USD/t; of a price that is not fixed yet the differential is lowered too."""
    differential = terms.differential
    if terms.is_provisional and differential is not None:
        differential -= allowance
    in_all = (terms.allowance or Decimal(0)) + allowance
    return replace(with_price(terms, terms.price.amount - allowance), differential=differential, allowance=in_all)


def with_fixing(terms: ContractTerms, fixing: Fixing) -> ContractTerms:
    """Put the fixed price in place of the provisional one, with how it came about."""
    price, making = replace(terms.price, amount=fixing.price), dict.fromkeys((*MAKING, "price_stack"))
    return replace(terms, price=price, fixing=fixing, **making)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextCrop:
    """What a frame goes on with: the next crop's lot, so many bags of it at a reviewed price, and its quarters."""

    lot: LotTerms
    grade: Grade
    profile: FlavourProfile
    bags: int
    pricing: Pricing
    fixation_by: date | None
    frame: FrameTerms


def with_next_crop(terms: ContractTerms, crop: NextCrop) -> ContractTerms:
    """Write the terms of a frame's next season: the new lot's goods, the reviewed price, everything else as it was."""
    lot, profile = crop.lot, {name: value for name, value in crop.profile.items() if name in AXES and value is not None}
    return replace(
        terms,
        lot_code=lot.code,
        crop_year=lot.crop_year,
        harvest_start=lot.harvest_start,
        harvest_end=lot.harvest_end,
        region=lot.region,
        varieties=lot.varieties,
        certificates=lot.certificates,
        bags=crop.bags,
        bag_weight=lot.bag_weight,
        grade=crop.grade,
        reference_profile=profile,
        allowed_deviation={name: terms.allowed_deviation.get(name, default_tolerance(name)) for name in profile},
        price=crop.pricing.price,
        price_kind=crop.pricing.kind,
        terminal=crop.pricing.terminal,
        terminal_month=crop.pricing.month,
        differential=crop.pricing.differential,
        fixation_by=crop.fixation_by,
        shipment_start=crop.frame.quarters[0].quarter.starts_on,
        shipment_end=crop.frame.quarters[-1].quarter.ends_on,
        farm_gate_pen_kg=lot.farm_gate_pen_kg,
        farm_gate=None,
        price_stack=lot.price_stack if crop.pricing.price == lot.price else None,
        quote=None,
        exchange=None,
        delivered=None,
        fixing=None,
        allowance=None,
        frame=crop.frame,
    )


def allowance_faults(terms: ContractTerms, allowance: Decimal) -> list[Reason]:
    """List what is wrong with an allowance: it is less than the price, and more than nothing."""
    if not 0 < allowance < terms.price.amount:
        return [reason("amendment.allowance_out_of_range", "allowance", most=terms.price.amount)]
    return []


def note_faults(note: str | None) -> list[Reason]:
    """List what is wrong with the reason of a change or of a no: there must be one that people can read."""
    if not SHORTEST_NOTE <= len((note or "").strip()) <= LONGEST_NOTE:
        return [reason("amendment.note_missing", "note", least=SHORTEST_NOTE, most=LONGEST_NOTE)]
    return []


def check_side(written_by: OrganizationId, acting: OrganizationId | None, *, step: AmendmentStep) -> None:
    """Raise `NotAllowed` when a side answers its own change, or withdraws the other's."""
    is_own = written_by == acting
    if is_own is not (step is AmendmentStep.WITHDRAW):
        raise NotAllowed("amendment.own_change" if is_own else "amendment.not_your_change")


def check_same_base(base_version: int, present_version: int) -> None:
    """Raise `Stale` when the terms in force are not those that were to be changed."""
    if base_version != present_version:
        raise Stale("amendment.terms_moved_on")


def check_timely(expires_at: datetime, now: datetime) -> None:
    """Raise `Refused` when the time to answer is over."""
    if is_over(expires_at, now):
        raise Refused(reason("amendment.too_late", expires_at=expires_at))


def is_over(expires_at: datetime, now: datetime) -> bool:
    """Say whether the time to answer is over."""
    return now >= expires_at
