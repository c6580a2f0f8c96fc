"""Receipts: those of a day with what they add up to, one of them, its print, its correction and its end."""

from datetime import date

from flask import Response, flash, render_template, request
from flask_babel import gettext as _

from marketplace import clock
from marketplace.documents.tables import Cell, as_csv
from marketplace.domain.acts import Act, check_may
from marketplace.domain.deliveries.terms import DeliveryTerms, Payment
from marketplace.domain.errors import Refused
from marketplace.domain.events import SubjectKind
from marketplace.forms.base import BaseForm
from marketplace.forms.deliveries import CorrectionForm, ReasonForm
from marketplace.queries.deliveries.choosing import get_choice
from marketplace.queries.deliveries.lists import (
    PER_PAGE,
    DeliverySheet,
    Wanted,
    add_up,
    find_proof,
    get_delivery,
    list_deliveries,
    steps_of,
)
from marketplace.queries.events import list_history
from marketplace.services.deliveries.taking import Correction, correct_delivery, void_delivery
from marketplace.web.deliveries.rooms import Answer, back_to, blueprint, own_delivery, today
from marketplace.web.sessions import current_viewer

MOST_EXPORTED = 20_000
HEADS = (
    "code",
    "delivered_on",
    "farmer_code",
    "farmer",
    "plot",
    "form",
    "weight_kg",
    "price_pen_kg",
    "amount_pen",
    "paid_on",
    "means",
    "reference",
    "rest_kg",
    "voided",
)


@blueprint.get("/")
def list_all() -> str:
    """Show the receipts of a day, or between two days, with what they add up to."""
    viewer, page = current_viewer(), max(1, request.args.get("page", 1, type=int))
    check_may(viewer, Act.SEE_DELIVERIES)
    wanted = _wanted()
    totals = add_up(viewer, wanted)
    return render_template(
        "deliveries/list.html",
        lines=list_deliveries(viewer, wanted, page=page),
        totals=totals,
        wanted=wanted,
        page=page,
        pages=-(-totals.receipts // PER_PAGE),
        today=today(),
    )


@blueprint.get("/table.csv")
def export() -> Response:
    """Give the receipts as a table to work on."""
    viewer = current_viewer()
    check_may(viewer, Act.SEE_DELIVERIES)
    lines = list_deliveries(viewer, _wanted(usual=None), per_page=MOST_EXPORTED)
    content = as_csv(HEADS, map(_cells, lines))
    name = f"deliveries-{today().isoformat()}.csv"
    return Response(content, mimetype="text/csv", headers={"Content-Disposition": f"attachment; filename={name}"})


@blueprint.get("/<int:delivery_id>")
def show(delivery_id: int) -> str:
    """Show one receipt."""
    return _page(get_delivery(current_viewer(), delivery_id))


@blueprint.get("/<int:delivery_id>/receipt")
def print_receipt(delivery_id: int) -> str:
    """Show one receipt to print: twice, for the farmer and for the group."""
    sheet = get_delivery(current_viewer(), delivery_id)
    return render_template("deliveries/receipt.html", sheet=sheet, is_narrow=request.args.get("roll") == "1")


@blueprint.get("/<int:delivery_id>/correct")
def open_correction(delivery_id: int) -> str:
    """Open a receipt to write it right."""
    sheet = own_delivery(delivery_id)
    return _correction_page(sheet, CorrectionForm.showing(_terms(sheet), version=sheet.version))


@blueprint.post("/<int:delivery_id>/correct")
def correct(delivery_id: int) -> Answer:
    """Write a receipt right."""
    sheet, form, viewer = own_delivery(delivery_id), CorrectionForm(), current_viewer()
    form.farmer.data = str(sheet.farmer_id)
    if form.validate():
        said = Correction(form.corrected(_terms(sheet).payment), form.why.data or "")
        try:
            correct_delivery(sheet.id, said, seen=form.seen, by=viewer, now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Corrected. What it said before stays in its history."), "success")
            return back_to(delivery_id)
    return _correction_page(sheet, form), 422


@blueprint.post("/<int:delivery_id>/void")
def void(delivery_id: int) -> Answer:
    """Take a receipt out of the books."""
    sheet, form = own_delivery(delivery_id), ReasonForm()
    if form.validate():
        try:
            void_delivery(sheet.id, form.why.data or "", seen=form.seen, by=current_viewer(), now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Voided. It stays readable, and counts no more."), "success")
            return back_to(delivery_id)
    return _page(sheet, form), 422


def _page(sheet: DeliverySheet, form: BaseForm | None = None) -> str:
    viewer = current_viewer()
    return render_template(
        "deliveries/show.html",
        sheet=sheet,
        steps=steps_of(sheet),
        proof=find_proof(sheet),
        history=list_history(SubjectKind.DELIVERY, sheet.id, viewer=viewer),
        form=form or ReasonForm(formdata=None, version=str(sheet.version)),
        is_just_taken=request.args.get("just") == "1",
    )


def _correction_page(sheet: DeliverySheet, form: CorrectionForm) -> str:
    chosen = get_choice(current_viewer(), sheet.farmer_id)
    form.offer(chosen.plots if chosen else ())
    return render_template("deliveries/correct.html", sheet=sheet, form=form)


def _wanted(usual: date | None = date.min) -> Wanted:
    """Read which receipts are asked for; those of today where nothing is said."""
    first, last = _day("first"), _day("last")
    farmer, is_unpaid = request.args.get("farmer", type=int), request.args.get("unpaid") == "1"
    if usual is not None and not (first or last or farmer or is_unpaid):
        first = last = today()
    return Wanted(first, last, farmer, is_unpaid)


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _terms(sheet: DeliverySheet) -> DeliveryTerms:
    paid = (
        None if sheet.paid_on is None or sheet.means is None else Payment(sheet.paid_on, sheet.means, sheet.reference)
    )
    return DeliveryTerms(
        farmer_id=sheet.farmer_id,
        plot_id=sheet.plot_id,
        delivered_on=sheet.delivered_on,
        form=sheet.form,
        weight=sheet.weight,
        price=sheet.price,
        variety=sheet.variety,
        moisture=sheet.moisture,
        note=sheet.note,
        payment=paid,
    )


def _cells(sheet: DeliverySheet) -> tuple[Cell, ...]:
    paid = (sheet.paid_on, sheet.means.value if sheet.means else None, sheet.reference)
    money = (sheet.price, sheet.amount, *paid)
    who = (sheet.code, sheet.delivered_on, sheet.farmer_code, sheet.farmer, sheet.plot, sheet.form.value)
    return (*who, sheet.weight.kilograms, *money, sheet.rest.kilograms, "yes" if sheet.is_voided else None)
