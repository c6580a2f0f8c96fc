"""An approved contract and everybody around it: who signs changes, fixes prices, weighs, claims and calls bags."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from marketplace.domain.contracts.changes import AmendmentKind, Hand, Wish
from marketplace.domain.contracts.milestones import MilestoneStep, Report
from marketplace.domain.contracts.signing import SignatureTerms, document_hash
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import AmendmentId, ContractId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.amendments import Amendment
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.record.events import Event
from marketplace.models.rows.record.turns import Turn
from marketplace.services.amendments.answering import accept_amendment
from marketplace.services.amendments.asking import ask_amendment
from marketplace.services.amendments.judging import approve_amendment
from marketplace.services.contracts.milestones import report_milestone
from tests.market import NOW, Market
from tests.signing import PASSWORD, choose_password

REASON = "The vessel was cancelled by the carrier."


@dataclass
class Approved:
    """A contract in force between two sides who both know their passwords, and a facilitator."""

    market: Market
    producer: Viewer
    maker: Viewer
    facilitator: Viewer
    id: ContractId

    @classmethod
    def in_market(cls, market: Market, *, bags: int = 20, **terms: Any) -> "Approved":
        """Build one, with terms changed as told."""
        producer, maker, facilitator = market.a_producer(), market.a_maker(), market.a_facilitator()
        for person in (producer, maker):
            market.do(choose_password, person)
        contract_id = market.an_approved_contract(producer, maker, bags=bags, facilitator=facilitator, **terms)
        return cls(market, producer, maker, facilitator, ContractId(contract_id))

    @property
    def contract(self) -> Contract:
        """The contract as it is now."""
        return self.market.do(lambda: db.session.get_one(Contract, self.id))

    @property
    def terms(self) -> ContractTerms:
        """The terms in force."""
        return ContractTerms.from_json(self.contract.terms)

    @property
    def reserved(self) -> int:
        """How many bags of the contract's lot are taken."""
        return self.market.do(
            lambda: db.session.get_one(Lot, db.session.get_one(Contract, self.id).lot_id)
        ).reserved_bags

    def hand(self, terms: ContractTerms, *, name: str = "", password: str = PASSWORD, **changes: Any) -> Hand:
        """Say what somebody signs `terms` with who has read them as the next version."""
        contract = self.contract
        digest = document_hash(contract.code, contract.terms_version + 1, terms=terms.to_json())
        usual: dict[str, Any] = {"document_hash": digest, "typed_name": name, "consents": True, "locale": "en"}
        return Hand(signature=SignatureTerms(**(usual | changes)), password=password)

    def name_of(self, viewer: Viewer) -> str:
        """Return a person's name."""
        return self.market.do(choose_password, viewer)

    def ask(self, by: Viewer, kind: AmendmentKind = AmendmentKind.TERMS, **changes: Any) -> AmendmentId:
        """Ask for a change of the terms."""
        extra = {name: changes.pop(name) for name in ("lot_id", "reason") if name in changes}
        terms = replace(self.terms, **changes)
        said: dict[str, Any] = {"reason": REASON} | extra
        wish = Wish(kind=kind, terms=terms, seen=self.contract.version, **said)
        hand = self.hand(terms, name=self.name_of(by))
        return self.market.do(ask_amendment, self.id, wish, hand=hand, by=by, now=NOW)

    def amendment(self, amendment_id: AmendmentId) -> Amendment:
        """Return an amendment as it is now."""
        return self.market.do(lambda: db.session.get_one(Amendment, amendment_id))

    def accept(self, amendment_id: AmendmentId, by: Viewer, *, now: datetime = NOW) -> None:
        """Sign a change of the other side's."""
        row = self.amendment(amendment_id)
        hand = self.hand(ContractTerms.from_json(row.terms), name=self.name_of(by))
        self.market.do(accept_amendment, amendment_id, seen=row.version, hand=hand, by=by, now=now)

    def approve(self, amendment_id: AmendmentId, by: Viewer | None = None) -> None:
        """Let a facilitator bring a change into force."""
        seen = self.amendment(amendment_id).version
        self.market.do(approve_amendment, amendment_id, seen=seen, by=by or self.facilitator, now=NOW)

    def amend(self, kind: AmendmentKind = AmendmentKind.TERMS, **changes: Any) -> AmendmentId:
        """Bring a change into force that both sides and a facilitator want."""
        amendment_id = self.ask(self.producer, kind, **changes)
        self.accept(amendment_id, self.maker)
        self.approve(amendment_id)
        return amendment_id

    def arrive(self) -> None:
        """Report every milestone up to the arrival, all of them today."""
        day = NOW.date()
        steps = (MilestoneStep.MAKE_READY, MilestoneStep.SHIP, MilestoneStep.SEND_DOCUMENTS)
        for step, side in [*((each, self.producer) for each in steps), (MilestoneStep.ARRIVE, self.maker)]:
            seen = self.contract.version
            self.market.do(report_milestone, self.id, Report(step, day), seen=seen, by=side, now=NOW)

    def gaps(self, kind: SubjectKind) -> list[int]:
        """List the versions of this kind of subject that no event tells of."""
        with self.market.app.app_context():
            query = select(Event.subject_id, Event.version).where(Event.subject_kind == kind)
            told: dict[int, set[int]] = {}
            for subject_id, version in db.session.execute(query):
                told.setdefault(subject_id, set()).add(version)
        return [version for found in told.values() for version in set(range(1, max(found))) - found]

    def turns(self, *kinds: str) -> set[tuple[str, int | None]]:
        """Say which tasks of these kinds wait for which organization."""
        with self.market.app.app_context():
            rows = db.session.query(Turn).all()
            return {(row.task, row.organization_id) for row in rows if row.task.partition(".")[0] in kinds}
