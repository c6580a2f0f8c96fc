"""Photos come in through a form, and go out only to those who may see their lot."""

import io
import re
import secrets
import zipfile

import pytest
from PIL import Image

from tests.lot_desk import Desk
from tests.market import Browser, Market


@pytest.fixture
def desk(market: Market) -> Desk:
    return Desk(market)


def a_photo() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (60, 40), "brown").save(content, "JPEG")
    return content.getvalue()


def send(browser: Browser, code: str, *, content: bytes, name: str = "photo.jpg") -> int:
    parts = {"idempotency_key": secrets.token_hex(8).encode(), "caption": b"Drying <beds>"}
    heads = {name: f'Content-Disposition: form-data; name="{name}"' for name in parts}
    heads["photo"] = f'Content-Disposition: form-data; name="photo"; filename="{name}"\r\nContent-Type: image/jpeg'
    body = b"".join(
        b"--limit\r\n" + head.encode() + b"\r\n\r\n" + {**parts, "photo": content}[each] + b"\r\n"
        for each, head in heads.items()
    )
    kind = "multipart/form-data; boundary=limit"
    return browser.client.post(f"/lots/{code}/photos", data=body + b"--limit--\r\n", content_type=kind).status_code


def photo_of(browser: Browser, code: str) -> str:
    return "/lots/photos/" + browser.get(f"/lots/{code}").text.partition('src="/lots/photos/')[2].partition('"')[0]


def test_a_photo_is_shown_with_its_words(desk: Desk) -> None:
    desk.draft(code="PIC-1")
    browser = desk.market.browser(desk.seller)
    assert send(browser, "PIC-1", content=a_photo()) == 303
    page = browser.get("/lots/PIC-1").text
    assert 'alt="Drying &lt;beds&gt;"' in page
    picture = browser.get(photo_of(browser, "PIC-1"))
    assert (picture.mimetype, picture.headers["X-Content-Type-Options"]) == ("image/webp", "nosniff")


def test_a_lot_that_is_passed_on_is_previewed_with_its_photo(market: Market) -> None:
    producer = market.a_producer()
    code = market.code_of_lot(market.a_lot(producer))
    send(market.browser(producer), code, content=a_photo())
    page = market.browser().get(f"/lots/{code}").text
    found = re.search(r'<meta property="og:image" content="http://localhost([^"]+)">', page)
    assert found
    assert market.browser().get(found[1]).mimetype == "image/webp"


def test_a_photo_of_a_draft_is_not_for_strangers(desk: Desk) -> None:
    desk.draft(code="PIC-1")
    browser = desk.market.browser(desk.seller)
    send(browser, "PIC-1", content=a_photo())
    address = photo_of(browser, "PIC-1")
    assert desk.market.browser(desk.market.a_maker()).get(address).status_code == 404
    assert desk.market.browser().get(address).status_code == 404


def a_zip() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("x", b"x" * 1000)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"", 422), (a_zip(), 422), (b"<svg onload=alert(1)>", 422), (b"\xff\xd8" + b"0" * 11_000_000, 422)],
    ids=["nothing", "a PNG that is a zip", "svg", "11 MB"],
)
def test_what_is_no_photo_is_refused_beside_the_field(desk: Desk, content: bytes, status: int) -> None:
    desk.draft(code="PIC-1")
    assert send(desk.market.browser(desk.seller), "PIC-1", content=content, name="photo.png") == status


def test_thirty_megabytes_do_not_get_in(desk: Desk) -> None:
    desk.draft(code="PIC-1")
    assert send(desk.market.browser(desk.seller), "PIC-1", content=b"0" * 30_000_000) == 413


@pytest.mark.parametrize("name", ["..%2f..%2fetc%2fpasswd", "nosuch.webp", "x"])
def test_there_is_no_photo_under_any_other_name(desk: Desk, name: str) -> None:
    assert desk.market.browser().get(f"/lots/photos/{name}").status_code == 404


def test_a_photo_is_described_and_removed(desk: Desk) -> None:
    desk.draft(code="PIC-1")
    browser = desk.market.browser(desk.seller)
    send(browser, "PIC-1", content=a_photo())
    browser.post("/lots/PIC-1/photos/1/describe", {"caption": "Beds"})
    assert 'value="Beds"' in browser.get("/lots/PIC-1/photos").text
    browser.post("/lots/PIC-1/photos/1/remove")
    assert "/lots/photos/" not in browser.get("/lots/PIC-1").text


def test_a_caption_that_is_too_long_is_refused_in_words(desk: Desk) -> None:
    desk.draft(code="PIC-1")
    browser = desk.market.browser(desk.seller)
    send(browser, "PIC-1", content=a_photo())
    browser.post("/lots/PIC-1/photos/1/describe", {"caption": "x" * 201})
    assert "At most 200 letters fit here." in browser.get("/lots/PIC-1/photos").text


def test_nobody_else_adds_photos(desk: Desk) -> None:
    desk.published(code="PIC-1")
    assert send(desk.market.browser(desk.market.a_producer()), "PIC-1", content=a_photo()) == 403
