"""`flask round`: a round without a browser, and the proof of its plan."""

from decimal import Decimal

from click.testing import Result
from sqlalchemy import update

from marketplace.models.base import db
from marketplace.models.rows.rounds.rounds import Round
from marketplace.services.planning.adopting import adopt_scenario
from tests.market import Market
from tests.rounds import Rounds


def flask(market: Market, *arguments: str) -> Result:
    """Run one command as `flask` does."""
    return market.app.test_cli_runner().invoke(args=list(arguments))


def test_a_round_is_run_published_and_summed_up(rounds: Rounds, market: Market) -> None:
    rounds.with_a_sale()
    said = flask(market, "round", "run", "--title", "November", "--publish")
    for words in (
        "November: Published, Proven best",
        "Value USD 1,045.00; no plan exceeds USD 1,045.00; gap USD 0.00 (0.00%)",
        "1 allocation: 1 t in 20 bags",
        "100 of 120 bags (5,000 kg) are left for a later round.",
        "Makers would pay USD",
        "Callao → FR: 1 t, 1 container, 8%",
    ):
        assert words in said.output, said.output


def test_without_publish_nothing_is_offered(rounds: Rounds, market: Market) -> None:
    rounds.with_a_sale()
    assert "Planned" in flask(market, "round", "run").output
    assert rounds.reserved(rounds.lot_id) == 0


def test_a_round_is_shown_with_the_nearest_miss(rounds: Rounds, market: Market) -> None:
    rounds.with_a_sale()
    rounds.a_demand(market.a_maker(), global_quality_min=9)
    said = flask(market, "round", "show", str(rounds.planned()))
    assert "Of 1 lots, none keeps every limit of this demand." in said.output


def test_a_plan_is_proved_by_solving_it_again(rounds: Rounds, market: Market) -> None:
    said = flask(market, "round", "replay", str(rounds.with_a_sale().planned()))
    assert (said.exit_code, said.output.count("same"), "DIFFERENT" in said.output) == (0, 6, False)


def test_an_adopted_scenario_is_proved_by_solving_it_again(rounds: Rounds, market: Market) -> None:
    round_id = rounds.with_a_sale().planned()
    scenario_id = rounds.a_scenario(round_id, women_led_floor=Decimal(100), contract_cost=Decimal(50))
    rounds.do(adopt_scenario, round_id, scenario_id, seen=None)
    said = flask(market, "round", "replay", str(round_id))
    assert (said.exit_code, said.output.count("same")) == (0, 6)


def test_a_plan_that_was_tampered_with_is_found_out(rounds: Rounds, market: Market) -> None:
    round_id = rounds.with_a_sale().planned()
    market.do(_tamper)
    said = flask(market, "round", "replay", str(round_id))
    assert (said.exit_code, said.output.count("DIFFERENT")) == (1, 1)


def test_an_unknown_round_is_a_sentence(rounds: Rounds, market: Market) -> None:
    said = flask(market, "round", "show", "99")
    assert (said.exit_code, "There is no such round" in said.output) == (1, True)


def test_nobody_runs_a_round_before_there_is_an_alliance(market: Market) -> None:
    assert "no verified alliance" in flask(market, "round", "run").output


def _tamper() -> None:
    db.session.execute(update(Round).values(value_cents=Round.value_cents + 1))
    db.session.commit()
