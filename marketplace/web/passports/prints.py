"""What is printed of a passport: labels for bags and a card for the shelf, with the code that leads to its page."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

from flask import Response, abort, request
from flask_babel import force_locale

from marketplace import clock, wording
from marketplace.documents.cards import LotCard, Note, card_pdf
from marketplace.documents.shipping import MOST_LABELS, Fact, Labels, labels_pdf
from marketplace.domain.acts import Act, Stake, check_may
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.flavours import AXES
from marketplace.domain.laboratory import Analyte
from marketplace.domain.panels import pool
from marketplace.domain.passports.body import PassportSays
from marketplace.queries.passports import PassportPage, get_passport
from marketplace.web import formats
from marketplace.web.contracts.clauses import LANGUAGES
from marketplace.web.passports.rooms import blueprint
from marketplace.web.passports.show import address_of, place_of, sentence_of
from marketplace.web.sessions import current_viewer


@blueprint.get("/l/<code>/labels.pdf")
def print_labels(code: str) -> Response:
    """Hand out labels for a lot's bags, as many as are asked for; all of them where nobody says."""
    page = get_passport(code, today=day_in_lima(clock.now()))
    check_may(current_viewer(), Act.SEE_LABELS, Stake.of(page.group_id))
    asked = request.args.get("bags", "")
    count = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= len(str(MOST_LABELS)) else page.bags
    if not count:
        abort(404)
    return _pdf(labels_pdf(_labels(page, min(count, MOST_LABELS))), f"{page.code}-labels.pdf")


@blueprint.get("/l/<code>/card.pdf")
def print_card(code: str) -> Response:
    """Hand out the card of a lot, in both languages; whoever is signed in may print it."""
    page = get_passport(code, today=day_in_lima(clock.now()))
    check_may(current_viewer(), Act.SEE_CARD)
    return _pdf(card_pdf(_card(page)), f"{page.code}-card.pdf")


def _labels(page: PassportPage, count: int) -> Labels:
    lot = page.says.lot
    return Labels(
        code="Pasaporte",
        lot=page.code,
        group=lot.group,
        marks="Passport",
        net=formats.mass(page.bag_weight, places=1),
        crop=f"{lot.crop_year} · {wording.label(lot.region, 'region')}",
        certificates=", ".join(sorted({wording.label(each.scheme) for each in page.says.certificates})),
        address=address_of(page.code),
        count=count,
        made_at=_today(),
    )


def _card(page: PassportPage) -> LotCard:
    says = page.says
    spanish, english = _twice(lambda: sentence_of(says))
    return LotCard(
        code=page.code,
        title=says.lot.producer or says.lot.group,
        place=place_of(says.lot),
        spanish=" ".join(filter(None, (spanish, says.lot.note_es))),
        english=" ".join(filter(None, (english, says.lot.note_en))),
        notes=tuple(_notes(says)),
        facts=tuple(_facts(says)),
        seal=f"No {page.number} · {page.issued_at:%Y-%m-%d} · Ed25519 {page.key_id} · SHA-256 {page.digest}",
        address=address_of(page.code),
        is_fictional=says.lot.is_fictional,
        made_at=_today(),
    )


def _notes(says: PassportSays) -> Iterator[Note]:
    tasted = pool(says.quality.panels)
    for name in AXES if tasted else ():
        value = tasted.means.get(name) if tasted else None
        if tasted and value is not None:
            spread = tasted.deviations.get(name)
            written = formats.number(value, 1) + (f" ± {formats.number(spread, 1)}" if spread is not None else "")
            yield Note(*_twice(partial(wording.label, name, "flavour")), int(value * 10), written)


def _facts(says: PassportSays) -> Iterator[Fact]:
    """List what a shop is asked about, as far as it is known."""
    people, price, analysis = says.people, says.price, says.quality.analysis
    if people is not None:
        yield Fact("Productores", "Farmers", formats.number(people.farmers))
        if people.women_share is not None:
            yield Fact("De mujeres", "Brought by women", formats.percent(people.women_share, 0))
    if price is not None:
        yield Fact(
            "Del precio llega a los productores", "Of the price reaches the farmers", formats.percent(price.share, 0)
        )
    if analysis is not None:
        yield Fact("Fermentación", "Fermentation", formats.percent(analysis.fermentation_index))
        yield Fact("Humedad", "Moisture", formats.percent(analysis.moisture))
    for each in says.quality.lab:
        if each.analyte is Analyte.CADMIUM:
            yield Fact("Cadmio", "Cadmium", formats.quantity(each.value, each.unit))
    if says.certificates:
        spanish, english = _twice(lambda: ", ".join(sorted({wording.label(held.scheme) for held in says.certificates})))
        yield Fact(
            "Certificados a la cosecha",
            "Certificates at harvest",
            spanish if spanish == english else f"{spanish} · {english}",
        )


def _twice(say: Callable[[], str]) -> tuple[str, str]:
    """Say something in Spanish and in English."""
    found = []
    for language in LANGUAGES:
        with force_locale(language):
            found.append(str(say()))
    return found[0], found[1]


def _today() -> datetime:
    """Say the day, at its first moment: the same paper all day long."""
    return datetime.combine(day_in_lima(clock.now()), datetime.min.time(), UTC)


def _pdf(made: bytes, name: str) -> Response:
    response = Response(made, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response
