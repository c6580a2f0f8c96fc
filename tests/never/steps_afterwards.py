"""Steps after approval: amendments asked, signed and judged; bags of a frame called off, confirmed and shipped."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from marketplace.domain.contracts.changes import AmendmentKind, Hand, Wish, with_allowance
from marketplace.domain.contracts.frames import Quarter, QuarterPlan
from marketplace.domain.contracts.signing import SignatureTerms, document_hash
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.ids import AmendmentId, CallOffId, ContractId, LotId
from marketplace.services import call_offs
from marketplace.services.amendments import answering, asking, judging
from tests.never.cast import Actor
from tests.never.scene import Attempt, Move, Row, Scene
from tests.signing import PASSWORD

WORDS = "The harvest came late this year."


def ask(scene: Scene) -> Attempt | None:
    """Ask for a change of a contract in force: of its days to claim, bags or price, or to go on with the next crop."""
    contract = scene.target("contracts", "state = 'approved'")
    if contract is None:
        return None
    wanted, more = _wanted(scene, contract)
    digest = document_hash(contract.code, contract.terms_version + 1, terms=wanted.to_json())
    actor = scene.somebody(lambda each: each.acts_for(contract.producer_id, contract.maker_id))
    seen, is_current = scene.seen(contract)
    wish = Wish(terms=wanted, reason=WORDS, seen=seen, **more)
    hand = _hand(scene, actor, digest)
    pending = scene.rows(
        "SELECT 1 AS one FROM amendments WHERE contract_id = %s AND state IN ('waiting', 'accepted', 'endorsed')",
        contract.id,
    )
    return Attempt(
        f"ask to amend ({wish.kind}) contract {contract.id}",
        actor,
        lambda: asking.ask_amendment(ContractId(contract.id), wish, hand=hand, by=actor.viewer, now=scene.now),
        is_entitled=actor.acts_for(contract.producer_id, contract.maker_id),
        is_timely=contract.state == "approved" and not pending,
        is_current=is_current,
        claim=("contract", contract.id, seen),
        lot_id=contract.lot_id,
    )


def _wanted(scene: Scene, contract: Row) -> tuple[ContractTerms, dict[str, Any]]:
    """Say what somebody wants changed, mostly the next crop where a frame's season is over."""
    terms = ContractTerms.from_json(contract.terms)
    over = scene.rows(
        "SELECT s.id FROM frame_seasons s WHERE contract_id = %s AND NOT EXISTS (SELECT FROM call_offs "
        "WHERE season_id = s.id AND state NOT IN ('lapsed', 'shipped', 'arrived', 'finished'))",
        contract.id,
    )
    if terms.frame and over and scene.often():
        own = "SELECT * FROM lots WHERE organization_id = %s ORDER BY id"
        lot: Row = scene.one_of(scene.rows(own, contract.producer_id))
        frame = replace(terms.frame, quarters=(QuarterPlan(Quarter(2028, scene.dice.choice((1, 2))), 0, 20),))
        crop = replace(terms, lot_code=lot.code, crop_year=lot.crop_year, bags=scene.dice.choice((10, 20)), frame=frame)
        crop = replace(crop, shipment_start=date(2028, 1, 1), shipment_end=date(2028, 6, 30))
        return crop, {"kind": AmendmentKind.RENEWAL, "lot_id": LotId(lot.id)}
    if scene.often(0.3):
        return with_allowance(terms, Decimal(scene.dice.choice((20, 100)))), {"kind": AmendmentKind.ALLOWANCE}
    if scene.often(0.5):
        more = scene.dice.choice([each for each in (1, 5, 10, 15, 20, 40, 90) if each != terms.bags])
        return replace(terms, bags=more), {"kind": AmendmentKind.TERMS}
    days = scene.dice.choice([each for each in (10, 14, 20, 30) if each != terms.claim_days])
    return replace(terms, claim_days=days), {"kind": AmendmentKind.TERMS}


def answer(scene: Scene) -> Attempt | None:
    """Sign the other side's change, refuse it, or take one's own back."""
    row = _amendment(scene, "state = 'waiting'")
    if row is None:
        return None
    what = scene.dice.choice(("accept", "accept", "refuse", "withdraw"))
    sides = [
        side for side in (row.producer_id, row.maker_id) if (side == row.by_organization_id) is (what == "withdraw")
    ]
    actor = scene.somebody(lambda each: each.acts_for(*sides))
    seen, is_current = scene.seen(row)
    hand = _hand(scene, actor, row.document_hash)
    extra: dict[str, Any] = {"hand": hand} if what == "accept" else {}
    words = (WORDS,) if what == "refuse" else ()

    def work() -> None:
        use_case: Callable[..., None] = getattr(answering, f"{what}_amendment")
        use_case(AmendmentId(row.id), *words, seen=seen, by=actor.viewer, now=scene.now, **extra)

    is_late = what == "accept" and (scene.now >= row.expires_at or row.contract_state != "approved")
    return Attempt(
        f"{what} amendment {row.id}",
        actor,
        work,
        is_entitled=actor.acts_for(*sides),
        is_timely=row.state == "waiting" and not is_late,
        is_current=is_current,
        claim=("amendment", row.id, seen),
        lot_id=row.lot,
    )


