"""Letters about notices: by SMTP to a server on this machine, in the reader's language, each at most once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from marketplace import clock
from marketplace.config import Config
from marketplace.domain.events import SubjectKind
from marketplace.domain.ids import AllocationId, LetterId
from marketplace.domain.notices.letters import MOST_TRIES, LetterState
from marketplace.domain.notices.preferences import Preferences, Way
from marketplace.domain.viewers import Viewer
from marketplace.jobs.worker import run_worker
from marketplace.models.base import db
from marketplace.models.rows.people.notices import Letter
from marketplace.models.rows.rounds.rounds import Allocation
from marketplace.services.accounts import choose_language
from marketplace.services.allocations import accept_allocation, decline_allocation
from marketplace.services.memberships import remove_member
from marketplace.services.messages import Words, post_message
from marketplace.services.notices.delivery import claim_letter, note_handed
from marketplace.services.notices.preferences import keep_preferences
from tests.jobs.leaves import buttons, html_of, html_words, plain_words
from tests.jobs.post_office import PostOffice, a_post_office
from tests.market import NOW, Market

SITE = "https://mazorca.example"
AWAKE = Preferences(zone="UTC", quiet_from=0, quiet_to=0, digest_hour=0)


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    with a_post_office() as office:
        yield office


@pytest.fixture
def config(config: Config, post_office: PostOffice) -> Config:
    return replace(config, smtp_url=post_office.url, public_url=SITE)


class Sides:
    """A proposal between a group and a maker, both awake at every hour."""

    def __init__(self, market: Market) -> None:
        """Make both and the proposal."""
        self.market = market
        self.producer, self.maker = market.a_producer(name="Yanayacu"), market.a_maker(name="Chocolaterie Lyon")
        for viewer in (self.producer, self.maker):
            market.do(keep_preferences, AWAKE, by=viewer)
        self.allocation_id = AllocationId(market.an_allocation(self.producer, self.maker))

    def accept(self, by: Viewer) -> None:
        """Let one side accept; the other one is told."""
        self.market.do(accept_allocation, self.allocation_id, by=by, now=NOW)

    def say(self, body: str) -> int:
        """Let the group say something to the maker about a contract; gives the contract's number."""
        contract_id = self.market.a_contract(self.producer, self.maker)
        contract = SubjectKind.CONTRACT, contract_id
        self.market.do(post_message, *contract, words=Words(body), by=self.producer, now=NOW)
        return contract_id

    def letters(self, state: LetterState | None = None) -> list[Letter]:
        """List the letters that were set out."""

        def read() -> list[Letter]:
            query = select(Letter).order_by(Letter.id)
            return list(db.session.scalars(query.where(Letter.state == state) if state else query))

        return self.market.do(read)


@pytest.fixture
def sides(market: Market) -> Sides:
    return Sides(market)


def work(app: Flask) -> None:
    """Let a worker do what is in the queue, without waiting for anything's time."""
    with app.app_context():
        db.session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'"))
        db.session.commit()
    run_worker(app, wait=False)


def test_the_other_side_is_mailed_what_happened_and_what_to_do(
    app: Flask, market: Market, sides: Sides, post_office: PostOffice
) -> None:
    sides.accept(sides.producer)
    work(app)
    [letter] = post_office.letters
    body = letter.get_content()
    assert letter["To"].addresses[0].addr_spec == market.email_of(sides.maker)
    assert str(letter["Subject"]).startswith("Your turn until Monday 30 Nov: Answer the proposed sale (20 bags of LOT-")
    assert "One side accepted." in body
    assert "Yanayacu" in body
    assert "Your turn: Answer the proposed sale, until 30 Nov 2026, 15:00, UTC time." in body


def test_a_letter_says_how_much_of_which_lot_and_with_whom(
    app: Flask, market: Market, sides: Sides, post_office: PostOffice
) -> None:
    sides.accept(sides.producer)
    work(app)
    [letter] = post_office.letters

    def said() -> str:
        row = db.session.get_one(Allocation, sides.allocation_id)
        return f"{row.bags} bags of {row.lot.code}, with Yanayacu"

    goods = market.do(said)
    assert str(letter["Subject"]).endswith(f" ({goods})")
    assert goods in letter.get_content()


