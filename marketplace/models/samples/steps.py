"""Steps that use cases on samples and contracts share: locking, moving on, the ledger, and what a contract asks."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, false, func, or_, select, text, true

from marketplace.domain.contracts.clauses import SampleBasis
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import NotFound, Refused
from marketplace.domain.events import EventKind, SubjectKind, step_taken
from marketplace.domain.ids import LotId, SampleId
from marketplace.domain.money import UnitPrice
from marketplace.domain.plain import to_plain
from marketplace.domain.samples.grams import GramKind, Stock, stock_of
from marketplace.domain.samples.life import OPEN, SAMPLE_MACHINE, SampleKind, SampleState, SampleStep, due_of
from marketplace.domain.samples.life import step_allowed as is_step_allowed
from marketplace.domain.samples.requests import FREE, USUAL_GRAMS, SampleRequest
from marketplace.domain.samples.standing import Allowance, Standing, standing_of
from marketplace.domain.viewers import SYSTEM, Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.contracts.samples import GramLine, Sample
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Organization
from marketplace.models.rows.record.events import record_event
from marketplace.models.rows.record.turns import settle_turns


def seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """Let both sides see their samples, and facilitators all; a rival learns of none."""
    if viewer.role is Role.FACILITATOR:
        return true()
    own = viewer.organization_id
    return false() if own is None else or_(Sample.producer_id == own, Sample.maker_id == own)


def lock_sample(sample_id: SampleId, by: Viewer) -> Sample:
    """Lock the lot first, then the contract, then the sample; raises `NotFound` for what is not the viewer's to see."""
    places = select(Sample.lot_id, Sample.contract_id).where(Sample.id == sample_id, seen_by(by))
    found = db.session.execute(places).one_or_none()
    if found is None:
        raise NotFound("sample.unknown")
    db.session.execute(select(Lot.id).where(Lot.id == found.lot_id).with_for_update())
    if found.contract_id is not None:
        db.session.get_one(Contract, found.contract_id, with_for_update=True, populate_existing=True)
    return db.session.get_one(Sample, sample_id, with_for_update=True, populate_existing=True)


def add_sample(sample: Sample, *, by: Viewer, now: datetime) -> Sample:
    """Number a new sample, say until when the next step is due, and write it into its history."""
    sample.id = SampleId(db.session.scalar(text("SELECT nextval(pg_get_serial_sequence('samples', 'id'))")))
    sample.code = f"S-{day_in_lima(now).year}-{sample.id:05d}"
    sample.asked_at = now
    sample.due_at = _due_at(sample, now)
    kind = EventKind.SAMPLE_REQUESTED if sample.state is SampleState.REQUESTED else EventKind.SAMPLE_DRAWN
    record_event(sample, kind, by=by, now=now, grams=sample.grams)
    return sample


def move_sample(sample: Sample, step: SampleStep, *, by: Viewer, now: datetime, **facts: object) -> None:
    """Take a step in a sample's life and write it into its history, with the facts given."""
    if not is_step_allowed(sample.kind, step):
        raise Refused("sample.owed_by_contract")
    sample.state = SAMPLE_MACHINE.advance(sample.state, step, by.role)
    sample.due_at = _due_at(sample, now)
    record_event(sample, step_taken(SubjectKind.SAMPLE, step), by=by, now=now, **to_plain(facts))


def write_grams(line: GramLine, *, by: Viewer, now: datetime) -> None:
    """Write one line into a lot's ledger of grams; the database refuses what would leave less than nothing."""
    line.by_id = by.user_id
    line.at = now
    db.session.add(line)
    db.session.flush()


def grams_of(sample: Sample, kind: GramKind) -> GramLine:
    """Make the line of the ledger that says what became of a sample's grams."""
    return GramLine(
        lot_id=sample.lot_id, sample_id=sample.id, dispatch=sample.dispatches, kind=kind, grams=sample.grams
    )


def read_stock(lot_id: LotId) -> Stock:
    """Add up a lot's ledger of grams."""
    sums = select(GramLine.kind, func.sum(GramLine.grams)).where(GramLine.lot_id == lot_id).group_by(GramLine.kind)
    return stock_of((kind, int(grams)) for kind, grams in db.session.execute(sums))


