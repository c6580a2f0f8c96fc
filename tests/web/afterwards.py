"""What an approved contract may have: a change, a claim, a frame with its quarters."""

from decimal import Decimal
from typing import Any

from sqlalchemy import select

from marketplace.domain.contracts.claims import ClaimKind, Grievance, Remedy, RemedyKind
from marketplace.domain.contracts.frames import FrameTerms, Quarter, QuarterPlan
from marketplace.domain.contracts.goods import CalledBags
from marketplace.domain.contracts.settlement import Weighing
from marketplace.domain.ids import CallOffId, ContractId
from marketplace.domain.mass import Mass
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.call_offs import CallOff
from marketplace.models.rows.contracts.settlements import Settlement
from marketplace.services.claims import open_claim
from marketplace.services.settlements import state_weight
from tests.approved import Approved
from tests.calling import CALLED_ON, Called
from tests.market import NOW, Market

FRAME = FrameTerms(2, (QuarterPlan(Quarter(2027, 1), 5, 15), QuarterPlan(Quarter(2027, 2), 5, 15)))


def approved(market: Market, producer: Viewer, *, maker: Viewer, **terms: Any) -> Approved:
    """Bring a contract of these two into force."""
    facilitator = market.a_facilitator()
    contract_id = market.an_approved_contract(producer, maker, facilitator=facilitator, **terms)
    return Approved(market, producer, maker, facilitator, ContractId(contract_id))


def an_amendment(market: Market, producer: Viewer, *, maker: Viewer) -> int:
    """Let the group ask for a change."""
    return approved(market, producer, maker=maker).ask(producer, claim_days=30)


def a_claim(market: Market, producer: Viewer, *, maker: Viewer) -> int:
    """Let the maker open a claim."""
    contract = approved(market, producer, maker=maker, sample_basis="none")
    contract.arrive()
    grievance = Grievance(ClaimKind.QUALITY, "Twelve bags smell of diesel.", Remedy(RemedyKind.REPLACEMENT))
    return market.do(open_claim, contract.id, grievance, by=maker, now=NOW)


def a_call_off(market: Market, producer: Viewer, *, maker: Viewer) -> int:
    """Open the first quarter of a frame."""
    approved(market, producer, maker=maker, frame=FRAME)
    return market.do(lambda: db.session.scalars(select(CallOff.id).order_by(CallOff.id.desc()).offset(1)).first()) or 0


def an_arrived_call_off(market: Market, producer: Viewer, *, maker: Viewer) -> int:
    """Let the bags of a quarter be called, left and arrived."""
    deal = approved(market, producer, maker=maker, sample_basis="none", frame=FRAME)
    return Called(deal).arrived()


def a_settlement(market: Market, producer: Viewer, *, maker: Viewer) -> int:
    """State the weight of called bags."""
    goods = CalledBags(CallOffId(an_arrived_call_off(market, producer, maker=maker)))
    market.do(state_weight, goods, Weighing(Mass(Decimal(590)), CALLED_ON.date()), seen=None, by=maker, now=CALLED_ON)
    return market.do(lambda: db.session.scalars(select(Settlement.id).order_by(Settlement.id.desc())).first()) or 0
