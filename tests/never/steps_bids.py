"""Steps with bids: placed, bought, offered, answered, taken back; and answers to allocations."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from marketplace.domain.bids.life import Ending, Refusal, Seen
from marketplace.domain.bids.terms import BidTerms
from marketplace.domain.exchange import Quote
from marketplace.domain.ids import AllocationId, BidId, LotId, OrganizationId
from marketplace.domain.mass import Mass
from marketplace.services.allocations import accept_allocation, decline_allocation
from marketplace.services.bids.answering import accept_bid, counter_bid, refuse_bid, revise_bid, withdraw_bid
from marketplace.services.bids.placing import Choices, buy_at_list, offer_bags, place_bid
from tests.domain.samples import some_bid_terms
from tests.never.scene import Attempt, Move, Row, Scene

WORDS = "Said at the fair in Tocache."
CONDITIONS = ("only_together_with", "either_of", "counted_with")


def terms_for(scene: Scene, lot: Row, **changes: Any) -> BidTerms:
    """Make terms for a lot, now and then for more bags than there are, or below its floor."""
    usual: dict[str, Any] = {
        "bags": scene.dice.choice((5, 10, 20, 30, lot.bags - lot.reserved_bags, lot.bags + 1)) or 1,
        "quote": Quote(Decimal(scene.dice.choice((900, 5200, 5400, 5600, 5800, 6000)))),
        "valid_until": scene.now + timedelta(days=scene.dice.choice((1, 3, 10))),
    }
    return some_bid_terms(**(usual | changes))


def place(scene: Scene) -> Attempt | None:
    """Bid on a lot, sometimes on conditions."""
    lot = scene.a_lot()
    actor = scene.somebody(lambda each: each.kind == "maker" and each.acts_for(each.side))
    changes: dict[str, Any] = {}
    partner = scene.one_of(
        scene.rows("SELECT * FROM bids WHERE state = 'open' AND maker_id = %s ORDER BY id", actor.side)
    )
    if partner and scene.often(0.5):
        name = scene.dice.choice(CONDITIONS)
        changes = {name: partner.code} | ({"most_kg_in_all": Mass(Decimal(2000))} if name == "counted_with" else {})
    elif scene.often(0.15):
        until = (scene.now + timedelta(days=scene.dice.choice((3, 60)))).date()
        day = {"valid_until": scene.now + timedelta(days=1)}
        changes = {"reserved_until": until, "reservation_percent": Decimal(15)} | day
    terms, choices = terms_for(scene, lot, **changes), Choices(is_anonymous=scene.often(0.3))
    return Attempt(
        f"bid for {terms.bags} bags of lot {lot.id} {changes}",
        actor,
        lambda: place_bid(LotId(lot.id), terms, choices=choices, by=actor.viewer, now=scene.now),
        is_entitled=actor.kind == "maker" and actor.acts_for(actor.side),
        is_timely=lot.state == "published",
        lot_id=lot.id,
    )


def buy(scene: Scene) -> Attempt | None:
    """Buy at list price, mostly at the one that stands."""
    lot = scene.a_lot()
    actor = scene.somebody(lambda each: each.kind == "maker" and each.acts_for(each.side))
    is_current = scene.often()
    quote = Quote(lot.price_amount if is_current else lot.price_amount - 100)
    terms = terms_for(scene, lot, quote=quote, bags=scene.dice.choice((5, 10, 20)))
    return Attempt(
        f"buy {terms.bags} bags of lot {lot.id}",
        actor,
        lambda: buy_at_list(LotId(lot.id), terms, by=actor.viewer, now=scene.now),
        is_entitled=actor.kind == "maker" and actor.acts_for(actor.side),
        is_timely=lot.state == "published" and lot.sells_at_list,
        is_current=is_current,
        lot_id=lot.id,
    )


def offer(scene: Scene) -> Attempt | None:
    """Offer bags to one or two makers."""
    lot = scene.a_lot()
    actor = scene.somebody(lambda each: each.acts_for(lot.organization_id))
    makers = [each.side for each in scene.people if each.kind == "maker" and each.writes]
    chosen = [OrganizationId(each) for each in scene.dice.sample(makers, scene.dice.choice((1, 2)))]
    terms = terms_for(scene, lot)
    return Attempt(
        f"offer {terms.bags} bags of lot {lot.id} to {chosen}",
        actor,
        lambda: offer_bags(LotId(lot.id), terms, makers=chosen, by=actor.viewer, now=scene.now),
        is_entitled=actor.acts_for(lot.organization_id),
        lot_id=lot.id,
    )


def accept(scene: Scene) -> Attempt | None:
    """Accept what was shown, be it old or new."""
    move = Move("accept", lambda bid_id, seen, viewer: accept_bid(bid_id, seen, by=viewer, now=scene.now))
    return _answer(scene, move, is_own=False)


def counter(scene: Scene) -> Attempt | None:
    """Answer with other terms."""
    return _change(scene, "counter", counter_bid, is_own=False)


def revise(scene: Scene) -> Attempt | None:
    """Change one's own words."""
    return _change(scene, "revise", revise_bid, is_own=True)


