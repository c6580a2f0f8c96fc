"""After the last no each remedy comes to its end, in money too: back to the maker, or off what is still to be paid."""

import pytest

from marketplace.domain.contracts.clauses import DepositOnEnd, SampleBasis
from marketplace.domain.payments.life import RefundCause, RefundState
from marketplace.services.samples.verdicts import call_off, replace_sample
from tests.paying import Till, a_till
from tests.tasting import YES, Tasting

WHY = "Smoke in both samples."


def of(till: Till) -> Tasting:
    """Let the sides of a contract that is paid taste its samples."""
    return Tasting(till.market, till.agreed.producer, till.agreed.maker)


@pytest.fixture
def wary(till: Till) -> Till:
    """Approve a contract that waits for a sample and would keep its deposit in any other case."""
    terms = {"sample_basis": SampleBasis.SAS, "deposit_on_end": DepositOnEnd.KEPT}
    return a_till(till.market, till.config, till.standin, **terms)


def test_a_contract_called_off_for_its_samples_gives_the_whole_deposit_back_with_its_fee(wary: Till) -> None:
    wary.by_card()
    paid, tasting = wary.instalment().standing.paid.total, of(wary)
    tasting.step(call_off, tasting.rejected_twice(wary.agreed.id), WHY, by=tasting.maker)
    wary.send_refunds()
    [refund] = wary.refunds()
    assert (refund.cause, refund.state) == (RefundCause.SAMPLE, RefundState.DONE)
    assert refund.amount == paid.amount > 0
    assert not any(wary.stands().values())


def test_what_had_come_of_the_deposit_goes_back_too(wary: Till) -> None:
    wary.by_wire("100")
    tasting = of(wary)
    tasting.step(call_off, tasting.rejected_twice(wary.agreed.id), WHY, by=tasting.maker)
    assert [each.amount for each in wary.refunds()] == [100]


def test_a_good_sample_of_other_bags_lets_the_cacao_go_with_the_deposit_kept(wary: Till) -> None:
    wary.by_card()
    tasting = of(wary)
    tasting.step(replace_sample, tasting.rejected_twice(wary.agreed.id), "Other bags, please.", by=tasting.maker)
    tasting.judged(YES, tasting.newest(wary.agreed.id))
    assert wary.refunds() == []
