"""Steps with sealed-bid rounds: opened, bid in, taken back, confirmed, cancelled."""

from datetime import timedelta
from decimal import Decimal

from marketplace.domain.ids import LotId, TenderId
from marketplace.services.tenders.bidding import place_sealed_bid, take_back_sealed_bid
from marketplace.services.tenders.closing import cancel_tender, confirm_award
from marketplace.services.tenders.opening import open_tender
from tests.domain.tenders.cases import a_sealed_bid, some_rules
from tests.never.scene import Attempt, Scene

WORDS = "Part of the lot got wet."


def begin(scene: Scene) -> Attempt | None:
    """Open a round on a lot."""
    lot = scene.a_lot()
    actor = scene.somebody(lambda each: each.acts_for(lot.organization_id) or each.judges(lot.organization_id))
    rules = some_rules(
        bags=scene.dice.choice((10, 20, lot.bags)),
        parcel=10,
        opens_at=scene.now,
        closes_at=scene.now + timedelta(days=2),
        needs_facilitator=scene.often(0.3),
    )
    return Attempt(
        f"open a tender on lot {lot.id}",
        actor,
        lambda: open_tender(LotId(lot.id), rules, by=actor.viewer, now=scene.now),
        is_entitled=actor.acts_for(lot.organization_id) or actor.judges(lot.organization_id),
        is_timely=lot.state == "published",
        lot_id=lot.id,
    )


def bid(scene: Scene) -> Attempt | None:
    """Bid an amount that nobody else bids, so that it is known wherever it turns up."""
    tender = scene.target("tenders", "state = 'open'")
    if tender is None:
        return None
    actor = scene.somebody(lambda each: each.kind == "maker" and each.acts_for(each.side))
    amount = Decimal(scene.dice.randrange(700_000, 799_999)) / 100
    terms = a_sealed_bid(bags=10, least_bags=10, amount=amount)
    is_current = scene.often(0.95)
    return Attempt(
        f"bid {amount} in tender {tender.id}",
        actor,
        lambda: place_sealed_bid(
            *(TenderId(tender.id), terms), promised=terms.digest if is_current else None, by=actor.viewer, now=scene.now
        ),
        is_entitled=actor.kind == "maker" and actor.acts_for(actor.side),
        is_timely=tender.state == "open" and tender.opens_at <= scene.now < tender.closes_at,
        is_current=is_current,
        lot_id=tender.lot_id,
    )


def take_back(scene: Scene) -> Attempt | None:
    """Take a sealed bid back."""
    tender = scene.target("tenders", "state = 'open'")
    if tender is None:
        return None
    standing = scene.rows("SELECT maker_id FROM sealed_bids WHERE tender_id = %s AND is_standing", tender.id)
    actor = scene.somebody(lambda each: each.acts_for(*(each.maker_id for each in standing)))
    return Attempt(
        f"take a bid in tender {tender.id} back",
        actor,
        lambda: take_back_sealed_bid(TenderId(tender.id), by=actor.viewer, now=scene.now),
        is_entitled=actor.kind == "maker" and actor.acts_for(actor.side),
        is_timely=tender.state == "open" and tender.opens_at <= scene.now < tender.closes_at,
        lot_id=tender.lot_id,
    )


def confirm(scene: Scene) -> Attempt | None:
    """Confirm an award."""
    tender = scene.target("tenders", "state IN ('closed', 'confirmed')")
    if tender is None:
        return None
    actor = scene.somebody(lambda each: each.acts_for(tender.producer_id) or each.judges(tender.producer_id))
    seen, is_current = scene.seen(tender)
    by_state = {"closed": actor.acts_for(tender.producer_id), "confirmed": actor.judges(tender.producer_id)}
    is_able = actor.acts_for(tender.producer_id) or actor.judges(tender.producer_id)
    is_timely = by_state.get(tender.state, False) and scene.now <= tender.confirm_by
    return Attempt(
        f"confirm tender {tender.id}",
        actor,
        lambda: confirm_award(TenderId(tender.id), seen=seen, by=actor.viewer, now=scene.now),
        is_entitled=is_able,
        is_timely=is_timely,
        is_current=is_current,
        claim=("tender", tender.id, seen),
        lot_id=tender.lot_id,
    )


def cancel(scene: Scene) -> Attempt | None:
    """Cancel a round."""
    tender = scene.target("tenders", "state IN ('open', 'closed', 'confirmed')") if scene.often(0.3) else None
    if tender is None:
        return None
    actor = scene.somebody(lambda each: each.acts_for(tender.producer_id))
    seen, is_current = scene.seen(tender)
    return Attempt(
        f"cancel tender {tender.id}",
        actor,
        lambda: cancel_tender(TenderId(tender.id), WORDS, seen=seen, by=actor.viewer, now=scene.now),
        is_entitled=actor.acts_for(tender.producer_id) or actor.judges(tender.producer_id),
        is_timely=tender.state in ("open", "closed", "confirmed"),
        is_current=is_current,
        claim=("tender", tender.id, seen),
        lot_id=tender.lot_id,
    )


STEPS = (begin, bid, bid, bid, take_back, confirm, confirm, cancel)
