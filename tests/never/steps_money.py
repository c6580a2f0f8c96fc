"""Steps about what is owed in the end: a price fixed, a weight stated and agreed on, a claim opened and answered."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from marketplace.domain.contracts.claims import ClaimKind, ClaimStep, Grievance, Remedy, RemedyKind, Reply
from marketplace.domain.contracts.settlement import Weighing
from marketplace.domain.ids import ClaimId, ContractId
from marketplace.domain.mass import Mass
from marketplace.services import settlements
from marketplace.services.claims import answer_claim, open_claim
from marketplace.services.fixings import fix_price
from tests.never.cast import Actor
from tests.never.scene import Attempt, Row, Scene

WORDS = "Twelve bags smell of diesel, see the photographs."
LEVEL = Decimal(3150)
"""The terminal market's, which stands still while a trade is played."""
REMEDIES = (Remedy(RemedyKind.ALLOWANCE_PERCENT, Decimal(10)), Remedy(RemedyKind.ALLOWANCE_AMOUNT, Decimal(200)))
OPEN, COUNTERED, CONTESTED = "open", "countered", "contested"
ANSWERS = {
    OPEN: ((ClaimStep.ACCEPT, "producer_id"), (ClaimStep.COUNTER, "producer_id"), (ClaimStep.REJECT, "producer_id")),
    COUNTERED: ((ClaimStep.AGREE, "maker_id"), (ClaimStep.DECLINE, "maker_id")),
    CONTESTED: ((ClaimStep.MEDIATE, ""), (ClaimStep.MEDIATE, ""), (ClaimStep.WITHDRAW, "maker_id")),
}
ANSWERED_IN_TIME = {ClaimStep.ACCEPT, ClaimStep.COUNTER, ClaimStep.REJECT, ClaimStep.AGREE, ClaimStep.DECLINE}


def fix(scene: Scene) -> Attempt | None:
    """Fix a price that follows the terminal market, mostly at the day's own level."""
    query = "SELECT * FROM contracts WHERE state = 'approved' AND terms ->> 'price_kind' = 'differential' ORDER BY id"
    contract = scene.one_of(scene.rows(query))
    if contract is None:
        return None
    side = {"producer": contract.producer_id, "maker": contract.maker_id}[contract.terms["fixation_side"]]
    actor = scene.somebody(lambda each: each.acts_for(side))
    seen, is_current = scene.seen(contract)
    is_honest = scene.often(0.9)
    shown = LEVEL + Decimal(contract.terms["differential"]) + (0 if is_honest else 1)
    until = datetime.fromisoformat(contract.terms["fixation_by"]).date() + timedelta(days=1)
    in_time = scene.now < datetime.combine(until, time(5), UTC)
    return Attempt(
        f"fix the price of contract {contract.id} at {shown}",
        actor,
        lambda: fix_price(ContractId(contract.id), shown, seen=seen, by=actor.viewer, now=scene.now),
        is_entitled=actor.acts_for(side),
        is_timely=in_time and contract.terms["fixing"] is None,
        is_current=is_current and is_honest,
        claim=("contract", contract.id, seen),
        lot_id=contract.lot_id,
    )


def weigh(scene: Scene) -> Attempt | None:
    """Say what arrived, within the tolerance or not, for the first time or anew."""
    contract = _arrived(scene)
    if contract is None:
        return None
    stated = scene.one_of(scene.rows("SELECT * FROM settlements WHERE contract_id = %s", contract.id))
    sides = (contract.producer_id, contract.maker_id)
    actor = scene.somebody(lambda each: each.acts_for(*sides))
    seen, is_current = scene.seen(stated) if stated else (None, True)
    share = scene.dice.choice((Decimal("0.985"), Decimal("1.01"), Decimal("0.93")))
    weighing = Weighing(
        Mass((contract.bag_weight * contract.bags * share).quantize(Decimal("0.001"))), scene.now.date()
    )
    return Attempt(
        f"weigh contract {contract.id}",
        actor,
        lambda: settlements.state_weight(ContractId(contract.id), weighing, seen=seen, by=actor.viewer, now=scene.now),
        is_entitled=actor.acts_for(*sides),
        is_timely=_is_home(contract) and (stated is None or stated.state == "disputed"),
        is_current=is_current,
        claim=("settlement", stated.id if stated else -contract.id, seen or 0),
        lot_id=contract.lot_id,
    )


