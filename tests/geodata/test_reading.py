"""Files that strangers bring: read to the digit, and whatever is wrong told as a fault, never as an exception."""

import io
import json
import struct
import zipfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import product

import pytest
import shapefile
from pyproj import CRS

from marketplace.geodata import archives, reading
from marketplace.geodata.judging import judge_file, judge_plot
from marketplace.geodata.measuring import area_of
from marketplace.geodata.reading import read_features
from tests.geodata.samples import OUTLINE, a_feature, a_file, codes

UTM_18_SOUTH = 32718
KML = """<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder>
<Placemark><name>P1</name><ExtendedData><Data name="farmer"><value>Rosa</value></Data><SchemaData>
<SimpleData name="ha">1.2</SimpleData></SchemaData></ExtendedData><Polygon><outerBoundaryIs><LinearRing><coordinates>
-76.1000010,-8.1,0 -76.099,-8.1,0 -76.099,-8.099,0 -76.1,-8.099,0 -76.1000010,-8.1,0</coordinates></LinearRing>
</outerBoundaryIs>{hole}</Polygon></Placemark>{more}</Folder></Document></kml>"""
HOLE = """<innerBoundaryIs><LinearRing><coordinates>-76.0998,-8.0998 -76.0996,-8.0998 -76.0996,-8.0996 -76.0998,-8.0998
</coordinates></LinearRing></innerBoundaryIs>"""
GPX = """<gpx xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="-8.1" lon="-76.123456"><name>Casa</name></wpt><trk>
<name>P1</name><trkseg><trkpt lat="-8.1" lon="-76.1"/><trkpt lat="-8.1" lon="-76.099"/>
<trkpt lat="-8.099" lon="-76.099"/><trkpt lat="-8.0999" lon="-76.1"/></trkseg></trk>
<rte><rtept lat="-8.1" lon="-76.1"/></rte></gpx>"""


