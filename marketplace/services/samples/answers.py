"""How a group answers: it sends the sample, names its fee, or declines; and what either side says of the post."""

from datetime import datetime

from marketplace.domain.acts import Act, check_may
from marketplace.domain.errors import Refused, refuse_if_any
from marketplace.domain.ids import SampleId
from marketplace.domain.money import Money
from marketplace.domain.samples.grams import GramKind
from marketplace.domain.samples.life import SampleKind, SampleStep
from marketplace.domain.samples.requests import Dispatch, dispatch_faults, fee_faults, reason_faults
from marketplace.domain.viewers import Viewer
from marketplace.models.rows.contracts.samples import GramLine, Sample
from marketplace.models.samples.steps import grams_of, lock_sample, move_sample, read_stock, write_grams
from marketplace.services.transaction import use_case


@use_case
def send_sample(sample_id: SampleId, dispatch: Dispatch, *, seen: int, by: Viewer, now: datetime) -> None:
    """Say that the sample is on its way; its grams leave what the group keeps of the lot."""
    sample = _answered(sample_id, seen=seen, by=by)
    left = read_stock(sample.lot_id).left
    refuse_if_any(dispatch_faults(dispatch, agreed=sample.fee, left=left, today=now.date()))
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
    refuse_if_any(fee_faults(fee))
    if sample.kind is not SampleKind.OFFER:
        raise Refused("sample.owed_by_contract")
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


def _answered(sample_id: SampleId, *, seen: int, by: Viewer) -> Sample:
    sample = lock_sample(sample_id, by)
    check_may(by, Act.ANSWER_SAMPLE, sample.stake)
    sample.expect_version(seen)
    return sample
