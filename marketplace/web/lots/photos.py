"""Photos of lots: shown to whom the lot is shown, kept in order by its group."""

from contextlib import closing

from flask import Response as OurResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace import clock
from marketplace.domain.acts import Act, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import NotFound, Refused
from marketplace.forms.base import BaseForm
from marketplace.forms.photos import CaptionForm, PhotoForm
from marketplace.gateways.files import FileMissingError, uploads
from marketplace.gateways.pictures import prepare
from marketplace.queries.lots.pages import is_photo_visible, list_photos
from marketplace.queries.lots.showing import LotSheet, get_lot
from marketplace.queries.passports import is_photo_of_passport
from marketplace.services import photos as services
from marketplace.web.lots.rooms import blueprint
from marketplace.web.sessions import current_viewer

Answer = Response | str | tuple[str, int]
KEPT = "private, max-age=86400, immutable"


@blueprint.get("/photos/<name>")
def show_photo(name: str) -> OurResponse:
    """Send one picture."""
    large = services.large_of(name)
    if not (is_photo_visible(current_viewer(), large) or is_photo_of_passport(large)):
        raise NotFound("photo.unknown")
    try:
        content = uploads().read(name)
    except FileMissingError as error:
        raise NotFound("photo.unknown") from error
    response = OurResponse(content, mimetype="image/webp")
    response.headers["Cache-Control"] = KEPT
    return response


@blueprint.get("/<code>/photos")
def edit_photos(code: str) -> str:
    """Show a lot's photos and what can be done with them."""
    return _page(_own(code), PhotoForm())


@blueprint.post("/<code>/photos")
def add_photo(code: str) -> Answer:
    """Add a photo."""
    lot, form = _own(code), PhotoForm()
    if form.validate():
        try:
            with closing(form.photo.data) as sent:
                picture = prepare(sent.read())
            services.add_photo(lot.id, picture, caption=form.caption.data or "", by=current_viewer(), now=clock.now())
        except Refused as no:
            form.take(no)
        else:
            flash(_("The photo was added, without the place and the camera it carried."), "success")
            return redirect(url_for("lots.edit_photos", code=code), 303)
    return _page(lot, form), 422


@blueprint.post("/<code>/photos/<int:photo_id>/<any(describe, move, remove):what>")
def change_photo(code: str, photo_id: int, what: str) -> Response:
    """Describe a photo, show it earlier, or remove it."""
    lot, viewer, now = _own(code), current_viewer(), clock.now()
    try:
        if what == "describe":
            services.describe_photo(lot.id, photo_id, caption=request.form.get("caption", ""), by=viewer, now=now)
        elif what == "move":
            services.move_photo(lot.id, photo_id, by=viewer, now=now)
        else:
            services.remove_photo(lot.id, photo_id, by=viewer, now=now)
        flash(_("Saved."), "success")
    except Refused as no:
        form = CaptionForm()
        form.take(no)
        flash(" ".join([*form.faults, *form.caption.errors]), "error")
    return redirect(url_for("lots.edit_photos", code=code), 303)


def _own(code: str) -> LotSheet:
    viewer = current_viewer()
    lot = get_lot(viewer, code, today=day_in_lima(clock.now()))
    check_may(viewer, Act.EDIT_LOT, lot.stake)
    return lot


def _page(lot: LotSheet, form: BaseForm) -> str:
    return render_template(
        "lots/photos.html", lot=lot, photos=list_photos(lot.id), form=form, thumb_of=services.thumb_of
    )
