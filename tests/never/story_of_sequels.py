"""What follows bids and contracts, told as buttons in their order: refused samples, claims, quarters, deadlines."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from marketplace.domain.bids.life import Ending, Refusal
from marketplace.domain.contracts.changes import AmendmentKind, with_allowance
from marketplace.domain.contracts.claims import ClaimKind, ClaimStep, Grievance, Remedy, RemedyKind, Reply
from marketplace.domain.contracts.frames import FrameTerms, Quarter, QuarterPlan
from marketplace.domain.contracts.goods import CalledBags
from marketplace.domain.contracts.settlement import Weighing
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.events import SubjectKind
from marketplace.domain.exchange import Quote
from marketplace.domain.ids import AllocationId, ContractId, LotId, OrganizationId, TenderId
from marketplace.domain.mass import Mass
from marketplace.domain.samples.requests import FREE
from marketplace.gateways.attachments import Sent, keeping
from marketplace.jobs import afterwards, allocations, bids, contracts, notices, tenders
from marketplace.models.base import db
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.bidding.tenders import Tender
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.record.messages import Message
from marketplace.services import call_offs, fixings, settlements
from marketplace.services.allocations import decline_allocation
from marketplace.services.amendments import answering, judging
from marketplace.services.bids.answering import accept_bid, refuse_bid, revise_bid, withdraw_bid
from marketplace.services.bids.placing import buy_at_list, offer_bags, place_bid
from marketplace.services.claims import answer_claim, open_claim
from marketplace.services.contracts import amending, ending
from marketplace.services.contracts import judging as judging_contracts
from marketplace.services.contracts.noting import acknowledge_condition
from marketplace.services.messages import Words, post_message, read_thread
from marketplace.services.notices.preferences import see_all
from marketplace.services.samples import answers, requests, verdicts
from marketplace.services.tenders.bidding import place_sealed_bid, take_back_sealed_bid
from marketplace.services.tenders.opening import open_tender
from tests.domain.samples import some_bid_terms
from tests.domain.tenders.cases import a_sealed_bid, some_rules
from tests.gateways.contents import a_paper
from tests.never.sequels import (
    JOBS,
    WORDS,
    Button,
    Later,
    Sequels,
    accepting,
    asking,
    newest,
    on_amendment,
    on_bid,
    on_claim,
    on_contract,
    on_quarter,
    on_sample,
    quarter_of,
    signing,
    signing_change,
)
from tests.tasting import NO, REQUEST, SENT

ALLOWANCE = Decimal(150)
SHORT, OFF = Decimal("0.93"), Decimal(200)
NEXT_QUARTER = Quarter(2028, 1)
NEXT_SEASON = (QuarterPlan(NEXT_QUARTER, 10, 30),)


def ask_for_offer(at: Sequels) -> object:
    """The maker asks for a sample of the lot."""
    return requests.ask_sample(LotId(at.things["lot"]), REQUEST, fee=FREE, by=at.who("maker"), now=at.now)


def fix(at: Sequels) -> object:
    """The maker fixes the price at the day's level."""
    row = at.contract("followed")
    return fixings.fix_price(ContractId(row.id), Decimal(5650), seen=row.version, by=at.who("maker"), now=at.now)


def state(at: Sequels, *, seen: int | None = None) -> object:
    """The maker says that far less arrived."""
    kilograms = (at.terms("arrived").volume.kilograms * SHORT).quantize(Decimal("0.001"))
    weighing = Weighing(Mass(kilograms), at.now.date())
    goods = ContractId(at.things["arrived"])
    return settlements.state_weight(goods, weighing, seen=seen, by=at.who("maker"), now=at.now)


def restate(at: Sequels) -> object:
    """The maker says it again."""
    return state(at, seen=2)


def on_weight(work: Any, *facts: Any, seen: int, by: str) -> Button:
    """Answer the weight that was stated."""
    return lambda at: work(ContractId(at.things["arrived"]), *facts, seen=seen, by=at.who(by), now=at.now)


def state_called(at: Sequels) -> object:
    """The maker weighs what was called and came."""
    row = quarter_of(at, "frame", 0)
    weighing = Weighing(Mass((row.bags or 0) * at.terms("frame").bag_weight.kilograms), at.now.date())
    return settlements.state_weight(CalledBags(row.id), weighing, seen=None, by=at.who("maker"), now=at.now)


