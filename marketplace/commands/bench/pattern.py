"""One of everything that a trade leaves behind, made by the market's own services; the bench copies it many times."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from marketplace.domain.bids.life import Ending, Refusal, Seen
from marketplace.domain.bids.terms import BidTerms
from marketplace.domain.contracts.clauses import Forum
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.signing import SignatureTerms
from marketplace.domain.evaluations import TastedProduct
from marketplace.domain.events import SubjectKind
from marketplace.domain.exchange import Quote
from marketplace.domain.ids import BidId, ContractId, LotId, TenderId
from marketplace.domain.money import Currency, Incoterm, UnitPrice
from marketplace.domain.samples.requests import FREE, Dispatch, SampleRequest
from marketplace.domain.samples.verdicts import SampleVerdict
from marketplace.domain.tenders.life import GRACE
from marketplace.domain.tenders.terms import Feedback, SealedTerms, TenderTerms
from marketplace.domain.viewers import Viewer
from marketplace.queries.accounts.faces import find_face
from marketplace.queries.contracts.showing import get_contract
from marketplace.seed.figures import set_figures
from marketplace.seed.lots import post_lot
from marketplace.seed.people import PASSWORD, found, join_group, join_maker
from marketplace.seed.reading import World, read_world
from marketplace.services.bids.answering import accept_bid, counter_bid, refuse_bid, withdraw_bid
from marketplace.services.bids.placing import place_bid
from marketplace.services.contracts.amending import confirm_contract, revise_contract
from marketplace.services.contracts.judging import approve_contract
from marketplace.services.contracts.signing import sign_contract
from marketplace.services.messages import Words, post_message
from marketplace.services.samples.answers import send_sample
from marketplace.services.samples.requests import ask_sample
from marketplace.services.samples.verdicts import judge_sample, receive_sample
from marketplace.services.tenders.bidding import place_sealed_bid
from marketplace.services.tenders.closing import close_tender, confirm_award
from marketplace.services.tenders.opening import open_tender

LOT = "YANA-26-01"
A_DAY = timedelta(days=1)
SMALL = 10
"""Bags of each of the pattern's bids: little enough for several contracts and a tender on one lot."""


@dataclass(frozen=True, slots=True)
class Cast:
    """The three whose pages are measured."""

    group: Viewer
    maker: Viewer
    facilitator: Viewer


def make_pattern(now: datetime) -> None:
    """Make one lot with bids, contracts in three states, samples, a thread and two tenders, in an empty market."""
    world = read_world(now)
    cast, lot_id, price = _market(world)
    began = now - 5 * A_DAY
    _talk(lot_id, price, cast=cast, now=began)
    _signed(_agreed(lot_id, price, cast=cast, now=began), cast, now=began)
    approved = _agreed(lot_id, price, cast=cast, now=began)
    _signed(approved, cast, now=began)
    _approve(approved, cast, now=began + A_DAY)
    _agreed(lot_id, price, cast=cast, now=began)
    _taste(lot_id, cast, now=began)
    for author in (cast.maker, cast.group):
        words = Words("The beans are in bags.")
        post_message(SubjectKind.CONTRACT, approved, words=words, by=author, now=began + A_DAY)
    _tender(lot_id, price, is_over=True, cast=cast, now=began)
    _tender(lot_id, price, is_over=False, cast=cast, now=now)


def _market(world: World) -> tuple[Cast, LotId, UnitPrice]:
    facts = world.facts
    judge = found(world)
    set_figures(world, by=judge)
    lot = next(each for each in facts["lots"] if each["lot_code"] == LOT)
    of_lot = next(each for each in facts["producer_groups"] if each["id"] == lot["group_id"])
    group = join_group(of_lot, world=world, judge=judge)
    maker = join_maker(facts["chocolate_makers"][0], world=world, judge=judge)
    lot_id = post_lot(lot | {"bags": 150, "moq_kg": 50}, of_lot, world=world, owner=group, judge=judge)
    price = UnitPrice(Decimal(lot["price"]["fob_usd_t"]), Currency.USD, Incoterm.FOB, "Callao")
    return Cast(group, maker, judge), lot_id, price


def _place(lot_id: LotId, price: UnitPrice, *, cast: Cast, now: datetime) -> tuple[BidId, BidTerms]:
    terms = BidTerms(
        bags=SMALL,
        quote=Quote(price.amount),
        incoterm=price.incoterm,
        place=price.place,
        destination="FR",
        valid_until=now + 40 * A_DAY,
        message="For our single origin.",
    )
    return place_bid(lot_id, terms, by=cast.maker, now=now), terms


