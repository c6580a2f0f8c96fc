"""Files of a register are read in every form that people have, and hostile ones come to nothing but faults."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.domain.plots.register import PlotSource, Sex, Tenure
from marketplace.domain.plots.shapes import ShapeKind
from marketplace.forms.registers.columns import recognise
from marketplace.forms.registers.reading import Brought, read_register

SPANISH = """Código socio;Nombres y apellidos;DNI;Sexo;Fecha de nacimiento;Caserío;Área (ha);Latitud;Longitud;Título
S-7;Rosa  Pinchi;01234567;Mujer;03/05/1984;San Juan;2,5;-8,450000;-76,320000;Constancia de posesión
"""
RING = "-76.32 -8.45, -76.318 -8.45, -76.318 -8.448, -76.32 -8.448"
CORNERS = [[-76.32, -8.45], [-76.318, -8.45], [-76.318, -8.448], [-76.32, -8.448], [-76.32, -8.45]]


def read(text: str, **more: Any) -> Brought:
    return read_register("file.csv", text.encode(), **more)


def faults_of(text: str, **more: list[str]) -> list[tuple[str, str | None]]:
    found = read(text, **more)
    return [
        (each.code, each.field) for each in (*found.faults, *(fault for line in found.lines for fault in line.faults))
    ]


def test_a_table_in_spanish_is_understood() -> None:
    (line,) = read(SPANISH).lines
    assert line.farmer
    assert line.plot
    assert line.plot.shape
    person, land = line.farmer, line.plot
    assert (person.code, person.name, person.national_id, person.sex) == ("S-7", "Rosa Pinchi", "01234567", Sex.WOMAN)
    assert (person.birth_year, person.community) == (1984, "San Juan")
    assert (land.declared_area, land.tenure, land.source) == (Decimal("2.5"), Tenure.POSSESSION, PlotSource.IMPORTED)
    assert [*line.plot.shape.positions] == [(-76_320_000, -8_450_000)]
    assert line.faults == ()


def test_a_table_in_english_with_an_outline_is_understood() -> None:
    found = read(f'producer_name,plot_code,planted,shade,wkt\nRosa,P-1,2012,yes,"POLYGON(({RING}, -76.32 -8.45))"\n')
    (line,) = found.lines
    assert line.plot
    assert line.plot.shape
    assert line.plot.shape.kind is ShapeKind.POLYGON
    assert (line.plot.code, line.plot.planted_year, line.plot.is_agroforestry, line.faults) == ("P-1", 2012, True, ())


@pytest.mark.parametrize(
    ("heading", "column"),
    [("N° DNI", "national_id"), ("AÑO DE NACIMIENTO", "birth_year"), ("ProducerName", "name"), ("Color", None)],
)
def test_headings_are_known_by_their_letters(heading: str, column: str | None) -> None:
    assert recognise(heading) == column


def test_given_and_family_names_are_put_together_and_unknown_columns_are_told() -> None:
    found = read("nombres,apellidos,color\nRosa,Pinchi,rojo\n")
    assert [line.farmer.name for line in found.lines if line.farmer] == ["Rosa Pinchi"]
    assert [each.facts for each in found.notes] == [{"columns": "color"}]


@pytest.mark.parametrize(
    ("table", "code", "field"),
    [
        ("nombre,sexo\nRosa,rara\n", "register.sex_unknown", "sex"),
        ("nombre,nacimiento\nRosa,hace mucho\n", "register.not_a_year", "birth_year"),
        ("nombre,ingreso\nRosa,31/02/2020\n", "register.not_a_day", "joined_on"),
        ("nombre,area\nRosa,grande\n", "register.not_an_area", "declared_area"),
        ("nombre,hogar\nRosa,4.5\n", "register.not_a_count", "household_size"),
        ("nombre,titulo\nRosa,quizas\n", "register.tenure_unknown", "tenure"),
        ("nombre,sombra\nRosa,poca\n", "register.yes_or_no", "is_agroforestry"),
        ("nombre,lat,lon\nRosa,-8.45,\n", "register.half_a_place", "lon"),
        ("nombre,lat,lon\nRosa,norte,-76\n", "register.not_a_coordinate", "lat"),
        ("nombre,lat,lon\nRosa,9065420,354120\n", "plot.out_of_range", "shape"),
        ("nombre,wkt\nRosa,CIRCLE(1)\n", "register.wkt_unreadable", "wkt"),
        ("nombre,wkt\nRosa,POLYGON((1 2\n", "register.wkt_unreadable", "wkt"),
        ("nombre,lat,lon,area\nRosa,-8.45,-76.32,5\n", "plot.point_over_4ha_needs_polygon", "shape"),
        ("color,tamaño\nrojo,3\n", "register.nobody_named", None),
        ("nombre,Nombre\nRosa,Elvira\n", "register.column_twice", None),
        ("nombre\n", "register.file_empty", None),
        (" \n", "register.file_empty", None),
    ],
)
def test_what_cannot_be_read_is_told_by_its_column(table: str, code: str, field: str | None) -> None:
    assert faults_of(table) == [(code, field)]


OPEN = f'nombre,wkt\nRosa,"POLYGON(({RING}))"\n'
SWAPPED = "nombre,lat,lon\nRosa,-76.32,-8.45\n"


@pytest.mark.parametrize(
    ("table", "code", "repair"),
    [(OPEN, "plot.ring_not_closed", "close_ring"), (SWAPPED, "plot.outside_peru_bbox_maybe_swapped", "swap_axes")],
)
def test_repairs_are_offered_and_made_only_when_agreed_to(table: str, code: str, repair: str) -> None:
    (before,), (after,) = read(table).lines, read(table, repairs=[repair]).lines
    assert ([each.code for each in before.faults], before.offers, before.mended) == ([code], (repair,), None)
    assert (after.faults, after.mended) == ((), repair)


def a_workbook(*rows: list[object]) -> bytes:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for at, value in enumerate(row):
                sheet.write_datetime(number, at, value) if isinstance(value, date) else sheet.write(number, at, value)
    return kept.getvalue()


def test_excel_gives_days_numbers_and_lost_zeros_back() -> None:
    rows = a_workbook(
        ["Nombre", "DNI", "Fecha ingreso", "Hectáreas", "Líder"], ["Rosa", 1234567, 43586, 2.5, "Tesorera"]
    )
    (line,) = read_register("socios.xlsx", rows).lines
    assert line.farmer
    assert line.plot
    assert (line.farmer.national_id, line.farmer.joined_on, line.farmer.is_leader) == (
        "01234567",
        date(2019, 5, 1),
        True,
    )
    assert line.plot.declared_area == Decimal("2.5")
    assert [each.code for each in line.notes] == ["register.dni_padded"]


def test_windows_text_is_read_and_told() -> None:
    found = read_register("socios.csv", "nombre\nBegoña Núñez\n".encode("cp1252"))
    assert [line.farmer.name for line in found.lines if line.farmer] == ["Begoña Núñez"]
    assert [each.code for each in found.notes] == ["register.read_as_windows"]


def features(*properties: dict[str, object]) -> bytes:
    polygon = {"type": "Polygon", "coordinates": [CORNERS]}
    made = [{"type": "Feature", "properties": each, "geometry": polygon} for each in properties]
    return json.dumps({"type": "FeatureCollection", "features": made}).encode()


def test_geojson_names_farmer_plot_and_area() -> None:
    said: dict[str, object] = {"ProducerName": "Rosa", "ProductionPlace": "P-1", "Area": 4.9, "x": [1]}
    (line,) = read_register("parcelas.geojson", features(said)).lines
    assert line.farmer
    assert line.plot
    assert (line.farmer.name, line.plot.code, line.plot.declared_area) == ("Rosa", "P-1", Decimal("4.9"))
    assert line.plot.shape is not None


def test_a_placemark_has_only_a_label() -> None:
    kml = f"""<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>S0001-P1</name><Polygon>
        <outerBoundaryIs><LinearRing><coordinates>{" ".join(f"{lon},{lat}" for lon, lat in CORNERS)}</coordinates>
        </LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>"""
    (line,) = read_register("parcelas.kml", kml.encode()).lines
    assert (line.farmer, line.label) == (None, "S0001-P1")


def bomb() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 121_000_000)
    return kept.getvalue()


def with_entity() -> bytes:
    kept = io.BytesIO()
    sheet = (
        '<!DOCTYPE x [<!ENTITY a "b">]><worksheet><sheetData><row r="1"><c><v>&a;</v></c></row></sheetData></worksheet>'
    )
    with zipfile.ZipFile(kept, "w") as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", sheet)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (bomb, "register.workbook_unreadable"),
        (with_entity, "register.workbook_unreadable"),
        (a_workbook(["nombre"], ["Rosa"])[:-200], "plot.archive_refused"),
        (b"\x00\x01\x02nombre\nRosa", "register.format_unknown"),
        (b"{}", "plot.not_geojson"),
        (b"<svg/>", "plot.format_unknown"),
        (b"nombre\n" + b"x" * 25_000_001, "register.file_too_large"),
    ],
    ids=["bomb", "entity", "cut off", "binary", "no GeoJSON", "no KML", "too large"],
)
def test_hostile_files_come_to_a_fault(data: bytes | Callable[[], bytes], code: str) -> None:
    made = data() if callable(data) else data
    assert [each.code for each in read_register("file", made).faults] == [code]


@settings(max_examples=60)
@given(st.text(max_size=200), st.sampled_from(["nombre,wkt,area,dni,nacimiento,ingreso,lat,lon,sexo\n", "", "{", "<"]))
def test_no_text_whatever_breaks_the_reader(text: str, head: str) -> None:
    found = read_register("file", (head + text).encode("utf-8", "replace"))
    assert found.lines or found.faults
