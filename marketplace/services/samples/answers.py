"""How a group answers: it sends the sample, names its fee, or declines; and what either side says of the post."""

from datetime import date, datetime

from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import NotAllowed, Refused, refuse_if_any
from marketplace.domain.events import EventKind
from marketplace.domain.ids import SampleId
from marketplace.domain.money import Money
from marketplace.domain.plain import to_plain
from marketplace.domain.samples.grams import GramKind
from marketplace.domain.samples.life import SampleKind, SampleStep, is_fee_open
from marketplace.domain.samples.requests import Dispatch, dispatch_faults, paid_faults, quote_faults, reason_faults
from marketplace.domain.viewers import Role, Viewer
from marketplace.models.base import db
from marketplace.models.rows.contracts.samples import GramLine, Sample
from marketplace.models.rows.record.events import record_event
from marketplace.models.samples.fees import crediting
from marketplace.models.samples.steps import grams_of, lock_sample, move_sample, read_stock, write_grams
from marketplace.services.transaction import use_case


@use_case
def send_sample(sample_id: SampleId, dispatch: Dispatch, *, seen: int, by: Viewer, now: datetime) -> None:
    """Say that the sample is on its way; its grams leave what the group keeps of the lot."""
    sample = _answered(sample_id, seen=seen, by=by)
    left = read_stock(sample.lot_id).left
    refuse_if_any(dispatch_faults(dispatch, agreed=sample.fee, left=left, today=day_in_lima(now)))
    if dispatch.drawn:
        drawn = GramLine(lot_id=sample.lot_id, kind=GramKind.KEPT, grams=dispatch.drawn, note=sample.code)
        write_grams(drawn, by=by, now=now)
    sample.grams, sample.fee = dispatch.grams, dispatch.fee
    sample.courier, sample.tracking, sample.sent_on = dispatch.courier, dispatch.tracking, dispatch.sent_on
    sample.dispatches += 1
    move_sample(sample, SampleStep.SEND, by=by, now=now, grams=dispatch.grams, courier=dispatch.courier)
    write_grams(grams_of(sample, GramKind.DISPATCHED), by=by, now=now)


@use_case
def quote_fee(sample_id: SampleId, fee: Money, *, seen: int, by: Viewer, now: datetime) -> None:
    """Ask for another fee than the maker knows of; the maker must agree before anything is sent."""
    sample = _answered(sample_id, seen=seen, by=by)
    if sample.kind is not SampleKind.OFFER:
        raise Refused("sample.owed_by_contract")
    refuse_if_any(quote_faults(fee, sample.fee))
    sample.quoted_amount, sample.quoted_currency = fee.amount, fee.currency
    move_sample(sample, SampleStep.QUOTE, by=by, now=now, fee=fee)


@use_case
def decline_sample(sample_id: SampleId, note: str | None, *, seen: int, by: Viewer, now: datetime) -> None:
    """Decline to send a sample, for a reason that the maker reads."""
    sample = _answered(sample_id, seen=seen, by=by)
    refuse_if_any(reason_faults(note))
    sample.note = note
    move_sample(sample, SampleStep.DECLINE, by=by, now=now, note=note)


@use_case
def lose_sample(sample_id: SampleId, note: str | None, *, seen: int, by: Viewer, now: datetime) -> None:
    """Say that the sample was lost on the way; the group may send it again."""
    sample = _answered(sample_id, seen=seen, by=by)
    sample.note = note
    move_sample(sample, SampleStep.LOSE, by=by, now=now, note=note)
    write_grams(grams_of(sample, GramKind.LOST), by=by, now=now)


@use_case
def note_fee(sample_id: SampleId, paid_on: date, *, seen: int, by: Viewer, now: datetime) -> None:
    """Write down that the fee has come to the group, by whatever way the two agreed; it comes off the price later."""
    sample = _answered(sample_id, seen=seen, by=by)
    if by.role is not Role.PRODUCER:
        raise NotAllowed("sample.wrong_role")
    if not is_fee_open(sample.fee, sample.state, paid_on=sample.fee_paid_on):
        raise Refused("sample.no_fee_open")
    if db.session.execute(crediting(sample.lot_id, sample.maker_id)).first() is not None:
        raise Refused("sample.fee_not_owed_any_more")
    refuse_if_any(paid_faults(paid_on, asked_on=day_in_lima(sample.asked_at), today=day_in_lima(now)))
    sample.fee_paid_on = paid_on
    record_event(sample, EventKind.SAMPLE_FEE_PAID, by=by, now=now, **to_plain({"fee": sample.fee, "paid_on": paid_on}))


def _answered(sample_id: SampleId, *, seen: int, by: Viewer) -> Sample:
    sample = lock_sample(sample_id, by)
    check_may(by, Act.ANSWER_SAMPLE, sample.stake)
    sample.expect_version(seen)
    return sample
