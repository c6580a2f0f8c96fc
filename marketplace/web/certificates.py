"""A group's certificates: the list, recording one, correcting one."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.errors import Refused
from marketplace.domain.ids import CertificateId
from marketplace.forms.certificates import CertificateForm
from marketplace.queries.lots.certificates import get_own_certificate, list_own_certificates
from marketplace.services import certificates as services
from marketplace.web.sessions import current_face, current_viewer

blueprint = Blueprint("certificates", __name__, url_prefix="/certificates")
Answer = Response | str | tuple[str, int]


@blueprint.get("")
def list_certificates() -> str:
    """Show the certificates of the viewer's group."""
    viewer = current_viewer()
    check_may(viewer, Act.SEE_OWN_LOTS)
    return render_template(
        "certificates/list.html", certificates=list_own_certificates(viewer, today=clock.now().date())
    )


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
        try:
            services.record_certificate(
                form.terms(current_face().organization_name), by=current_viewer(), now=clock.now()
            )
        except Refused as no:
            form.take(no)
        else:
            return _done()
    return render_template("certificates/edit.html", form=form, action=url_for("certificates.record")), 422


@blueprint.get("/<int:certificate_id>")
def edit(certificate_id: int) -> str:
    """Open a certificate to correct it."""
    _check_may_record()
    held = get_own_certificate(current_viewer(), certificate_id, today=clock.now().date())
    action = url_for("certificates.correct", certificate_id=certificate_id)
    return render_template("certificates/edit.html", form=CertificateForm.showing(held.terms), action=action)


@blueprint.post("/<int:certificate_id>")
def correct(certificate_id: int) -> Answer:
    """Correct a certificate."""
    _check_may_record()
    form, viewer, now = CertificateForm(), current_viewer(), clock.now()
    held = get_own_certificate(viewer, certificate_id, today=now.date())
    if form.validate():
        try:
            services.correct_certificate(CertificateId(held.id), form.terms(held.terms.holder), by=viewer, now=now)
        except Refused as no:
            form.take(no)
        else:
            return _done()
    action = url_for("certificates.correct", certificate_id=certificate_id)
    return render_template("certificates/edit.html", form=form, action=action), 422


def _done() -> Response:
    flash(_("Recorded. New lots of your group may claim it for the harvests that it covers."), "success")
    return redirect(url_for("certificates.list_certificates"), 303)


def _check_may_record() -> None:
    viewer = current_viewer()
    check_may(viewer, Act.RECORD_CERTIFICATE, Stake(viewer.organization_ids))
