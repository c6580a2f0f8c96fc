"""The orders that the database knows are the rules' own."""

from sqlalchemy import func, select

from marketplace.domain.contracts.life import BEFORE_FACILITATORS, WITH_PARTIES, ContractState
from marketplace.domain.samples.life import OPEN, SampleKind, SampleState
from marketplace.models.base import db
from tests.market import NOW, Market

EARLY, LATE = NOW, NOW.replace(year=2027)


def test_contracts_are_ordered_by_whom_they_wait_for_and_until_when(market: Market) -> None:
    def ordered(state: ContractState) -> object:
        due = func.contract_due(state.value, EARLY, LATE)
        return tuple(db.session.execute(select(func.contract_urgency(state.value), due)).one())

    found = {state: market.do(ordered, state) for state in ContractState}
    assert found == {
        state: (0, EARLY) if state in BEFORE_FACILITATORS else (1 if state in WITH_PARTIES else 2, LATE)
        for state in ContractState
    }


def test_samples_are_ordered_by_whether_a_facilitator_or_anybody_else_is_waited_for(market: Market) -> None:
    def urgency(state: SampleState, kind: SampleKind) -> int | None:
        return db.session.scalar(select(func.sample_urgency(state.value, kind.value)))

    def wanted(state: SampleState, kind: SampleKind) -> int:
        is_to_judge = state is SampleState.RECEIVED and kind is SampleKind.ARBITRATION
        return 0 if is_to_judge else 1 if state in OPEN else 2

    pairs = [(state, kind) for state in SampleState for kind in SampleKind]
    assert {pair: market.do(urgency, *pair) for pair in pairs} == {pair: wanted(*pair) for pair in pairs}
