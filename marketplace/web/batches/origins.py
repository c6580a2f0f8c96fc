"""What a lot is made of: filled from batches by its group, and told to others without anybody's name."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace import clock
from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.deliveries.terms import CacaoForm
from marketplace.domain.errors import NotFound, Refused
from marketplace.domain.ids import LotId
from marketplace.domain.mass import NO_MASS, Mass, bags_in
from marketplace.forms.batches import BagsForm, DrawForm
from marketplace.queries.batches.lists import list_batches, list_waiting
from marketplace.queries.batches.origins import Origin, get_origin, propose
from marketplace.services.batches import lots as services
from marketplace.services.started_lots import start_lot
from marketplace.web.batches.rooms import Answer, blueprint, check_may_tend
from marketplace.web.sessions import current_viewer


@blueprint.get("/lots/<code>/origin")
def show_origin(code: str) -> str:
    """Show what a lot is made of, as far as the reader may know it."""
    return _page(_read(code))


@blueprint.post("/lots/<code>/origin/<any(fill, back):step>")
def flow_lot(code: str, step: str) -> Answer:
    """Put batches and dry deliveries into a lot, or take them out."""
    origin, form, by = _read(code), DrawForm(), current_viewer()
    if not origin.is_private:
        raise NotFound("lot.unknown")
    check_may(by, Act.TEND_BATCH, Stake(by.organization_ids))
    draws = form.draws(request.form)
    work = services.fill_lot if step == "fill" else services.take_out_of_lot
    if not form.has_faults:
        try:
            work(LotId(origin.lot_id), draws, by=by, now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("Put in.") if step == "fill" else _("Taken out."), "success")
            return redirect(url_for("batches.show_origin", code=code), 303)
    return _page(origin, **{step: form}), 422


@blueprint.get("/batches/build")
def build() -> str:
    """Propose a lot from what is left in batches: so many bags of one weight."""
    viewer = check_may_tend()
    form = BagsForm(formdata=None, bag_weight=50)
    return render_template("batches/build.html", batches=list_batches(viewer, has_rest=True), form=form)


@blueprint.post("/batches/build")
def begin_lot() -> Answer:
    """Begin to write down a lot with the bags that the chosen batches fill."""
    viewer, form = check_may_tend(), BagsForm()
    batches = list_batches(viewer, has_rest=True)
    chosen = [each for each in batches if str(each.id) in request.form.getlist("take")]
    volume = sum((each.rest for each in chosen), NO_MASS)
    weight = Mass(form.bag_weight.data) if form.validate() and form.bag_weight.data else None
    bags = bags_in(volume, weight) if weight else 0
    if weight is None or bags < 1:
        form.faults.append(_("What was chosen does not fill one bag."))
        return render_template("batches/build.html", batches=batches, form=form), 422
    typed = {"volume": {"bags": [str(bags)], "bag_weight": [str(weight.kilograms)]}}
    number = start_lot(typed, by=viewer, now=clock.now())
    flash(_("Begun with %(bags)s bags. Once it is a draft, fill it on its page of origin.", bags=bags), "success")
    return redirect(url_for("lots.go_on", started_id=number), 303)


def _read(code: str) -> Origin:
    return get_origin(current_viewer(), code, today=day_in_lima(clock.now()))


def _page(origin: Origin, *, fill: DrawForm | None = None, back: DrawForm | None = None) -> str:
    viewer = current_viewer()
    takes = origin.may_fill and origin.room > NO_MASS
    batches = list_batches(viewer, has_rest=True) if takes else []
    return render_template(
        "batches/origin.html",
        origin=origin,
        batches=batches,
        proposed=propose(origin, batches),
        waiting=list_waiting(viewer, form=CacaoForm.DRY) if takes else [],
        fill=fill or DrawForm(formdata=None),
        back=back or DrawForm(formdata=None),
    )