def _talk(lot_id: LotId, price: UnitPrice, *, cast: Cast, now: datetime) -> None:
    """Leave one bid open, answer one with other terms, refuse one, and let one be withdrawn."""
    _place(lot_id, price, cast=cast, now=now)
    answered, terms = _place(lot_id, price, cast=cast, now=now)
    dearer = replace(terms, quote=Quote(price.amount + 80))
    counter_bid(answered, dearer, seen=Seen(1, terms.digest), by=cast.group, now=now)
    refused, terms = _place(lot_id, price, cast=cast, now=now)
    no = Refusal(Ending.PRICE_TOO_LOW, "", Seen(1, terms.digest))
    refuse_bid(refused, no, by=cast.group, now=now)
    withdrawn, _terms = _place(lot_id, price, cast=cast, now=now)
    withdraw_bid(withdrawn, Ending.PLANS_CHANGED, note="", by=cast.maker, now=now)


def _agreed(lot_id: LotId, price: UnitPrice, *, cast: Cast, now: datetime) -> ContractId:
    """Bid, counter and accept; then settle who decides disputes, so that it can be signed."""
    bid_id, terms = _place(lot_id, price, cast=cast, now=now)
    dearer = replace(terms, quote=Quote(price.amount + 50))
    counter_bid(bid_id, dearer, seen=Seen(1, terms.digest), by=cast.group, now=now)
    contract_id = accept_bid(bid_id, Seen(2, dearer.digest), by=cast.maker, now=now)
    assert contract_id is not None  # noqa: S101 - it goes together with nothing
    page = get_contract(contract_id, cast.maker, now=now)
    settled = replace(page.line.terms, forum=Forum.LIMA_CHAMBER, law="Peru")
    revise_contract(contract_id, settled, seen=page.version, by=cast.maker, now=now)
    confirm_contract(contract_id, seen=page.version + 1, by=cast.group, now=now)
    return contract_id


def _signed(contract_id: ContractId, cast: Cast, *, now: datetime) -> None:
    for side in (cast.maker, cast.group):
        seen = get_contract(contract_id, side, now=now).document_hash
        face = find_face(side.user_id or 0)
        name = face.name if face else ""
        given = SignatureTerms(document_hash=seen, typed_name=name, consents=True, locale="en")
        sign_contract(contract_id, given, password=PASSWORD, by=side, now=now)


def _approve(contract_id: ContractId, cast: Cast, *, now: datetime) -> None:
    seen = get_contract(contract_id, cast.facilitator, now=now).version
    approve_contract(contract_id, None, seen=seen, by=cast.facilitator, now=now)


def _taste(lot_id: LotId, cast: Cast, *, now: datetime) -> None:
    request = SampleRequest(500, "Bench chocolate, 1 rue des Fèves, 69001 Lyon")
    sample_id = ask_sample(lot_id, request, fee=FREE, by=cast.maker, now=now)
    sent = Dispatch(grams=500, courier="DHL", sent_on=day_in_lima(now), drawn=500)
    send_sample(sample_id, sent, seen=1, by=cast.group, now=now)
    receive_sample(sample_id, day_in_lima(now), seen=2, by=cast.maker, now=now)
    scores: dict[str, Any] = {"cacao": Decimal("5.5"), "acidity_total": Decimal("3.0")}
    verdict = SampleVerdict(
        is_approved=True,
        tasted_on=day_in_lima(now),
        product=TastedProduct.CACAO_MASS,
        scores=scores,
        global_quality=Decimal("7.5"),
    )
    judge_sample(sample_id, verdict, seen=3, by=cast.maker, now=now)


def _tender(lot_id: LotId, price: UnitPrice, *, is_over: bool, cast: Cast, now: datetime) -> TenderId:
    rules = TenderTerms(
        bags=SMALL,
        parcel=SMALL,
        minimum=price,
        is_minimum_shown=True,
        opens_at=now,
        closes_at=now + A_DAY * (1 if is_over else 30),
        feedback=Feedback.RANK,
        confirm_days=30,
    )
    tender_id = open_tender(lot_id, rules, by=cast.group, now=now)
    offered = SealedTerms(bags=SMALL, least_bags=SMALL, amount=price.amount + 100, destination="FR")
    place_sealed_bid(tender_id, offered, promised=offered.digest, by=cast.maker, now=now)
    if is_over:
        close_tender(tender_id, now=rules.closes_at + GRACE)
        confirm_award(tender_id, seen=2, by=cast.group, now=rules.closes_at + GRACE)
    return tender_id
