"""Who may do what: one table from act to conditions on the viewer and on whose thing it is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from marketplace.domain.errors import NotAllowed
from marketplace.domain.ids import OrganizationId
from marketplace.domain.viewers import Level, Role, Viewer


@dataclass(frozen=True, slots=True)
class Stake:
    """Whose thing it is: the organizations that own it or are party to it."""

    owners: frozenset[OrganizationId] = field(default_factory=frozenset)

    @classmethod
    def of(cls, *owners: OrganizationId) -> "Stake":
        """Name the organizations that have a stake."""
        return cls(frozenset(owners))


NOBODYS = Stake()
Condition = Callable[[Viewer, Stake], str | None]


def signed_in(viewer: Viewer, _: Stake) -> str | None:
    """Ask for a known person."""
    return None if viewer.is_signed_in else "act.sign_in_first"


def writes(viewer: Viewer, _: Stake) -> str | None:
    """Ask for more than a reader's place in the organization."""
    return None if viewer.may_write else "act.readers_may_not"


def manages(viewer: Viewer, _: Stake) -> str | None:
    """Ask for an owner's place in the organization."""
    return None if viewer.level is Level.OWNER else "act.owners_only"


def belongs(viewer: Viewer, _: Stake) -> str | None:
    """Ask for a place in any organization."""
    return None if viewer.organization_id is not None else "act.organization_first"


def verified(viewer: Viewer, _: Stake) -> str | None:
    """Ask for an organization that facilitators have verified."""
    return None if viewer.is_verified else "act.verified_only"


def owns(viewer: Viewer, stake: Stake) -> str | None:
    """Ask that the thing is of the organization acted for."""
    return None if viewer.organization_id in stake.owners else "act.not_yours"


def takes_part(viewer: Viewer, stake: Stake) -> str | None:
    """Ask that the thing is of the organization acted for, or that a facilitator asks."""
    return None if viewer.role is Role.FACILITATOR else owns(viewer, stake)


def no_party(viewer: Viewer, stake: Stake) -> str | None:
    """Ask that none of the person's organizations has a stake."""
    return "act.party_may_not_judge" if viewer.organization_ids & stake.owners else None


def _plays(role: Role, code: str) -> Condition:
    def condition(viewer: Viewer, _: Stake) -> str | None:
        return None if viewer.role is role else code

    return condition


produces = _plays(Role.PRODUCER, "act.producers_only")
makes = _plays(Role.MAKER, "act.makers_only")
facilitates = _plays(Role.FACILITATOR, "act.facilitators_only")


def grows_or_facilitates(viewer: Viewer, _: Stake) -> str | None:
    """Ask for a producer group's place, or the alliance's."""
    return None if viewer.role in (Role.PRODUCER, Role.FACILITATOR) else "act.producers_only"


