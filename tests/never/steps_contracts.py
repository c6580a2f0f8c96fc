"""Steps with contracts: changed, confirmed, signed, judged, ended by agreement, reported on, talked about."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from marketplace.domain.contracts.clauses import Forum
from marketplace.domain.contracts.milestones import MilestoneStep, Report
from marketplace.domain.contracts.signing import SignatureTerms
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import ContractId
from marketplace.services.contracts import amending, ending, judging
from marketplace.services.contracts.milestones import report_milestone
from marketplace.services.contracts.noting import acknowledge_condition, let_prepare
from marketplace.services.contracts.signing import sign_contract
from marketplace.services.messages import Words, post_message
from tests.never.cast import Actor
from tests.never.scene import Attempt, Move, Row, Scene
from tests.signing import PASSWORD

WORDS = "The harvest came late this year."
WITH_PARTIES = ("signing", "revised", "returned")
UNPAID = "SELECT id FROM instalments WHERE contract_id = %s AND state IN ('planned', 'due') AND kind <> 'interest'"
UNPAID_DEPOSIT = f"{UNPAID} AND kind = 'deposit'"
MONEY_OPEN = """
SELECT 1 AS one FROM instalments WHERE contract_id = %s AND state IN ('planned', 'due')
UNION ALL SELECT 1 FROM postings p JOIN entries e ON e.id = p.entry_id WHERE e.contract_id = %s AND p.account IN
    ('maker_due', 'held', 'group_due', 'group_owes', 'refund_due', 'maker_credit') GROUP BY p.account
HAVING sum(p.amount) <> 0
"""
NEXT = {
    "preparing": (MilestoneStep.MAKE_READY, "producer_id"),
    "ready_to_ship": (MilestoneStep.SHIP, "producer_id"),
    "shipped": (MilestoneStep.SEND_DOCUMENTS, "producer_id"),
    "documents_sent": (MilestoneStep.ARRIVE, "maker_id"),
    "arrived": (MilestoneStep.CLOSE, "maker_id"),
}


def revise(scene: Scene) -> Attempt | None:
    """Put other terms in place before both have signed."""
    contract = scene.target("contracts", "state IN ('signing', 'revised', 'returned')")
    if contract is None:
        return None
    terms = ContractTerms.from_json(contract.terms)
    days = scene.dice.choice([each for each in (10, 14, 20, 30) if each != terms.claim_days])
    wanted = replace(terms, forum=Forum.LIMA_CHAMBER, law="Peru", claim_days=days)

    def work(row: Row, seen: int, actor: Actor) -> None:
        amending.revise_contract(ContractId(row.id), wanted, seen=seen, by=actor.viewer, now=scene.now)

    return _party(scene, Move("revise", work), contract, is_timely=_before_signatures(scene, contract))


def confirm(scene: Scene) -> Attempt | None:
    """Accept the other side's change."""
    contract = scene.target("contracts", "state = 'revised'")
    if contract is None:
        return None

    def work(row: Row, seen: int, actor: Actor) -> None:
        amending.confirm_contract(ContractId(row.id), seen=seen, by=actor.viewer, now=scene.now)

    is_timely = _before_signatures(scene, contract) and contract.state == "revised"
    others = [side for side in (contract.producer_id, contract.maker_id) if side != contract.revised_by_id]
    return _party(scene, Move("confirm", work), contract, is_timely=is_timely, sides=others)


def sign(scene: Scene) -> Attempt | None:
    """Sign what was read: mostly what stands, with one's own name and password."""
    contract = scene.late("contracts", "state = 'signing' AND sign_by <= %s")
    contract = contract or scene.target("contracts", "state = 'signing'")
    if contract is None:
        return None
    [version] = scene.rows(
        "SELECT * FROM contract_terms WHERE contract_id = %s AND number = %s", contract.id, contract.terms_version
    )
    signed = scene.rows(
        "SELECT organization_id AS side FROM contract_signatures WHERE contract_id = %s AND terms_version = %s",
        *(contract.id, contract.terms_version),
    )
    missing = [side for side in (contract.producer_id, contract.maker_id) if side not in {each.side for each in signed}]
    actor = scene.somebody(lambda each: each.acts_for(*missing))
    is_honest, is_current = scene.often(0.95), scene.often(0.8)
    seen = version.document_hash if is_current else version.document_hash[::-1]
    names = scene.rows("SELECT name FROM users WHERE id = %s", actor.viewer.user_id or 0)
    given = SignatureTerms(
        document_hash=seen, typed_name=names[0].name if names else "Nobody", consents=True, locale="en"
    )
    password = PASSWORD if is_honest else "a guess"
    return Attempt(
        f"sign contract {contract.id} with {password!r}",
        actor,
        lambda: sign_contract(ContractId(contract.id), given, password=password, by=actor.viewer, now=scene.now),
        is_entitled=actor.acts_for(contract.producer_id, contract.maker_id),
        is_timely=is_honest and actor.side in missing and _before_signatures(scene, contract, "signing"),
        is_current=is_current,
        lot_id=contract.lot_id,
    )


