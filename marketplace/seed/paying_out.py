"""Cacao of the fictional market is made ready once its sample was approved, and what is due for it is wired."""

from datetime import datetime
from decimal import Decimal

from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.contracts.milestones import MilestoneStep, Report
from marketplace.domain.evaluations import TastedProduct
from marketplace.domain.ids import ContractId, PayoutId, SampleId
from marketplace.domain.money import Money
from marketplace.domain.payouts.life import Sending
from marketplace.domain.samples.requests import Dispatch
from marketplace.domain.samples.verdicts import SampleVerdict
from marketplace.domain.viewers import Viewer
from marketplace.gateways.attachments import Sent, keeping
from marketplace.queries.contracts.showing import get_contract
from marketplace.queries.payouts.lists import list_due
from marketplace.queries.payouts.pages import get_payout
from marketplace.queries.samples.contracts import get_contract_samples
from marketplace.queries.samples.pages import get_sample
from marketplace.services.contracts.milestones import report_milestone
from marketplace.services.payouts.deciding import Order, approve_payout, prepare_payout
from marketplace.services.payouts.sending import send_payout
from marketplace.services.samples.answers import send_sample
from marketplace.services.samples.verdicts import judge_sample, receive_sample

REFERENCE = "OP-000417"
RECEIPT = f"Banco Ficticio del Perú. Operación {REFERENCE}: {{money}} a la cuenta confirmada.\n"


def make_ready(contract_id: ContractId, *, producer: Viewer, maker: Viewer, now: datetime) -> None:
    """Let the maker approve the pre-shipment sample, where one is due, and the group report the cacao as ready."""
    contract = get_contract(contract_id, producer, now=now)
    for line in get_contract_samples(producer, contract, now=now).lines:
        _approve(line.id, line.grams, producer=producer, maker=maker, now=now)
    report = Report(MilestoneStep.MAKE_READY, day_in_lima(now))
    seen = get_contract(contract_id, producer, now=now).version
    report_milestone(contract_id, report, seen=seen, by=producer, now=now)


def wire_due(producer: Viewer, *, judges: tuple[Viewer, Viewer], now: datetime) -> Money | None:
    """Prepare, approve by a second person and wire what is due to a group; None where nothing is."""
    due = list_due(judges[0], producer.organization_id)
    if not due or due[0].account is None:
        return None
    parts = {line.contract_id: line.money for line in due[0].lines}
    payout_id = prepare_payout(Order(due[0].organization_id, due[0].account.id, parts), by=judges[0], now=now)
    approve_payout(payout_id, seen=_version(payout_id, judges[1], now), by=judges[1], now=now)
    money = get_payout(payout_id, judges[0], today=day_in_lima(now)).money
    with keeping([Sent("constancia.txt", RECEIPT.format(money=f"{money.amount:,} {money.currency}").encode())]) as kept:
        sending = Sending(REFERENCE, day_in_lima(now), kept[0])
        send_payout(payout_id, sending, seen=_version(payout_id, judges[0], now), by=judges[0], now=now)
    return money


def _approve(sample_id: SampleId, grams: int, *, producer: Viewer, maker: Viewer, now: datetime) -> None:
    today = day_in_lima(now)
    dispatch = Dispatch(grams=grams, courier="SERPOST/DHL", sent_on=today, tracking="PE417", drawn=grams)
    send_sample(sample_id, dispatch, seen=_seen(sample_id, producer, now), by=producer, now=now)
    receive_sample(sample_id, today, seen=_seen(sample_id, maker, now), by=maker, now=now)
    verdict = SampleVerdict(
        is_approved=True,
        tasted_on=today,
        product=TastedProduct.CACAO_MASS,
        scores={},
        global_quality=Decimal("7.8"),
        words="As the offer sample was.",
    )
    judge_sample(sample_id, verdict, seen=_seen(sample_id, maker, now), by=maker, now=now)


def _seen(sample_id: SampleId, viewer: Viewer, now: datetime) -> int:
    return get_sample(viewer, sample_id, now=now).version


def _version(payout_id: PayoutId, viewer: Viewer, now: datetime) -> int:
    return get_payout(payout_id, viewer, today=day_in_lima(now)).version
