"""Batches: the list, one of them, begun, filled, weighed, opened again, given back."""

from flask import flash, render_template, request
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import Refused
from marketplace.domain.events import SubjectKind
from marketplace.forms.base import BaseForm
from marketplace.forms.batches import BatchForm, DrawForm, WeighingForm
from marketplace.queries.batches.judging import alarms_of
from marketplace.queries.batches.lists import (
    PER_PAGE,
    BatchSheet,
    aims_of,
    count_batches,
    get_batch,
    list_batches,
    list_waiting,
    parts_of_batch,
)
from marketplace.queries.events import list_history
from marketplace.services.batches import tending as services
from marketplace.web.batches.rooms import Answer, back_to, blueprint, check_may_tend, own_batch
from marketplace.web.sessions import current_viewer


@blueprint.get("/batches/")
def list_all() -> str:
    """Show the batches."""
    viewer, page = current_viewer(), max(1, request.args.get("page", 1, type=int))
    check_may(viewer, Act.SEE_DELIVERIES)
    pages = -(-count_batches(viewer) // PER_PAGE)
    return render_template("batches/list.html", batches=list_batches(viewer, page=page), page=page, pages=pages)


@blueprint.get("/batches/new")
def start() -> str:
    """Ask how a batch is begun."""
    check_may_tend()
    form = BatchForm(formdata=None, began_on=day_in_lima(clock.now()))
    return render_template("batches/edit.html", form=form, batch=None)


@blueprint.post("/batches/new")
def begin() -> Answer:
    """Begin a batch."""
    viewer, form = check_may_tend(), BatchForm()
    if form.validate():
        try:
            return back_to(services.open_batch(form.terms(), by=viewer, now=clock.now()))
        except Refused as no:
            form.take(no)
    return render_template("batches/edit.html", form=form, batch=None), 422


@blueprint.get("/batches/<int:batch_id>")
def show(batch_id: int) -> str:
    """Show one batch: what is in it, where it went, and what may be done."""
    return _page(get_batch(current_viewer(), batch_id))


@blueprint.get("/batches/<int:batch_id>/change")
def edit(batch_id: int) -> str:
    """Open what is stated of a batch."""
    batch = own_batch(batch_id)
    form = BatchForm.showing(batch.terms, version=batch.version)
    return render_template("batches/edit.html", form=form, batch=batch)


@blueprint.post("/batches/<int:batch_id>/change")
def change(batch_id: int) -> Answer:
    """State anew how a batch was fermented and dried."""
    batch, form = own_batch(batch_id), BatchForm()
    if form.validate():
        try:
            services.change_batch(batch.id, form.terms(), seen=form.seen, by=current_viewer(), now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            return back_to(batch_id)
    return render_template("batches/edit.html", form=form, batch=batch), 422


@blueprint.post("/batches/<int:batch_id>/<any(fill, back):step>")
def flow(batch_id: int, step: str) -> Answer:
    """Put deliveries or other batches in, or give them back."""
    batch, form = own_batch(batch_id), DrawForm()
    draws, by, now = form.draws(request.form), current_viewer(), clock.now()
    work = services.fill_batch if step == "fill" else services.give_back_from_batch
    if not form.has_faults:
        try:
            work(batch.id, draws, by=by, now=now)
        except Refused as no:
            form.take(no)
        else:
            flash(_("Put in.") if step == "fill" else _("Given back."), "success")
            return back_to(batch_id)
    return _page(batch, **{step: form}), 422


@blueprint.post("/batches/<int:batch_id>/close")
def close(batch_id: int) -> Answer:
    """Weigh a batch dry."""
    batch, form = own_batch(batch_id), WeighingForm()
    if form.validate():
        try:
            services.close_batch(batch.id, form.weighing(), seen=form.seen, by=current_viewer(), now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Weighed. It may flow into lots and other batches now."), "success")
            return back_to(batch_id)
    return _page(batch, weighing=form), 422


@blueprint.post("/batches/<int:batch_id>/reopen")
def reopen(batch_id: int) -> Answer:
    """Open a batch again."""
    batch, form = own_batch(batch_id), WeighingForm()
    try:
        services.reopen_batch(batch.id, seen=form.seen, by=current_viewer(), now=clock.now())
    except Refused as no:
        form.take(no)
        return _page(batch, weighing=form), 422
    return back_to(batch_id)


def _page(batch: BatchSheet, **refused: BaseForm) -> str:
    viewer, today = current_viewer(), day_in_lima(clock.now())
    may_tend = viewer.organization_id in batch.stake.owners and viewer.may_write
    is_open = may_tend and batch.state.value == "open"
    forms: dict[str, BaseForm] = {
        "fill": DrawForm(formdata=None),
        "back": DrawForm(formdata=None),
        "weighing": WeighingForm(formdata=None, version=str(batch.version), ended_on=today),
    }
    return render_template(
        "batches/show.html",
        batch=batch,
        parts=parts_of_batch(batch),
        aims=aims_of(batch),
        found=alarms_of(batch, today=today),
        waiting=list_waiting(viewer) if is_open else [],
        others=[each for each in list_batches(viewer, has_rest=True) if each.id != batch.id] if is_open else [],
        may_tend=may_tend,
        history=list_history(SubjectKind.BATCH, batch.id, viewer=viewer),
        **(forms | refused),
    )
