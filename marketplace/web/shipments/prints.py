"""What is printed of a shipment: packing list, weight note and bag labels of one contract."""

from collections.abc import Iterator
from datetime import UTC, datetime

from flask import Response
from flask_babel import force_locale

from marketplace import clock, wording
from marketplace.documents.shipping import Fact, Labels, Sheet, labels_pdf, sheet_pdf
from marketplace.domain.contracts.fixing import day_in_lima
from marketplace.domain.mass import Mass
from marketplace.forms.destinations import destination_name
from marketplace.queries.shipments.sheets import CargoSheet, ShipmentPage
from marketplace.web import formats
from marketplace.web.contracts.clauses import LANGUAGES
from marketplace.web.passports.show import address_of
from marketplace.web.shipments.cargo import read_cargo
from marketplace.web.shipments.rooms import blueprint

PACKING_HEADS = (
    ("Lote", "Lot"),
    ("Sacos", "Bags"),
    ("Neto por saco", "Net per bag"),
    ("Neto kg", "Net kg"),
    ("Bruto kg", "Gross kg"),
)
WEIGHT_HEADS = (
    ("Lote", "Lot"),
    ("Sacos", "Bags"),
    ("Contratado kg", "Contracted kg"),
    ("Neto pesado kg", "Net weighed kg"),
    ("Bruto pesado kg", "Gross weighed kg"),
)


@blueprint.get("/cargo/<int:cargo_id>/packing-list.pdf")
def print_packing_list(cargo_id: int) -> Response:
    """Hand out the packing list of one contract's bags."""
    page, cargo = read_cargo(cargo_id)
    row = (cargo.lot_code, _count(cargo.bags), _kg(cargo.terms.bag_weight), _kg(cargo.net), _gross(cargo))
    total = ("Total", _count(cargo.bags), "", _kg(cargo.net), _gross(cargo))
    return _sheet(page, cargo, ("Lista de empaque", "Packing list"), heads=PACKING_HEADS, rows=(row, total))


@blueprint.get("/cargo/<int:cargo_id>/weight-note.pdf")
def print_weight_note(cargo_id: int) -> Response:
    """Hand out the weight note of one contract's bags, as they were weighed at loading."""
    page, cargo = read_cargo(cargo_id)
    net = _kg(cargo.loaded.net) if cargo.loaded else formats.NOTHING
    row = (cargo.lot_code, _count(cargo.bags), _kg(cargo.volume), net, _gross(cargo))
    total = ("Total", *row[1:])
    return _sheet(page, cargo, ("Nota de pesos", "Weight note"), heads=WEIGHT_HEADS, rows=(row, total))


@blueprint.get("/cargo/<int:cargo_id>/labels.pdf")
def print_labels(cargo_id: int) -> Response:
    """Hand out a label for each bag, with a code that leads to its lot."""
    _page, cargo = read_cargo(cargo_id)
    labels = Labels(
        code=cargo.code,
        lot=cargo.lot_code,
        group=cargo.producer,
        marks=cargo.terms.marks or "",
        net=_kg(cargo.terms.bag_weight),
        crop=f"{cargo.terms.crop_year} · {wording.label(cargo.terms.region, 'region')}",
        certificates=", ".join(wording.label(each) for each in sorted(cargo.terms.certificates)),
        address=_lot_address(cargo),
        count=cargo.bags,
        made_at=_today(),
    )
    return _pdf(labels_pdf(labels), f"{cargo.code}-labels.pdf")


def _sheet(
    page: ShipmentPage,
    cargo: CargoSheet,
    title: tuple[str, str],
    *,
    heads: tuple[tuple[str, str], ...],
    rows: tuple[tuple[str, ...], tuple[str, ...]],
) -> Response:
    sheet = Sheet(
        spanish=title[0],
        english=title[1],
        code=f"{page.line.code} · {cargo.code}",
        address=_lot_address(cargo),
        facts=tuple(_facts(page, cargo)),
        heads=heads,
        rows=rows[:1],
        totals=rows[1],
        is_fictional=cargo.is_fictional,
        made_at=_today(),
    )
    name = title[1].lower().replace(" ", "-")
    return _pdf(sheet_pdf(sheet), f"{cargo.code}-{name}.pdf")


def _facts(page: ShipmentPage, cargo: CargoSheet) -> Iterator[Fact]:
    terms = page.terms
    yield Fact("Vendedor", "Seller", cargo.producer)
    yield Fact("Comprador", "Buyer", cargo.maker)
    yield Fact("Mercadería", "Goods", f"Granos de cacao · Cocoa beans, HS {cargo.terms.hs_code}")
    yield Fact("Envase", "Packing", " · ".join(_twice(cargo)))
    yield Fact("Marcas", "Marks", cargo.terms.marks or cargo.lot_code)
    yield Fact("Destino", "Destination", destination_name(page.line.destination))
    known = (
        ("Buque y viaje", "Vessel and voyage", " ".join(filter(None, (terms.vessel, terms.voyage)))),
        ("Puertos", "Ports", " → ".join(filter(None, (terms.port_from, terms.port_to)))),
        ("Contenedor", "Container", terms.container_number),
        ("Precinto", "Seal", terms.seal),
        ("Conocimiento de embarque o guía", "Bill of lading or waybill", terms.bill_number),
    )
    for spanish, english, value in known:
        if value:
            yield Fact(spanish, english, value)


def _twice(cargo: CargoSheet) -> Iterator[str]:
    for language in LANGUAGES:
        with force_locale(language):
            yield wording.label(cargo.terms.packing)


def _lot_address(cargo: CargoSheet) -> str:
    return address_of(cargo.lot_code)


def _gross(cargo: CargoSheet) -> str:
    return _kg(cargo.loaded.gross) if cargo.loaded else formats.NOTHING


def _kg(mass: Mass) -> str:
    return formats.mass(mass, places=1)


def _count(bags: int) -> str:
    return formats.number(bags, 0)


def _today() -> datetime:
    """Say the day, at its first moment: the same paper all day long."""
    return datetime.combine(day_in_lima(clock.now()), datetime.min.time(), UTC)


def _pdf(made: bytes, name: str) -> Response:
    response = Response(made, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response
