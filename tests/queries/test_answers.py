"""Who learns why a round left a lot or a demand out, and how much of it."""

from dataclasses import replace
from decimal import Decimal

from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import OrganizationId
from marketplace.domain.viewers import Viewer
from marketplace.queries.rounds.answers import RoundAnswer, find_answer
from tests.domain import samples
from tests.market import Market
from tests.rounds import Rounds

DEARER = replace(samples.a_lot().price, amount=Decimal(5717))


def left_out(rounds: Rounds, market: Market) -> int:
    """Publish a round in which a dearer lot of the same taste found no place."""
    lot_id = market.a_lot(rounds.with_a_sale().producer, bags=20, price=DEARER)
    rounds.published()
    return lot_id


def asked(rounds: Rounds, market: Market, lot_id: int, *, viewer: Viewer) -> RoundAnswer | None:
    owner = OrganizationId(rounds.producer.organization_id or 0)
    return market.do(find_answer, SubjectKind.LOT, lot_id, owner_id=owner, viewer=viewer)


def test_a_group_is_told_the_price_that_would_have_won_rounded_down_to_ten(rounds: Rounds, market: Market) -> None:
    answer = asked(rounds, market, left_out(rounds, market), viewer=rounds.producer)
    assert answer is not None
    assert answer.reason is not None
    assert (answer.reason.code, answer.reason.facts) == ("answer.demand_taken_by_better", {})
    assert [(each.what, int(each.after) % 10) for each in answer.wins] == [("price", 0)]


def test_a_facilitator_is_told_to_the_cent_and_what_it_would_cost(rounds: Rounds, market: Market) -> None:
    answer = asked(rounds, market, left_out(rounds, market), viewer=rounds.facilitator)
    assert answer is not None
    assert answer.reason is not None
    assert answer.reason.code == "miss.demand_taken_by_better"
    assert "cost" in answer.reason.facts


def test_other_groups_and_makers_are_told_nothing(rounds: Rounds, market: Market) -> None:
    lot_id = left_out(rounds, market)
    for stranger in (market.a_producer(), rounds.maker):
        assert asked(rounds, market, lot_id, viewer=stranger) is None


def test_nothing_is_told_before_publication(rounds: Rounds, market: Market) -> None:
    lot_id = market.a_lot(rounds.with_a_sale().producer, price=DEARER)
    rounds.planned()
    assert asked(rounds, market, lot_id, viewer=rounds.producer) is None


def test_a_sold_lot_is_told_its_bags_and_its_market_price(rounds: Rounds, market: Market) -> None:
    rounds.with_a_sale(bags=20).published()
    answer = asked(rounds, market, rounds.lot_id, viewer=rounds.producer)
    assert answer is not None
    assert answer.price is not None
    assert (answer.bags, answer.reason, answer.price.low <= answer.price.price) == (20, None, True)


def test_a_maker_is_told_about_its_own_demand_only(rounds: Rounds, market: Market) -> None:
    rounds.with_a_sale()
    maker = market.a_maker()
    demand_id = rounds.a_demand(maker, global_quality_min=Decimal("9.5"))
    rounds.published()
    owner = OrganizationId(maker.organization_id or 0)
    told = [
        market.do(find_answer, SubjectKind.DEMAND, demand_id, owner_id=owner, viewer=each)
        for each in (maker, rounds.maker)
    ]
    assert [each and each.reason and each.reason.code for each in told] == ["miss.no_admissible_lot", None]