class Act(StrEnum):
    """Something a viewer may want to do."""

    CHANGE_SELF = "change_self"
    CREATE_ORGANIZATION = "create_organization"
    EDIT_ORGANIZATION = "edit_organization"
    INVITE_MEMBER = "invite_member"
    CHANGE_MEMBER = "change_member"
    LEAVE_ORGANIZATION = "leave_organization"
    VERIFY_ORGANIZATION = "verify_organization"
    RECORD_CERTIFICATE = "record_certificate"
    WITHDRAW_CERTIFICATE = "withdraw_certificate"
    DRAFT_LOT = "draft_lot"
    EDIT_LOT = "edit_lot"
    SUBMIT_LOT = "submit_lot"
    WITHDRAW_LOT = "withdraw_lot"
    REVIEW_LOT = "review_lot"
    RECORD_EVALUATION = "record_evaluation"
    SEE_DEMANDS = "see_demands"
    DRAFT_DEMAND = "draft_demand"
    EDIT_DEMAND = "edit_demand"
    OPEN_DEMAND = "open_demand"
    WITHDRAW_DEMAND = "withdraw_demand"
    SEE_ROUNDS = "see_rounds"
    RUN_ROUND = "run_round"
    ANSWER_ALLOCATION = "answer_allocation"
    PLACE_BID = "place_bid"
    OPEN_OFFER = "open_offer"
    ANSWER_BID = "answer_bid"
    SEE_BIDS = "see_bids"
    SEE_LOT_BIDS = "see_lot_bids"
    REVISE_CONTRACT = "revise_contract"
    SIGN_CONTRACT = "sign_contract"
    REPORT_MILESTONE = "report_milestone"
    TEND_CONTRACT = "tend_contract"
    OPEN_CLAIM = "open_claim"
    SEE_BOARD = "see_board"
    REVIEW_CONTRACT = "review_contract"
    OPEN_TENDER = "open_tender"
    OPEN_TENDER_FOR_GROUP = "open_tender_for_group"
    BID_IN_TENDER = "bid_in_tender"
    CONFIRM_TENDER = "confirm_tender"
    APPROVE_TENDER = "approve_tender"
    SEE_SAMPLES = "see_samples"
    ASK_SAMPLE = "ask_sample"
    ANSWER_SAMPLE = "answer_sample"
    DRAW_SAMPLE = "draw_sample"
    JUDGE_ARBITRATION = "judge_arbitration"
    SEE_GRAMS = "see_grams"
    KEEP_GRAMS = "keep_grams"
    SEE_OWN_LOTS = "see_own_lots"
    SEE_CONTRACTS = "see_contracts"
    SEE_SHIPMENTS = "see_shipments"
    PLAN_SHIPMENT = "plan_shipment"
    TEND_SHIPMENT = "tend_shipment"
    TEND_CARGO = "tend_cargo"
    SEE_QUEUE = "see_queue"
    SET_REFERENCES = "set_references"
    POST_MESSAGE = "post_message"
    PAY_INSTALMENT = "pay_instalment"
    SEE_PAYMENTS = "see_payments"
    GIVE_BACK = "give_back"
    STATE_BANK_ACCOUNT = "state_bank_account"
    SEE_BANK_ACCOUNT = "see_bank_account"
    CONFIRM_BANK_ACCOUNT = "confirm_bank_account"
    SEE_PAYOUTS = "see_payouts"
    PAY_OUT = "pay_out"
    CONFIRM_PAYOUT = "confirm_payout"
    SEE_BOOKS = "see_books"
    KEEP_BOOKS = "keep_books"
    SEE_STATEMENT = "see_statement"
    SEE_DELIVERIES = "see_deliveries"
    TAKE_DELIVERY = "take_delivery"
    TEND_BATCH = "tend_batch"
    SEE_REGISTER = "see_register"
    SEE_FARMER = "see_farmer"
    KEEP_REGISTER = "keep_register"
    ERASE_FARMER = "erase_farmer"
    SEE_EVIDENCE = "see_evidence"
    SCREEN_PLOTS = "screen_plots"
    PROVE_PLOT = "prove_plot"
    REVIEW_PLOT = "review_plot"
    SEGREGATE_PLOT = "segregate_plot"
    SEE_PACK = "see_pack"
    MAKE_PACK = "make_pack"
    SEE_LABELS = "see_labels"
    SEE_CARD = "see_card"
    RECORD_STATEMENT = "record_statement"


