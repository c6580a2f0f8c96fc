"""Where the page of a thing is that an event, a turn or a notice is about."""

from collections.abc import Sequence

from werkzeug.routing import BuildError

from marketplace.domain.events import SubjectKind
from marketplace.domain.turns import Task
from marketplace.queries.events import Happening
from marketplace.queries.subjects import name_subjects
from marketplace.web.assets import address

# Kind → the page, and what its address names: a code that people know, or a number.
PAGES: dict[SubjectKind, tuple[str, str]] = {
    SubjectKind.LOT: ("lots.show_lot", "code"),
    SubjectKind.DEMAND: ("demands.show_demand", "code"),
    SubjectKind.ORGANIZATION: ("organizations.show_organization", "code"),
    SubjectKind.ROUND: ("rounds.show", "round_id"),
    SubjectKind.ALLOCATION: ("allocations.show", "allocation_id"),
    SubjectKind.CONTRACT: ("contracts.show", "contract_id"),
    SubjectKind.FARMER: ("farmers.show", "farmer_id"),
    SubjectKind.PLOT: ("plots.show", "plot_id"),
    SubjectKind.PACK: ("evidence.find_pack", "pack_id"),
    SubjectKind.STATEMENT: ("evidence.find_statement", "statement_id"),
    SubjectKind.SAMPLE: ("samples.show", "sample_id"),
    SubjectKind.BID: ("bids.show", "bid_id"),
    SubjectKind.TENDER: ("tenders.show", "tender_id"),
    SubjectKind.AMENDMENT: ("amendments.show", "amendment_id"),
    SubjectKind.CALL_OFF: ("call_offs.show", "call_off_id"),
    SubjectKind.CLAIM: ("claims.show", "claim_id"),
    SubjectKind.SHIPMENT: ("shipments.show", "shipment_id"),
    SubjectKind.CARGO: ("shipments.show_cargo", "cargo_id"),
    SubjectKind.INSTALMENT: ("payments.show", "instalment_id"),
    SubjectKind.PAYMENT: ("payments.show_attempt", "payment_id"),
    SubjectKind.REFUND: ("payments.show_refund", "refund_id"),
    SubjectKind.PAYOUT: ("payouts.show", "payout_id"),
    SubjectKind.BANK_ACCOUNT: ("payouts.show_account", "account_id"),
    SubjectKind.SETTLEMENT: ("settlements.find", "settlement_id"),
    SubjectKind.PERIOD: ("books.find_month", "period_id"),
    SubjectKind.NEWS: ("payments.show_news", "news_id"),
    SubjectKind.STRAY: ("payments.show_stray", "stray_id"),
    SubjectKind.PLACEMENT: ("payments.show_placement", "placement_id"),
    SubjectKind.CORRECTION: ("books.find_entry", "correction_id"),
    SubjectKind.DELIVERY: ("deliveries.show", "delivery_id"),
    SubjectKind.BATCH: ("batches.show", "batch_id"),
}


# Where something is done that has a room of its own.
DESKS: dict[str, tuple[str, str]] = {
    Task.PLOT_REVIEW: ("evidence.show_review", "plot_id"),
    Task.ORGANIZATION_VERIFY: ("organizations.find_organization", "organization_id"),
    Task.ORGANIZATION_MEND: ("organizations.find_organization", "organization_id"),
    Task.LOT_RELEASE: ("reviews.show_lot", "code"),
    Task.LOT_JUDGE: ("reviews.show_lot", "code"),
    Task.CONTRACT_FIX_PRICE: ("fixings.show", "contract_id"),
    Task.CONTRACT_BRING_LEVEL: ("fixings.show", "contract_id"),
    Task.CONTRACT_JUDGE: ("reviews.show_contract", "contract_id"),
    Task.PAYOUT_PREPARE: ("payouts.prepare", "organization_id"),
    Task.BANK_ACCOUNT_STATE: ("payouts.show_own_bank", "of"),
    Task.CONTRACT_STATE_WEIGHT: ("settlements.show", "contract_id"),
    Task.CALL_OFF_STATE_WEIGHT: ("settlements.show_called", "call_off_id"),
    Task.CONTRACT_JUDGE_SECOND: ("reviews.show_contract", "contract_id"),
}


def page_of(kind: SubjectKind, subject_id: int, *, code: str | None, task: str | None = None) -> str | None:
    """Return the address of a thing's page, or of the page where a task about it is done; None where it has none."""
    endpoint, place = DESKS.get(task or "") or PAGES.get(kind, ("", ""))
    value = code if place == "code" else subject_id
    try:
        return address(endpoint, **{place: value}) if value is not None else None
    except BuildError:
        return None


def link_subjects(happenings: Sequence[Happening]) -> dict[tuple[SubjectKind, int], tuple[str, str | None]]:
    """Name what events are about, with the address of its page where there is one."""
    found = name_subjects(happenings)
    return {key: (each.name, page_of(each.kind, each.id, code=each.code)) for key, each in found.items()}