def answer_weight(scene: Scene) -> Attempt | None:
    """Agree to the other side's weight or dispute it; a facilitator looks at what is outside the tolerance."""
    rows = scene.rows(
        "SELECT s.*, c.producer_id, c.maker_id, c.lot_id, c.state AS contract_state FROM settlements s "
        "JOIN contracts c ON c.id = s.contract_id ORDER BY s.id"
    )
    row = scene.one_of(rows)
    if row is None:
        return None
    is_judged = row.state in ("consented", "contested")
    own = ("contest",) if row.state == "disputed" else ("agree", "agree", "dispute")
    what = scene.dice.choice(("approve", "refuse") if is_judged else own)
    others = [side for side in (row.producer_id, row.maker_id) if side != row.stated_by_id or what == "contest"]

    def may(each: Actor) -> bool:
        return each.judges(row.producer_id, row.maker_id) if is_judged else each.acts_for(*others)

    actor = scene.somebody(may)
    seen, is_current = scene.seen(row)
    words = (WORDS,) if what in ("dispute", "contest", "refuse") else ()

    def work() -> None:
        use_case: Callable[..., None] = getattr(settlements, f"{what}_weight")
        use_case(ContractId(row.contract_id), *words, seen=seen, by=actor.viewer, now=scene.now)

    return Attempt(
        f"{what} weight of contract {row.contract_id}",
        actor,
        work,
        is_entitled=may(actor),
        is_timely=is_judged or row.state == ("disputed" if what == "contest" else "stated"),
        is_current=is_current,
        claim=("settlement", row.id, seen),
        lot_id=row.lot_id,
    )


def complain(scene: Scene) -> Attempt | None:
    """Open a claim about what arrived."""
    contract = _arrived(scene)
    if contract is None:
        return None
    kind = scene.dice.choice((ClaimKind.QUALITY, ClaimKind.WEIGHT))
    said = Grievance(kind, WORDS, scene.dice.choice(REMEDIES))
    actor = scene.somebody(lambda each: each.acts_for(contract.maker_id))
    pending = "SELECT 1 AS one FROM claims WHERE state IN ('open', 'countered', 'contested')"
    waiting = scene.rows(f"{pending} AND contract_id = %s AND kind = %s", contract.id, kind.value)
    [arrival] = scene.rows(
        "SELECT max(day) AS day FROM contract_milestones WHERE contract_id = %s AND milestone = 'arrived'", contract.id
    )
    return Attempt(
        f"claim {kind} under contract {contract.id}",
        actor,
        lambda: open_claim(ContractId(contract.id), said, by=actor.viewer, now=scene.now),
        is_entitled=actor.acts_for(contract.maker_id),
        is_timely=_is_home(contract) and not waiting and _may_claim(scene, contract, arrival.day),
        claim=(f"claim {kind}", contract.id, 0),
        lot_id=contract.lot_id,
    )


def answer(scene: Scene) -> Attempt | None:
    """Take the next step with a claim."""
    rows = scene.rows(
        "SELECT k.*, c.producer_id, c.maker_id, c.lot_id FROM claims k "
        "JOIN contracts c ON c.id = k.contract_id ORDER BY k.id"
    )
    row = scene.one_of([each for each in rows if each.state in ANSWERS] if scene.often(0.9) else rows)
    if row is None:
        return None
    usual = ANSWERS.get(row.state)
    step, side = scene.dice.choice(usual or ANSWERS[OPEN])
    sides = (row.producer_id, row.maker_id)

    def may(each: Actor) -> bool:
        return each.acts_for(getattr(row, side)) if side else each.judges(*sides)

    actor = scene.somebody(may)
    seen, is_current = scene.seen(row)
    needs = step in (ClaimStep.COUNTER, ClaimStep.MEDIATE)
    reply = Reply(seen, WORDS, scene.dice.choice(REMEDIES) if needs else None)
    is_late = step in ANSWERED_IN_TIME and row.answer_by is not None and scene.now >= row.answer_by
    return Attempt(
        f"{step} claim {row.id}",
        actor,
        lambda: answer_claim(ClaimId(row.id), step, reply=reply, by=actor.viewer, now=scene.now),
        is_entitled=may(actor),
        is_timely=usual is not None and not is_late,
        is_current=is_current,
        claim=("claim", row.id, seen),
        lot_id=row.lot_id,
    )


def _arrived(scene: Scene) -> Row | None:
    query = "SELECT * FROM contracts WHERE state = 'approved' AND milestone IN ('arrived', 'closed') ORDER BY id"
    found = scene.rows(query) if scene.often(0.9) else []
    return scene.one_of(found or scene.rows("SELECT * FROM contracts ORDER BY id"))


def _is_home(contract: Row) -> bool:
    is_open = contract.terms["price_kind"] == "differential" and contract.terms["fixing"] is None
    return contract.state == "approved" and contract.milestone in ("arrived", "closed") and not is_open


def _may_claim(scene: Scene, contract: Row, arrived_on: date | None) -> bool:
    if arrived_on is None:
        return False
    last = arrived_on + timedelta(days=contract.terms["claim_days"] + 1)
    return scene.now < datetime.combine(last, time(5), UTC)


STEPS = (fix, fix, weigh, weigh, answer_weight, answer_weight, complain, answer, answer)
