"""Steps that pay groups: an account stated, confirmed, changed; payouts prepared, approved, sent, missed, returned."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from marketplace.domain.files import FileKind, KeptFile
from marketplace.domain.ids import BankAccountId, ContractId, OrganizationId, PayoutId
from marketplace.domain.money import Currency, Money
from marketplace.domain.payouts.life import CameBack, Sending
from marketplace.services.payouts import accounts, deciding, sending
from tests.never.cast import Actor
from tests.never.scene import Attempt, Row, Scene
from tests.paying_out import ACCOUNT, HOW, OTHER_CCI
from tests.signing import PASSWORD

SLIP = KeptFile("0" * 32, None, "slip.pdf", FileKind.PDF, 1_000, "0" * 64)
GROUPS = "SELECT id FROM organizations WHERE kind = 'producer_group' ORDER BY id"
ACCOUNTS = "SELECT * FROM bank_accounts WHERE {} ORDER BY id"
DUE = """
SELECT c.id, c.producer_id, c.maker_id, c.lot_id, due.amount - coalesce(held.amount, 0) AS left FROM contracts c
JOIN (SELECT e.contract_id, -sum(p.amount) AS amount FROM postings p JOIN entries e ON e.id = p.entry_id
    WHERE p.account = 'group_due' GROUP BY 1) due ON due.contract_id = c.id
LEFT JOIN (SELECT r.contract_id, sum(r.amount) AS amount FROM payout_parts r JOIN payouts o ON o.id = r.payout_id
    WHERE o.state IN ('prepared', 'approved') GROUP BY 1) held ON held.contract_id = c.id ORDER BY c.id
"""
PAYOUTS = """
SELECT o.*, c.makers, a.state AS account_state FROM payouts o JOIN bank_accounts a ON a.id = o.account_id
JOIN (SELECT r.payout_id, array_agg(c.maker_id) AS makers FROM payout_parts r
    JOIN contracts c ON c.id = r.contract_id GROUP BY 1) c ON c.payout_id = o.id WHERE {} ORDER BY o.id