def agree_called(at: Sequels) -> object:
    """The group agrees."""
    goods = CalledBags(quarter_of(at, "frame", 0).id)
    return settlements.agree_weight(goods, seen=1, by=at.who("group"), now=at.now)


def claiming(kind: ClaimKind) -> Button:
    """Open a claim about what arrived."""
    said = Grievance(kind, "Twelve bags smell of diesel.", Remedy(RemedyKind.ALLOWANCE_AMOUNT, OFF))
    return lambda at: open_claim(ContractId(at.things["arrived"]), said, by=at.who("maker"), now=at.now)


def reply(usd: int | None) -> Reply:
    """Answer a claim, with an allowance or without."""
    return Reply(0, WORDS, Remedy(RemedyKind.ALLOWANCE_AMOUNT, Decimal(usd)) if usd else None)


def offer(at: Sequels) -> object:
    """The group offers bags to two makers."""
    makers = [OrganizationId(at.who(each).organization_id or 0) for each in ("maker", "rival")]
    return offer_bags(LotId(at.things["lot"]), _terms(at), makers=makers, by=at.who("group"), now=at.now)


def leave_offer(at: Sequels) -> object:
    """The second one does not want them."""
    row = newest(Bid, Bid.maker_id == at.who("rival").organization_id)
    return refuse_bid(row.id, Refusal(Ending.PRICE_TOO_HIGH, WORDS, row.standing), by=at.who("rival"), now=at.now)


def bidding(*, by: str, days: int = 10, **changes: Any) -> Button:
    """Bid for bags of the lot."""
    return lambda at: place_bid(LotId(at.things["lot"]), _terms(at, days=days, **changes), by=at.who(by), now=at.now)


def reserve(at: Sequels) -> object:
    """The maker reserves bags for two months."""
    until: dict[str, Any] = {"reserved_until": (at.now + timedelta(days=60)).date(), "reservation_percent": Decimal(15)}
    return place_bid(LotId(at.things["lot"]), _terms(at, **until), by=at.who("maker"), now=at.now)


def buy(at: Sequels) -> object:
    """The rival buys at list price."""
    lot = db.session.get_one(Lot, at.things["lot"])
    terms = _terms(at, quote=Quote(lot.price.amount))
    return buy_at_list(LotId(lot.id), terms, by=at.who("rival"), now=at.now)


def revise(at: Sequels) -> object:
    """The rival says more."""
    row = newest(Bid, Bid.maker_id == at.who("rival").organization_id)
    return revise_bid(row.id, _terms(at, bags=10), seen=row.standing, by=at.who("rival"), now=at.now)


def open_round(at: Sequels) -> object:
    """The group opens a sealed-bid round."""
    rules = some_rules(bags=20, parcel=10, opens_at=at.now, closes_at=at.now + timedelta(days=2))
    return open_tender(LotId(at.things["lot"]), rules, by=at.who("group"), now=at.now)


def sealing(*, by: str, usd: int) -> Button:
    """Bid in it."""
    terms = a_sealed_bid(bags=20, least_bags=10, amount=Decimal(usd))
    return lambda at: place_sealed_bid(_round(), terms, promised=terms.digest, by=at.who(by), now=at.now)


def take_back(at: Sequels) -> object:
    """The rival takes its bid back."""
    return take_back_sealed_bid(_round(), by=at.who("rival"), now=at.now)


def send_files(at: Sequels) -> object:
    """The group sends two papers with a word."""
    with keeping([Sent("weights.pdf", a_paper()), Sent("quality.pdf", a_paper())]) as kept:
        words = Words("What the surveyor found.", kept)
        return post_message(SubjectKind.CONTRACT, at.things["arrived"], words=words, by=at.who("group"), now=at.now)


def read(at: Sequels) -> object:
    """The maker reads it."""
    return read_thread(SubjectKind.CONTRACT, at.things["arrived"], up_to=newest(Message).id, by=at.who("maker"))


def decline(at: Sequels) -> object:
    """The maker declines what a round allocated."""
    return decline_allocation(AllocationId(at.things["allocation"]), WORDS, by=at.who("maker"), now=at.now)


