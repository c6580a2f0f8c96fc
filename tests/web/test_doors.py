"""Every route in every role on own, foreign and absent things: who gets through, and that nobody else does."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from marketplace.app import create_app
from marketplace.config import Config, with_driver
from marketplace.domain.accounts import OrganizationKind, VerificationState
from marketplace.domain.books.entries import swept
from marketplace.domain.books.postings import Cause, CauseKind, Occasion
from marketplace.domain.lots import LotState
from marketplace.domain.money import Currency, Money
from marketplace.domain.viewers import Level, Viewer
from marketplace.models.base import db
from tests.books import write_entry
from tests.land import a_farmer, a_plot
from tests.lending import Lender
from tests.market import NOW, Market
from tests.postgres import beside, create_database, drop_database
from tests.proving import a_pack, a_statement
from tests.shipping import a_cargo, a_shipment
from tests.talking import a_file
from tests.tracing import a_batch, a_delivery
from tests.web import afterwards, paid
from tests.web.expectations import DOORS, Door

TURNED_AWAY = {403, 404}
AFTER_CAST = 100
"""The number from which on a market counts whose cast is there already."""
ABSENT = {"lot": "NO-SUCH-LOT", "number": 987_654}


@dataclass(frozen=True)
class Cast:
    """Everybody who may knock, and the two groups of things."""

    people: dict[str, Viewer | None]
    own: tuple[Viewer, Viewer]
    foreign: tuple[Viewer, Viewer]


def cast_of(market: Market) -> Cast:
    producer = market.a_producer()
    maker = market.a_maker()
    waiting = market.an_organization(OrganizationKind.PRODUCER_GROUP, state=VerificationState.UNVERIFIED)
    people: dict[str, Viewer | None] = {
        "anonymous": None,
        "guest": market.a_person(None),
        "producer": producer,
        "reader": market.a_person(producer.organization_id, Level.READER),
        "unverified": market.a_person(waiting),
        "maker": maker,
        "rival": market.a_maker(),
        "facilitator": market.a_facilitator(),
    }
    return Cast(people, (producer, maker), (market.a_producer(), market.a_maker()))


@pytest.fixture(scope="module")
def peopled(
    server_url: str, template_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Lender, Cast]]:
    """Databases in which everybody is there and nothing else."""
    name = f"{template_database}_doors"
    create_database(server_url, name, template=template_database)
    url = with_driver(beside(server_url, name))
    app = create_app(
        Config(database_url=url, secret_key="a secret of the tests", uploads_dir=tmp_path_factory.mktemp("doors"))
    )
    cast = cast_of(Market(app))
    with app.app_context():
        db.engine.dispose()
    lender = Lender(server_url, name)
    yield lender, cast
    lender.close()
    drop_database(server_url, name)


@pytest.fixture
def cast(peopled: tuple[Lender, Cast]) -> Cast:
    return peopled[1]


@pytest.fixture
def database_url(peopled: tuple[Lender, Cast]) -> Iterator[str]:
    with peopled[0].lend() as address:
        yield address


@pytest.fixture
def market(app: Flask) -> Market:
    return Market(app, first=AFTER_CAST)


def things(market: Market, wanted: str | None, *, producer: Viewer, maker: Viewer) -> dict[str, Any]:
    """Make what an address of a route may name, and only that."""
    makers: dict[str, Callable[[], object]] = {
        "lot": lambda: lot_code(market, producer),
        "demand": lambda: market.a_demand_code(maker),
        "allocation": lambda: market.an_allocation(producer, maker),
        "contract": lambda: market.a_contract(producer, maker),
        "bid": lambda: a_bid(market, producer, maker),
        "file": lambda: a_file(market, market.a_contract(producer, maker), maker),
        "sample": lambda: market.a_sample(producer, maker),
        "amendment": lambda: afterwards.an_amendment(market, producer, maker=maker),
        "shipment": lambda: a_shipment(market, producer, maker=maker),
        "cargo": lambda: a_cargo(market, producer, maker=maker),
        "claim": lambda: afterwards.a_claim(market, producer, maker=maker),
        "arrived_call_off": lambda: afterwards.an_arrived_call_off(market, producer, maker=maker),
        "settlement": lambda: afterwards.a_settlement(market, producer, maker=maker),
        "call_off": lambda: afterwards.a_call_off(market, producer, maker=maker),
        "entry": lambda: an_entry(market),
        "instalment": lambda: paid.an_instalment(market, producer, maker=maker),
        "payment": lambda: paid.a_payment(market, producer, maker=maker),
        "refund": lambda: paid.a_refund(market, producer, maker=maker),
        "stray": lambda: paid.a_stray(market),
        "placement": lambda: paid.a_placement(market),
        "paper": lambda: paid.a_paper(market, producer, maker=maker),
        "account": lambda: paid.an_account(market, producer),
        "owed": lambda: paid.owed_organization(market, producer, maker=maker),
        "payout": lambda: paid.a_payout(market, producer, maker=maker),
        "delivery": lambda: a_delivery(market, producer),
        "batch": lambda: a_batch(market, producer),
        "round": market.a_round,
        "tender": lambda: market.a_tender(producer),
        "started_lot": lambda: market.a_started_lot(producer),
        "started_demand": lambda: market.a_started_demand(maker),
        "certificate": lambda: market.a_certificate(producer),
        "organization": lambda: market.code_of(producer.organization_id),
        "farmer": lambda: a_farmer(market, producer),
        "plot": lambda: a_plot(market, producer),
        "statement": lambda: a_statement(market, producer, maker),
        "pack": lambda: a_pack(market, producer, maker),
    }
    return {wanted: makers[wanted]()} if wanted else {}


def a_bid(market: Market, producer: Viewer, maker: Viewer) -> int:
    """Place a bid, for which the figures of the day must be set."""
    market.set_references()
    return market.a_bid(producer, maker)


def an_entry(market: Market) -> int:
    """Book money that reached our bank."""
    occasion = Occasion(Cause(CauseKind.SWEPT, str(market.a_round())), NOW.date())
    return market.do(write_entry, swept(occasion, Money(Decimal(5), Currency.USD)), NOW)


def lot_code(market: Market, producer: Viewer) -> str:
    """Make a lot that only its group and the facilitators know of."""
    return market.code_of_lot(market.a_lot(producer, state=LotState.DRAFT, published_at=None))


def fill(rule: Rule, named: dict[str, Any]) -> dict[str, Any]:
    """Give each place of the address a value; the things named first, anything sensible for the rest."""
    plain: dict[str, Any] = {
        "code": named.get("lot") or named.get("demand") or named.get("organization") or ABSENT["lot"],
        "lot_id": ABSENT["number"],
        "step": named.get("step") or first_choice(rule, "step"),
        "kind": first_choice(rule, "kind"),
        "what": first_choice(rule, "what"),
        "photo_id": ABSENT["number"],
        "language": "es",
        "name": "mazorca.css",
        "month": "2026-10",
        "account": "bank",
        "currency": "USD",
        "token": "no-such-token",
    }
    if "subject_id" in rule.arguments:
        plain |= {"kind": "contract", "subject_id": named.get("contract")}
    plain["call_off_id"] = named.get("arrived_call_off")
    plain["organization_id"] = named.get("owed")
    if "account_id" in rule.arguments:
        plain["account_id"] = named.get("account")
    plain["started_id"] = named.get("started_lot") or named.get("started_demand")
    plain |= {f"{thing}_id": value for thing, value in named.items() if isinstance(value, int)}
    return {place: plain.get(place) or ABSENT["number"] for place in rule.arguments}


def first_choice(rule: Rule, place: str) -> str:
    """Take the first word that `<any(…):place>` allows, taking note only last, else a common one."""
    converter = rule._converters.get(place)  # noqa: SLF001 - werkzeug tells this nowhere else
    items = getattr(converter, "items", None)
    return min(items, key=lambda word: (word == "acknowledge", word)) if items else "volume"


def is_through(answer: TestResponse) -> bool:
    """Say whether somebody got through: neither turned away nor led to the sign-in."""
    assert answer.status_code < 500, answer.text
    assert answer.status_code != 400, answer.text
    is_led_away = answer.status_code == 303 and "/sign-in?" in (answer.location or "")
    return answer.status_code not in TURNED_AWAY and not is_led_away


def knock(market: Market, rule: Rule, *, person: Viewer | None, named: dict[str, Any]) -> bool:
    """Ask for the page, or send an almost empty form."""
    with market.app.test_request_context():
        address = market.app.url_for(rule.endpoint, **fill(rule, named))
    browser = market.browser(person)
    if "POST" in (rule.methods or ()):
        return is_through(browser.post(address, {"version": "1"}))
    return is_through(browser.get(address))


def rules_of(app: Flask) -> dict[str, Rule]:
    return {rule.endpoint: rule for rule in app.url_map.iter_rules()}


def test_every_route_has_a_declared_expectation(app: Flask) -> None:
    assert set(rules_of(app)) == set(DOORS)


@pytest.mark.parametrize(("endpoint", "door"), DOORS.items(), ids=list(DOORS))
def test_who_gets_through(market: Market, cast: Cast, endpoint: str, door: Door) -> None:
    rule = rules_of(market.app)[endpoint]
    wrong = wrong_guests(market, rule, cast, door=door, is_own=True)
    if door.thing:
        wrong += wrong_guests(market, rule, cast, door=door, is_own=False)
        wrong += [role for role, person in cast.people.items() if knock(market, rule, person=person, named={})]
    assert wrong == []


def wrong_guests(market: Market, rule: Rule, cast: Cast, *, door: Door, is_own: bool) -> list[str]:
    """Let everybody knock; say who got through and should not, or the other way round.

    A thing is made anew after somebody got through who may have changed it.
    """
    sides, expected = (cast.own, door.own) if is_own else (cast.foreign, door.foreign)
    wrong, named = [], None
    for role, person in cast.people.items():
        named = things(market, door.thing, producer=sides[0], maker=sides[1]) if named is None else named
        got = knock(market, rule, person=person, named=named)
        if got != (role in expected):
            wrong.append(
                f"{role} {'got' if got else 'did not get'} through; {named} is {'own' if is_own else 'foreign'}"
            )
        if got and "POST" in (rule.methods or ()):
            named = None
    return wrong