def cancel(scene: Scene) -> Attempt | None:
    """Step back before it binds."""
    contract = scene.target("contracts", "state IN ('signing', 'revised', 'returned')") if scene.often(0.4) else None
    if contract is None:
        return None

    def work(row: Row, seen: int, actor: Actor) -> None:
        amending.cancel_contract(ContractId(row.id), WORDS, seen=seen, by=actor.viewer, now=scene.now)

    return _party(scene, Move("cancel", work), contract, is_timely=contract.state in WITH_PARTIES)


def judge(scene: Scene) -> Attempt | None:
    """Approve, send back or reject."""
    contract = scene.target("contracts", "state IN ('in_review', 'second_review')")
    if contract is None:
        return None
    what = scene.dice.choice(("approve", "approve", "approve", "send_back", "reject"))
    actor = scene.somebody(lambda each: each.judges(contract.producer_id, contract.maker_id))
    seen, is_current = scene.seen(contract)
    did = scene.rows(
        "SELECT 1 AS one FROM contract_approvals WHERE contract_id = %s AND terms_version = %s AND user_id = %s",
        *(contract.id, contract.terms_version, actor.viewer.user_id or 0),
    )

    def work() -> None:
        use_case: Callable[..., None] = getattr(judging, f"{what}_contract")
        use_case(ContractId(contract.id), WORDS, seen=seen, by=actor.viewer, now=scene.now)

    return Attempt(
        f"{what} contract {contract.id}",
        actor,
        work,
        is_entitled=actor.judges(contract.producer_id, contract.maker_id) and not (did and what == "approve"),
        is_timely=contract.state in ("in_review", "second_review"),
        is_current=is_current,
        claim=("contract", contract.id, seen),
        lot_id=contract.lot_id,
    )


def end(scene: Scene) -> Attempt | None:
    """Ask to end a contract in force, agree to it, or keep it."""
    contract = scene.target("contracts", "state = 'approved'")
    if contract is None:
        return None
    is_asked = contract.end_asked_by_id is not None
    answers = ("keep_contract", "agree_to_end", "agree_to_end")
    what = scene.dice.choice(answers) if is_asked and scene.often() else "ask_to_end"
    words = () if what == "agree_to_end" else (WORDS,)

    def work(row: Row, seen: int, actor: Actor) -> None:
        use_case: Callable[..., None] = getattr(ending, what)
        use_case(ContractId(row.id), *words, seen=seen, by=actor.viewer, now=scene.now)

    sides = [contract.producer_id, contract.maker_id]
    if what == "agree_to_end":
        sides = [side for side in sides if is_asked and side != contract.end_asked_by_id]
    is_timely = contract.state == "approved" and is_asked is (what != "ask_to_end")
    return _party(scene, Move(what, work), contract, is_timely=is_timely, sides=sides)


def acknowledge(scene: Scene) -> Attempt | None:
    """Take note of a facilitator's condition."""
    contract = scene.target("contracts", "state = 'approved' AND condition IS NOT NULL")
    if contract is None:
        return None

    def work(row: Row, seen: int, actor: Actor) -> None:
        acknowledge_condition(ContractId(row.id), seen=seen, by=actor.viewer, now=scene.now)

    actor_sides = [contract.producer_id, contract.maker_id]
    attempt = _party(scene, Move("acknowledge", work), contract, is_timely=False, sides=actor_sides)
    is_open = contract.state == "approved" and contract.condition is not None
    return replace(attempt, is_timely=is_open and attempt.actor.side in _unread_by(scene, contract))


def let_go_on(scene: Scene) -> Attempt | None:
    """Let a contract go on although its deposit has not come."""
    contract = scene.target("contracts", "state = 'approved' AND milestone = 'preparing' AND unpaid_note IS NULL")
    if contract is None:
        return None
    actor = scene.somebody(lambda each: each.judges(contract.producer_id, contract.maker_id))
    seen, is_current = scene.seen(contract)
    is_waiting = contract.state == "approved" and contract.milestone == "preparing" and contract.unpaid_note is None
    return Attempt(
        f"let contract {contract.id} go on",
        actor,
        lambda: let_prepare(ContractId(contract.id), WORDS, seen=seen, by=actor.viewer, now=scene.now),
        is_entitled=actor.judges(contract.producer_id, contract.maker_id),
        is_timely=is_waiting and bool(scene.rows(UNPAID_DEPOSIT, contract.id)),
        is_current=is_current,
        claim=("contract", contract.id, seen),
        lot_id=contract.lot_id,
    )


