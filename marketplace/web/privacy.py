"""Personal data: what is kept and why, a farmer's consents, the handing over of data, and being forgotten."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from marketplace import clock, wording
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Refused
from marketplace.domain.privacy.consents import ConsentWay, Purpose, Saying
from marketplace.forms.privacy import ClosingForm, ConsentForm, ErasureForm
from marketplace.queries.privacy import FarmerData, get_account_data, get_farmer_data
from marketplace.services import privacy as services
from marketplace.web.sessions import current_viewer, end_session

blueprint = Blueprint("privacy", __name__)
Page = Answer | str | tuple[str, int]


@blueprint.get("/privacy")
def show_policy() -> str:
    """Say what is kept of people, for what, how long, and whom to ask."""
    return render_template("privacy/policy.html", purposes=wording.labels("Purpose"))


@blueprint.get("/farmers/<int:farmer_id>/data")
def show_farmer(farmer_id: int) -> str:
    """Show all that is kept of a farmer, and what can be asked for."""
    return _farmer_page(_read(farmer_id))


@blueprint.get("/farmers/<int:farmer_id>/data.json")
def save_farmer(farmer_id: int) -> Response:
    """Hand over all that is kept of a farmer."""
    found = _read(farmer_id)
    return _document(found.document(clock.now()), f"{found.code}.json")


@blueprint.post("/farmers/<int:farmer_id>/consents")
def record_consent(farmer_id: int) -> Page:
    """Write down a farmer's yes or no."""
    found, form = _read(farmer_id), ConsentForm()
    if form.validate():
        try:
            services.record_consent(farmer_id, _saying(form), by=current_viewer(), now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Recorded."), "success")
            return redirect(url_for("privacy.show_farmer", farmer_id=farmer_id), 303)
    return _farmer_page(found, consent=form), 422


@blueprint.post("/farmers/<int:farmer_id>/erase")
def erase_farmer(farmer_id: int) -> Page:
    """Forget a farmer."""
    found, form, viewer = _read(farmer_id), ErasureForm(), current_viewer()
    check_may(viewer, Act.ERASE_FARMER, found.stake)
    if form.validate():
        try:
            services.erase_farmer(farmer_id, seen=form.seen, by=viewer, now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("The farmer's data were erased."), "success")
            return redirect(url_for("privacy.show_farmer", farmer_id=farmer_id), 303)
    return _farmer_page(found, erasure=form), 422


@blueprint.get("/account/data.json")
def save_account() -> Response:
    """Hand over all that is kept of the viewer as a person."""
    check_may(current_viewer(), Act.CHANGE_SELF)
    return _document(get_account_data(current_viewer(), clock.now()), "mazorca.json")


@blueprint.get("/account/close")
def show_closing() -> str:
    """Ask whether to close the viewer's own account for good."""
    check_may(current_viewer(), Act.CHANGE_SELF)
    return render_template("privacy/close.html", form=ClosingForm())


@blueprint.post("/account/close")
def close_account() -> Page:
    """Close the viewer's own account for good."""
    viewer, form = current_viewer(), ClosingForm()
    check_may(viewer, Act.CHANGE_SELF)
    if form.validate():
        try:
            services.erase_account(form.password.data or "", by=viewer, now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            end_session()
            flash(_("Your account is closed, and your data were erased."), "note")
            return redirect("/", 303)
    return render_template("privacy/close.html", form=form), 422


def _read(farmer_id: int) -> FarmerData:
    return get_farmer_data(farmer_id, current_viewer(), now=clock.now())


def _farmer_page(found: FarmerData, **typed: ConsentForm | ErasureForm) -> str:
    today = day_in_lima(clock.now())
    return render_template(
        "privacy/farmer.html",
        data=found,
        newest={each["purpose"]: {**each, "day": _day(each)} for each in found.tables["consents"]},
        consent=typed.get("consent") or ConsentForm(formdata=None, said_on=today),
        erasure=typed.get("erasure") or ErasureForm(formdata=None, version=str(found.version)),
    )


def _day(consent: Mapping[str, Any]) -> date:
    return date.fromisoformat(consent["said_on"])


def _saying(form: ConsentForm) -> Saying:
    return Saying(
        purpose=Purpose(form.purpose.data),
        is_given=form.answer.data == "yes",
        way=ConsentWay(form.way.data),
        said_on=cast("date", form.said_on.data),
    )


def _document(document: dict[str, object], name: str) -> Response:
    """Answer with a document to be saved, never kept on the way."""
    answer = Response(json.dumps(document, ensure_ascii=False, indent=2), mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
