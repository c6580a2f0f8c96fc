"""What an approved contract's money may have: an instalment, a payment, a refund."""

from decimal import Decimal

from sqlalchemy import func, select

from marketplace.domain.books.entries import unmatched
from marketplace.domain.books.postings import Cause, CauseKind, Occasion
from marketplace.domain.ids import InstalmentId, PaymentId, StrayId
from marketplace.domain.money import Currency, Money
from marketplace.domain.money_papers import MoneyPaperKind
from marketplace.domain.payments.life import InstalmentKind
from marketplace.domain.payments.provider import RemotePart, RemotePayment, RemoteState
from marketplace.domain.payments.strays import PlacementKind, Placing
from marketplace.domain.payments.ways import Paying, Way
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.money.booking import book
from marketplace.models.payments.strays import add_stray
from marketplace.models.rows.money.instalments import Instalment
from marketplace.models.rows.money.payments import Payment
from marketplace.models.rows.money.strays import Stray
from marketplace.services.money_papers import issue_paper
from marketplace.services.payments.hearing import take_word
from marketplace.services.payments.paying import begin_payment
from marketplace.services.payments.placing import ask_placement
from marketplace.services.payments.refunds import ask_refund
from tests.market import NOW, Market
from tests.paying_out import Owed
from tests.signing import choose_password
from tests.web.afterwards import approved

NOTHING = Money(Decimal(0), Currency.USD)


def an_instalment(market: Market, producer: Viewer, *, maker: Viewer) -> int:
    """Let a deposit of these two be due."""
    contract_id = approved(market, producer, maker=maker).id
    query = select(Instalment.id).where(
        Instalment.contract_id == contract_id, Instalment.kind == InstalmentKind.DEPOSIT
    )
    return market.do(lambda: db.session.scalars(query).one())


def a_payment(market: Market, producer: Viewer, *, maker: Viewer) -> int:
    """Let the maker begin to pay a deposit."""
    wanted = Paying(InstalmentId(an_instalment(market, producer, maker=maker)), Way.CARD, "en")
    return market.do(begin_payment, wanted, by=maker, now=NOW)


def a_received_payment(market: Market, producer: Viewer, *, maker: Viewer) -> int:
    """Let a deposit be paid, as the provider's word says."""
    payment_id = PaymentId(a_payment(market, producer, maker=maker))
    payment: Payment = market.do(lambda: db.session.get_one(Payment, payment_id))
    word = RemotePayment(
        remote_id=f"cs_{payment_id}",
        reference=payment.reference,
        state=RemoteState.RECEIVED,
        requested=payment.money,
        parts=(RemotePart(f"ch_{payment_id}", payment.money, NOW),),
        fee=None,
        refunded=NOTHING,
    )
    market.do(take_word, payment_id, word, now=NOW)
    return payment_id


def a_refund(market: Market, producer: Viewer, *, maker: Viewer) -> int:
    """Let a part of a deposit go back."""
    payment_id = PaymentId(a_received_payment(market, producer, maker=maker))
    note, by = "The maker paid this for another contract.", market.a_facilitator()
    return market.do(ask_refund, payment_id, Money(Decimal(10), Currency.USD), note=note, by=by, now=NOW)


def an_account(market: Market, producer: Viewer) -> int:
    """Let the owner of a group state where it is paid."""
    market.do(choose_password, producer)
    return Owed(market, producer, producer, (producer, producer), ()).account()


def owed_organization(market: Market, producer: Viewer, *, maker: Viewer) -> int:
    """Let money be due to a group; return its number."""
    return Owed.between(market, producer, maker).group_id


def a_payout(market: Market, producer: Viewer, *, maker: Viewer) -> int:
    """Let a payout be prepared for a group."""
    return Owed.between(market, producer, maker).prepared()


def a_paper(market: Market, producer: Viewer, *, maker: Viewer) -> int:
    """Let the proforma of a deposit be issued."""
    number = an_instalment(market, producer, maker=maker)
    return market.do(issue_paper, MoneyPaperKind.PROFORMA, number, now=NOW) or 0


def a_stray(market: Market) -> StrayId:
    """Let money come that fits nothing of ours."""

    def work() -> StrayId:
        before = db.session.scalar(select(func.count()).select_from(Stray))
        part = RemotePart(f"ch_stray_{before}", Money(Decimal(50), Currency.USD), NOW)
        word = RemotePayment(
            remote_id="cs_stray",
            reference="payment-4711",
            state=RemoteState.RECEIVED,
            requested=part.money,
            parts=(part,),
            fee=None,
            refunded=NOTHING,
        )
        cause = Cause(CauseKind.UNMATCHED, part.remote_id)
        book(unmatched(Occasion(cause, NOW.date()), part.money), now=NOW)
        number = add_stray(part, word, now=NOW).id
        db.session.commit()
        return number

    return market.do(work)


def a_placement(market: Market) -> int:
    """Let a facilitator ask that such money goes back."""
    wanted = Placing(PlacementKind.SEND_BACK, Decimal(20), "Nobody of our contracts knows of it.")
    return market.do(ask_placement, a_stray(market), wanted, by=market.a_facilitator(), now=NOW)
