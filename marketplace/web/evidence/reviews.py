"""What shows how a plot was used, a facilitator's verdict on it, and keeping cacao of high risk apart."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.errors import NotFound, Refused
from marketplace.domain.evidence.screening import Verdict
from marketplace.forms.evidence import ProofForm, VerdictForm
from marketplace.gateways.attachments import keeping
from marketplace.queries.evidence.plots import PlotEvidence, get_evidence
from marketplace.queries.evidence.screenings import list_asking, next_to_review
from marketplace.services.evidence import proofs as services
from marketplace.web.evidence.rooms import Answer, blueprint, sent_file
from marketplace.web.sessions import current_viewer


@blueprint.post("/plots/<int:plot_id>/proofs")
def prove(plot_id: int) -> Answer:
    """Bring a photo, a paper or what was seen on a visit."""
    viewer, form = current_viewer(), ProofForm()
    evidence = get_evidence(viewer, plot_id)
    check_may(viewer, Act.PROVE_PLOT, evidence.stake)
    if form.validate():
        kind, shown_on, note = form.said
        try:
            with keeping(sent_file(form.file.data)) as kept:
                proof = services.Proof(kind, shown_on, note, kept[0] if kept else None)
                services.prove_plot(plot_id, proof, by=viewer, now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Recorded. A facilitator looks at it where something is open."), "success")
            return _to_plot(plot_id)
    return render_template("evidence/prove.html", evidence=evidence, form=form), 422


@blueprint.get("/plots/<int:plot_id>/review")
def show_review(plot_id: int) -> str:
    """Lay a plot out for judgement."""
    check_may(current_viewer(), Act.SEE_QUEUE)
    evidence = get_evidence(current_viewer(), plot_id)
    return _desk(evidence, VerdictForm(formdata=None, version=str(evidence.version)))


@blueprint.post("/plots/<int:plot_id>/review/<verdict>")
def review(plot_id: int, verdict: str) -> Answer:
    """Clear a plot, or ask for more proof, and go on to the next."""
    viewer, form = current_viewer(), VerdictForm()
    check_may(viewer, Act.SEE_QUEUE)
    evidence = get_evidence(viewer, plot_id)
    if verdict not in list(Verdict):
        raise NotFound("review.unknown")
    if form.validate():
        try:
            services.review_plot(plot_id, form.judgement(verdict), seen=form.seen, by=viewer, now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Decided about plot %(code)s.", code=evidence.code), "success")
            following = next_to_review(viewer, evidence.id)
            to = (
                url_for("evidence.show_review", plot_id=following) if following else url_for("evidence.list_screenings")
            )
            return redirect(to, 303)
    return _desk(evidence, form), 422


@blueprint.post("/plots/<int:plot_id>/segregation")
def segregate(plot_id: int) -> Answer:
    """Keep the cacao of a plot apart."""
    services.segregate_plot(plot_id, by=current_viewer(), now=clock.now())
    flash(_("Its cacao is kept apart from now on. Take out of the lots what is in them already."), "success")
    return _to_plot(plot_id)


@blueprint.post("/plots/<int:plot_id>/segregation/end")
def readmit(plot_id: int) -> Answer:
    """Let the cacao of a plot flow with the others again."""
    services.readmit_plot(plot_id, by=current_viewer(), now=clock.now())
    flash(_("Its cacao may flow with the others again."), "success")
    return _to_plot(plot_id)


def _desk(evidence: PlotEvidence, form: VerdictForm) -> str:
    waiting = [each for each in list_asking(current_viewer()) if each.awaits_review and each.id != evidence.id]
    return render_template("evidence/review.html", evidence=evidence, form=form, waiting=waiting)


def _to_plot(plot_id: int) -> Response:
    return redirect(url_for("plots.show", plot_id=plot_id) + "#evidence", 303)