def test_both_forms_of_a_letter_say_the_same_and_what_people_write_is_never_a_link(
    app: Flask, market: Market, sides: Sides, post_office: PostOffice
) -> None:
    sides.say(f"<b>Look</b> & pay here:\n\n{SITE}/pay\n\nhttps://evil.example/")
    work(app)
    [letter] = [each for each in post_office.letters if "evil.example" in each.get_content()]
    assert html_words(letter) == plain_words(letter)
    [button] = buttons(letter)
    assert button.startswith(f"{SITE}/notices/")
    assert 'href="https://evil.example' not in html_of(letter)
    assert f'href="{SITE}/pay"' not in html_of(letter)


def test_the_link_in_a_letter_leads_to_the_thing(
    app: Flask, market: Market, sides: Sides, post_office: PostOffice
) -> None:
    sides.accept(sides.producer)
    work(app)
    body = post_office.letters[0].get_content()
    link = next(line for line in body.splitlines() if line.startswith(f"{SITE}/notices/"))
    answer = market.browser(sides.maker).get(link.removeprefix(SITE))
    assert answer.location == f"/allocations/{sides.allocation_id}"


def test_a_letter_speaks_the_readers_language(
    app: Flask, market: Market, sides: Sides, post_office: PostOffice
) -> None:
    market.do(choose_language, "es_PE", by=sides.maker)
    sides.accept(sides.producer)
    work(app)
    [letter] = post_office.letters
    assert str(letter["Subject"]).startswith("Le toca")
    assert "Una parte aceptó." in letter.get_content()


def test_a_letter_says_how_to_get_fewer(app: Flask, market: Market, sides: Sides, post_office: PostOffice) -> None:
    sides.accept(sides.producer)
    work(app)
    link = str(post_office.letters[0]["List-Unsubscribe"]).strip("<>")
    page = market.browser().get(link.removeprefix(SITE))
    assert (page.status_code, "In one letter a day" in page.text) == (200, True)


def test_nobody_else_is_mailed(app: Flask, market: Market, sides: Sides, post_office: PostOffice) -> None:
    market.a_maker()
    market.a_facilitator()
    sides.accept(sides.producer)
    work(app)
    assert [str(each["To"].addresses[0].addr_spec) for each in post_office.letters] == [market.email_of(sides.maker)]


def test_what_was_written_with_a_no_is_in_the_letter(
    app: Flask, market: Market, sides: Sides, post_office: PostOffice
) -> None:
    market.do(decline_allocation, sides.allocation_id, "The lot was too dry.", by=sides.maker, now=NOW)
    work(app)
    [letter] = post_office.letters
    assert "    The lot was too dry." in letter.get_content()
    assert "Your turn" not in letter.get_content()


def test_telling_twice_tells_once(app: Flask, sides: Sides, post_office: PostOffice) -> None:
    sides.accept(sides.producer)
    with app.app_context():
        db.session.execute(
            text(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, status)"
                " SELECT queue_name, task_name, priority, args, 'todo' FROM procrastinate_jobs"
            )
        )
        db.session.commit()
    work(app)
    assert len(post_office.letters) == 1


def test_a_letter_waits_while_the_server_is_busy(app: Flask, sides: Sides, post_office: PostOffice) -> None:
    post_office.to_recipients = ["450 later, please"]
    sides.accept(sides.producer)
    work(app)
    assert (len(post_office.letters), len(sides.letters(LetterState.WAITING))) == (0, 1)
    work(app)
    assert list(post_office.arrived.values()) == [1]
    assert len(sides.letters(LetterState.SENT)) == 1


def test_a_letter_that_the_server_would_not_take_after_its_last_word_is_tried_again(
    app: Flask, sides: Sides, post_office: PostOffice
) -> None:
    post_office.answers = ["451 not just now"]
    sides.accept(sides.producer)
    work(app)
    work(app)
    assert list(post_office.arrived.values()) == [1]


@pytest.mark.parametrize("when", ["to_recipients", "answers"])
def test_a_letter_that_is_refused_for_good_is_shown_to_facilitators(
    app: Flask, market: Market, sides: Sides, post_office: PostOffice, when: str
) -> None:
    setattr(post_office, when, ["550 nobody here"])
    sides.accept(sides.producer)
    work(app)
    [letter] = sides.letters()
    assert (letter.state, letter.failure) == (LetterState.FAILED, "550 nobody here")
    page = market.browser(market.a_facilitator()).get("/inbox").text
    assert market.email_of(sides.maker) in page
    assert "550 nobody here" in page


