"""Steps with matching rounds: open bids planned by the real service, settled by hand, published, put aside."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from marketplace.domain.exchange import Quote
from marketplace.domain.ids import BidId, LotId, RoundId
from marketplace.domain.mass import Mass
from marketplace.domain.policies import RoundPolicy
from marketplace.domain.rounds import RoundTerms
from marketplace.domain.scenarios import EditKind, HandEdit
from marketplace.domain.viewers import SYSTEM, Viewer
from marketplace.models.base import db
from marketplace.models.rows.rounds.scenarios import Scenario
from marketplace.queries.rounds.snapshots import take_snapshot
from marketplace.services.bids.placing import place_bid
from marketplace.services.planning.adopting import adopt_scenario
from marketplace.services.planning.claims import make_claim
from marketplace.services.planning.runs import begin_planning, store_plan
from marketplace.services.planning.trials import begin_trial, store_trial
from marketplace.services.publishing import publish_round
from marketplace.services.rounds import discard_round, open_round, start_round
from marketplace.services.scenarios import edit_by_hand
from tests.never.cast import Actor
from tests.never.scene import Attempt, Row, Scene
from tests.never.steps_bids import CONDITIONS, answer_allocation, terms_for

WORDS = "Said at the fair in Tocache."
SECONDS = 10
PLANNABLE = """
SELECT b.id FROM bids b JOIN lots l ON l.id = b.lot_id WHERE b.state = 'open' AND b.written_by_id = b.maker_id
    AND b.fob > l.price_amount + 100 AND b.bags <= l.bags - l.reserved_bags AND b.valid_until > %s + interval '1 day'
"""
WITH_LINES = " AND EXISTS (SELECT FROM allocations WHERE round_id = rounds.id)"
TERMS = RoundTerms("Random trades", RoundPolicy())


def bid(scene: Scene) -> Attempt | None:
    """Bid more than a lot asks, so that a round has something to plan; often tied to another bid, each with own cap."""
    fullest = scene.rows("SELECT * FROM lots ORDER BY bags - reserved_bags DESC, id LIMIT 1")[0]
    lot = fullest if scene.often() else scene.a_lot()
    actor = scene.somebody(lambda each: each.kind == "maker" and each.acts_for(each.side))
    usual: dict[str, Any] = {
        "bags": scene.dice.choice((5, 10, 20)),
        "quote": Quote(Decimal(scene.dice.choice((5900, 6400, 7000)))),
        "valid_until": scene.now + timedelta(days=10),
    }
    partner = scene.one_of(
        scene.rows("SELECT * FROM bids WHERE state = 'open' AND maker_id = %s ORDER BY id", actor.side)
    )
    if partner and scene.often(0.6):
        name = scene.dice.choice(CONDITIONS)
        cap = Mass(Decimal(scene.dice.choice((1000, 1500, 2500))))
        usual |= {name: partner.code} | ({"most_kg_in_all": cap} if name == "counted_with" else {})
    terms = terms_for(scene, lot, **usual)
    return Attempt(
        f"bid {terms.quote.amount} for {terms.bags} bags of lot {lot.id}",
        actor,
        lambda: place_bid(LotId(lot.id), terms, by=actor.viewer, now=scene.now),
        is_entitled=actor.kind == "maker" and actor.acts_for(actor.side),
        is_timely=lot.state == "published",
        lot_id=lot.id,
    )


def run(scene: Scene) -> Attempt | None:
    """Run a round up to its plan, without a process of its own for the solver; mostly where there is what to plan."""
    if scene.often() and not scene.rows(PLANNABLE, scene.now):
        return bid(scene)
    actor = _facilitator(scene)

    def work() -> None:
        round_id = open_round(TERMS, by=actor.viewer, now=scene.now)
        start_round(round_id, seen=None, by=actor.viewer, now=scene.now)
        _plan(round_id, scene)

    return Attempt("run a round", actor, work, is_entitled=_judges(actor))


def publish(scene: Scene) -> Attempt | None:
    """Publish a plan, however old it is by now."""
    row = scene.target("rounds", "state = 'planned'" + (WITH_LINES if scene.often() else ""))
    if row is None:
        return None
    actor, (seen, is_current) = _facilitator(scene), scene.seen(row)
    return Attempt(
        f"publish round {row.id}",
        actor,
        lambda: publish_round(RoundId(row.id), seen=seen, by=actor.viewer, now=scene.now),
        is_entitled=_judges(actor),
        is_timely=row.state == "planned",
        is_current=is_current,
        claim=("round", row.id, seen),
    )


def settle(scene: Scene) -> Attempt | None:
    """Settle a bid in or out by hand, have that computed, and make it the round's plan."""
    row = scene.target("rounds", "state = 'planned'")
    if row is None:
        return None
    known = scene.rows(
        "SELECT jsonb_path_query(inputs, '$.bids[*].parts[*].id')::int AS id FROM rounds WHERE id = %s", row.id
    )
    chosen = scene.one_of(known) if scene.often(0.9) else scene.target("bids", "state = 'open'")
    if chosen is None:
        return None
    actor = _facilitator(scene)
    kind = EditKind.SERVE if scene.often(0.6) else EditKind.LEAVE_OUT
    edit = HandEdit(kind=kind, bags=0, why=WORDS, bid_ids=(BidId(chosen.id),))
    return Attempt(
        f"settle bid {chosen.id} in round {row.id}: {kind}",
        actor,
        lambda: _settle(row, edit, by=actor.viewer, scene=scene),
        is_entitled=_judges(actor),
        is_timely=row.state == "planned",
    )


def discard(scene: Scene) -> Attempt | None:
    """Put a plan aside."""
    row = scene.target("rounds", "state = 'planned'") if scene.often(0.3) else None
    if row is None:
        return None
    actor, (seen, is_current) = _facilitator(scene), scene.seen(row)
    return Attempt(
        f"discard round {row.id}",
        actor,
        lambda: discard_round(RoundId(row.id), seen=seen, by=actor.viewer, now=scene.now),
        is_entitled=_judges(actor),
        is_timely=row.state in ("open", "planned", "failed"),
        is_current=is_current,
        claim=("round", row.id, seen),
    )


def _plan(round_id: RoundId, scene: Scene) -> None:
    """Do what a worker does with a started round."""
    inputs = take_snapshot(round_id, SYSTEM, now=scene.now)
    db.session.rollback()
    attempt = begin_planning(round_id, 1, inputs=inputs, now=scene.now)
    if attempt is not None:
        store_plan(attempt, make_claim(inputs, seconds=SECONDS, tell=lambda _: None), now=scene.now)


def _settle(row: Row, edit: HandEdit, *, by: Viewer, scene: Scene) -> None:
    scenario_id = edit_by_hand(RoundId(row.id), edit, by=by, now=scene.now)
    while (trial := begin_trial(RoundId(row.id), now=scene.now)) is not None:
        claim = make_claim(dict(trial.inputs), seconds=SECONDS, tell=lambda _: None)
        store_trial(trial, claim, now=scene.now)
    if db.session.get_one(Scenario, scenario_id).plan_status != "infeasible":
        db.session.rollback()
        adopt_scenario(RoundId(row.id), scenario_id, seen=None, by=by, now=scene.now)


def _facilitator(scene: Scene) -> Actor:
    return scene.somebody(_judges)


def _judges(actor: Actor) -> bool:
    """Whether somebody may run rounds, be it with a home among the groups."""
    return actor.kind == "alliance" and actor.writes


STEPS = (
    *(bid, bid, run, run, publish, publish, publish, settle, settle, discard),
    *(answer_allocation, answer_allocation, answer_allocation),
)