def packed(files: Mapping[str, bytes]) -> bytes:
    """Pack files into an archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def a_shapefile(
    corners: list[tuple[float, float]], prj: str | None = None, *, kind: int = shapefile.POLYGON, words: str = "utf-8"
) -> bytes:
    """Write a zipped shapefile of one shape."""
    shp, shx, dbf = io.BytesIO(), io.BytesIO(), io.BytesIO()
    with shapefile.Writer(shp=shp, shx=shx, dbf=dbf, shapeType=kind, encoding=words) as writer:
        writer.field("NAME", "C", size=40)
        writer.field("HA", "N", decimal=2)
        (writer.poly if kind == shapefile.POLYGON else writer.line)([corners])
        writer.record("Peña", 1.25)
    parts = {"mapa/p.shp": shp.getvalue(), "mapa/p.shx": shx.getvalue(), "mapa/P.DBF": dbf.getvalue()}
    return packed(parts | ({"mapa/p.prj": prj.encode()} if prj else {}))


def test_geojson_is_read_to_the_digit() -> None:
    feature = read_features(
        "p.geojson", b'\xef\xbb\xbf {"type":"Point","coordinates":[-76.12345678901234567890,-8.10]}'
    )
    assert feature.features[0].geometry is not None
    assert feature.features[0].geometry.coordinates == [Decimal("-76.12345678901234567890"), Decimal("-8.10")]
    assert codes(feature.faults) == ["byte_order_mark"]


def test_kml_is_read_with_names_and_holes() -> None:
    found = read_features("p.kml", KML.format(hole=HOLE, more="").encode())
    assert found.features[0].properties == {"name": "P1", "farmer": "Rosa", "ha": "1.2"}
    judged = judge_plot(found.features[0])
    assert (len(judged.shapes), codes(judged.faults)) == (1, ["has_hole"])


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        ("<Point><coordinates>-76.123456,-8.1</coordinates></Point>", []),
        ("<Point><coordinates/></Point>", ["coordinates_malformed"]),
        ("<Point><coordinates>west,south</coordinates></Point>", ["coordinates_malformed"]),
        ("<LineString><coordinates>-76.1,-8.1 -76.2,-8.2</coordinates></LineString>", ["geometry_type_not_allowed"]),
        ("<LinearRing><coordinates>-76.1,-8.1 -76.2,-8.1 -76.2,-8.2 -76.1,-8.1</coordinates></LinearRing>", []),
        ("<x:Track xmlns:x='g'><x:coord>-76.1 -8.1 400</x:coord></x:Track>", ["geometry_type_not_allowed"]),
        ("<MultiGeometry/>", ["geometry_missing"]),
        ("<MultiGeometry><Point><coordinates>-76.1,-8.1</coordinates></Point></MultiGeometry>", []),
        ("<Model/>", ["geometry_missing"]),
        ("<MultiGeometry>" * 12 + "</MultiGeometry>" * 12, ["geometry_missing"]),
    ],
)
def test_every_kind_of_placemark_is_read(drawn: str, expected: list[str]) -> None:
    text = KML.format(hole="", more=f"<Placemark>{drawn}</Placemark>")
    assert codes(judge_plot(read_features("p.kml", text.encode()).features[1]).faults) == expected


def test_several_areas_of_a_placemark_are_one_plot() -> None:
    ring = (
        "<Polygon><outerBoundaryIs><LinearRing><coordinates>{}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
    )
    both = ring.format("-76.1,-8.1 -76.09,-8.1 -76.09,-8.09 -76.1,-8.1") + ring.format(
        "-77,-9 -76.9,-9 -77,-9.1 -77,-9"
    )
    text = KML.format(hole="", more=f"<Placemark><MultiGeometry>{both}</MultiGeometry></Placemark>")
    (shape,) = judge_plot(read_features("p.kml", text.encode()).features[1]).shapes
    assert len(shape.rings) == 2


def test_kmz_is_unpacked_and_links_are_not_followed() -> None:
    link = "<NetworkLink><Link><href>http://example.org/p.kml</href></Link></NetworkLink>"
    text = KML.format(hole="", more=link).encode()
    found = read_features("p.kmz", packed({"files/x.kml": b"<kml/>", "doc.kml": text, "__MACOSX/._doc.kml": b"x"}))
    assert (len(found.features), codes(found.faults)) == (1, ["link_not_followed"])
    only = read_features("p.kml", f"<kml>{link}</kml>".encode())
    assert codes(only.faults) == ["link_not_followed", "no_features"]


def test_gpx_is_read_as_points_and_walks() -> None:
    found = read_features("p.gpx", GPX.encode())
    assert [each.properties for each in found.features] == [{"name": "Casa"}, {"name": "P1"}, {}]
    assert [each.geometry.type for each in found.features if each.geometry] == ["Point", "LineString", "LineString"]


@pytest.mark.parametrize("words", ["utf-8", "latin-1"])
def test_a_shapefile_is_read_with_its_table(words: str) -> None:
    corners = [(-76.1, -8.1), (-76.1, -8.099), (-76.099, -8.099), (-76.099, -8.1), (-76.1, -8.1)]
    found = read_features("p.zip", a_shapefile(corners, words=words))
    assert found.features[0].properties == {"NAME": "Peña", "HA": Decimal("1.25")}
    assert (found.faults, judge_plot(found.features[0]).faults) == ((), ())


def test_a_shapefile_in_metres_is_moved_to_degrees_and_says_so() -> None:
    corners = [(378_800.0, 9_104_400.0), (378_800.0, 9_104_500.0), (378_900.0, 9_104_500.0), (378_900.0, 9_104_400.0)]
    found = read_features("p.zip", a_shapefile([*corners, corners[0]], CRS(UTM_18_SOUTH).to_wkt("WKT1_ESRI")))
    (shape,) = judge_plot(found.features[0]).shapes
    assert (codes(found.faults), abs(area_of(shape) - 1) < Decimal("0.01")) == (["reprojected"], True)
    assert found.faults[0].facts["system"] == "WGS 84 / UTM zone 18S"


@pytest.mark.parametrize(("prj", "expected"), [(CRS(4326).to_wkt("WKT1_ESRI"), []), ("LOCAL", ["crs_not_wgs84"])])
def test_a_shapefile_says_in_which_system_it_is(prj: str, expected: list[str]) -> None:
    corners = [(-76.1, -8.1), (-76.1, -8.099), (-76.099, -8.099), (-76.1, -8.1)]
    assert codes(read_features("p.zip", a_shapefile(corners, prj)).faults) == expected


def test_metres_without_a_system_are_nowhere() -> None:
    corners = [(378_800.0, 9_104_400.0), (378_800.0, 9_104_500.0), (378_900.0, 9_104_500.0), (378_800.0, 9_104_400.0)]
    feature = read_features("p.zip", a_shapefile(corners)).features[0]
    assert codes(judge_plot(feature).faults) == ["out_of_range"]


def test_lines_of_a_shapefile_are_no_plots() -> None:
    feature = read_features("p.zip", a_shapefile([(-76.1, -8.1), (-76.2, -8.2)], kind=shapefile.POLYLINE)).features[0]
    assert codes(judge_plot(feature).faults) == ["geometry_type_not_allowed"]


def test_a_shapefile_may_hold_a_shape_of_nothing_and_words_of_any_kind() -> None:
    shp, dbf = io.BytesIO(), io.BytesIO()
    with shapefile.Writer(shp=shp, dbf=dbf, shapeType=shapefile.POLYGON) as writer:
        for name, kind in (("DAY", "D"), ("OK", "L"), ("TREES", "N")):
            writer.field(name, kind)
        writer.null()
        writer.record(DAY=date(2026, 5, 2), OK=True, TREES=900)
    (feature,) = read_features("p.zip", packed({"p.shp": shp.getvalue(), "p.dbf": dbf.getvalue()})).features
    assert feature.properties == {"DAY": "2026-05-02", "OK": True, "TREES": Decimal(900)}
    assert codes(judge_plot(feature).faults) == ["geometry_missing"]


def test_a_packed_geojson_is_read_too() -> None:
    assert len(read_features("p.zip", packed({"plots.geojson": a_file(a_feature())})).features) == 1


LOCKED = bytearray(packed({"p.kml": b"<kml/>"}))
LOCKED[6] |= 1
LOCKED[LOCKED.index(b"PK\x01\x02") + 8] |= 1
ENTITIES = b'<!DOCTYPE k [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><kml>&b;</kml>'
SHAPE = a_shapefile([(-76.1, -8.1), (-76.2, -8.2), (-76.3, -8.1), (-76.1, -8.1)])


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty_file"),
        (b" \n", "empty_file"),
        (b"%PDF-1.7 \xff\xfe", "format_unknown"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "format_unknown"),
        (b"[1, 2]", "not_geojson"),
        (b"{", "not_json"),
        (b'{"type": "Topology"}', "not_geojson"),
        (b'{"type": "FeatureCollection"}', "not_geojson"),
        (b'{"type": "FeatureCollection", "features": []}', "no_features"),
        (b'{"type": "Point", "coordinates": [NaN, 1]}', "not_json"),
        (b'{"type": "Caf\xe9"}', "not_utf8"),
        (b"[" * 100_000, "not_json"),
        (b'{"a":' * 100_000, "not_json"),
        (b"<kml", "not_xml"),
        (ENTITIES, "not_xml"),
        (b'<?xml version="1.0" encoding="klingon"?><kml/>', "not_xml"),
        (b"<a>" * 100_000, "not_xml"),
        (b"<kml/>", "no_features"),
        (b"<html/>", "format_unknown"),
        ("<kml/>".encode("utf-16"), "no_features"),
        (b"PK\x03\x04 damaged", "archive_refused"),
        (packed({"a.txt": b"x"}), "format_unknown"),
        (bytes(LOCKED), "password_protected"),
        (packed({f"{number}.kml": b"" for number in range(archives.MOST_ENTRIES + 1)}), "archive_refused"),
        (packed({"p.shp": b"damaged"}), "not_shapefile"),
        (b"{" + b" " * 25_000_000, "file_too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_what_cannot_be_read_is_told(content: bytes, expected: str) -> None:
    assert codes(read_features("plots", content).faults) == [expected]


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_UNPACKED", 1_000)
    bomb = packed({"doc.kml": b" " * 600, "z.kml": b" " * 600})
    assert codes(read_features("p.kmz", bomb).faults) == ["archive_refused"]


def test_so_many_features_are_not_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_FEATURES", 1)
    assert codes(read_features("p", a_file(a_feature(), a_feature())).faults) == ["too_many_features"]


def test_a_name_that_stands_twice_is_told() -> None:
    twice = b'{"type":"Point","type":"Point","coordinates":[-76.123456,-8.1]}'
    assert next((each.text, each.facts) for each in judge_file(twice)) == ("duplicate_key", {"property": "type"})
    features = a_file(a_feature()).replace(b'"features"', b'"features": [], "features"')
    assert codes(judge_file(features)) == ["duplicate_key"]


@pytest.mark.parametrize(
    "number", ["1e400", "1e999999999999999999", "9" * 5_000, "-0e99999999999999999999", "1" + "0" * 300]
)
def test_numbers_that_nobody_means_are_nowhere_on_earth(number: str) -> None:
    text = f'{{"type":"Point","coordinates":[{number},-8.123456]}}'
    assert codes(judge_file(text.encode()))[0] in {"out_of_range", "country_missing"}
    area = f'{{"type":"Feature","properties":{{"Area":{number}}},"geometry":{{"type":"Point","coordinates":[1,2]}}}}'
    assert codes(judge_file(area.encode()))


@pytest.mark.parametrize(
    ("crs", "expected"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", []),
        ("EPSG:4326", []),
        ("urn:ogc:def:crs:EPSG::32718", ["crs_not_wgs84"]),
    ],
)
def test_coordinates_are_in_wgs84(crs: str, expected: list[str]) -> None:
    assert codes(judge_file(a_file(a_feature(), crs={"type": "name", "properties": {"name": crs}}))) == expected


def test_a_system_that_is_not_named_is_not_taken() -> None:
    assert codes(judge_file(a_file(a_feature(), crs=7))) == ["crs_not_wgs84"]


@pytest.mark.parametrize("content", [bytes(LOCKED), b"\xd0\xcf\x11\xe0\xa1\xb1"])
def test_customs_take_no_locked_file(content: bytes) -> None:
    assert codes(judge_file(content)) == ["password_protected"]


def test_customs_take_no_archive() -> None:
    assert codes(judge_file(packed({"p.geojson": a_file(a_feature())}))) == ["not_json"]


def test_damaged_archives_are_never_an_exception() -> None:
    for at, byte in product(range(0, len(SHAPE), 5), (0x00, 0xFF)):
        for feature in read_features("p.zip", SHAPE[:at] + bytes([byte]) + SHAPE[at + 1 :]).features:
            judge_plot(feature)


def test_damaged_shapefiles_are_never_an_exception() -> None:
    with zipfile.ZipFile(io.BytesIO(SHAPE)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, content in parts.items():
        for at in range(0, len(content), 3):
            huge = content[:at] + struct.pack("<i", 2**31 - 1) + content[at + 4 :]
            for feature in read_features("p.zip", packed(parts | {name: huge})).features:
                judge_plot(feature)


def test_json_says_the_same_whatever_the_order_of_its_names() -> None:
    turned = json.dumps(dict(reversed(a_feature([OUTLINE]).items()))).encode()
    assert judge_file(turned) == []
