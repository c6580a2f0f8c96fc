"""The steps of a receipt: who brings and from where, what is written, and what is paid."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from marketplace.domain.deliveries.terms import Bringer, DeliveryTerms, Payment, Proof
from marketplace.domain.errors import Refused, reason
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import FarmerId
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.record.files import file_about
from marketplace.models.rows.traces.deliveries import Delivery
from marketplace.models.rows.traces.farmers import Farmer
from marketplace.models.rows.traces.plots import Plot

STATED = ("farmer_id", "plot_id", "delivered_on", "form", "weight", "variety", "moisture", "price", "note")
OF_MONEY = frozenset({"price", "note"})
"""What may still be said once cacao flowed on."""


def find_bringer(terms: DeliveryTerms, by: Viewer) -> Bringer:
    """Say what must be known of who brings; raises `Refused` for a farmer who is not in the group's register."""
    farmer = db.session.scalar(
        select(Farmer).where(Farmer.id == terms.farmer_id, Farmer.organization_id == by.acting_for)
    )
    if farmer is None or farmer.erased_at is not None:
        raise Refused(reason("delivery.farmer_unknown", "who"))
    plot = db.session.get(Plot, terms.plot_id) if terms.plot_id is not None else None
    return Bringer(
        left_on=farmer.left_on,
        is_plot_own=terms.plot_id is None or (plot is not None and plot.farmer_id == farmer.id),
        plot_retired_on=plot.retired_on if plot else None,
    )


def write_terms(row: Delivery, terms: DeliveryTerms) -> list[str]:
    """Write what is stated into a receipt; say which columns changed."""
    changed = [name for name in STATED if getattr(row, name) != getattr(terms, name)]
    for name in changed:
        setattr(row, name, getattr(terms, name))
    row.amount = terms.amount
    return changed


def write_payment(row: Delivery, proof: Proof, *, by: Viewer, now: datetime) -> None:
    """Write down that a receipt was paid; a file's row is made once for each."""
    payment = proof.payment
    row.paid_on, row.means, row.payment_reference = payment.paid_on, payment.means, payment.reference
    if proof.file is not None:
        stored = file_about(proof.file, SubjectKind.DELIVERY, subject_id=row.id, by=by, now=now)
        db.session.add(stored)
        db.session.flush()
        row.receipt_file_id = stored.id


def stated_of(row: Delivery) -> DeliveryTerms:
    """Read what a receipt states."""
    paid = None if row.paid_on is None or row.means is None else Payment(row.paid_on, row.means, row.payment_reference)
    terms = DeliveryTerms(
        farmer_id=FarmerId(row.farmer_id), delivered_on=row.delivered_on, form=row.form, weight=row.weight, payment=paid
    )
    return replace(terms, **{name: getattr(row, name) for name in ("plot_id", "variety", "moisture", "price", "note")})