def refuse(scene: Scene) -> Attempt | None:
    """Say no."""

    def work(bid_id: BidId, seen: Seen, viewer: Any) -> None:
        refuse_bid(bid_id, Refusal(Ending.OTHER, WORDS, seen), by=viewer, now=scene.now)

    return _answer(scene, Move("refuse", work), is_own=False)


def withdraw(scene: Scene) -> Attempt | None:
    """Take one's own words back."""
    return _answer(scene, _ending("withdraw", withdraw_bid, scene), is_own=True)


def _ending(what: str, use_case: Any, scene: Scene) -> Move:
    def work(bid_id: BidId, _seen: Seen, viewer: Any) -> None:
        use_case(bid_id, Ending.OTHER, note=WORDS, by=viewer, now=scene.now)

    return Move(what, work, asks_seen=False)


def _change(scene: Scene, what: str, use_case: Any, *, is_own: bool) -> Attempt | None:
    def work(bid_id: BidId, seen: Seen, viewer: Any) -> None:
        use_case(bid_id, terms, seen=seen, by=viewer, now=scene.now)

    bid = scene.target("bids", "state = 'open'")
    if bid is None:
        return None
    [lot] = scene.rows("SELECT * FROM lots WHERE id = %s", bid.lot_id)
    terms = terms_for(scene, lot, message=f"Said at {scene.now:%d %b %H:%M}.")
    return _answer(scene, Move(what, work), is_own=is_own, bid=bid)


def _answer(scene: Scene, move: Move, *, is_own: bool, bid: Row = None) -> Attempt | None:
    bid = bid or scene.late("bids", "state = 'open' AND valid_until < %s") or scene.target("bids", "state = 'open'")
    if bid is None:
        return None
    sides = (bid.producer_id, bid.maker_id)
    right = [side for side in sides if (side == bid.written_by_id) is is_own]
    actor = scene.somebody(lambda each: each.acts_for(*right))
    is_current = scene.often() or not move.asks_seen
    seen = Seen(bid.number, bid.digest) if is_current else _old(scene, bid)
    return Attempt(
        f"{move.what} bid {bid.id} as of {seen.number}",
        actor,
        lambda: move.work(BidId(bid.id), seen, actor.viewer),
        is_entitled=actor.acts_for(*right),
        is_timely=bid.state == "open" and scene.now <= bid.valid_until,
        is_current=is_current,
        claim=("bid", bid.id, bid.number) if move.asks_seen else None,
        lot_id=bid.lot_id,
    )


def _old(scene: Scene, bid: Row) -> Seen:
    """Look at an earlier version, or at a forged one."""
    if bid.number > 1 and scene.often(0.5):
        [old] = scene.rows("SELECT * FROM bid_versions WHERE bid_id = %s AND number = %s", bid.id, bid.number - 1)
        return Seen(old.number, old.digest)
    return Seen(bid.number, bid.digest[::-1])


def answer_allocation(scene: Scene) -> Attempt | None:
    """Say yes or no to what a round allocated."""
    row = scene.target("allocations", "state = 'offered'")
    if row is None:
        return None
    open_sides = [
        side
        for side, answer in ((row.producer_id, row.producer_answer), (row.maker_id, row.maker_answer))
        if answer is None
    ]
    actor = scene.somebody(lambda each: each.acts_for(*open_sides))
    is_yes = scene.often(0.7)

    def work() -> None:
        if is_yes:
            accept_allocation(AllocationId(row.id), by=actor.viewer, now=scene.now)
        else:
            decline_allocation(AllocationId(row.id), WORDS, by=actor.viewer, now=scene.now)

    return Attempt(
        f"{'accept' if is_yes else 'decline'} allocation {row.id}",
        actor,
        work,
        is_entitled=actor.acts_for(row.producer_id, row.maker_id),
        is_timely=row.state == "offered" and scene.now <= row.answer_by and actor.side in open_sides,
        lot_id=row.lot_id,
    )


STEPS = (place, place, buy, offer, accept, accept, accept, counter, revise, refuse, withdraw, answer_allocation)
