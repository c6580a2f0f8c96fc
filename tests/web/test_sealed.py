"""Nobody but its maker reads a sealed bid before closing: every page, every list, every notice is searched for it."""

import zipfile
from collections.abc import Collection, Iterable
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from sqlalchemy import func, select, text

from marketplace import clock
from marketplace.domain.ids import TenderId
from marketplace.domain.tenders.terms import Feedback
from marketplace.domain.viewers import Viewer
from marketplace.models.base import db
from marketplace.models.rows.bidding.tenders import SealedBid, Tender
from marketplace.queries.tenders.bids import find_own_bid, list_book, list_own_versions, list_ties, list_winners
from marketplace.queries.tenders.showing import get_tender
from marketplace.services.tenders.closing import close_tender
from tests.market import Market
from tests.web.test_doors import fill, rules_of

AMOUNTS = ("5432.17", "5,432.17", "5432.2", "5,432.2")
NAME = "Casa Sellada"
PUBLIC = ("organizations.", "bids.write_offer")
"""Where every verified organization is named anyway."""
OWN_TABLES = {"sealed_bids", "sealed_bid_versions"}


class Sealed:
    """A tender with one bid of a maker known by name and price, and everybody who might want to read it."""

    def __init__(self, market: Market, feedback: Feedback) -> None:
        """Place the bid."""
        self.market = market
        market.set_freight()
        self.producer = market.a_producer()
        self.rival = market.a_maker()
        lot_id = market.a_lot(self.producer)
        now = clock.now() - timedelta(minutes=1)
        self.tender_id = market.a_tender(self.producer, lot_id=lot_id, at=now, feedback=feedback)
        self.maker = market.a_maker(name=NAME)
        self.receipt = market.a_sealed_bid(self.tender_id, self.maker, at=now, amount=Decimal("5432.17"))
        market.a_sealed_bid(self.tender_id, self.rival, at=now, amount=Decimal(5500))
        self.lot = market.code_of_lot(lot_id)

    @property
    def others(self) -> dict[str, Viewer | None]:
        """Everybody who must not read it."""
        market = self.market
        return {
            "anonymous": None,
            "guest": market.a_person(None),
            "group": self.producer,
            "another group": market.a_producer(),
            "rival": self.rival,
            "stranger": market.a_maker(),
            "facilitator": market.a_facilitator(),
        }

    def secrets(self, *, is_public: bool) -> tuple[str, ...]:
        """What a page must not say."""
        return (*AMOUNTS, self.receipt) if is_public else (*AMOUNTS, self.receipt, NAME)


def words_in(answer: bytes) -> str:
    """Read what an answer says, a spreadsheet's too, which is packed."""
    if not zipfile.is_zipfile(BytesIO(answer)):
        return answer.decode(errors="replace")
    with zipfile.ZipFile(BytesIO(answer)) as packed:
        return "\n".join(packed.read(name).decode(errors="replace") for name in packed.namelist())


def tables_with(secrets: Iterable[str], *, but: Collection[str]) -> list[str]:
    """Name the tables, but for some, of which any row holds any of the secrets."""
    query = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL(:but)")
    wanted, found = {"secrets": [f"%{secret}%" for secret in secrets]}, []
    for table in db.session.scalars(query, {"but": list(but)}).all():
        rows = text(f"SELECT count(*) FROM {table} AS r WHERE r::text LIKE ANY(:secrets)")  # noqa: S608 - its own name
        found += [table] if db.session.scalar(rows, wanted) else []
    return found


@pytest.fixture
def sealed(market: Market) -> Sealed:
    return Sealed(market, Feedback.LIGHT)


@pytest.mark.parametrize("feedback", [Feedback.RANK, Feedback.LIGHT])
def test_no_page_tells_anybody_of_a_sealed_bid(market: Market, feedback: Feedback) -> None:
    sealed = Sealed(market, feedback)
    named = {"tender": sealed.tender_id, "lot": sealed.lot}
    told = []
    for who, viewer in sealed.others.items():
        browser = market.browser(viewer)
        for endpoint, rule in rules_of(market.app).items():
            if "GET" not in (rule.methods or ()):
                continue
            with market.app.test_request_context():
                address = market.app.url_for(endpoint, **fill(rule, named))
            page = words_in(browser.get(address, follow_redirects=True).data)
            secrets = sealed.secrets(is_public=endpoint.startswith(PUBLIC))
            told += [f"{who} reads {secret} at {address}" for secret in secrets if secret in page]
    assert told == []


def test_its_own_maker_reads_it(sealed: Sealed) -> None:
    page = sealed.market.browser(sealed.maker).get(f"/tenders/{sealed.tender_id}").text
    assert "5,432.17" in page
    assert sealed.receipt in page


def test_no_row_but_its_own_holds_it(sealed: Sealed) -> None:
    """Events, turns, notices, letters and the jobs that will write them: whatever could be told later."""
    assert sealed.market.do(tables_with, (*AMOUNTS, sealed.receipt), but=OWN_TABLES) == []


def test_no_query_gives_another_what_a_maker_bid(sealed: Sealed) -> None:
    for viewer in filter(None, sealed.others.values()):

        def ask(viewer: Viewer = viewer) -> list[object]:
            tender = get_tender(sealed.tender_id, viewer)
            own = find_own_bid(tender, viewer)
            assert tender.salt is None
            assert own is None or own.terms.amount == Decimal(5500)
            versions = [terms.amount for _, terms in list_own_versions(tender, viewer) if terms]
            assert versions in ([], [Decimal(5500)])
            return [*list_book(tender, viewer), *list_winners(tender), *list_ties(tender)]

        assert sealed.market.do(ask) == []


def test_how_many_bid_is_told_to_nobody_before_closing(sealed: Sealed) -> None:
    page = sealed.market.browser(sealed.producer).get(f"/tenders/{sealed.tender_id}").text
    tender = sealed.market.do(get_tender, sealed.tender_id, sealed.producer)
    assert tender.bids_counted is None
    assert "told to nobody before the round closes" in page


def test_a_cancelled_round_never_opens_its_bids(sealed: Sealed) -> None:
    browser = sealed.market.browser(sealed.producer)
    browser.post(f"/tenders/{sealed.tender_id}/cancel", {"version": "1", "note": "The store burnt down."})
    for viewer in sealed.others.values():
        for address in (f"/tenders/{sealed.tender_id}", f"/tenders/{sealed.tender_id}/result"):
            page = sealed.market.browser(viewer).get(address, follow_redirects=True).text
            assert not [secret for secret in sealed.secrets(is_public=False) if secret in page]
    salt = sealed.market.do(lambda: db.session.get_one(Tender, sealed.tender_id).salt)
    assert salt not in browser.get(f"/tenders/{sealed.tender_id}").text


def test_after_closing_the_group_reads_it(sealed: Sealed) -> None:
    row = sealed.market.do(lambda: db.session.get_one(Tender, sealed.tender_id))
    sealed.market.do(close_tender, TenderId(sealed.tender_id), now=row.closes_at + timedelta(seconds=5))
    page = sealed.market.browser(sealed.producer).get(f"/tenders/{sealed.tender_id}/result").text
    assert NAME in page
    assert "5,432.17" in page
    assert sealed.market.do(lambda: db.session.scalar(select(func.count()).select_from(SealedBid))) == 2
