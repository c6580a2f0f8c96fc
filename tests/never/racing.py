"""What two may do with the same thing at the same moment: the acts, and scenes in which each of them may be done.

Each scene has a lot of 60 bags of which several want 40, and contracts in all states, so that any two acts can be tried
in one scene at once and in others one after the other.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import select

from marketplace.domain.bids.life import Ending
from marketplace.domain.contracts.changes import AmendmentKind
from marketplace.domain.contracts.claims import ClaimKind, ClaimStep, Grievance, Remedy, RemedyKind, Reply
from marketplace.domain.contracts.clauses import SampleBasis
from marketplace.domain.contracts.frames import FrameTerms, Quarter, QuarterPlan
from marketplace.domain.contracts.settlement import Weighing
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.exchange import Quote
from marketplace.domain.ids import ContractId, LotId, OrganizationId
from marketplace.domain.mass import Mass
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.contracts.amendments import Amendment
from marketplace.models.rows.contracts.call_offs import CallOff, FrameSeason
from marketplace.models.rows.contracts.claims import Claim
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.samples import Sample
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import User
from marketplace.services import call_offs, claims, fixings, lots, settlements
from marketplace.services.amendments import answering, judging
from marketplace.services.bids import answering as bids
from marketplace.services.bids import ending, placing
from marketplace.services.contracts import amending, signing
from marketplace.services.contracts import ending as contract_ending
from marketplace.services.contracts import judging as contract_judging
from marketplace.services.samples import verdicts
from marketplace.services.tenders.opening import open_tender
from tests import signing as hands
from tests.approved import Approved
from tests.domain.samples import some_bid_terms
from tests.domain.tenders.cases import some_rules
from tests.market import NOW, Market
from tests.never.cast import Actor
from tests.never.stage import FOLLOWS, arrive
from tests.tasting import Tasting

WORDS = "The vessel was cancelled by the carrier."
DAYS = timedelta(days=1)
LATER = NOW + 400 * DAYS
BAGS = 40
FRAME = FrameTerms(2, (QuarterPlan(Quarter(2027, 1), 0, 10),), 30)
PLAIN: dict[str, Any] = {"sample_basis": SampleBasis.NONE}


@dataclass(frozen=True)
class Setting:
    """One scene: who is there, and what there is, by number."""

    market: Market
    group: Viewer
    maker: Viewer
    other: Viewer
    third: Viewer
    judge: Viewer
    second_judge: Viewer
    things: dict[str, int]

    def row(self, table: Any, name: str) -> Any:
        """Read a thing as it stands."""
        return self.market.do(lambda: db.session.get_one(table, self.things[name]))


Work = Callable[[], Any]
Act = Callable[[Setting], Work]


def build(market: Market, people: list[Actor]) -> Setting:
    """Set one more scene."""
    who = {each.name: each.viewer for each in people}
    group, maker, other, third = (who[each] for each in ("group 0", "maker 0", "maker 1", "maker 2"))
    judges = who["facilitator 0"], who["facilitator 1"]
    return Setting(market, group, maker, other, third, *judges, _things(market, group, maker, judge=judges[0]))


def _things(market: Market, group: Viewer, maker: Viewer, *, judge: Viewer) -> dict[str, int]:
    lot, second, third = (market.a_lot(group, bags=size, sells_at_list=True) for size in (60, 60, 200))
    usual: dict[str, Any] = {"lot_id": third, "facilitator": judge}
    deal = partial(Approved, market, group, maker, judge)
    follows = PLAIN | FOLLOWS | {"fixation_by": NOW.date() + 20 * DAYS}
    found = {"lot": lot, "second lot": second, "third lot": third}
    found["bid"] = market.a_bid(group, maker, lot_id=lot, bags=BAGS, valid_until=NOW + 10 * DAYS)
    found |= _packaged(market, group, maker, lots=(lot, second))
    found["renewal"] = _renewal(deal, market.an_approved_contract(group, maker, **usual, **PLAIN, frame=FRAME), lot)
    found["unsigned"] = market.a_contract(group, maker, bags=10, lot_id=third)
    market.do(_settle, found["unsigned"])
    found["signed"] = market.a_signed_contract(group, maker, bags=10, lot_id=third)
    found["followed"] = market.an_approved_contract(group, maker, bags=10, **usual, **follows)
    found["change"] = int(deal(ContractId(found["followed"])).ask(maker, claim_days=30))
    found["decided"] = market.an_approved_contract(group, maker, bags=10, **usual, **follows)
    found["second change"] = _accepted(deal(ContractId(found["decided"])))
    for name in ("followed", "decided"):
        _ask_to_end(market, found[name], maker)
    tasting = Tasting(market, group, maker)
    found["spoilt"] = market.an_approved_contract(group, maker, bags=10, **usual)
    found["sample"] = int(tasting.rejected_twice(ContractId(found["spoilt"])))
    _ask_to_end(market, found["spoilt"], maker)
    found["arrived"] = market.an_approved_contract(group, maker, bags=10, **usual, **PLAIN)
    arrive(market, found["arrived"], group=group, maker=maker)
    found["claim"] = _claim(market, found["arrived"], maker)
    found["frame"] = market.an_approved_contract(group, maker, bags=10, **usual, **PLAIN, frame=FRAME)
    _ask_to_end(market, found["frame"], maker)
    found["quarter"] = _quarter(market, found["frame"])
    return found


def _packaged(market: Market, group: Viewer, maker: Viewer, *, lots: tuple[int, int]) -> dict[str, int]:
    """Leave an offer, and a package of two bids of which the smaller one is agreed."""
    first = market.a_bid(group, maker, lot_id=lots[1], bags=10, valid_until=NOW + 10 * DAYS)
    code = market.do(lambda: db.session.get_one(Bid, first).code)
    rest = {"only_together_with": code, "valid_until": NOW + 10 * DAYS}
    packaged = market.a_bid(group, maker, lot_id=lots[0], bags=BAGS, **rest)
    market.do(bids.accept_bid, first, market.do(lambda: db.session.get_one(Bid, first).standing), by=group, now=NOW)
    chosen = [OrganizationId(maker.organization_id or 0)]
    terms = some_bid_terms(bags=BAGS, valid_until=NOW + 10 * DAYS)
    [offered] = market.do(placing.offer_bags, LotId(lots[0]), terms, makers=chosen, by=group, now=NOW)
    return {"packaged": packaged, "offered": int(offered)}


def _renewal(deal: Callable[..., Approved], contract_id: int, lot_id: int) -> int:
    """Leave a renewal of a frame that both sides signed, whose first season is over."""
    frame = deal(ContractId(contract_id))
    frame.market.do(call_offs.close_call_off, _quarter(frame.market, contract_id), now=LATER)
    code = frame.market.do(lambda: db.session.get_one(Lot, lot_id).code)
    plan = replace(FRAME, quarters=(QuarterPlan(Quarter(2028, 1), 0, BAGS),))
    wish = {"lot_id": lot_id, "lot_code": code, "crop_year": 2027, "bags": BAGS, "frame": plan}
    amendment_id = frame.ask(frame.producer, AmendmentKind.RENEWAL, **wish)
    frame.accept(amendment_id, frame.maker)
    return int(amendment_id)


def _accepted(deal: Approved) -> int:
    amendment_id = deal.ask(deal.maker, claim_days=30)
    deal.accept(amendment_id, deal.producer)
    return int(amendment_id)


def _settle(contract_id: int) -> None:
    hands.settle(db.session.get_one(Contract, contract_id), NOW)
    db.session.commit()


def _ask_to_end(market: Market, contract_id: int, by: Viewer) -> None:
    seen = market.do(hands.version_of, contract_id)
    market.do(contract_ending.ask_to_end, ContractId(contract_id), WORDS, seen=seen, by=by, now=NOW)


def _claim(market: Market, contract_id: int, by: Viewer) -> int:
    """Leave a claim and a stated weight."""
    goods, remedy = ContractId(contract_id), Remedy(RemedyKind.ALLOWANCE_AMOUNT, Decimal(200))
    said = Grievance(ClaimKind.QUALITY, "Twelve bags smell of diesel.", remedy)
    claim_id = market.do(claims.open_claim, goods, said, by=by, now=NOW)
    weight = market.do(lambda: ContractTerms.from_json(db.session.get_one(Contract, contract_id).terms).volume)
    weighing = Weighing(Mass(weight.kilograms - 10), NOW.date())
    market.do(settlements.state_weight, goods, weighing, seen=None, by=by, now=NOW)
    return int(claim_id)


def _quarter(market: Market, contract_id: int) -> Any:
    query = select(CallOff.id).join(FrameSeason).where(FrameSeason.contract_id == contract_id)
    return market.do(lambda: db.session.scalars(query.order_by(CallOff.id.desc()).limit(1)).one())


def on(table: Any, name: str, work: Callable[..., Any], *facts: Any, by: str) -> Act:
    """Take a step with a thing that was seen as it stands."""

    def act(at: Setting) -> Work:
        row = at.row(table, name)
        return partial(at.market.do, work, row.id, *facts, seen=row.version, by=getattr(at, by), now=NOW)

    return act


def on_bid(work: Callable[..., Any], name: str, *facts: Any, by: str) -> Act:
    """Answer the version of a bid that stands."""

    def act(at: Setting) -> Work:
        row = at.row(Bid, name)
        return partial(at.market.do, work, row.id, *facts, seen=row.standing, by=getattr(at, by), now=NOW)

    return act


def withdraw(at: Setting) -> Work:
    """The maker takes the bid back."""
    return partial(at.market.do, bids.withdraw_bid, at.things["bid"], Ending.MISTAKE, note="", by=at.maker, now=NOW)


def too_late(work: Callable[..., Any], name: str) -> Act:
    """The clock ends it."""
    return lambda at: partial(at.market.do, work, at.things[name], now=LATER)


def buy(at: Setting) -> Work:
    """A third maker buys at list price."""
    terms = some_bid_terms(bags=BAGS, quote=Quote(at.row(Lot, "lot").price.amount), valid_until=NOW + DAYS)
    return partial(at.market.do, placing.buy_at_list, at.things["lot"], terms, by=at.third, now=NOW)


def put_up(at: Setting) -> Work:
    """The group puts bags up in a sealed-bid round."""
    rules = some_rules(bags=BAGS, parcel=10)
    return partial(at.market.do, open_tender, at.things["lot"], rules, by=at.group, now=NOW)


def on_lot(work: Callable[..., Any]) -> Act:
    """The group ends the sale."""
    return lambda at: partial(at.market.do, work, at.things["lot"], seen=None, by=at.group, now=NOW)


def sign(*, by: str) -> Act:
    """A side signs."""

    def act(at: Setting) -> Work:
        side, number = getattr(at, by), at.things["unsigned"]
        name = at.market.do(lambda: db.session.get_one(User, side.user_id).name)
        given = at.market.do(hands.signature, number, name)
        return partial(at.market.do, signing.sign_contract, number, given, password=hands.PASSWORD, by=side, now=NOW)

    return act


def revise(*, by: str, days: int) -> Act:
    """A side puts other terms in place."""

    def act(at: Setting) -> Work:
        row = at.row(Contract, "unsigned")
        terms = replace(ContractTerms.from_json(row.terms), claim_days=days)
        return on(Contract, "unsigned", amending.revise_contract, terms, by=by)(at)

    return act


def accept_change(at: Setting) -> Work:
    """The group signs the maker's change."""
    row, deal = at.row(Amendment, "change"), _deal(at, "followed")
    hand = deal.hand(ContractTerms.from_json(row.terms), name=deal.name_of(at.group))
    return partial(at.market.do, answering.accept_amendment, row.id, seen=row.version, hand=hand, by=at.group, now=NOW)