def judge(scene: Scene) -> Attempt | None:
    """Bring an accepted amendment into force, or reject it."""
    row = _amendment(scene, "state IN ('accepted', 'endorsed')")
    if row is None:
        return None
    what = scene.dice.choice(("approve", "approve", "approve", "reject"))
    actor = scene.somebody(lambda each: each.judges(row.producer_id, row.maker_id))
    seen, is_current = scene.seen(row)
    words = (WORDS,) if what == "reject" else ()

    def work() -> None:
        use_case: Callable[..., None] = getattr(judging, f"{what}_amendment")
        use_case(AmendmentId(row.id), *words, seen=seen, by=actor.viewer, now=scene.now)

    return Attempt(
        f"{what} amendment {row.id}",
        actor,
        work,
        is_entitled=actor.judges(row.producer_id, row.maker_id),
        is_timely=row.state in ("accepted", "endorsed") and (what == "reject" or row.contract_state == "approved"),
        is_current=is_current,
        claim=("amendment", row.id, seen),
        lot_id=row.lot,
    )


def call(scene: Scene) -> Attempt | None:
    """Call bags of a quarter."""

    def work(row: Row, seen: int, actor: Actor) -> None:
        bags = scene.dice.choice((1, 5, 8, 15, 40))
        call_offs.call_bags(CallOffId(row.id), bags, seen=seen, by=actor.viewer, now=scene.now)

    return _quarter(scene, Move("call", work), "open", side="maker_id", until="call_by")


def confirm(scene: Scene) -> Attempt | None:
    """Confirm a call."""

    def work(row: Row, seen: int, actor: Actor) -> None:
        first = max(scene.now.date() + timedelta(days=1), row.call_by.date())
        call_offs.confirm_call(CallOffId(row.id), first, seen=seen, by=actor.viewer, now=scene.now)

    return _quarter(scene, Move("confirm", work), "called", side="producer_id")


def ship(scene: Scene) -> Attempt | None:
    """Say that called bags have left."""

    def work(row: Row, seen: int, actor: Actor) -> None:
        call_offs.ship_call(CallOffId(row.id), scene.now.date(), seen=seen, by=actor.viewer, now=scene.now)

    return _quarter(scene, Move("ship", work), "confirmed", side="producer_id")


def arrive(scene: Scene) -> Attempt | None:
    """Say that called bags arrived."""

    def work(row: Row, seen: int, actor: Actor) -> None:
        call_offs.report_called(CallOffId(row.id), scene.now.date(), seen=seen, by=actor.viewer, now=scene.now)

    return _quarter(scene, Move("report", work, needs_force=False), "shipped", side="maker_id")


def _quarter(scene: Scene, move: Move, state: str, *, side: str, until: str | None = None) -> Attempt | None:
    found = scene.rows(
        "SELECT q.*, c.producer_id, c.maker_id, c.state AS contract_state, s.lot_id AS lot FROM call_offs q "
        "JOIN frame_seasons s ON s.id = q.season_id JOIN contracts c ON c.id = s.contract_id ORDER BY q.id"
    )
    row = scene.one_of([each for each in found if each.state == state] if scene.often(0.9) else found)
    if row is None:
        return None
    own = getattr(row, side)
    actor = scene.somebody(lambda each: each.acts_for(own))
    seen, is_current = scene.seen(row)
    is_late = until is not None and scene.now >= getattr(row, until)
    is_in_force = row.contract_state == "approved" or not move.needs_force
    return Attempt(
        f"{move.what} call-off {row.id}",
        actor,
        lambda: move.work(row, seen, actor),
        is_entitled=actor.acts_for(own),
        is_timely=row.state == state and is_in_force and not is_late,
        is_current=is_current,
        claim=("call_off", row.id, seen),
        lot_id=row.lot,
    )


def _amendment(scene: Scene, living: str) -> Row | None:
    query = (
        "SELECT a.*, c.producer_id, c.maker_id, c.state AS contract_state, c.lot_id AS lot FROM amendments a "
        "JOIN contracts c ON c.id = a.contract_id"
    )
    found = scene.rows(f"{query} WHERE a.{living} ORDER BY a.id") if scene.often(0.9) else []
    return scene.one_of(found or scene.rows(f"{query} ORDER BY a.id"))


def _hand(scene: Scene, actor: Actor, digest: str) -> Hand:
    names = scene.rows("SELECT name FROM users WHERE id = %s", actor.viewer.user_id or 0)
    name = names[0].name if names else "Nobody"
    given = SignatureTerms(document_hash=digest, typed_name=name, consents=True, locale="en")
    return Hand(signature=given, password=PASSWORD)


STEPS = (ask, answer, answer, judge, judge, call, call, confirm, ship, arrive)