"""
LIVING = "o.state IN ('prepared', 'approved', 'sent', 'not_arrived')"
NEXT = {
    "prepared": ("approve", "approve", "approve", "cancel"),
    "approved": ("send", "send", "send", "cancel"),
    "sent": ("confirm", "confirm", "miss", "give_up"),
    "not_arrived": ("trace", "confirm", "give_up"),
}
GROUPS_WORD = ("confirm", "miss")


def state(scene: Scene) -> Attempt | None:
    """State where a group is paid, for the first time or anew."""
    group = scene.one_of(scene.rows(GROUPS))
    stated = group and scene.rows(ACCOUNTS.format("organization_id = %s"), group.id)
    if group is None or (stated and scene.often(0.8)):
        return None
    actor = scene.somebody(lambda each: each.acts_for(group.id))
    terms = ACCOUNT if scene.often(0.5) else replace(ACCOUNT, cci=OTHER_CCI)
    is_honest = scene.often(0.95)
    password = PASSWORD if is_honest else "a guess"
    return Attempt(
        f"state the account of {group.id}",
        actor,
        lambda: accounts.state_account(
            OrganizationId(group.id), terms, password=password, by=actor.viewer, now=scene.now
        ),
        is_entitled=actor.acts_for(group.id),
        is_timely=is_honest,
    )


def confirm(scene: Scene) -> Attempt | None:
    """Confirm an account or refuse it."""
    account = scene.one_of(scene.rows(ACCOUNTS.format("state = 'stated'")) or scene.rows(ACCOUNTS.format("true")))
    if account is None:
        return None
    what = scene.dice.choice(("confirm_account", "confirm_account", "refuse_account"))
    seen, is_current = scene.seen(account)

    def may(each: Actor) -> bool:
        return each.judges(account.organization_id) and each.viewer.user_id != account.stated_by_id

    actor = scene.somebody(may)
    use_case: Callable[..., None] = getattr(accounts, what)
    return Attempt(
        f"{what} {account.id}",
        actor,
        lambda: use_case(BankAccountId(account.id), HOW, seen=seen, by=actor.viewer, now=scene.now),
        is_entitled=may(actor),
        is_timely=account.state == "stated",
        is_current=is_current,
        claim=("account", account.id, seen),
    )


def prepare(scene: Scene) -> Attempt | None:
    """Prepare a payout of what is due, sometimes of more, of one contract or two."""
    rows = scene.rows(DUE)
    first = scene.one_of([each for each in rows if each.left > 0] or rows)
    if first is None:
        return None
    chosen = [each for each in rows if each.producer_id == first.producer_id and (each is first or each.left > 0)][:2]
    found = scene.rows(ACCOUNTS.format("organization_id = %s"), first.producer_id)
    account = scene.one_of(found[-1:] if scene.often(0.9) else found)
    if account is None:
        return None
    share = scene.dice.choice((Decimal(1), Decimal(1), Decimal("0.37"), Decimal("1.01")))
    parts = {ContractId(each.id): _money(each.left * share) for each in chosen}
    order = deciding.Order(OrganizationId(first.producer_id), BankAccountId(account.id), parts)
    sides = {side for each in chosen for side in (each.producer_id, each.maker_id)}
    actor = scene.somebody(lambda each: each.judges(*sides))
    is_there = all(0 < parts[ContractId(each.id)].amount <= each.left for each in chosen)
    return Attempt(
        f"prepare {share} of {[each.id for each in chosen]}",
        actor,
        lambda: deciding.prepare_payout(order, by=actor.viewer, now=scene.now),
        is_entitled=actor.judges(*sides),
        is_timely=is_there and account.state == "confirmed",
        claim=("due", first.id, 0) if share * 2 > 1 else None,
        lot_id=first.lot_id,
    )


def go_on(scene: Scene) -> Attempt | None:
    """Take the next step with a payout: approve it as another, send it, say that it arrived, or not, or came back."""
    row = scene.one_of(scene.rows(PAYOUTS.format(LIVING)) if scene.often(0.9) else scene.rows(PAYOUTS.format("true")))
    if row is None:
        return None
    usual = NEXT.get(row.state)
    what = scene.dice.choice(usual or NEXT["sent"])
    seen, is_current = scene.seen(row)

    def may(each: Actor) -> bool:
        if what in GROUPS_WORD:
            return each.acts_for(row.organization_id)
        is_other = what != "approve" or each.viewer.user_id != row.prepared_by_id
        return each.judges(row.organization_id, *row.makers) and is_other

    actor = scene.somebody(may)
    if what == "approve" and scene.often(0.3):  # whoever prepared it tries alone
        actor = next((each for each in scene.people if each.viewer.user_id == row.prepared_by_id), actor)
    needs_account = what in ("approve", "send")
    return Attempt(
        f"{what} payout {row.id}",
        actor,
        lambda: _step(what, row, seen=seen, actor=actor, scene=scene),
        is_entitled=may(actor),
        is_timely=usual is not None and (row.account_state == "confirmed" or not needs_account),
        is_current=is_current,
        claim=("payout", row.id, seen),
    )


def _step(what: str, row: Row, *, seen: int, actor: Actor, scene: Scene) -> None:
    known = PayoutId(row.id)
    who: dict[str, Any] = {"by": actor.viewer, "now": scene.now}
    if what == "approve":
        deciding.approve_payout(known, seen=seen, **who)
    elif what == "cancel":
        deciding.cancel_payout(known, HOW, seen=seen, **who)
    elif what == "send":
        told = Sending(f"OP-{row.id}", scene.now.date(), replace(SLIP, stored=f"{scene.dice.getrandbits(128):032x}"))
        sending.send_payout(known, told, seen=seen, **who)
    elif what == "confirm":
        sending.confirm_payout(known, seen=seen, **who)
    elif what == "give_up":
        sending.return_payout(known, CameBack(scene.now.date(), HOW), seen=seen, **who)
    else:
        use_case: Callable[..., None] = getattr(sending, f"{what}_payout")
        use_case(known, HOW, seen=seen, **who)


def _money(amount: Decimal) -> Money:
    return Money(amount.quantize(Decimal("0.01")), Currency.USD)


STEPS = (state, confirm, confirm, prepare, prepare, go_on, go_on, go_on, go_on, go_on)
