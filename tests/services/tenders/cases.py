"""A market with a tender on 60 bags, and what its tests ask again and again."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from marketplace.domain.ids import TenderId
from marketplace.domain.tenders.life import GRACE
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.bidding.tenders import SealedBid, Tender
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.lots import Lot, Reservation
from marketplace.models.rows.people.accounts import User
from marketplace.services.tenders.closing import cancel_tender, close_tender, confirm_award, lapse_tender
from tests.market import NOW, Market

CLOSES = NOW + timedelta(days=3)
CLOSED = CLOSES + GRACE
DAY = timedelta(days=1)


class Tenders:
    """One tender of one group, with makers who may bid in it."""

    def __init__(self, market: Market, **changes: Any) -> None:
        """Open the tender with rules changed as told."""
        self.market = market
        market.set_references()
        self.producer = market.a_producer()
        self.facilitator = market.a_facilitator()
        self.lot_id = market.a_lot(self.producer)
        self.id = TenderId(market.a_tender(self.producer, lot_id=self.lot_id, **changes))

    def a_bid(self, maker: Viewer | None = None, *, at: datetime = NOW, **changes: Any) -> Viewer:
        """Let a maker bid, a new one unless told; return the maker."""
        maker = maker or self.market.a_maker()
        self.market.a_sealed_bid(self.id, maker, at=at, **changes)
        return maker

    def close(self, now: datetime = CLOSED) -> bool:
        """Open the bids."""
        return self.market.do(close_tender, self.id, now=now)

    def confirm(self, by: Viewer | None = None, *, now: datetime = CLOSED, seen: int | None = None) -> Any:
        """Confirm the award, as the group unless told."""
        seen = self.row.version if seen is None else seen
        return self.market.do(confirm_award, self.id, seen=seen, by=by or self.producer, now=now)

    def cancel(self, note: str = "Part of the lot got wet.", *, by: Viewer | None = None, now: datetime = NOW) -> None:
        """Cancel the tender, as the group unless told."""
        self.market.do(cancel_tender, self.id, note, seen=self.row.version, by=by or self.producer, now=now)

    def lapse(self, now: datetime) -> bool:
        """Give the award up."""
        return self.market.do(lapse_tender, self.id, now=now)

    def name_of(self, person: Viewer) -> str:
        """Say a person's name."""
        return self.market.do(lambda: db.session.get_one(User, person.user_id).name)

    @property
    def row(self) -> Tender:
        """The tender as it stands."""
        return self.market.do(lambda: db.session.get_one(Tender, self.id))

    @property
    def reserved(self) -> int:
        """The bags of the lot that are promised."""
        return self.market.do(lambda: db.session.get_one(Lot, self.lot_id).reserved_bags)

    def outcomes(self) -> list[tuple[int | None, str, int]]:
        """Say rank, outcome and bags of each bid, best first."""
        query = select(SealedBid.rank, SealedBid.outcome, SealedBid.awarded_bags).order_by(SealedBid.rank)
        rows = self.market.do(lambda: db.session.execute(query).all())
        return [(rank, outcome.value if outcome else "", bags or 0) for rank, outcome, bags in rows]

    def contracts(self) -> list[tuple[int, str]]:
        """Say bags and price of each contract, best rank first."""
        query = select(Contract.bags, Contract.terms["price"]["amount"].astext).order_by(Contract.id)
        return [(bags, amount) for bags, amount in self.market.do(lambda: db.session.execute(query).all())]

    def books_are_right(self) -> bool:
        """Say whether every lot's count agrees with its ledger and its limit, and nothing held is less than nothing."""
        ledger = select(func.coalesce(func.sum(Reservation.bags), 0)).where(Reservation.lot_id == Lot.id)
        each = select(func.sum(Reservation.bags)).group_by(Reservation.tender_id, Reservation.bid_id)
        with self.market.app.app_context():
            rows = db.session.execute(select(Lot.bags, Lot.reserved_bags, ledger.scalar_subquery()))
            agree = all(reserved == held <= bags for bags, reserved, held in rows)
            return agree and all(held >= 0 for held in db.session.scalars(each))

    def bids_of_winners(self) -> int:
        """Count the bids that were made of awards."""
        return self.market.do(lambda: db.session.scalar(select(func.count()).select_from(Bid))) or 0
