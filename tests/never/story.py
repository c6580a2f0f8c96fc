"""One trade from the first sample to the approved contract, told as buttons that people press, in their order.

Each button carries its form's key, so it may be pressed again by whoever cannot know whether it worked.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from marketplace.domain.contracts.changes import AmendmentKind, Hand, Wish
from marketplace.domain.contracts.clauses import Forum
from marketplace.domain.contracts.milestones import MilestoneStep, Report
from marketplace.domain.contracts.signing import document_hash
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.evaluations import TastedProduct
from marketplace.domain.events import SubjectKind
from marketplace.domain.exchange import Quote
from marketplace.domain.ids import AmendmentId, BidId, ContractId, LotId, SampleId, TenderId
from marketplace.domain.samples.requests import FREE, Dispatch, SampleRequest
from marketplace.domain.samples.verdicts import SampleVerdict
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.bidding.tenders import Tender
from marketplace.models.rows.contracts.amendments import Amendment
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.samples import Sample
from marketplace.models.rows.people.accounts import User
from marketplace.queries.accounts.faces import find_face
from marketplace.services.amendments.answering import accept_amendment
from marketplace.services.amendments.asking import ask_amendment
from marketplace.services.amendments.judging import approve_amendment
from marketplace.services.bids.answering import accept_bid, counter_bid
from marketplace.services.bids.placing import place_bid
from marketplace.services.contracts.amending import confirm_contract, revise_contract
from marketplace.services.contracts.judging import approve_contract
from marketplace.services.contracts.milestones import report_milestone
from marketplace.services.contracts.noting import let_prepare
from marketplace.services.contracts.signing import sign_contract
from marketplace.services.messages import Words, post_message
from marketplace.services.samples.answers import send_sample
from marketplace.services.samples.requests import ask_sample
from marketplace.services.samples.verdicts import judge_sample, receive_sample
from marketplace.services.tenders.bidding import place_sealed_bid
from marketplace.services.tenders.closing import confirm_award
from marketplace.services.tenders.opening import open_tender
from tests.domain.samples import some_bid_terms
from tests.domain.tenders.cases import a_sealed_bid, some_rules
from tests.signing import PASSWORD, signature

DAY = timedelta(days=1)
JOBS = "jobs"


@dataclass(frozen=True)
class Story:
    """Who trades what, and since when; the jobs of the market run at the real hour, `days` later."""

    lot_id: int
    group: int
    maker: int
    rival: int
    facilitator: int
    began: str

    @property
    def now(self) -> datetime:
        """The hour at which the buttons are pressed."""
        return datetime.fromisoformat(self.began)

    def who(self, user_id: int) -> Viewer:
        """Look a person up."""
        face = find_face(user_id)
        assert face is not None
        return face.viewer

    @property
    def settings(self) -> dict[str, str]:
        """Say what the market must be told besides."""
        return {}

    @property
    def buttons(self) -> list[tuple[str, Callable[["Story"], object]]]:
        """List what is pressed in which order; `JOBS` lets the workers do what is due."""
        return [(each.__name__, each) if callable(each) else (each, _nothing) for each in BUTTONS]


def ask_for_sample(at: Story) -> object:
    """The maker asks for a sample."""
    request = SampleRequest(500, "Atelier, 1 rue des Fèves, 69001 Lyon")
    return ask_sample(LotId(at.lot_id), request, fee=FREE, by=at.who(at.maker), now=at.now)


def send(at: Story) -> object:
    """The group sends it."""
    sent = Dispatch(grams=500, courier="DHL", sent_on=at.now.date(), drawn=500)
    row = _newest(Sample)
    return send_sample(SampleId(row.id), sent, seen=row.version, by=at.who(at.group), now=at.now)


def receive(at: Story) -> object:
    """It comes in."""
    row = _newest(Sample)
    return receive_sample(SampleId(row.id), at.now.date(), seen=row.version, by=at.who(at.maker), now=at.now)


def taste(at: Story) -> object:
    """The maker likes it."""
    return _verdict(at)


def bid(at: Story) -> object:
    """The maker bids."""
    return place_bid(LotId(at.lot_id), _terms(at, 5400), by=at.who(at.maker), now=at.now)


def bid_too_late(at: Story) -> object:
    """A rival bids too, and nobody answers in time."""
    terms = replace(_terms(at, 5300), valid_until=at.now + DAY)
    return place_bid(LotId(at.lot_id), terms, by=at.who(at.rival), now=at.now)


def counter(at: Story) -> object:
    """The group asks for more."""
    row = _first(Bid)
    return counter_bid(BidId(row.id), _terms(at, 5600), seen=row.standing, by=at.who(at.group), now=at.now)


def accept(at: Story) -> object:
    """The maker accepts."""
    row = _first(Bid)
    return accept_bid(BidId(row.id), row.standing, by=at.who(at.maker), now=at.now)


def settle(at: Story) -> object:
    """The maker says who shall decide disputes."""
    row = _first(Contract)
    terms = replace(ContractTerms.from_json(row.terms), forum=Forum.LIMA_CHAMBER, law="Peru")
    return revise_contract(ContractId(row.id), terms, seen=row.version, by=at.who(at.maker), now=at.now)


def agree_to_it(at: Story) -> object:
    """The group agrees."""
    row = _first(Contract)
    return confirm_contract(ContractId(row.id), seen=row.version, by=at.who(at.group), now=at.now)


def sign_for_maker(at: Story) -> object:
    """The maker signs."""
    return _sign(at, at.maker)


def sign_for_group(at: Story) -> object:
    """The group signs."""
    return _sign(at, at.group)


def approve(at: Story) -> object:
    """A facilitator approves."""
    row = _first(Contract)
    approve_contract(ContractId(row.id), None, seen=row.version, by=at.who(at.facilitator), now=at.now)
    return row


def say_something(at: Story) -> object:
    """The group writes a word."""
    words = Words("The beans are in bags.")
    return post_message(SubjectKind.CONTRACT, _first(Contract).id, words=words, by=at.who(at.group), now=at.now)


def send_pre_shipment(at: Story) -> object:
    """The group sends the sample that the contract waits for."""
    sent = Dispatch(grams=500, courier="DHL", sent_on=at.now.date(), drawn=500)
    row = _newest(Sample)
    return send_sample(SampleId(row.id), sent, seen=row.version, by=at.who(at.group), now=at.now)


def receive_pre_shipment(at: Story) -> object:
    """It comes in."""
    row = _newest(Sample)
    return receive_sample(SampleId(row.id), at.now.date(), seen=row.version, by=at.who(at.maker), now=at.now)


def taste_pre_shipment(at: Story) -> object:
    """The maker likes it."""
    return _verdict(at)


def ask_to_amend(at: Story) -> object:
    """The maker asks for longer to claim."""
    row = _first(Contract)
    terms = replace(ContractTerms.from_json(row.terms), claim_days=33)
    digest = document_hash(row.code, row.terms_version + 1, terms=terms.to_json())
    wish = Wish(kind=AmendmentKind.TERMS, terms=terms, reason="The harbour is slow.", seen=row.version)
    hand = _hand(at.maker, row.id, digest)
    return ask_amendment(ContractId(row.id), wish, hand=hand, by=at.who(at.maker), now=at.now)


def sign_amendment(at: Story) -> object:
    """The group signs that too."""
    row = _first(Amendment)
    hand = _hand(at.group, row.contract_id, row.document_hash)
    accept_amendment(AmendmentId(row.id), seen=row.version, hand=hand, by=at.who(at.group), now=at.now)
    return row


def bring_amendment_into_force(at: Story) -> object:
    """A facilitator brings it into force."""
    row = _first(Amendment)
    return approve_amendment(AmendmentId(row.id), seen=row.version, by=at.who(at.facilitator), now=at.now)


def let_go_on(at: Story) -> object:
    """A facilitator lets it go on before the deposit came."""
    row, why = _first(Contract), "The maker's bank confirmed the wire by telephone."
    return let_prepare(ContractId(row.id), why, seen=row.version, by=at.who(at.facilitator), now=at.now)


def make_ready(at: Story) -> object:
    """The group says that the cacao is ready."""
    row = _first(Contract)
    told = Report(MilestoneStep.MAKE_READY, at.now.date(), None)
    return report_milestone(ContractId(row.id), told, seen=row.version, by=at.who(at.group), now=at.now)


def begin_tender(at: Story) -> object:
    """The group opens a round on what is left."""
    rules = some_rules(bags=20, parcel=10, opens_at=at.now, closes_at=at.now + DAY, confirm_days=30)
    return open_tender(LotId(at.lot_id), rules, by=at.who(at.group), now=at.now)


def bid_sealed(at: Story) -> object:
    """The rival bids in it."""
    return _bid_sealed(at, at.rival, 5500)


def bid_sealed_too(at: Story) -> object:
    """The maker too."""
    return _bid_sealed(at, at.maker, 5450)


def confirm_tender(at: Story) -> object:
    """The group confirms the award, after the bids were opened by a job."""
    row = _first(Tender)
    return confirm_award(TenderId(row.id), seen=row.version, by=at.who(at.group), now=at.now + 2 * DAY)


BUTTONS: list[Any] = [
    *(ask_for_sample, send, receive, taste, bid, bid_too_late, counter, accept, JOBS),
    *(settle, agree_to_it, sign_for_maker, sign_for_group, approve, say_something, JOBS),
    *(send_pre_shipment, receive_pre_shipment, taste_pre_shipment, ask_to_amend, sign_amendment),
    *(
        bring_amendment_into_force,
        let_go_on,
        make_ready,
        begin_tender,
        bid_sealed,
        bid_sealed_too,
        JOBS,
        confirm_tender,
        JOBS,
    ),
]


def _nothing(at: Story) -> object:
    return at


def _first(table: Any) -> Any:
    return db.session.scalars(select(table).order_by(table.id).limit(1)).one()


def _newest(table: Any) -> Any:
    return db.session.scalars(select(table).order_by(table.id.desc()).limit(1)).one()


def _terms(at: Story, usd: int) -> Any:
    return some_bid_terms(quote=Quote(Decimal(usd)), valid_until=at.now + 10 * DAY)


def _verdict(at: Story) -> object:
    verdict = SampleVerdict(
        is_approved=True,
        tasted_on=at.now.date(),
        product=TastedProduct.CACAO_MASS,
        scores={"cacao": Decimal(5)},
        global_quality=Decimal(8),
    )
    row = _newest(Sample)
    return judge_sample(SampleId(row.id), verdict, seen=row.version, by=at.who(at.maker), now=at.now)


def _sign(at: Story, user_id: int) -> object:
    row = _first(Contract)
    given = signature(row.id, _name(user_id))
    sign_contract(ContractId(row.id), given, password=PASSWORD, by=at.who(user_id), now=at.now)
    return row


def _hand(user_id: int, contract_id: int, digest: str) -> Hand:
    return Hand(signature=signature(contract_id, _name(user_id), document_hash=digest), password=PASSWORD)


def _bid_sealed(at: Story, user_id: int, usd: int) -> object:
    terms = a_sealed_bid(bags=20, least_bags=10, amount=Decimal(usd))
    tender_id = TenderId(_first(Tender).id)
    return place_sealed_bid(tender_id, terms, promised=terms.digest, by=at.who(user_id), now=at.now)


def _name(user_id: int) -> str:
    return db.session.get_one(User, user_id).name