def renewed(at_lot: str) -> Button:
    """Ask that the frame goes on with the next crop."""

    def press(at: Sequels) -> object:
        code = db.session.get_one(Lot, at.things[at_lot]).code

        def change(terms: ContractTerms) -> ContractTerms:
            frame = replace(terms.frame or FrameTerms(2, ()), quarters=NEXT_SEASON)
            days: dict[str, Any] = {"shipment_start": NEXT_QUARTER.starts_on, "shipment_end": NEXT_QUARTER.ends_on}
            return replace(terms, lot_code=code, crop_year=2027, bags=30, frame=frame, **days)

        return asking("frame", change, by="group", kind=AmendmentKind.RENEWAL, lot=at_lot)(at)

    return press


def longer(terms: ContractTerms) -> ContractTerms:
    """Give more days to claim."""
    return replace(terms, claim_days=terms.claim_days + 7)


def allowed(terms: ContractTerms) -> ContractTerms:
    """Take what was granted off the price."""
    return with_allowance(terms, ALLOWANCE)


def ship(at: Sequels) -> object:
    """The called bags leave today."""
    return on_quarter("frame", 0, call_offs.ship_call, at.now.date(), by="group")(at)


def arrive(at: Sequels) -> object:
    """They arrive today."""
    return on_quarter("frame", 0, call_offs.report_called, at.now.date(), by="maker")(at)


def tasted_badly(name: str, *, lost: bool = False) -> list[tuple[str, Button]]:
    """The group sends a sample, which may be lost for a while, and the maker dislikes it."""
    losing = [("lose", on_sample(name, answers.lose_sample, WORDS, by="group"))] if lost else []
    return [
        ("send", on_sample(name, answers.send_sample, SENT, by="group")),
        *losing,
        ("receive", on_sample(name, verdicts.receive_sample, SENT.sent_on, by="maker")),
        ("dislike", on_sample(name, verdicts.judge_sample, NO, by="maker")),
    ]


def sweep(room: Any) -> tuple[str, Button]:
    """The clock of a room comes round."""
    return ("sweep", lambda _at: room.sweep(0))


