"""A group's certificates: the list, recording one with its file, correcting one, and saying that one was withdrawn."""

from contextlib import closing
from datetime import date
from typing import cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Refused
from marketplace.forms.certificates import CertificateForm, WithdrawalForm
from marketplace.gateways.attachments import Sent, keeping
from marketplace.queries.lots.certificates import HeldCertificate, get_certificate, list_own_certificates
from marketplace.services import certificates as services
from marketplace.web.sessions import current_face, current_viewer

blueprint = Blueprint("certificates", __name__, url_prefix="/certificates")
Answer = Response | str | tuple[str, int]


@blueprint.get("")
def list_certificates() -> str:
    """Show the certificates of the viewer's group."""
    viewer = current_viewer()
    check_may(viewer, Act.SEE_OWN_LOTS)
    return render_template("certificates/list.html", certificates=list_own_certificates(viewer, today=_today()))


@blueprint.get("/new")
def start() -> str:
    """Ask for a certificate."""
    _check_may_record()
    return render_template("certificates/edit.html", form=CertificateForm(), action=url_for("certificates.record"))


@blueprint.post("/new")
def record() -> Answer:
    """Record a certificate."""
    _check_may_record()
    form = CertificateForm()
    if form.validate():
        terms = form.terms(current_face().organization_name)
        try:
            with keeping(_sent(form)) as kept:
                file = kept[0] if kept else None
                services.record_certificate(terms, by=current_viewer(), now=clock.now(), file=file)
        except Refused as no:
            form.take(no)
        else:
            return _done()
    return render_template("certificates/edit.html", form=form, action=url_for("certificates.record")), 422


@blueprint.get("/<int:certificate_id>")
def edit(certificate_id: int) -> str:
    """Open a certificate to correct it."""
    _check_may_record()
    held = _read(certificate_id)
    return _edit_page(held, CertificateForm.showing(held.terms))


@blueprint.post("/<int:certificate_id>")
def correct(certificate_id: int) -> Answer:
    """Correct a certificate."""
    _check_may_record()
    form, held = CertificateForm(), _read(certificate_id)
    if form.validate():
        terms = form.terms(held.terms.holder)
        try:
            with keeping(_sent(form)) as kept:
                file = kept[0] if kept else None
                services.correct_certificate(held.id, terms, by=current_viewer(), now=clock.now(), file=file)
        except Refused as no:
            form.take(no)
        else:
            return _done()
    return _edit_page(held, form), 422


@blueprint.get("/<int:certificate_id>/withdraw")
def show_withdrawal(certificate_id: int) -> str:
    """Ask when and why the control body withdrew a certificate."""
    held = _read_to_withdraw(certificate_id)
    return render_template("certificates/withdraw.html", held=held, form=WithdrawalForm())


@blueprint.post("/<int:certificate_id>/withdraw")
def withdraw(certificate_id: int) -> Answer:
    """Write down that a certificate was withdrawn."""
    held, form, viewer = _read_to_withdraw(certificate_id), WithdrawalForm(), current_viewer()
    if form.validate():
        on, why = cast("date", form.withdrawn_on.data), form.why.data or ""
        try:
            services.withdraw_certificate(held.id, on=on, why=why, by=viewer, now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Recorded. Lots that relied on it are on hold until they claim it no more."), "success")
            return redirect(_way_back(held), 303)
    return render_template("certificates/withdraw.html", held=held, form=form), 422


def _edit_page(held: HeldCertificate, form: CertificateForm) -> str:
    action = url_for("certificates.correct", certificate_id=held.id)
    return render_template("certificates/edit.html", form=form, action=action, held=held)


def _read(certificate_id: int) -> HeldCertificate:
    return get_certificate(current_viewer(), certificate_id, today=_today())


def _read_to_withdraw(certificate_id: int) -> HeldCertificate:
    held = _read(certificate_id)
    check_may(current_viewer(), Act.WITHDRAW_CERTIFICATE, held.stake)
    return held


def _way_back(held: HeldCertificate) -> str:
    if current_viewer().organization_id in held.stake.owners:
        return url_for("certificates.list_certificates")
    return url_for("pages.show_home")


def _sent(form: CertificateForm) -> list[Sent]:
    file = form.file.data or request.files.get("file")
    if not file or not file.filename:
        return []
    with closing(file):
        return [Sent(file.filename, file.read())]


def _today() -> date:
    return day_in_lima(clock.now())


def _done() -> Response:
    flash(_("Recorded. New lots of your group may claim it for the harvests that it covers."), "success")
    return redirect(url_for("certificates.list_certificates"), 303)


def _check_may_record() -> None:
    viewer = current_viewer()
    check_may(viewer, Act.RECORD_CERTIFICATE, Stake(viewer.organization_ids))
