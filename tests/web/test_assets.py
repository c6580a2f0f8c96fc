"""Files under names that change with their content, and answers that leave small."""

import gzip
from pathlib import Path

import pytest
from flask import Flask, Response, make_response

from marketplace.web.assets import Shelf, register_assets
from marketplace.web.compression import register_compression
from tests.web.sheet import a_sheet

ASKING = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "fonts").mkdir()
    (tmp_path / "look.css").write_text("a{color:red}" * 100)
    (tmp_path / "fonts" / "tiny.js").write_text("1")
    return tmp_path


@pytest.fixture
def app(folder: Path) -> Flask:
    app = Flask("shelf", static_folder=None)
    register_assets(app, folder)
    register_compression(app)

    @app.get("/text/<int:size>")
    def show_text(size: int) -> Response:
        return make_response("x" * size)

    @app.get("/stream")
    def show_stream() -> Response:
        return Response(iter(["x" * 2000]), mimetype="text/plain")

    @app.get("/picture")
    def show_picture() -> Response:
        return Response(b"x" * 2000, mimetype="image/png")

    return app


def test_a_name_changes_with_the_content(folder: Path) -> None:
    before = Shelf(folder).address("look.css")
    (folder / "look.css").write_text("a{color:blue}")
    assert Shelf(folder).address("look.css") != before


def test_a_file_that_is_not_there_is_a_mistake_of_the_template(folder: Path) -> None:
    with pytest.raises(KeyError):
        Shelf(folder).address("lock.css")


def test_a_fingerprinted_file_may_be_kept_for_a_year(app: Flask, folder: Path) -> None:
    answer = app.test_client().get(Shelf(folder).address("fonts/tiny.js"))
    assert (answer.text, answer.mimetype) == ("1", "text/javascript")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_plain_name_is_asked_for_again_each_time(app: Flask) -> None:
    first = app.test_client().get("/static/look.css")
    again = app.test_client().get("/static/look.css", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.headers["Cache-Control"], again.status_code) == ("no-cache", 304)


def test_a_file_leaves_packed_where_the_browser_can_read_that(app: Flask, folder: Path) -> None:
    answer = app.test_client().get("/static/look.css", headers=ASKING)
    assert gzip.decompress(answer.data) == (folder / "look.css").read_bytes()
    assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == ("gzip", "Accept-Encoding")


@pytest.mark.parametrize("path", ["/static/nothing.css", "/static/../secret", "/static/look.0000000000.css"])
def test_what_is_not_on_the_shelf_is_not_found(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code == 404


def test_a_long_text_is_packed(app: Flask) -> None:
    answer = app.test_client().get("/text/2000", headers=ASKING)
    assert gzip.decompress(answer.data) == b"x" * 2000
    assert int(answer.headers["Content-Length"]) == len(answer.data)


@pytest.mark.parametrize("path", ["/text/500", "/stream", "/picture"])
def test_short_streaming_and_packed_answers_are_left_alone(app: Flask, path: str) -> None:
    assert "Content-Encoding" not in app.test_client().get(path, headers=ASKING).headers


@pytest.mark.parametrize("wish", ["", "identity", "gzip;q=0, br"])
def test_a_browser_that_cannot_unpack_gets_the_text_itself(app: Flask, wish: str) -> None:
    answer = app.test_client().get("/text/2000", headers={"Accept-Encoding": wish})
    assert (answer.data, answer.headers["Vary"]) == (b"x" * 2000, "Accept-Encoding")


def test_the_first_load_of_the_frame_is_small() -> None:
    client = a_sheet().test_client()
    shelf = [f"/static/{name}" for name in ("mazorca.css", "mazorca.js", "mark.svg")]
    assert sum(len(client.get(path, headers=ASKING).data) for path in shelf) < 14 * 1024
