"""People talk on the page of the thing itself, with files, without script, and lose nothing that they typed."""

import gzip
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from werkzeug.test import TestResponse

from marketplace.app import create_app
from marketplace.config import Config
from marketplace.domain.viewers import Level, Viewer
from marketplace.models.base import db
from tests.gateways.buckets import Bucket
from tests.gateways.contents import a_paper, a_picture
from tests.market import Browser, Market
from tests.web.test_budgets import MOST_BYTES, MOST_QUERIES, counted

File = tuple[str, bytes]


@dataclass
class Table:
    """Two parties and a facilitator around one contract, each with a browser."""

    market: Market
    producer: Viewer
    maker: Viewer
    contract_id: int

    @property
    def thread(self) -> str:
        """The thread's own page."""
        return f"/threads/contract/{self.contract_id}"

    @property
    def page(self) -> str:
        """The contract's page."""
        return f"/contracts/{self.contract_id}"

    def browser(self, who: Viewer, locale: str = "en") -> Browser:
        """Open a browser."""
        return self.market.browser(who, locale)

    def say(self, who: Viewer, body: str = "", files: Sequence[File] = (), **more: str) -> TestResponse:
        """Send the form of the contract's page."""
        form = {"idempotency_key": secrets.token_hex(8), "body": body, **more}
        return send(self.browser(who), self.thread, form=form, files=files, referer=f"http://localhost{self.page}")


def send(browser: Browser, address: str, *, form: dict[str, str], files: Sequence[File], referer: str) -> TestResponse:
    """Send a form with files as a browser does, fields first."""
    parts = [(f'name="{name}"', value.encode()) for name, value in form.items()]
    parts += [(f'name="files"; filename="{name}"', content) for name, content in files]
    sent = b"".join(
        b"--limit\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + content + b"\r\n"
        for head, content in parts
    )
    kind = "multipart/form-data; boundary=limit"
    headers = {"Referer": referer}
    return browser.client.post(address, data=sent + b"--limit--\r\n", content_type=kind, headers=headers)


def table_in(market: Market) -> Table:
    producer, maker = market.a_producer(), market.a_maker()
    return Table(market, producer, maker, market.a_contract(producer, maker))


@pytest.fixture
def table(market: Market) -> Table:
    return table_in(market)


def addresses(text: str) -> list[str]:
    return re.findall(r'(?:href|src)="(/files/[^"]+)"', text)


def test_a_message_is_answered_on_the_page_it_came_from(table: Table) -> None:
    answer = table.say(table.maker, "Are the bags ready?")
    assert (answer.status_code, answer.location) == (303, f"{table.page}#message-body")
    for who in (table.producer, table.maker, table.market.a_facilitator()):
        assert "Are the bags ready?" in table.browser(who).get(table.page).text


def test_messages_stand_among_events_with_the_newest_last(table: Table) -> None:
    table.say(table.maker, "First words")
    table.say(table.producer, "Last words")
    text = table.browser(table.maker).get(table.page).text
    places = [text.index(each) for each in ("The contract was drafted.", "First words", "Last words", "Your message")]
    assert places == sorted(places)


def test_what_is_new_is_marked_once(table: Table) -> None:
    table.say(table.maker, "Look")
    browser = table.browser(table.producer)
    assert ">new<" in browser.get(table.page).text
    assert ">new<" not in browser.get(table.page).text


def test_markup_is_shown_as_it_was_typed_and_only_our_own_pages_are_links(table: Table) -> None:
    table.say(
        table.maker, "<script>x</script> see http://localhost/lots/A?b=1&c=2. Not http://localhost.evil.example/x"
    )
    text = table.browser(table.producer).get(table.page).text
    assert "&lt;script&gt;x&lt;/script&gt;" in text
    assert '<a href="/lots/A?b=1&amp;c=2">http://localhost/lots/A?b=1&amp;c=2</a>.' in text
    assert 'href="http://localhost.evil' not in text
    assert "evil.example/x</" not in text.split("Not ")[1].split("</div>")[0]


def test_files_come_with_their_kind_and_size_and_pictures_small(table: Table) -> None:
    table.say(table.maker, "", [("peso 🍫.pdf", a_paper()), ("bags.jpg", a_picture("JPEG", (900, 600)))])
    text = table.browser(table.producer).get(table.page).text
    assert re.search(r"peso 🍫\.pdf</a>\s*<span class=\"note\">PDF, 1 KB", text)
    large, small, paper = addresses(text)
    assert small == f"{large}?small=1"
    browser = table.browser(table.producer)
    assert browser.get(paper).data == a_paper()
    assert browser.get(small).mimetype == browser.get(large).mimetype == "image/webp"
    assert len(browser.get(small).data) < len(browser.get(large).data)


def test_what_cannot_be_sent_is_said_beside_the_field_with_the_text_still_there(table: Table) -> None:
    answer = table.say(table.maker, "Please look", [("list.exe", b"MZ\0\0"), ("a.pdf", a_paper())])
    assert answer.status_code == 422
    assert "list.exe is no PDF, picture" in answer.text
    assert ">\r\nPlease look</textarea>" in answer.text
    assert "Please look" not in table.browser(table.producer).get(table.page).text