def _deal(at: Setting, name: str) -> Approved:
    return Approved(at.market, at.group, at.maker, at.judge, ContractId(at.things[name]))


def reply(step: ClaimStep, *, by: str) -> Act:
    """Answer the claim."""
    remedy = Remedy(RemedyKind.ALLOWANCE_AMOUNT, Decimal(50)) if step is ClaimStep.COUNTER else None

    def act(at: Setting) -> Work:
        said = Reply(at.row(Claim, "claim").version, WORDS, remedy)
        number = at.things["claim"]
        return partial(at.market.do, claims.answer_claim, number, step, reply=said, by=getattr(at, by), now=NOW)

    return act


def weigh(work: Callable[..., Any], *facts: Any) -> Act:
    """The group answers the weight that the maker stated."""
    return lambda at: partial(at.market.do, work, at.things["arrived"], *facts, seen=1, by=at.group, now=NOW)


OTHER_TERMS = some_bid_terms(bags=BAGS, quote=Quote(Decimal(5800)), valid_until=NOW + 10 * DAYS)
BAGS_OF_A_LOT: dict[str, Act] = {
    "accept": on_bid(bids.accept_bid, "bid", by="group"),
    "counter": on_bid(bids.counter_bid, "bid", OTHER_TERMS, by="group"),
    "revise": on_bid(bids.revise_bid, "bid", OTHER_TERMS, by="maker"),
    "withdraw": withdraw,
    "expire": too_late(ending.expire_bid, "bid"),
    "take the offer": on_bid(bids.accept_bid, "offered", by="maker"),
    "complete the package": on_bid(bids.accept_bid, "packaged", by="group"),
    "buy at list": buy,
    "open a tender": put_up,
    "renew a frame": on(Amendment, "renewal", judging.approve_amendment, by="judge"),
    "close the lot": on_lot(lots.close_lot),
    "withdraw the lot": on_lot(lots.withdraw_lot),
}
BEFORE_SIGNATURES: dict[str, Act] = {
    "revise": revise(by="group", days=30),
    "revise as maker": revise(by="maker", days=20),
    "sign": sign(by="group"),
    "sign as maker": sign(by="maker"),
    "cancel": on(Contract, "unsigned", amending.cancel_contract, WORDS, by="maker"),
    "expire": too_late(amending.expire_contract, "unsigned"),
}
IN_REVIEW: dict[str, Act] = {
    "approve": on(Contract, "signed", contract_judging.approve_contract, None, by="judge"),
    "approve too": on(Contract, "signed", contract_judging.approve_contract, None, by="second_judge"),
    "send back": on(Contract, "signed", contract_judging.send_back_contract, WORDS, by="second_judge"),
    "reject": on(Contract, "signed", contract_judging.reject_contract, WORDS, by="judge"),
}
IN_FORCE: dict[str, Act] = {
    "accept a change": accept_change,
    "refuse a change": on(Amendment, "change", answering.refuse_amendment, WORDS, by="group"),
    "withdraw a change": on(Amendment, "change", answering.withdraw_amendment, by="maker"),
    "expire a change": too_late(answering.expire_amendment, "change"),
    "fix": on(Contract, "followed", fixings.fix_price, Decimal(5650), by="maker"),
    "fix by calendar": too_late(fixings.fix_overdue, "followed"),
    "agree to end": on(Contract, "followed", contract_ending.agree_to_end, by="group"),
    "keep": on(Contract, "followed", contract_ending.keep_contract, WORDS, by="group"),
}
CHANGE_DECIDED: dict[str, Act] = {
    "approve the change": on(Amendment, "second change", judging.approve_amendment, by="judge"),
    "reject the change": on(Amendment, "second change", judging.reject_amendment, WORDS, by="second_judge"),
    "fix": on(Contract, "decided", fixings.fix_price, Decimal(5650), by="maker"),
    "agree to end": on(Contract, "decided", contract_ending.agree_to_end, by="group"),
}
SPOILT: dict[str, Act] = {
    "ask for less": on(Sample, "sample", verdicts.ask_allowance, Decimal(150), by="maker"),
    "replace": on(Sample, "sample", verdicts.replace_sample, WORDS, by="maker"),
    "call off": on(Sample, "sample", verdicts.call_off, WORDS, by="maker"),
    "agree to end": on(Contract, "spoilt", contract_ending.agree_to_end, by="group"),
}
ARRIVED: dict[str, Act] = {
    "accept the claim": reply(ClaimStep.ACCEPT, by="group"),
    "counter the claim": reply(ClaimStep.COUNTER, by="group"),
    "withdraw the claim": reply(ClaimStep.WITHDRAW, by="maker"),
    "expire the claim": too_late(claims.expire_claim, "claim"),
    "agree to the weight": weigh(settlements.agree_weight),
    "dispute the weight": weigh(settlements.dispute_weight, WORDS),
}
CALLED: dict[str, Act] = {
    "call": on(CallOff, "quarter", call_offs.call_bags, 5, by="maker"),
    "close the quarter": too_late(call_offs.close_call_off, "quarter"),
    "agree to end": on(Contract, "frame", contract_ending.agree_to_end, by="group"),
}
TABLES: dict[str, tuple[dict[str, Act], str]] = {
    "bags of a lot": (BAGS_OF_A_LOT, "lot"),
    "a contract before its signatures": (BEFORE_SIGNATURES, "third lot"),
    "a contract in review": (IN_REVIEW, "third lot"),
    "a contract in force": (IN_FORCE, "third lot"),
    "a change before the facilitators": (CHANGE_DECIDED, "third lot"),
    "a sample refused twice": (SPOILT, "third lot"),
    "what arrived": (ARRIVED, "third lot"),
    "a quarter of a frame": (CALLED, "third lot"),
}
