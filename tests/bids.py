"""One lot, its group and a maker who talk about it: what tests of bids begin with."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from marketplace.domain.bids.life import BidState, Ending, Refusal, Seen
from marketplace.domain.bids.terms import BidTerms
from marketplace.domain.events import SubjectKind
from marketplace.domain.exchange import Quote
from marketplace.domain.ids import BidId, LotId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.lots import Lot, Reservation
from marketplace.models.rows.record.turns import Turn
from marketplace.services.bids.answering import accept_bid, counter_bid, refuse_bid, revise_bid, withdraw_bid
from marketplace.services.bids.placing import NO_CHOICES, Choices, place_bid
from tests.domain.samples import some_bid_terms
from tests.market import NOW, Market


class Talk:
    """One lot of 120 bags, sold from 10 on, its group, and a maker in France; every step is taken at `NOW`."""

    def __init__(self, market: Market, **lot: Any) -> None:
        """Set the figures of the day and publish the lot."""
        market.set_references()
        market.set_freight()
        self.market = market
        self.producer, self.maker = market.a_producer(), market.a_maker()
        self.lot_id = self.a_lot(**lot)

    def a_lot(self, **lot: Any) -> LotId:
        """Publish one more lot of the group."""
        return LotId(self.market.a_lot(self.producer, **lot))

    def bid(self, usd: int = 5600, *, by: Viewer | None = None, lot_id: LotId | None = None, **terms: Any) -> BidId:
        """Bid for 20 bags of the lot at so many USD/t FOB Callao, with terms changed as told."""
        said = some_bid_terms(quote=Quote(Decimal(usd))) if "quote" not in terms else some_bid_terms()
        choices: Choices = terms.pop("choices", NO_CHOICES)
        return self.market.do(
            place_bid, lot_id or self.lot_id, replace(said, **terms), choices=choices, by=by or self.maker, now=NOW
        )

    def counter(self, bid_id: BidId, by: Viewer, *, usd: int = 5650, **terms: Any) -> None:
        """Answer with another price, or with terms changed as told."""
        self._change(counter_bid, bid_id, by=by, terms={"quote": Quote(Decimal(usd)), **terms})

    def revise(self, bid_id: BidId, by: Viewer, **terms: Any) -> None:
        """Change one's own words."""
        self._change(revise_bid, bid_id, by=by, terms=terms)

    def accept(self, bid_id: BidId, by: Viewer | None = None, *, seen: Seen | None = None, now: datetime = NOW) -> Any:
        """Accept as the group, or as told, what stands or what was seen; return the contract's number, if any."""
        return self.market.do(accept_bid, bid_id, seen or self.seen(bid_id), by=by or self.producer, now=now)

    def refuse(self, bid_id: BidId, by: Viewer | None = None, *, ending: Ending = Ending.PRICE_TOO_LOW) -> None:
        """Refuse as the group, or as told."""
        self.market.do(refuse_bid, bid_id, Refusal(ending, "", self.seen(bid_id)), by=by or self.producer, now=NOW)

    def withdraw(self, bid_id: BidId, by: Viewer | None = None) -> None:
        """Withdraw as the maker, or as told."""
        self.market.do(withdraw_bid, bid_id, Ending.PLANS_CHANGED, note="", by=by or self.maker, now=NOW)

    def row(self, bid_id: BidId) -> Bid:
        """Return the bid's row."""
        return self.market.do(lambda: db.session.get_one(Bid, bid_id))

    def terms(self, bid_id: BidId) -> BidTerms:
        """Return the terms that stand."""
        return self.row(bid_id).newest

    def seen(self, bid_id: BidId) -> Seen:
        """Return which version stands."""
        return self.row(bid_id).standing

    def states(self, *bid_ids: BidId) -> list[BidState]:
        """Say where bids stand."""
        return [self.row(each).state for each in bid_ids]

    def reserved(self, lot_id: LotId | None = None) -> int:
        """Count the reserved bags of the lot."""
        return self.market.do(lambda: db.session.get_one(Lot, lot_id or self.lot_id).reserved_bags)

    def ledger(self) -> list[tuple[str, int]]:
        """List the ledger of all lots."""
        query = select(Reservation.kind, Reservation.bags).order_by(Reservation.id)
        return self.market.do(lambda: [(row[0].value, row[1]) for row in db.session.execute(query)])

    def contracts(self) -> list[Contract]:
        """List all contracts."""
        return self.market.do(lambda: list(db.session.scalars(select(Contract).order_by(Contract.id))))

    def waiting(self) -> list[tuple[int | None, str]]:
        """List whose turn it is about bids."""
        query = select(Turn.organization_id, Turn.task).where(Turn.subject_kind == SubjectKind.BID).order_by(Turn.id)
        return self.market.do(lambda: [(row[0], row[1]) for row in db.session.execute(query)])

    def _change(self, work: Any, bid_id: BidId, *, by: Viewer, terms: dict[str, Any]) -> None:
        changed = replace(self.terms(bid_id), **terms)
        self.market.do(work, bid_id, changed, seen=self.seen(bid_id), by=by, now=NOW)
