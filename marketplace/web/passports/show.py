"""The public page of a lot: what its passport says, in the reader's language, with or without an account."""

import hashlib
from collections.abc import Iterator
from decimal import Decimal

from flask import Response, current_app, redirect, render_template, request, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Redirect

from marketplace import clock, wording
from marketplace.domain.cadmium import screen
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.errors import NotFound
from marketplace.domain.laboratory import Analyte
from marketplace.domain.panels import pool
from marketplace.domain.passports.body import Identity, Milestone, PassportSays
from marketplace.queries.lots.showing import get_lot
from marketplace.queries.passports import PassportPage, get_passport
from marketplace.services.photos import thumb_of
from marketplace.web import formats
from marketplace.web.lots.rows import stack_rows
from marketplace.web.passports.rooms import blueprint
from marketplace.web.sessions import current_viewer

KEPT = "public, max-age=60"
"""A name that its owner no longer wants shown is gone from every copy within a minute."""
FACTS = {"stack_rows": stack_rows, "thumb_of": thumb_of}


@blueprint.get("/l/<code>")
def show_passport(code: str) -> Response | Redirect:
    """Show the passport that counts; of a lot that has none yet, its own page, to whom that is shown."""
    today = day_in_lima(clock.now())
    try:
        return _page(get_passport(code, today=today))
    except NotFound:
        return redirect(url_for("lots.show_lot", code=get_lot(current_viewer(), code, today=today).code), 303)


@blueprint.get("/l/<code>/<int:number>")
def show_former(code: str, number: int) -> Response:
    """Show the passport of a number, as it was signed."""
    return _page(get_passport(code, number=number, today=day_in_lima(clock.now())))


def _page(page: PassportPage) -> Response:
    """Draw a page in which nothing hangs on who looks, so that it may be kept along the way."""
    says = page.says
    text = render_template(
        "passports/show.html",
        **FACTS,
        page=page,
        says=says,
        lot=says.lot,
        tasted=pool(says.quality.panels) if says.quality.panels else None,
        way=[(step, _days_of(step), _how(step)) for step in says.journey],
        cadmium=_cadmium(says),
        place=place_of(says.lot),
        sentence=sentence_of(says),
        story=in_readers_language(says.lot.story_es, says.lot.story_en),
        note=in_readers_language(says.lot.note_es, says.lot.note_en),
        address=address_of(page.code),
    )
    response = Response(text, mimetype="text/html")
    response.headers["Cache-Control"] = KEPT
    response.headers["Content-Language"] = str(get_locale()).replace("_", "-")
    response.vary.update(("Cookie", "Accept-Language"))
    response.set_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
    return response.make_conditional(request)  # type: ignore[return-value] # werkzeug's is ours


def address_of(code: str) -> str:
    """Return the address that the world knows a passport by: the one in the code on a bag."""
    return f"{current_app.extensions['mazorca'].public_url}/l/{code}"


def place_of(lot: Identity) -> str:
    """Say where a lot comes from."""
    return f"{lot.district}, {lot.province}, {wording.label(lot.region, 'region')}"


def in_readers_language(spanish: str | None, english: str | None) -> str | None:
    """Choose what is written in the reader's language, else what there is."""
    reads_spanish = str(get_locale()).startswith("es")
    return (spanish or english) if reads_spanish else (english or spanish)


def sentence_of(says: PassportSays) -> str:
    """Say in the reader's language what it is, people before figures."""
    return " ".join(_sentences(says))


def _sentences(says: PassportSays) -> Iterator[str]:
    place, count = says.lot.district, says.people.farmers if says.people else 0
    if count:
        yield ngettext(
            "Cacao of %(num)s farmer in %(place)s.", "Cacao of %(num)s farmers in %(place)s.", count, place=place
        )
    harvest = says.journey[0]
    if harvest.start and harvest.end:
        yield _("Harvested %(days)s.", days=formats.days(harvest.start, harvest.end))


def _cadmium(says: PassportSays) -> tuple[Decimal, str] | None:
    values = [each.value for each in says.quality.lab if each.analyte is Analyte.CADMIUM]
    return (values[0], wording.label(screen(values[0]))) if values else None


def _days_of(step: Milestone) -> str:
    if step.start is None:
        return ""
    is_long = step.end is not None and step.end != step.start
    return formats.days(step.start, step.end) if is_long and step.end is not None else formats.day(step.start)


def _how(step: Milestone) -> str:
    """Say by which method, for how many days, from where."""
    method = wording.label(step.method, f"{METHODS[step.stage.value]}") if step.method else ""
    lasted = _("%(days)s days", days=formats.number(step.days)) if step.days is not None else ""
    place = _("from %(place)s", place=step.place) if step.place else ""
    return ", ".join(str(each) for each in (method, lasted, place) if each)


METHODS = {"fermented": "fermentation_method", "dried": "drying_method"}