def slips(text: str) -> list[str]:
    return re.findall(r'name="waiting"\s+value="([^"]+)"', text)


def test_good_files_of_a_refused_try_wait_and_are_sent_with_the_next_one(table: Table) -> None:
    refused = table.say(table.maker, "Please look", [("list.exe", b"MZ\0\0"), ("peso 🍫.pdf", a_paper())]).text
    assert re.search(r"peso 🍫\.pdf\s*<br>\s*<small class=\"note\">PDF, 1 KB", refused)
    assert table.say(table.maker, "Here", waiting=slips(refused)[0]).status_code == 303
    text = table.browser(table.producer).get(table.page).text
    assert table.browser(table.producer).get(addresses(text)[0]).data == a_paper()


def test_a_file_that_waited_is_sent_once(table: Table) -> None:
    [slip] = slips(table.say(table.maker, "x" * 4001, [("a.pdf", a_paper())]).text)
    for body in ("First", "Second"):
        assert table.say(table.maker, body, waiting=slip).status_code == 303
    assert len(addresses(table.browser(table.producer).get(table.page).text)) == 1


def test_nobody_else_may_send_a_file_that_waits(table: Table) -> None:
    [slip] = slips(table.say(table.maker, "x" * 4001, [("a.pdf", a_paper())]).text)
    assert table.say(table.producer, "Mine", waiting=slip).status_code == 303
    assert addresses(table.browser(table.producer).get(table.page).text) == []
    assert table.say(table.maker, "", waiting=slip[:-2]).status_code == 422


def test_a_storage_that_fails_on_the_way_is_said_in_words(table: Table, config: Config) -> None:
    config.uploads_dir.write_text("a file where the folder should be")
    answer = table.say(table.maker, "Please look", [("a.pdf", a_paper())])
    assert (answer.status_code, "a.pdf could not be stored just now" in answer.text) == (422, True)


def test_an_empty_message_is_refused_in_words(table: Table) -> None:
    answer = table.say(table.maker)
    assert answer.status_code == 422
    assert "Please write something, or add a file." in answer.text


def test_thirty_one_megabytes_are_refused_unread_with_the_text_still_there(table: Table) -> None:
    answer = table.say(table.maker, "A <long> text 🍫", [("a.pdf", b"%PDF-" + b"0" * 31 * 1024 * 1024)])
    assert answer.status_code == 413
    assert "A &lt;long&gt; text 🍫</textarea>" in answer.text
    assert f'action="{table.thread}"' in answer.text


def test_files_that_wait_outlive_a_try_that_is_too_large(table: Table) -> None:
    [slip] = slips(table.say(table.maker, "x" * 4001, [("a.pdf", a_paper())]).text)
    answer = table.say(table.maker, "Two more", [("b.pdf", b"%PDF-" + b"0" * 31 * 1024 * 1024)], waiting=slip)
    assert (answer.status_code, slips(answer.text)) == (413, [slip])


def test_what_is_too_large_is_said_in_the_readers_language(table: Table) -> None:
    browser = table.browser(table.producer, "es_PE")
    files = [("a.pdf", b"0" * 32_000_000)]
    answer = send(browser, table.thread, form={"body": "Hola"}, files=files, referer="")
    assert answer.status_code == 413
    assert "Demasiado a la vez" in answer.text


@pytest.mark.parametrize("body", [b"", b"--limit\r\nnonsense", b"--limit\r\nContent-Disposition: form-data\r\n\r\nx"])
def test_a_large_request_that_cannot_be_read_is_refused_all_the_same(table: Table, body: bytes) -> None:
    kind = "multipart/form-data; boundary=limit" if body else "text/plain"
    sent = body + b"0" * 32_000_000
    assert table.browser(table.maker).client.post(table.thread, data=sent, content_type=kind).status_code == 413


def test_twenty_megabytes_in_three_files_get_in(table: Table) -> None:
    paper = a_paper(b"2 0 obj <<>>\nstream\n" + b"0" * 7_000_000 + b"\nendstream endobj")
    assert table.say(table.maker, "Scans", [(f"{number}.pdf", paper) for number in range(3)]).status_code == 303


def test_other_forms_take_no_more_than_before(table: Table) -> None:
    answer = table.browser(table.maker).client.post(table.page + "/confirm", data=b"0" * 13_000_000)
    assert answer.status_code == 413