def report(scene: Scene) -> Attempt | None:
    """Report the next milestone, or another one."""
    contract = scene.target("contracts", "state = 'approved' AND milestone IS NOT NULL AND milestone <> 'closed'")
    if contract is None:
        return None
    usual = NEXT.get(contract.milestone, (MilestoneStep.SHIP, "producer_id"))
    step, side = usual if scene.often(0.9) else scene.dice.choice(list(NEXT.values()))

    def work(row: Row, seen: int, actor: Actor) -> None:
        told = Report(step, scene.now.date(), None)
        report_milestone(ContractId(row.id), told, seen=seen, by=actor.viewer, now=scene.now)

    is_timely = contract.state == "approved" and (step, side) == usual and _gate_is_open(scene, contract, step)
    sides = [getattr(contract, side)]
    if step is MilestoneStep.CLOSE:
        sides = [contract.producer_id, contract.maker_id]
    return _party(scene, Move(f"report {step}", work), contract, is_timely=is_timely, sides=sides)


def talk(scene: Scene) -> Attempt | None:
    """Say something about a contract."""
    contract = scene.target("contracts", "true")
    if contract is None:
        return None

    def may(each: Actor) -> bool:
        return each.writes and each.sees(contract.producer_id, contract.maker_id)

    actor = scene.somebody(may)
    words = Words(f"Word of {scene.now:%d %b %H:%M}", asks_alliance=scene.often(0.2))
    return Attempt(
        f"talk about contract {contract.id}",
        actor,
        lambda: post_message(SubjectKind.CONTRACT, contract.id, words=words, by=actor.viewer, now=scene.now),
        is_entitled=may(actor),
        lot_id=contract.lot_id,
    )


def _gate_is_open(scene: Scene, contract: Row, step: MilestoneStep) -> bool:
    """Nothing is made ready without its sample, or with a condition unread; nor closed while money is open.

    Nor made ready before its deposit came, nor shipped unpaid where the balance is due before shipment.
    """
    if step is MilestoneStep.CLOSE:
        return not scene.rows(MONEY_OPEN, contract.id, contract.id)
    if step is MilestoneStep.SHIP and contract.terms["balance_basis"] == "before_shipment":
        return not scene.rows(UNPAID, contract.id)
    return step is not MilestoneStep.MAKE_READY or _may_be_made_ready(scene, contract)


def _may_be_made_ready(scene: Scene, contract: Row) -> bool:
    if contract.unpaid_note is None and scene.rows(UNPAID_DEPOSIT, contract.id):
        return False
    if contract.condition and _unread_by(scene, contract):
        return False
    if contract.terms["sample_basis"] == "none":
        return True
    samples = scene.rows("SELECT state FROM samples WHERE contract_id = %s AND kind = 'pre_shipment'", contract.id)
    return any(each.state in ("approved", "allowed") for each in samples)


def _unread_by(scene: Scene, contract: Row) -> list[int]:
    query = "SELECT organization_id AS side FROM events WHERE kind = 'contract.acknowledged' AND subject_id = %s"
    told = {each.side for each in scene.rows(query, contract.id)}
    return [side for side in (contract.producer_id, contract.maker_id) if side not in told]


def _before_signatures(scene: Scene, contract: Row, *states: str) -> bool:
    return contract.state in (states or WITH_PARTIES) and scene.now < contract.sign_by


def _party(scene: Scene, move: Move, contract: Row, *, is_timely: bool, sides: Any = None) -> Attempt:
    able = (contract.producer_id, contract.maker_id) if sides is None else sides
    actor = scene.somebody(lambda each: each.acts_for(*able))
    seen, is_current = scene.seen(contract)
    return Attempt(
        f"{move.what} contract {contract.id}",
        actor,
        lambda: move.work(contract, seen, actor),
        is_entitled=actor.acts_for(*able),
        is_timely=is_timely,
        is_current=is_current,
        claim=("contract", contract.id, seen),
        lot_id=contract.lot_id,
    )


STEPS = (
    *(revise, revise, confirm, confirm, sign, sign, sign, sign, cancel),
    *(judge, judge, judge, acknowledge, let_go_on, end, report, report, talk),
)