CONDITIONS: dict[Act, tuple[Condition, ...]] = {
    Act.CHANGE_SELF: (signed_in,),
    Act.CREATE_ORGANIZATION: (signed_in,),
    Act.EDIT_ORGANIZATION: (signed_in, owns, manages),
    Act.INVITE_MEMBER: (signed_in, owns, manages),
    Act.CHANGE_MEMBER: (signed_in, owns, manages),
    Act.LEAVE_ORGANIZATION: (signed_in, owns),
    Act.VERIFY_ORGANIZATION: (signed_in, facilitates, writes, no_party),
    Act.RECORD_CERTIFICATE: (signed_in, produces, owns, writes),
    Act.WITHDRAW_CERTIFICATE: (signed_in, takes_part, writes),
    Act.SEE_OWN_LOTS: (signed_in, produces),
    Act.DRAFT_LOT: (signed_in, produces, writes),
    Act.EDIT_LOT: (signed_in, produces, owns, writes),
    Act.SUBMIT_LOT: (signed_in, produces, owns, writes, verified),
    Act.WITHDRAW_LOT: (signed_in, produces, owns, writes),
    Act.REVIEW_LOT: (signed_in, facilitates, writes, no_party),
    Act.RECORD_EVALUATION: (signed_in, produces, owns, writes),
    Act.SEE_DEMANDS: (signed_in,),
    Act.DRAFT_DEMAND: (signed_in, makes, writes),
    Act.EDIT_DEMAND: (signed_in, makes, owns, writes),
    Act.OPEN_DEMAND: (signed_in, makes, owns, writes, verified),
    Act.WITHDRAW_DEMAND: (signed_in, makes, owns, writes),
    Act.SEE_ROUNDS: (signed_in, facilitates),
    Act.RUN_ROUND: (signed_in, facilitates, writes),
    Act.ANSWER_ALLOCATION: (signed_in, owns, writes, verified),
    Act.PLACE_BID: (signed_in, makes, writes, verified),
    Act.OPEN_OFFER: (signed_in, produces, owns, writes, verified),
    Act.ANSWER_BID: (signed_in, owns, writes, verified),
    Act.SEE_BIDS: (signed_in, belongs),
    Act.SEE_LOT_BIDS: (signed_in, owns),
    Act.REVISE_CONTRACT: (signed_in, owns, writes, verified),
    Act.SIGN_CONTRACT: (signed_in, owns, writes, verified),
    Act.REPORT_MILESTONE: (signed_in, owns, writes, verified),
    Act.TEND_CONTRACT: (signed_in, owns, writes, verified),
    Act.OPEN_CLAIM: (signed_in, makes, owns, writes, verified),
    Act.SEE_BOARD: (signed_in, grows_or_facilitates),
    Act.REVIEW_CONTRACT: (signed_in, facilitates, writes, no_party),
    Act.OPEN_TENDER: (signed_in, produces, owns, writes, verified),
    Act.OPEN_TENDER_FOR_GROUP: (signed_in, facilitates, writes, no_party),
    Act.BID_IN_TENDER: (signed_in, makes, writes, verified),
    Act.CONFIRM_TENDER: (signed_in, produces, owns, writes, verified),
    Act.APPROVE_TENDER: (signed_in, facilitates, writes, no_party),
    Act.SEE_SAMPLES: (signed_in, belongs),
    Act.ASK_SAMPLE: (signed_in, makes, writes, verified),
    Act.ANSWER_SAMPLE: (signed_in, owns, writes, verified),
    Act.DRAW_SAMPLE: (signed_in, owns, writes, verified),
    Act.JUDGE_ARBITRATION: (signed_in, facilitates, writes, no_party),
    Act.SEE_GRAMS: (signed_in, produces, owns),
    Act.KEEP_GRAMS: (signed_in, produces, owns, writes),
    Act.SEE_CONTRACTS: (signed_in, belongs),
    Act.SEE_SHIPMENTS: (signed_in, belongs),
    Act.PLAN_SHIPMENT: (signed_in, grows_or_facilitates, writes, verified),
    Act.TEND_SHIPMENT: (signed_in, takes_part, writes, verified),
    Act.TEND_CARGO: (signed_in, takes_part, writes, verified),
    Act.SEE_QUEUE: (signed_in, facilitates),
    Act.SET_REFERENCES: (signed_in, facilitates, writes),
    Act.POST_MESSAGE: (signed_in, takes_part, writes),
    Act.PAY_INSTALMENT: (signed_in, makes, owns, writes),
    Act.SEE_PAYMENTS: (signed_in, belongs),
    Act.GIVE_BACK: (signed_in, facilitates, writes, no_party),
    Act.STATE_BANK_ACCOUNT: (signed_in, produces, owns, manages),
    Act.SEE_BANK_ACCOUNT: (signed_in, takes_part),
    Act.CONFIRM_BANK_ACCOUNT: (signed_in, facilitates, writes, no_party),
    Act.SEE_PAYOUTS: (signed_in, grows_or_facilitates),
    Act.PAY_OUT: (signed_in, facilitates, writes, no_party),
    Act.CONFIRM_PAYOUT: (signed_in, produces, owns, writes),
    Act.SEE_BOOKS: (signed_in, facilitates),
    Act.KEEP_BOOKS: (signed_in, facilitates, writes),
    Act.SEE_STATEMENT: (signed_in, belongs),
    Act.SEE_DELIVERIES: (signed_in, grows_or_facilitates),
    Act.TAKE_DELIVERY: (signed_in, produces, owns, writes),
    Act.TEND_BATCH: (signed_in, produces, owns, writes),
    Act.SEE_REGISTER: (signed_in, grows_or_facilitates),
    Act.SEE_FARMER: (signed_in, grows_or_facilitates, takes_part),
    Act.KEEP_REGISTER: (signed_in, produces, owns, writes),
    Act.ERASE_FARMER: (signed_in, produces, owns, manages),
    Act.SEE_EVIDENCE: (signed_in, grows_or_facilitates),
    Act.SCREEN_PLOTS: (signed_in, grows_or_facilitates, writes),
    Act.PROVE_PLOT: (signed_in, produces, owns, writes),
    Act.REVIEW_PLOT: (signed_in, facilitates, writes, no_party),
    Act.SEGREGATE_PLOT: (signed_in, takes_part, writes),
    Act.SEE_PACK: (signed_in, takes_part),
    Act.MAKE_PACK: (signed_in, takes_part, writes),
    Act.SEE_LABELS: (signed_in, takes_part),
    Act.SEE_CARD: (signed_in,),
    Act.RECORD_STATEMENT: (signed_in, makes, owns, writes),
}


def why_not(viewer: Viewer, act: Act, stake: Stake = NOBODYS) -> str | None:
    """Name the first condition that forbids the act, or None."""
    verdicts = (condition(viewer, stake) for condition in CONDITIONS[act])
    return next((code for code in verdicts if code), None)


def may(viewer: Viewer, act: Act, stake: Stake = NOBODYS) -> bool:
    """Say whether the viewer may do the act."""
    return why_not(viewer, act, stake) is None


def check_may(viewer: Viewer, act: Act, stake: Stake = NOBODYS) -> None:
    """Raise `NotAllowed` with the first reason against the act."""
    code = why_not(viewer, act, stake)
    if code:
        raise NotAllowed(code)