def test_the_same_form_sent_twice_speaks_once_and_keeps_no_second_file(table: Table, config: Config) -> None:
    for _ in range(2):
        answer = table.say(table.maker, "Once", [("a.pdf", a_paper())], idempotency_key="the same form")
        assert answer.location == f"{table.page}#message-body"
    assert table.browser(table.maker).get(table.page).text.count("Once") == 1
    assert len([path for path in config.uploads_dir.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize("is_forgotten", [False, True])
def test_who_was_signed_out_while_typing_gets_the_words_back_and_a_way_in(
    table: Table, *, is_forgotten: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody, page = table.market.browser(), f"http://localhost{table.page}"
    if is_forgotten:
        monkeypatch.setitem(table.market.app.config, "WTF_CSRF_ENABLED", value=True)
    form = {"idempotency_key": "k", "body": "Two <b>long</b> words", "password": "a pass phrase"}
    answer = send(nobody, table.thread, form=form, files=[], referer=page)
    assert answer.status_code in (403, 404)
    assert "Two &lt;b&gt;long&lt;/b&gt; words" in answer.text
    assert "a pass phrase" not in answer.text
    assert f'href="/sign-in?next={table.page}"' in answer.text


def test_words_from_another_site_are_not_repeated(table: Table) -> None:
    form = {"idempotency_key": "k", "body": "Two words"}
    abroad = send(table.market.browser(), table.thread, form=form, files=[], referer="http://x.example/")
    assert "Two words" not in abroad.text


def test_who_follows_a_link_unsigned_is_led_to_it_by_signing_in(table: Table) -> None:
    answer = table.market.browser().get(table.page)
    assert (answer.status_code, f'href="/sign-in?next={table.page}"' in answer.text) == (404, True)


def test_a_reader_sees_no_box_and_cannot_speak(table: Table) -> None:
    reader = table.market.a_person(table.maker.organization_id, Level.READER)
    assert "Your message" not in table.browser(reader).get(table.page).text
    assert table.say(reader, "Hello").status_code == 403


def test_a_stranger_is_told_nothing(table: Table, config: Config) -> None:
    stranger = table.market.a_maker()
    assert table.browser(stranger).get(table.thread).status_code == 404
    assert table.say(stranger, "Hello", [("a.pdf", a_paper())]).status_code == 404
    assert not config.uploads_dir.exists()


def test_a_long_thread_is_read_page_by_page(table: Table) -> None:
    people = [table.market.a_person(table.maker.organization_id) for _ in range(3)]
    for number in range(60):
        assert table.say(people[number % 3], f"word {number:02}").status_code == 303
    text = table.browser(table.producer).get(table.page).text
    assert re.findall(r"word \d\d", text) == [f"word {number:02}" for number in range(10, 60)]
    earlier = re.search(r'href="(/threads/contract/[^"]+before[^"]+)"', text)
    assert earlier
    older = table.browser(table.producer).get(earlier[1]).text
    assert re.findall(r"word \d\d", older) == [f"word {number:02}" for number in range(10)]
    assert "The contract was drafted." in older


def test_everything_works_with_a_bucket_too(bucket: Bucket, config: Config) -> None:
    app = create_app(replace(config, bucket=bucket.address))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    table = table_in(Market(app))
    assert table.say(table.maker, "Here", [("a.pdf", a_paper()), ("b.png", a_picture("PNG"))]).status_code == 303
    text = table.browser(table.producer).get(table.page).text
    for address in addresses(text):
        assert table.browser(table.producer).get(address).status_code == 200
    assert len([path for path in bucket.folder.rglob("*.*") if path.is_file()]) == 3
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_a_thread_full_of_news_and_pictures_asks_the_database_little(table: Table) -> None:
    for number in range(10):
        table.say(table.maker, f"word {number}", [("a.png", a_picture("PNG")), ("b.pdf", a_paper())])
    browser = table.browser(table.producer)
    with counted(table.market.app) as statements:
        text = browser.get(table.thread).text
    assert text.count(">new<") == 10
    assert len(statements) <= MOST_QUERIES, "\n\n".join(statements)
    assert len(gzip.compress(text.encode())) < MOST_BYTES // 4


@pytest.mark.parametrize("kind", ["bid", "sample"])
def test_bids_and_samples_are_talked_about_on_their_own_pages(table: Table, kind: str) -> None:
    market, who = table.market, (table.producer, table.maker)
    market.set_references()
    market.set_freight()
    number = market.a_bid(*who) if kind == "bid" else market.a_sample(*who)
    thread, page = f"/threads/{kind}/{number}", f"http://localhost/{kind}s/{number}"
    answer = send(
        table.browser(table.maker), thread, form={"idempotency_key": "k", "body": "Hi"}, files=[], referer=page
    )
    assert answer.location == f"/{kind}s/{number}#message-body"
    for person in (table.producer, table.maker, market.a_facilitator()):
        assert ">Hi</div>" in table.browser(person).get(page).text
    assert f'href="/{kind}s/{number}"' in table.browser(table.producer).get(thread).text
    assert table.browser(market.a_maker()).get(thread).status_code == 404


def test_a_page_that_had_grown_old_is_no_deed_however_often_it_is_sent(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(table.market.app.config, "WTF_CSRF_ENABLED", value=True)
    browser, form = table.browser(table.maker), {"idempotency_key": "old", "body": "Hi"}
    for _ in range(2):
        answer = send(browser, table.thread, form=form, files=[], referer=f"http://localhost{table.page}")
        assert (answer.status_code, answer.location) == (303, table.page)
        assert "The page had grown old" in browser.get(table.page).text
