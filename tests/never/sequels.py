"""Who is in the story of what follows a contract, which contracts there are, and how its buttons are pressed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from marketplace import clock
from marketplace.domain.contracts.changes import AmendmentKind, Hand, Wish
from marketplace.domain.contracts.signing import document_hash
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.ids import ContractId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.bidding.bids import Bid
from marketplace.models.rows.contracts.amendments import Amendment
from marketplace.models.rows.contracts.call_offs import CallOff, FrameSeason
from marketplace.models.rows.contracts.claims import Claim
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.samples import Sample
from marketplace.models.rows.people.accounts import User
from marketplace.queries.accounts.faces import find_face
from marketplace.services.amendments.answering import accept_amendment
from marketplace.services.amendments.asking import ask_amendment
from marketplace.services.contracts.signing import sign_contract
from tests.market import NOW
from tests.signing import PASSWORD, signature

JOBS = "jobs"
WITHOUT_FORM = frozenset({"later", "sweep", "remind", "gather"})
"""What nobody presses: it happens again for each process that comes by."""
WORDS = "The vessel was cancelled by the carrier."


@dataclass(frozen=True)
class Sequels:
    """Who takes part, by role, and things by name, each by its number; where files are kept."""

    people: dict[str, int]
    things: dict[str, int]
    uploads: str

    @property
    def now(self) -> datetime:
        """The hour on the clock, which the story has set."""
        return clock.now()

    @property
    def settings(self) -> dict[str, Any]:
        """Say what the market must be told besides."""
        return {"uploads_dir": Path(self.uploads)}

    @property
    def buttons(self) -> list[tuple[str, Callable[["Sequels"], object]]]:
        """List what is pressed in which order."""
        from tests.never.story_of_sequels import BUTTONS  # noqa: PLC0415 - the story is told with what stands here

        return BUTTONS

    def stand_at(self, number: int) -> None:
        """Set the clock of this process to the hour of a button."""
        passed = [each.days for _name, each in self.buttons[:number] if isinstance(each, Later)]
        hour = NOW + timedelta(days=sum(passed), minutes=1)
        clock.now = lambda: hour

    def who(self, role: str) -> Viewer:
        """Look a person up."""
        face = find_face(self.people[role])
        assert face is not None
        return face.viewer

    def contract(self, name: str) -> Contract:
        """Read a contract."""
        return db.session.get_one(Contract, self.things[name])

    def terms(self, name: str) -> ContractTerms:
        """Read what holds between the two sides."""
        return ContractTerms.from_json(self.contract(name).terms)


Button = Callable[[Sequels], object]


@dataclass(frozen=True)
class Later:
    """Days that go by before what follows."""

    days: int

    def __call__(self, at: Sequels) -> object:
        """Do nothing: the clock is set by place."""
        return at


def newest(table: Any, *which: Any) -> Any:
    """Read the newest row of a table."""
    return db.session.scalars(select(table).where(*which).order_by(table.id.desc()).limit(1)).one()


def on_contract(name: str, work: Callable[..., object], *facts: Any, by: str) -> Button:
    """Take a step with a contract, having seen it as it is."""

    def press(at: Sequels) -> object:
        row = at.contract(name)
        return work(ContractId(row.id), *facts, seen=row.version, by=at.who(by), now=at.now)

    return press


def on_sample(name: str, work: Callable[..., object], *facts: Any, by: str) -> Button:
    """Take a step with the newest sample of a contract, or of the lot of that name."""

    def press(at: Sequels) -> object:
        number = at.things[name]
        row = newest(Sample, Sample.lot_id == number if name.endswith("lot") else Sample.contract_id == number)
        return work(row.id, *facts, seen=row.version, by=at.who(by), now=at.now)

    return press


def on_amendment(work: Callable[..., object], *facts: Any, by: str) -> Button:
    """Take a step with the newest amendment."""

    def press(at: Sequels) -> object:
        row = newest(Amendment)
        return work(row.id, *facts, seen=row.version, by=at.who(by), now=at.now)

    return press


def on_quarter(name: str, place: int, work: Callable[..., object], *facts: Any, by: str) -> Button:
    """Take a step with a quarter of a frame."""

    def press(at: Sequels) -> object:
        row = quarter_of(at, name, place)
        return work(row.id, *facts, seen=row.version, by=at.who(by), now=at.now)

    return press


def quarter_of(at: Sequels, name: str, place: int) -> CallOff:
    """Read a quarter of a frame's first season."""
    query = select(CallOff).join(FrameSeason).where(FrameSeason.contract_id == at.things[name])
    return db.session.scalars(query.order_by(CallOff.id).offset(place).limit(1)).one()


def on_bid(work: Callable[..., object], *facts: Any, by: str, of: str | None = None, **more: Any) -> Button:
    """Answer the newest bid, or the newest one with a maker, by its number."""

    def press(at: Sequels) -> object:
        row = newest(Bid, *([] if of is None else [Bid.maker_id == at.who(of).organization_id]))
        return work(row.id, *facts, by=at.who(by), now=at.now, **more)

    return press


def accepting(work: Callable[..., object], *, by: str, of: str) -> Button:
    """Accept the newest bid with a maker as it stands."""

    def press(at: Sequels) -> object:
        row = newest(Bid, Bid.maker_id == at.who(of).organization_id)
        return work(row.id, row.standing, by=at.who(by), now=at.now)

    return press


def on_claim(work: Callable[..., object], step: Any, reply: Any, *, by: str) -> Button:
    """Answer the newest claim."""

    def press(at: Sequels) -> object:
        row = newest(Claim)
        return work(row.id, step, reply=replace(reply, seen=row.version), by=at.who(by), now=at.now)

    return press


def signing(name: str, *, by: str) -> Button:
    """Sign a contract as it stands."""

    def press(at: Sequels) -> object:
        given = signature(at.things[name], _name(at, by))
        sign_contract(ContractId(at.things[name]), given, password=PASSWORD, by=at.who(by), now=at.now)
        return name

    return press


def asking(name: str, change: Callable[[ContractTerms], ContractTerms], *, by: str, **wish: Any) -> Button:
    """Ask for a change of a contract in force, and sign it."""

    def press(at: Sequels) -> object:
        row = at.contract(name)
        terms = change(at.terms(name))
        digest = document_hash(row.code, row.terms_version + 1, terms=terms.to_json())
        said: dict[str, Any] = {"kind": AmendmentKind.TERMS, "reason": WORDS} | wish
        if "lot" in said:
            said["lot_id"] = at.things[said.pop("lot")]
        hand = _hand(at, by, row.id, digest=digest)
        wanted = Wish(terms=terms, seen=row.version, **said)
        return ask_amendment(ContractId(row.id), wanted, hand=hand, by=at.who(by), now=at.now)

    return press


def signing_change(*, by: str) -> Button:
    """Sign the newest amendment."""

    def press(at: Sequels) -> object:
        row = newest(Amendment)
        hand = _hand(at, by, row.contract_id, digest=row.document_hash)
        accept_amendment(row.id, seen=row.version, hand=hand, by=at.who(by), now=at.now)
        return row

    return press


def _hand(at: Sequels, role: str, contract_id: int, *, digest: str) -> Hand:
    return Hand(signature=signature(contract_id, _name(at, role), document_hash=digest), password=PASSWORD)


def _name(at: Sequels, role: str) -> str:
    return db.session.get_one(User, at.people[role]).name
