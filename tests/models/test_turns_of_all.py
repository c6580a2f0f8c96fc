"""Every state in which a side may take a step is somebody's turn, or stands here with the reason why it is nobody's."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest

from marketplace.domain.accounts import OrganizationKind, VerificationState
from marketplace.domain.contracts.clauses import Side
from marketplace.domain.contracts.life import ContractState
from marketplace.domain.contracts.milestones import Milestone
from marketplace.domain.drawings import MACHINES
from marketplace.domain.ids import OrganizationId
from marketplace.domain.lots import LotState
from marketplace.domain.machines import Machine
from marketplace.domain.money import Currency
from marketplace.domain.samples.life import SampleKind, SampleState
from marketplace.domain.samples.requests import FREE
from marketplace.domain.shipments.days import Days
from marketplace.domain.shipments.life import ShipmentState
from marketplace.domain.shipments.papers import PaperDue, PaperKind, PaperRule, PaperState
from marketplace.domain.shipments.waiting import CargoFacts, PaperStanding, cargo_turns
from marketplace.domain.turns import Turn
from marketplace.domain.viewers import Role
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.bidding.tenders import Tender
from marketplace.models.rows.contracts.amendments import Amendment
from marketplace.models.rows.contracts.call_offs import CallOff, FrameSeason
from marketplace.models.rows.contracts.claims import Claim
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.samples import Sample
from marketplace.models.rows.contracts.settlements import Settlement
from marketplace.models.rows.contracts.shipments import Shipment
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.money.bank_accounts import BankAccount
from marketplace.models.rows.money.books import Correction, Period
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.rows.money.payments import Payment, Refund
from marketplace.models.rows.money.payouts import Payout
from marketplace.models.rows.money.strays import Placement, Stray
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.rounds.rounds import Allocation, Round
from tests.domain.samples import some_terms

NOW, DAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC), date(2026, 11, 23)
GROUP, MAKER, CODE = 1, 2, "MZ-2026-00001"
ROLES = {None: Role.FACILITATOR, GROUP: Role.PRODUCER, MAKER: Role.MAKER}

# Machine → state → why nobody has a turn there, though a side may take a step.
NOBODYS: dict[str, dict[str, str]] = {
    "Organization": {
        "verified": "it trades; only a facilitator who learns of something suspends it",
        "suspended": "the alliance lifts it when it sees fit, and whoever it concerns writes to it",
    },
    "Lot": {
        "draft": "the group's own paper until it sends it; one that was sent back is its turn, as told below",
        "published": "it is on offer; what comes of it, a bid or a proposal, is somebody's turn",
        "withdrawn": "the group took it back, and nobody waits for it",
    },
    "Demand": dict.fromkeys(
        ("draft", "open", "withdrawn", "closed"), "a maker's own wish; what comes of it is somebody's turn"
    ),
    "Round": {
        "open": "a facilitator's own paper until it is started",
        "running": "the machine works; stopping it is a wish",
    },
    "Scenario": dict.fromkeys(
        ("waiting", "computed", "failed"), "a facilitator's own trial; the round itself is the turn"
    ),
    "Allocation": {"proposed": "it becomes an offer when the round is published, which is a turn"},
    "Bid": {"agreed_in_part": "the bids that it is tied to are open, each somebody's turn"},
    "Tender": {"open": "makers may bid until it closes by itself; nobody must"},
    "Shipment": {"arrived": "each cargo aboard is its maker's turn, and with the last it closes by itself"},
    "Cargo, one of its papers": {"not_needed": "nobody needs it; wanting it anew is a wish"},
    "Refund": {"credited": "it lies ready for the maker's next instalment, and is shown where that is paid"},
    "Bank_account": {"confirmed": "stating another one is the group's wish"},
    "Period": {"open": "a month is closed when a facilitator sees fit to ask"},
    "Batch": dict.fromkeys(("open", "closed"), "the group's own heap of cacao"),
}


def a_contract(**facts: Any) -> Contract:
    return Contract(code=CODE, producer_id=GROUP, maker_id=MAKER, terms=some_terms().to_json(), **facts)


def a_lot(state: StrEnum) -> list[Turn]:
    return Lot(state=state, code="L-1", organization_id=GROUP).turns


def an_organization(state: StrEnum) -> list[Turn]:
    kind = OrganizationKind.PRODUCER_GROUP
    return Organization(id=GROUP, name="Nuevo Edén", kind=kind, state=state, asked_at=NOW, created_at=NOW).turns


def an_allocation(state: StrEnum) -> list[Turn]:
    return Allocation(state=state, producer_id=GROUP, maker_id=MAKER, lot=Lot(code="L-1"), answer_by=NOW).turns


def a_sample(state: StrEnum) -> list[Turn]:
    return Sample(
        state=state, kind=SampleKind.OFFER, code="S-1", producer_id=GROUP, maker_id=MAKER, fee=FREE, due_at=NOW
    ).turns


def a_bid(state: StrEnum) -> list[Turn]:
    return Bid(state=state, code="B-1", producer_id=GROUP, maker_id=MAKER, written_by_id=MAKER, valid_until=NOW).turns


def a_tender(state: StrEnum) -> list[Turn]:
    return Tender(state=state, code="T-1", producer_id=GROUP, confirm_by=NOW).turns


def a_contract_in(state: StrEnum) -> list[Turn]:
    return a_contract(
        state=state, revised_by_id=GROUP, sign_by=NOW, milestone=Milestone.PREPARING, milestone_on=DAY
    ).turns


def an_approved_contract(state: StrEnum) -> list[Turn]:
    return a_contract(state=ContractState.APPROVED, milestone=state, milestone_on=DAY).turns


def an_amendment(state: StrEnum) -> list[Turn]:
    return Amendment(state=state, contract=a_contract(), by_organization_id=GROUP, expires_at=NOW).turns


def a_call_off(state: StrEnum) -> list[Turn]:
    season = FrameSeason(contract=a_contract(), contract_id=0, number=1, bags=40, called_bags=0, released_bags=0)
    return CallOff(
        state=state,
        season=season,
        year=2027,
        quarter_number=1,
        least=5,
        most=10,
        carried=0,
        call_by=NOW,
        shipment_on=DAY,
        arrived_on=DAY if state == "arrived" else None,
    ).turns


def a_settlement(state: StrEnum) -> list[Turn]:
    return Settlement(state=state, contract=a_contract(), stated_by_id=MAKER, due_at=NOW).turns


def a_claim(state: StrEnum) -> list[Turn]:
    return Claim(state=state, contract=a_contract(), answer_by=NOW).turns


def a_shipment(state: StrEnum) -> list[Turn]:
    return Shipment(
        state=state, code="SH-1", organizer_id=GROUP, is_by_alliance=False, load_on=DAY, depart_on=DAY, arrive_on=DAY
    ).turns


def a_paper(state: StrEnum) -> list[Turn]:
    rule = PaperRule(PaperKind.PHYTOSANITARY, Side.PRODUCER, PaperDue.DEPARTURE)
    paper = PaperStanding(rule, PaperState(state), NOW)
    facts = CargoFacts(
        code=CODE,
        producer_id=OrganizationId(GROUP),
        maker_id=OrganizationId(MAKER),
        state=ShipmentState.LOADING,
        days=Days(DAY, DAY, DAY),
        papers=(paper,),
        is_arrival_noted=False,
    )
    return cargo_turns(facts)


def a_refund(state: StrEnum) -> list[Turn]:
    return Refund(state=state, payment=Payment(instalment=Instalment(contract=a_contract()))).turns


def a_bank_account(state: StrEnum) -> list[Turn]:
    group = Organization(name="Nuevo Edén")
    return BankAccount(
        state=state, organization_id=GROUP, organization=group, bank="BCP", cci="00219300123456789012", stated_at=NOW
    ).turns


def a_payout(state: StrEnum) -> list[Turn]:
    return Payout(id=1, state=state, organization_id=GROUP, changed_at=NOW).turns


def a_placement(state: StrEnum) -> list[Turn]:
    stray = Stray(remote_id="py_1", amount=Decimal(5), claimed=Decimal(5), currency=Currency.USD)
    return Placement(state=state, stray=stray).turns


def no_turns(_state: StrEnum) -> list[Turn]:
    return []


TURNS: dict[str, Callable[[StrEnum], list[Turn]]] = {
    "Organization": an_organization,
    "Lot": a_lot,
    "Round": lambda state: Round(state=state, title="December").turns,
    "Allocation": an_allocation,
    "Sample": a_sample,
    "Bid": a_bid,
    "Contract": a_contract_in,
    "Tender": a_tender,
    "Contract, once approved": an_approved_contract,
    "Amendment": an_amendment,
    "Call_off": a_call_off,
    "Settlement": a_settlement,
    "Claim": a_claim,
    "Shipment": a_shipment,
    "Cargo, one of its papers": a_paper,
    "Refund": a_refund,
    "Bank_account": a_bank_account,
    "Payout": a_payout,
    "Period": lambda state: Period(state=state, month=DAY).turns,
    "Correction": lambda state: Correction(state=state, entry_id=1).turns,
    "Placement": a_placement,
}


def roles_of(machine: Machine[Any, Any], state: StrEnum) -> set[Role]:
    """Collect the sides that may take a step there."""
    found = {role for here, step in machine.next if here == state for role in machine.who[step]}
    return found - {Role.SYSTEM}


def wrong(machine: Machine[Any, Any], states: type[StrEnum]) -> Iterator[str]:
    """Compare who may take the next step with whose turn it is, in each state of a machine."""
    read, nobodys = TURNS.get(machine.title, no_turns), NOBODYS.get(machine.title, {})
    for state in states:
        may_step = roles_of(machine, state)
        turns = {ROLES[turn.organization_id] for turn in read(state)} if may_step else set()
        is_somebodys = bool(may_step) and state.value not in nobodys
        if bool(turns) is not is_somebodys:
            yield f"{machine.title} {state.value}: {turns or 'nobody'} has a turn"
        elif turns - may_step:
            yield f"{machine.title} {state.value}: {turns} cannot take the step that {may_step} may take"


@pytest.mark.usefixtures("context")
def test_whoever_must_take_the_next_step_has_a_turn() -> None:
    assert [line for machine, states in MACHINES for line in wrong(machine, states)] == []


def test_a_lot_that_was_sent_back_is_its_groups_turn() -> None:
    [turn] = Lot(state=LotState.DRAFT, code="L-1", organization_id=GROUP, review_note="no harvest").turns
    assert turn.organization_id == GROUP


def test_nobody_is_asked_to_verify_an_alliance() -> None:
    alliance = Organization(id=3, name="Alianza", kind=OrganizationKind.ALLIANCE, state=VerificationState.UNVERIFIED)
    alliance.created_at = NOW
    assert alliance.turns == []


@pytest.mark.parametrize("state", [SampleState.DECLINED, SampleState.CANCELLED, SampleState.REQUESTED])
def test_no_fee_is_waited_for_while_nothing_was_sent(state: SampleState) -> None:
    assert "sample.note_fee" not in {turn.task for turn in a_sample(state)}