def test_an_address_that_came_back_is_left_in_peace_and_its_reader_told_so(
    app: Flask, market: Market, sides: Sides, post_office: PostOffice
) -> None:
    post_office.to_recipients = ["550 5.1.1 nobody here"]
    sides.accept(sides.producer)
    work(app)
    sides.say("Are the bags ready?")
    work(app)
    assert [each.state for each in sides.letters()] == [LetterState.FAILED, LetterState.DROPPED]
    assert post_office.letters == []
    assert "came back, so nothing is mailed to you until" in market.browser(sides.maker).get("/inbox").text


def test_whoever_left_before_the_letter_did_is_mailed_nothing(
    app: Flask, market: Market, sides: Sides, post_office: PostOffice
) -> None:
    boss = market.a_person(sides.maker.organization_id)
    market.do(keep_preferences, replace(AWAKE, turn=Way.INBOX), by=boss)
    sides.accept(sides.producer)
    app.extensions["mazorca"] = replace(app.extensions["mazorca"], smtp_url="smtp://127.0.0.1:1")
    work(app)
    market.do(remove_member, sides.maker.organization_id or 0, sides.maker.user_id or 0, by=boss, now=NOW)
    app.extensions["mazorca"] = replace(app.extensions["mazorca"], smtp_url=post_office.url)
    work(app)
    assert (post_office.letters, [each.state for each in sides.letters()]) == ([], [LetterState.DROPPED])
    assert "One side accepted." not in market.browser(sides.maker).get("/inbox").text


def test_the_words_of_a_message_are_in_its_letter(
    app: Flask, market: Market, sides: Sides, post_office: PostOffice
) -> None:
    contract_id = sides.say("Are the bags ready?\nWe load on Friday.")
    work(app)
    [letter] = [each for each in post_office.letters if "A message from Yanayacu" in str(each["Subject"])]
    body = letter.get_content().replace("\r\n", "\n")
    assert "    Are the bags ready?\n    We load on Friday.\n" in body
    link = next(line for line in body.splitlines() if line.startswith(f"{SITE}/notices/"))
    assert market.browser(sides.maker).get(link.removeprefix(SITE)).location == f"/contracts/{contract_id}#message-1"


def test_a_letter_is_given_up_after_a_day_of_tries(app: Flask, sides: Sides) -> None:
    app.extensions["mazorca"] = replace(app.extensions["mazorca"], smtp_url="smtp://127.0.0.1:1")
    sides.accept(sides.producer)
    for _ in range(MOST_TRIES):
        work(app)
    assert [letter.state for letter in sides.letters()] == [LetterState.FAILED]


def test_without_a_mail_server_notices_stand_in_the_inbox(app: Flask, market: Market, sides: Sides) -> None:
    app.extensions["mazorca"] = replace(app.extensions["mazorca"], smtp_url="")
    sides.accept(sides.producer)
    work(app)
    assert [letter.state for letter in sides.letters()] == [LetterState.DROPPED]
    assert "One side accepted." in market.browser(sides.maker).get("/inbox").text


def test_a_letter_waits_for_the_end_of_the_readers_night(app: Flask, market: Market, sides: Sides) -> None:
    now = clock.now()
    night = replace(AWAKE, quiet_from=now.hour, quiet_to=(now.hour + 2) % 24)
    market.do(keep_preferences, night, by=sides.maker)
    sides.accept(sides.producer)
    run_worker(app, wait=False)
    [letter] = sides.letters()
    assert letter.state is LetterState.WAITING
    assert letter.deliver_at == now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)


def test_whoever_wants_no_mail_gets_none(app: Flask, market: Market, sides: Sides, post_office: PostOffice) -> None:
    market.do(keep_preferences, replace(AWAKE, turn=Way.INBOX), by=sides.maker)
    sides.accept(sides.producer)
    work(app)
    assert (post_office.letters, sides.letters()) == ([], [])


def test_a_letter_that_may_have_arrived_is_not_sent_again(
    app: Flask, market: Market, sides: Sides, post_office: PostOffice
) -> None:
    app.extensions["mazorca"] = replace(app.extensions["mazorca"], smtp_url="smtp://127.0.0.1:1")
    sides.accept(sides.producer)
    work(app)
    app.extensions["mazorca"] = replace(app.extensions["mazorca"], smtp_url=post_office.url)
    claim = market.do(claim_letter, LetterId(sides.letters()[0].id), now=clock.now())
    assert claim is not None
    market.do(note_handed, claim, now=clock.now())
    work(app)
    assert (post_office.letters, sides.letters()[0].state) == ([], LetterState.HANDED)