def samples_of(contract: Contract, kind: SampleKind = SampleKind.PRE_SHIPMENT) -> list[Sample]:
    """List a contract's samples of a kind, eldest first; in a frame, those of the present season's lot."""
    query = select(Sample).where(
        Sample.contract_id == contract.id, Sample.kind == kind, Sample.lot_id == contract.lot_id
    )
    return list(db.session.scalars(query.order_by(Sample.number, Sample.id)))


def needs_sample(terms: Mapping[str, object]) -> bool:
    """Say whether a contract of such terms, as they are stored, waits for the approval of a pre-shipment sample."""
    return terms.get("sample_basis", SampleBasis.NONE.value) != SampleBasis.NONE.value


def sample_standing(contract: Contract) -> Standing:
    """Say how far the pre-shipment sample of a contract has come."""
    is_needed = needs_sample(contract.terms)
    return standing_of([sample.state for sample in samples_of(contract)] if is_needed else [], is_needed=is_needed)


def agreed_allowance(contract: Contract) -> Allowance | None:
    """Find the price allowance that both sides agreed after a rejected sample and that the price does not show yet."""
    found = _allowed(contract)
    return Allowance(found.id, found.allowance) if found and found.allowance else None


def settle_allowance(contract: Contract, price: UnitPrice, *, before: UnitPrice, now: datetime) -> None:
    """Write down that an agreed allowance has come into the contract, where the new price shows it."""
    agreed, sample = agreed_allowance(contract), _allowed(contract)
    if agreed and sample and agreed.is_in(price, before=before):
        move_sample(sample, SampleStep.SETTLE, by=SYSTEM, now=now)


def say_allowance_anew(contract: Contract, now: datetime) -> None:
    """Say anew whether an agreed allowance is to be written into a contract, after a change was asked for or ended."""
    sample = _allowed(contract)
    if sample is not None:
        settle_turns(sample, now)


def _allowed(contract: Contract) -> Sample | None:
    return next((each for each in samples_of(contract) if each.state is SampleState.ALLOWED), None)


def owe_pre_shipment(contract: Contract, *, by: Viewer, now: datetime) -> Sample | None:
    """Ask the group for the next pre-shipment sample where the contract needs one and none is open; None otherwise."""
    earlier = samples_of(contract)
    if not needs_sample(contract.terms) or any(each.state in OPEN for each in earlier):
        return None
    asked = SampleRequest(earlier[-1].grams if earlier else USUAL_GRAMS, delivery_address(contract.maker))
    return add_sample(
        of_contract(contract, SampleKind.PRE_SHIPMENT, asked=asked, number=len(earlier) + 1), by=by, now=now
    )


def of_contract(contract: Contract, kind: SampleKind, *, asked: SampleRequest, number: int) -> Sample:
    """Make the row of a contract's sample, which costs the maker nothing."""
    return Sample(
        kind=kind,
        state=SampleState.REQUESTED,
        lot_id=contract.lot_id,
        contract=contract,
        producer_id=contract.producer_id,
        maker_id=contract.maker_id,
        number=number,
        grams=asked.grams,
        address=asked.address.strip(),
        message=asked.message,
        fee=FREE,
        dispatches=0,
    )


def drop_samples(contract: Contract, *, now: datetime) -> None:
    """End what is still open of a contract's samples, because the contract is over."""
    query = select(Sample).where(Sample.contract_id == contract.id, Sample.state.in_(OPEN)).with_for_update()
    for sample in db.session.scalars(query):
        move_sample(sample, SampleStep.DROP, by=SYSTEM, now=now)


def delivery_address(maker: Organization) -> str:
    """Say where a maker's samples go: where the last one went, else its name and place."""
    last = (
        select(Sample.address)
        .where(Sample.maker_id == maker.id, Sample.kind.in_((SampleKind.OFFER, SampleKind.PRE_SHIPMENT)))
        .order_by(Sample.id.desc())
        .limit(1)
    )
    place = ", ".join(each for each in (maker.city, maker.country) if each)
    return db.session.scalar(last) or f"{maker.name}\n{place}"


def _due_at(sample: Sample, now: datetime) -> datetime | None:
    """Say until when the next step is due; for a verdict that counts from the day the sample came in."""
    if sample.state is not SampleState.RECEIVED or sample.received_on is None:
        return due_of(sample.state, now)
    days = sample.contract.terms.get("sample_days") if sample.contract else None
    return due_of(sample.state, now - (day_in_lima(now) - sample.received_on), verdict_days=days)
