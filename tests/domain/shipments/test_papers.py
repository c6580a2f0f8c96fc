"""Which papers a contract's bags need on their way, by whom and until when, and what becomes of each."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from marketplace.domain.contracts.clauses import Document, Side
from marketplace.domain.ids import OrganizationId
from marketplace.domain.shipments import papers
from marketplace.domain.shipments.arrivals import Arrival, Loaded, arrival_faults, loaded_faults, takeover_faults
from marketplace.domain.shipments.containers import Carriage
from marketplace.domain.shipments.days import Days
from marketplace.domain.shipments.life import ShipmentState
from marketplace.domain.shipments.papers import (
    PaperDue,
    PaperFacts,
    PaperKind,
    PaperRule,
    PaperState,
    PaperStep,
    Route,
    checklist,
)
from marketplace.domain.shipments.waiting import CargoFacts, PaperStanding, cargo_turns
from marketplace.domain.turns import Task
from tests.domain.samples import TODAY, mass

K = PaperKind
USUAL = (Document.INVOICE, Document.BILL_OF_LADING, Document.CERTIFICATE_OF_ORIGIN, Document.PHYTOSANITARY)
ROUTE = Route(USUAL, "FR", Carriage.CONTAINER_20, needs_eudr=False, is_organic=False)
DAYS = Days(TODAY, TODAY + timedelta(days=3), TODAY + timedelta(days=38))
GROUP, MAKER = OrganizationId(1), OrganizationId(2)


def kinds(route: Route) -> list[PaperKind]:
    return [rule.kind for rule in checklist(route)]


def test_a_contracts_papers_are_asked_for_once() -> None:
    assert kinds(ROUTE) == [K.INVOICE, K.BILL_OF_LADING, K.CERTIFICATE_OF_ORIGIN, K.PHYTOSANITARY]


@pytest.mark.parametrize(
    ("carriage", "paper"),
    [(Carriage.AIR, K.AIR_WAYBILL), (Carriage.COURIER, K.COURIER_RECEIPT), (Carriage.ROAD, K.ROAD_NOTE)],
)
def test_how_the_carrier_receipts_follows_from_how_it_travels(carriage: Carriage, paper: PaperKind) -> None:
    found = kinds(replace(ROUTE, carriage=carriage))
    assert (paper in found, K.BILL_OF_LADING in found) == (True, False)


def test_the_union_asks_for_more_of_organic_cacao_and_under_its_rules_on_deforestation() -> None:
    found = checklist(replace(ROUTE, documents=(), needs_eudr=True, is_organic=True))
    assert [(rule.kind, rule.side) for rule in found] == [
        (K.BILL_OF_LADING, Side.PRODUCER),
        (K.PHYTOSANITARY, Side.PRODUCER),
        (K.ORGANIC_INSPECTION, Side.PRODUCER),
        (K.EUDR_PACK, Side.PRODUCER),
        (K.EUDR_STATEMENT, Side.MAKER),
    ]


def test_the_united_states_ask_their_importer_for_two_filings_by_sea_and_one_by_air() -> None:
    sea, air = (
        kinds(replace(ROUTE, destination="US-ME", carriage=each)) for each in (Carriage.CONTAINER_40, Carriage.AIR)
    )
    assert (K.SECURITY_FILING in sea, K.FDA_PRIOR_NOTICE in sea) == (True, True)
    assert (K.SECURITY_FILING in air, K.FDA_PRIOR_NOTICE in air) == (False, True)


def test_at_home_nobody_needs_papers_of_export() -> None:
    assert kinds(replace(ROUTE, destination="PE", carriage=Carriage.ROAD)) == [K.INVOICE, K.ROAD_NOTE]


def test_each_paper_is_due_when_somebody_needs_it() -> None:
    found = {due: (papers.due_on(due, DAYS) - TODAY).days for due in PaperDue}
    assert found == {PaperDue.LOADING: 2, PaperDue.DEPARTURE: 3, PaperDue.DOCUMENTS: 24, PaperDue.ARRIVAL: 37}


def test_a_paper_is_a_file_or_a_number() -> None:
    def said(facts: PaperFacts, *, has_file: bool = False) -> list[str]:
        return [each.code for each in papers.upload_faults(facts, has_file=has_file, today=TODAY)]

    assert (said(PaperFacts("F001")), said(PaperFacts(), has_file=True), said(PaperFacts())) == (
        [],
        [],
        ["paper.empty"],
    )
    assert said(PaperFacts("x" * 61, TODAY + timedelta(days=1))) == ["paper.number_too_long", "paper.day_to_come"]


@pytest.mark.parametrize("step", PaperStep)
def test_who_says_no_says_why(step: PaperStep) -> None:
    needs_words = step in (PaperStep.REFUSE, PaperStep.WAIVE)
    faults = [bool(papers.note_faults(step, note)) for note in (None, "The total has a mistake.")]
    assert faults == [needs_words, False]


def test_an_accepted_paper_stays_accepted() -> None:
    assert [step for state, step in papers.PAPER_MACHINE.next if state is PaperState.ACCEPTED] == []


def standing(kind: PaperKind, state: PaperState, *, side: Side = Side.PRODUCER) -> PaperStanding:
    at = datetime(2026, 11, 23, 15, tzinfo=UTC) if state is PaperState.UPLOADED else None
    return PaperStanding(PaperRule(kind, side, PaperDue.DOCUMENTS), state, at)


def some_cargo(
    *standings: PaperStanding, state: ShipmentState = ShipmentState.SHIPPED, noted: bool = False
) -> CargoFacts:
    return CargoFacts("MZ-1", GROUP, MAKER, state, DAYS, standings, is_arrival_noted=noted)


def test_whoever_lacks_a_paper_or_has_not_read_one_has_the_turn() -> None:
    facts = some_cargo(
        standing(K.INVOICE, PaperState.UPLOADED),
        standing(K.WEIGHT_NOTE, PaperState.REFUSED),
        standing(K.EUDR_STATEMENT, PaperState.MISSING, side=Side.MAKER),
        standing(K.PACKING_LIST, PaperState.ACCEPTED),
    )
    found = {(turn.organization_id, turn.task, turn.counterparty_id) for turn in cargo_turns(facts)}
    assert found == {
        (GROUP, Task.CARGO_BRING_PAPERS, MAKER),
        (MAKER, Task.CARGO_BRING_PAPERS, GROUP),
        (MAKER, Task.CARGO_READ_PAPERS, GROUP),
    }


def test_once_closed_nobody_has_a_turn() -> None:
    lacking = standing(K.INVOICE, PaperState.MISSING)
    assert cargo_turns(some_cargo(lacking, state=ShipmentState.CLOSED)) == []


def test_on_arrival_the_maker_says_what_came() -> None:
    tasks = [
        [turn.task for turn in cargo_turns(some_cargo(state=ShipmentState.ARRIVED, noted=noted))]
        for noted in (False, True)
    ]
    assert tasks == [[Task.CARGO_NOTE_ARRIVAL], []]


def test_wanting_papers_are_those_of_a_side_that_are_not_there() -> None:
    rules = [
        (each.rule, each.state)
        for each in (standing(K.INVOICE, PaperState.MISSING), standing(K.EUDR_PACK, PaperState.NOT_NEEDED))
    ]
    assert (papers.wanting(rules, Side.PRODUCER), papers.wanting(rules, Side.MAKER)) == ([K.INVOICE], [])


def test_weights_at_loading_make_sense() -> None:
    right = loaded_faults(Loaded(mass(1000), mass(1014)), mass(1000))
    wrong = [
        loaded_faults(Loaded(mass(net), mass(gross)), mass(1000)) for net, gross in ((0, 1), (1000, 999), (999, 2001))
    ]
    assert (right, [len(each) for each in wrong]) == ([], [1, 1, 1])


def test_what_arrived_may_be_nothing_but_not_double() -> None:
    lost = Arrival(mass(0), 0)
    wrong = Arrival(mass(2001), 41, Decimal(21), "x" * 1001)
    assert arrival_faults(lost, mass(1000), bags=20) == []
    assert [each.field for each in arrival_faults(wrong, mass(1000), bags=20)] == ["net", "bags", "moisture", "note"]


def test_cacao_is_taken_over_between_its_arrival_and_today() -> None:
    days = [TODAY + timedelta(days=each) for each in (-1, 0, 1, 2)]
    faults = [takeover_faults(each, arrived_on=TODAY, today=TODAY + timedelta(days=1)) for each in days]
    assert [len(each) for each in faults] == [1, 0, 0, 1]


def test_a_paper_of_the_evening_is_read_from_that_day_on() -> None:
    noon, evening = datetime(2026, 11, 23, 17, 0, tzinfo=UTC), datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
    assert papers.answer_by(evening) == papers.answer_by(noon)