SAMPLES: list[tuple[str, Button]] = [
    ("ask for an offer", ask_for_offer),
    ("decline", on_sample("lot", answers.decline_sample, WORDS, by="group")),
    ("ask again", ask_for_offer),
    ("cancel", on_sample("lot", requests.cancel_sample, WORDS, by="maker")),
    *tasted_badly("spoilt", lost=True),
    *tasted_badly("spoilt"),
    ("ask for less", on_sample("spoilt", verdicts.ask_allowance, ALLOWANCE, by="maker")),
    ("deny it", on_sample("spoilt", verdicts.deny_allowance, WORDS, by="group")),
    ("replace", on_sample("spoilt", verdicts.replace_sample, WORDS, by="maker")),
    *tasted_badly("spoilt"),
    ("ask for less again", on_sample("spoilt", verdicts.ask_allowance, ALLOWANCE, by="maker")),
    ("grant it", on_sample("spoilt", verdicts.grant_allowance, by="group")),
    ("ask for the price", asking("spoilt", allowed, by="maker", kind=AmendmentKind.ALLOWANCE)),
    ("sign the price", signing_change(by="group")),
    ("approve the price", on_amendment(judging.approve_amendment, by="facilitator")),
    *tasted_badly("hopeless"),
    *tasted_badly("hopeless"),
    ("call off", on_sample("hopeless", verdicts.call_off, WORDS, by="maker")),
]
ARRIVED: list[tuple[str, Button]] = [
    ("state", state),
    ("dispute", on_weight(settlements.dispute_weight, WORDS, seen=1, by="group")),
    ("restate", restate),
    ("consent", on_weight(settlements.agree_weight, seen=3, by="group")),
    ("look on", on_weight(settlements.approve_weight, seen=4, by="facilitator")),
    ("claim", claiming(ClaimKind.QUALITY)),
    ("counter", on_claim(answer_claim, ClaimStep.COUNTER, reply(50), by="group")),
    ("agree", on_claim(answer_claim, ClaimStep.AGREE, reply(None), by="maker")),
    ("claim again", claiming(ClaimKind.CONTAMINATION)),
    ("send files", send_files),
    ("read", read),
    ("fix", fix),
]
FRAME: list[tuple[str, Button]] = [
    ("call", on_quarter("frame", 0, call_offs.call_bags, 10, by="maker")),
    ("confirm", on_quarter("frame", 0, call_offs.confirm_call, Quarter(2027, 1).ends_on, by="group")),
    ("ship", ship),
    ("arrive", arrive),
    ("weigh", state_called),
    ("agree", agree_called),
]
SIGNING: list[tuple[str, Button]] = [
    ("sign alone", signing("unsigned", by="group")),
    ("step back", on_contract("dropped", amending.cancel_contract, WORDS, by="maker")),
    ("send back", on_contract("doubtful", judging_contracts.send_back_contract, WORDS, by="facilitator")),
    ("change", lambda at: _change(at, "doubtful")),
    ("confirm", on_contract("doubtful", amending.confirm_contract, by="group")),
    ("sign", signing("doubtful", by="maker")),
    ("countersign", signing("doubtful", by="group")),
    ("reject", on_contract("doubtful", judging_contracts.reject_contract, WORDS, by="facilitator")),
    ("approve", on_contract("conditional", judging_contracts.approve_contract, WORDS, by="facilitator")),
    ("note", on_contract("conditional", acknowledge_condition, by="group")),
    ("note too", on_contract("conditional", acknowledge_condition, by="maker")),
    ("ask to end", on_contract("conditional", ending.ask_to_end, WORDS, by="group")),
    ("keep", on_contract("conditional", ending.keep_contract, WORDS, by="maker")),
    ("ask again", on_contract("conditional", ending.ask_to_end, WORDS, by="group")),
    ("end", on_contract("conditional", ending.agree_to_end, by="maker")),
    ("ask a change", asking("followed", longer, by="maker")),
    ("refuse it", on_amendment(answering.refuse_amendment, WORDS, by="group")),
    ("ask again", asking("followed", longer, by="maker")),
    ("take it back", on_amendment(answering.withdraw_amendment, by="maker")),
    ("ask once more", asking("followed", longer, by="group")),
]
BIDS: list[tuple[str, Button]] = [
    ("offer", offer),
    ("take the offer", accepting(accept_bid, by="maker", of="maker")),
    ("leave the offer", leave_offer),
    ("reserve", reserve),
    ("let reserve", accepting(accept_bid, by="group", of="maker")),
    ("buy", buy),
    ("bid", bidding(by="rival")),
    ("revise", revise),
    ("withdraw", on_bid(withdraw_bid, Ending.PLANS_CHANGED, by="rival", of="rival", note=WORDS)),
    ("bid for a day", bidding(by="rival", days=1)),
    ("open a round", open_round),
    ("seal", sealing(by="maker", usd=5450)),
    ("seal too", sealing(by="rival", usd=5500)),
    ("take back", take_back),
    ("decline", decline),
]
CLOCK: list[tuple[str, Button]] = [
    ("later", Later(3)),
    (JOBS, Later(0)),
    ("remind", lambda _at: notices.remind_all(0)),
    ("gather", lambda _at: notices.digest(0)),
    (JOBS, Later(0)),
    ("see all", lambda at: see_all(by=at.who("maker"), now=at.now)),
    ("later", Later(30)),
    *(sweep(each) for each in (tenders, allocations, contracts, afterwards)),
    (JOBS, Later(0)),
    ("mediate", on_claim(answer_claim, ClaimStep.MEDIATE, reply(20), by="facilitator")),
    ("later", Later(210)),
    *(sweep(each) for each in (bids, contracts, afterwards)),
    (JOBS, Later(0)),
    ("renew", renewed("next lot")),
    ("sign the renewal", signing_change(by="maker")),
    ("approve the renewal", on_amendment(judging.approve_amendment, by="facilitator")),
    (JOBS, Later(0)),
]
BUTTONS: list[tuple[str, Button]] = [*SAMPLES, *ARRIVED, *FRAME, *SIGNING, *BIDS, *CLOCK]


def _terms(at: Sequels, *, days: int = 10, **changes: Any) -> Any:
    usual: dict[str, Any] = {"bags": 20, "valid_until": at.now + timedelta(days=days)}
    return some_bid_terms(**(usual | changes))


def _change(at: Sequels, name: str) -> object:
    row = at.contract(name)
    return amending.revise_contract(
        ContractId(row.id), longer(at.terms(name)), seen=row.version, by=at.who("maker"), now=at.now
    )


def _round() -> TenderId:
    return TenderId(newest(Tender).id)
