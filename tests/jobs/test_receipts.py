"""Who puts something into a sealed-bid round is mailed a receipt, once, and nobody else learns that there is one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select, text

from marketplace import clock
from marketplace.config import Config
from marketplace.domain.ids import TenderId
from marketplace.domain.notices.preferences import Preferences, Way
from marketplace.domain.viewers import Viewer
from marketplace.jobs.worker import run_worker
from marketplace.models.base import db
from marketplace.models.rows.bidding.tenders import SealedBidVersion
from marketplace.models.rows.people.notices import Notice
from marketplace.services.notices.preferences import keep_preferences
from marketplace.services.notices.receipts import give_receipt
from marketplace.services.tenders.bidding import take_back_sealed_bid
from tests.jobs.post_office import PostOffice, a_post_office
from tests.market import Market

SILENT = Preferences(
    turn=Way.INBOX, news=Way.INBOX, messages=Way.INBOX, zone="UTC", quiet_from=0, quiet_to=0, digest_hour=0
)


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    with a_post_office() as office:
        yield office


@pytest.fixture
def config(config: Config, post_office: PostOffice) -> Config:
    return replace(config, smtp_url=post_office.url)


@pytest.fixture
def maker(market: Market) -> Viewer:
    """A maker's person who wants no mail, and a colleague."""
    maker = market.a_maker()
    market.a_person(maker.organization_id)
    market.do(keep_preferences, SILENT, by=maker)
    return maker


def work(app: Flask) -> None:
    with app.app_context():
        db.session.execute(
            text(
                "UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo' AND task_name LIKE 'notices:%'"
            )
        )
        db.session.commit()
    run_worker(app, wait=False)


def test_a_receipt_says_moment_code_bags_and_price_to_the_bidder_alone(
    app: Flask, market: Market, maker: Viewer, post_office: PostOffice
) -> None:
    now = clock.now() - timedelta(minutes=1)
    tender_id = market.a_tender(market.a_producer(), at=now)
    code = market.a_sealed_bid(tender_id, maker, at=now, amount=Decimal("5432.17"))
    work(app)
    [letter] = post_office.letters
    body = " ".join(letter.get_content().split())
    assert letter["To"].addresses[0].addr_spec == market.email_of(maker)
    assert str(letter["Subject"]).startswith("Receipt for your sealed bid")
    assert f"arrived at {now:%Y-%m-%d %H:%M:%S} UTC: " in body
    assert "at 5,432.17 USD/t." in body
    assert f"Receipt code: {code}, version 1." in body


def test_taking_it_back_has_a_receipt_too_and_no_receipt_comes_twice(
    app: Flask, market: Market, maker: Viewer, post_office: PostOffice
) -> None:
    now = clock.now() - timedelta(minutes=1)
    tender_id = TenderId(market.a_tender(market.a_producer(), at=now))
    market.a_sealed_bid(tender_id, maker, at=now)
    market.do(take_back_sealed_bid, tender_id, by=maker, now=now)
    work(app)
    for version_id in market.do(lambda: list(db.session.scalars(select(SealedBidVersion.id)))):
        market.do(give_receipt, version_id, now=now)
    work(app)
    bodies = [" ".join(each.get_content().split()) for each in post_office.letters]
    assert ["was taken back at" in each for each in bodies] == [False, True]
    assert "Receipt for your sealed bid" in market.browser(maker).get("/inbox").text


def test_a_receipt_of_nothing_is_given_to_nobody(market: Market) -> None:
    market.do(give_receipt, 987_654, now=clock.now())
    assert market.do(lambda: db.session.scalars(select(Notice)).all()) == []
