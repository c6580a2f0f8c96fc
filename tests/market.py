"""Typed builders: organizations with people in them, and browsers signed in as those people."""

import itertools
import secrets
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from marketplace import clock
from marketplace.domain.accounts import OrganizationKind, VerificationState
from marketplace.domain.allocations import AllocationState
from marketplace.domain.cadmium import EU_2023_915
from marketplace.domain.demands import DemandState, DemandTerms
from marketplace.domain.freight import FreightMode, FreightRow
from marketplace.domain.ids import ContractId, LotId, TenderId
from marketplace.domain.lots import LotState
from marketplace.domain.money import Incoterm
from marketplace.domain.physical import Grade
from marketplace.domain.plain import to_plain
from marketplace.domain.policies import RoundPolicy
from marketplace.domain.prices import ReferenceFigure, ReferenceKind
from marketplace.domain.rounds import RoundState
from marketplace.domain.samples.requests import FREE, SampleRequest
from marketplace.domain.viewers import SYSTEM, Level, Viewer
from marketplace.models.base import db
from marketplace.models.contracts.drafting import draft_contract
from marketplace.models.lots.facts import SAME_NAMED
from marketplace.models.lots.ledger import hold_bags
from marketplace.models.rows.contracts.contracts import Contract
from marketplace.models.rows.market.demands import Demand
from marketplace.models.rows.market.lots import Lot
from marketplace.models.rows.people.accounts import Membership, Organization, User
from marketplace.models.rows.rounds.rounds import Allocation, Round
from marketplace.queries.accounts.faces import find_face
from marketplace.seed.market import Cast
from marketplace.services.bids.placing import place_bid
from marketplace.services.certificates import record_certificate
from marketplace.services.contracts.judging import approve_contract
from marketplace.services.references import set_cadmium_limits, set_freight_rates, set_reference_prices
from marketplace.services.samples.requests import ask_sample
from marketplace.services.started_demands import start_demand
from marketplace.services.started_lots import start_lot
from marketplace.services.tenders.bidding import place_sealed_bid
from marketplace.services.tenders.opening import open_tender
from tests import signing
from tests.domain import samples
from tests.domain.tenders.cases import a_sealed_bid as some_sealed_terms
from tests.domain.tenders.cases import some_rules

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
T = TypeVar("T")


class Browser:
    """A signed-in (or anonymous) browser that fills in what every form carries."""

    def __init__(self, client: FlaskClient) -> None:
        """Use a test client."""
        self.client = client

    def get(self, address: str, **kwargs: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(address, **kwargs)

    def post(self, address: str, form: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Send a form with a key of its own unless one is given."""
        sent = {"idempotency_key": secrets.token_urlsafe(12), **(form or {})}
        return self.client.post(address, data=sent, **kwargs)


class Market:
    """Makes what a test needs, each in a context of its own."""

    def __init__(self, app: Flask, *, first: int = 1) -> None:
        """Build in the market `app`, numbering what is made from `first` on."""
        self.app = app
        self._numbers = itertools.count(first)
        self.has_references = False

    def do(self, work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Call a service or query in a context of its own."""
        with self.app.app_context():
            return work(*args, **kwargs)

    def an_organization(self, kind: OrganizationKind, **fields: Any) -> int:
        """Insert an organization, verified unless told otherwise."""
        number = next(self._numbers)
        plain: dict[str, Any] = {
            "code": f"ORG-{number}",
            "kind": kind,
            "state": VerificationState.VERIFIED,
            "name": f"Organization {number}",
            "country": "PE" if kind is OrganizationKind.PRODUCER_GROUP else "FR",
            "region": "SAM" if kind is OrganizationKind.PRODUCER_GROUP else None,
            "created_at": NOW,
            "changed_at": NOW,
        }
        with self.app.app_context():
            row = Organization(**(plain | fields))
            db.session.add(row)
            return _committed(row)

    def a_person(self, organization_id: int | None, level: Level = Level.OWNER) -> Viewer:
        """Insert a person with a place in the organization, and return the viewer."""
        number = next(self._numbers)
        with self.app.app_context():
            user = User(
                email=f"person{number}@example.org",
                name=f"Person {number}",
                password_hash="!",
                locale="en",
                acting_for_id=organization_id,
                created_at=NOW,
            )
            db.session.add(user)
            db.session.flush()
            if organization_id is not None:
                db.session.add(
                    Membership(user_id=user.id, organization_id=organization_id, level=level, created_at=NOW)
                )
            face = find_face(_committed(user))
        assert face is not None
        return face.viewer

    def a_place(self, viewer: Viewer, organization_id: int, *, level: Level = Level.OWNER) -> None:
        """Give a person a place in one more organization."""
        with self.app.app_context():
            db.session.add(
                Membership(user_id=viewer.user_id, organization_id=organization_id, level=level, created_at=NOW)
            )
            db.session.commit()

    def a_producer(self, **fields: Any) -> Viewer:
        """Return the owner of a verified producer group."""
        return self.a_person(self.an_organization(OrganizationKind.PRODUCER_GROUP, **fields))

    def a_maker(self, **fields: Any) -> Viewer:
        """Return the owner of a verified maker."""
        return self.a_person(self.an_organization(OrganizationKind.MAKER, **fields))

    def a_facilitator(self, **fields: Any) -> Viewer:
        """Return an owner of the alliance."""
        return self.a_person(self.an_organization(OrganizationKind.ALLIANCE, **fields))

    def state_street(self, viewer: Viewer, street: str) -> None:
        """Let a viewer's organization say where it is written to."""
        with self.app.app_context():
            db.session.get_one(Organization, viewer.organization_id).street = street
            db.session.commit()

    def browser(self, viewer: Viewer | None = None, locale: str = "en") -> Browser:
        """Open a browser, signed in as `viewer` if given."""
        client = self.app.test_client()
        client.set_cookie("language", locale)
        if viewer is not None and viewer.user_id is not None:
            face = self.do(find_face, viewer.user_id)
            assert face is not None
            with client.session_transaction() as session:
                session["_user_id"] = f"{viewer.user_id}.{face.session_epoch}"
                session["_fresh"] = True
        return Browser(client)

    def set_references(self) -> None:
        """Set the reference prices and floors of the samples."""
        alliance = self.a_facilitator()
        known = samples.some_references()
        figures = [*known.figures.values(), *known.months.values()]
        self.do(set_reference_prices, figures, "samples", is_fictional=True, by=alliance)
        self.has_references = True

    def set_figures(self, **values: str) -> None:
        """Set further figures of the day by their kind."""
        figures = [
            ReferenceFigure(ReferenceKind(kind), Decimal(value), date(2026, 1, 1)) for kind, value in values.items()
        ]
        self.do(set_reference_prices, figures, "samples", is_fictional=True, by=self.a_facilitator())

    def set_levels(self, usd: str, *, month: str = "2027-03", since: date = date(2026, 11, 22), days: int = 1) -> None:
        """Set the level of a month of New York from a day on, as it is told every other day for so many days."""
        figures = [
            ReferenceFigure(ReferenceKind.ICE_NY, Decimal(usd), since + timedelta(days=each), month=month)
            for each in range(0, days, 2)
        ]
        self.do(set_reference_prices, figures, "samples", is_fictional=True, by=self.a_facilitator())

    def set_freight(self) -> None:
        """Set freight rates to two destinations, and the European limits of cadmium."""
        alliance, since = self.a_facilitator(), date(2026, 1, 1)
        rates = [
            FreightRow(Incoterm.FOB, place, mode, Decimal(usd), since)
            for place, usd in (("FR", 430), ("PE", -120))
            for mode in FreightMode
        ]
        self.do(set_freight_rates, rates, "samples", is_fictional=True, by=alliance)
        self.do(set_cadmium_limits, EU_2023_915, by=alliance)

    def a_lot(self, seller: Viewer, **changes: Any) -> int:
        """Insert a published lot of the seller's group, measured and ready, with columns changed as told."""
        number = next(self._numbers)
        terms = samples.a_lot(code=f"LOT-{number}")
        columns = {name: getattr(terms, name) for name in SAME_NAMED} | {
            "varieties": to_plain(terms.varieties),
            "price_stack": to_plain(terms.price_stack),
            "certificates": sorted(scheme.value for scheme in terms.certificates),
            "organization_id": seller.organization_id,
            "state": LotState.PUBLISHED,
            "grade": Grade.ONE,
            "global_quality": Decimal("7.5"),
            "profile": to_plain(samples.some_means()),
            "off_total": Decimal(0),
            "moisture": Decimal("6.8"),
            "fermentation_index": Decimal(88),
            "cadmium": Decimal("0.31"),
            "created_at": NOW,
            "changed_at": NOW,
            "published_at": NOW,
        }
        return self._insert(Lot(**(columns | changes)))

    def a_demand(self, maker: Viewer, **changes: Any) -> int:
        """Insert an open demand of the maker, with columns changed as told."""
        number = next(self._numbers)
        terms = samples.a_demand()
        names = {column.key for column in Demand.__mapper__.attrs} & {each.name for each in fields(DemandTerms)}
        columns = {name: getattr(terms, name) for name in names} | {
            "code": f"D-{number}",
            "target_profile": to_plain(terms.target_profile),
            "weights": to_plain(terms.weights),
            "tolerances": to_plain(terms.tolerances),
            "recipe": to_plain(terms.recipe),
            "certificates": sorted(scheme.value for scheme in terms.certificates),
            "organization_id": maker.organization_id,
            "state": DemandState.OPEN,
            "created_at": NOW,
            "changed_at": NOW,
            "opened_at": NOW,
        }
        return self._insert(Demand(**(columns | changes)))

    def an_allocation(self, producer: Viewer, maker: Viewer, *, bags: int = 20, lot_id: int | None = None) -> int:
        """Insert an offered allocation between the two, its bags held by the ledger."""
        lot_id = lot_id or self.a_lot(producer)
        demand_id = self.a_demand(maker)
        with self.app.app_context():
            matching_round = Round(
                title="Round", state=RoundState.PUBLISHED, opened_at=NOW, changed_at=NOW, policy={}, published_at=NOW
            )
            db.session.add(matching_round)
            db.session.flush()
            lot = db.session.get_one(Lot, lot_id)
            allocation = Allocation(
                round_id=matching_round.id,
                lot_id=lot_id,
                demand_id=demand_id,
                producer_id=producer.organization_id,
                maker_id=maker.organization_id,
                state=AllocationState.OFFERED,
                bags=bags,
                bag_weight=lot.bag_weight,
                price=lot.price,
                landed=lot.price.amount + 200,
                fit=Decimal("0.9"),
                value_cents=100_000,
                answer_by=NOW + timedelta(days=7),
                changed_at=NOW,
            )
            db.session.add(allocation)
            db.session.flush()
            hold_bags(allocation, NOW)
            db.session.commit()
            return allocation.id

    def a_contract(self, producer: Viewer, maker: Viewer, *, bags: int = 20, lot_id: int | None = None) -> int:
        """Insert the contract of an allocation that both sides accepted; nobody has signed it."""
        allocation_id = self.an_allocation(producer, maker, bags=bags, lot_id=lot_id)
        with self.app.app_context():
            allocation = db.session.get_one(Allocation, allocation_id)
            allocation.state = AllocationState.AGREED
            contract = draft_contract(allocation, by=SYSTEM, now=NOW)
            db.session.commit()
            return contract.id

    def a_signed_contract(self, producer: Viewer, maker: Viewer, *, bags: int = 20, **terms: Any) -> int:
        """Insert a contract that both sides signed, with terms changed as told; it waits for a facilitator."""
        contract_id = self.a_contract(producer, maker, bags=bags, lot_id=terms.pop("lot_id", None))
        with self.app.app_context():
            contract = db.session.get_one(Contract, contract_id)
            signing.settle(contract, NOW, **terms)
            signing.sign_for_both(contract, producer=producer, maker=maker, now=NOW)
            db.session.commit()
        return contract_id

    def an_approved_contract(self, producer: Viewer, maker: Viewer, *, bags: int = 20, **terms: Any) -> int:
        """Insert a signed contract and let a facilitator approve it; it does not wait for its deposit unless told."""
        facilitator = terms.pop("facilitator", None) or self.a_facilitator()
        waits = terms.pop("waits_for_deposit", False)
        contract_id = self.a_signed_contract(producer, maker, bags=bags, **terms)
        if not waits:
            self.do(signing.let_go_on, contract_id)
        seen = self.do(signing.version_of, contract_id)
        self.do(approve_contract, ContractId(contract_id), None, seen=seen, by=facilitator, now=NOW)
        return contract_id

    def a_bid(self, producer: Viewer, maker: Viewer, *, lot_id: int | None = None, **changes: Any) -> int:
        """Place a bid of the maker on a lot of the group, right now by the clock, with terms changed as told."""
        now = clock.now()
        terms = samples.some_bid_terms(**({"valid_until": now + timedelta(days=4)} | changes))
        return self.do(place_bid, LotId(lot_id or self.a_lot(producer)), terms, by=maker, now=now)

    def a_tender(self, producer: Viewer, *, at: datetime = NOW, **changes: Any) -> int:
        """Open a sealed-bid round on 60 bags of a new lot of the producer's group, at once and for three days."""
        if not self.has_references:
            self.set_references()
        lot_id = changes.pop("lot_id", None) or self.a_lot(producer)
        rules = some_rules(**({"parcel": 10, "opens_at": at, "closes_at": at + timedelta(days=3)} | changes))
        return self.do(open_tender, LotId(lot_id), rules, by=producer, now=at)

    def a_sealed_bid(self, tender_id: int, maker: Viewer, *, at: datetime = NOW, **changes: Any) -> str:
        """Place the maker's bid in a tender; return its receipt."""
        terms = some_sealed_terms(**changes)
        return self.do(place_sealed_bid, TenderId(tender_id), terms, promised=terms.digest, by=maker, now=at)

    def a_sample(self, producer: Viewer, maker: Viewer) -> int:
        """Let the maker ask for an offer sample of a lot of the group."""
        asked = SampleRequest(500, "12 rue des Fèves, 69001 Lyon")
        return self.do(ask_sample, LotId(self.a_lot(producer)), asked, fee=FREE, by=maker, now=NOW)

    def a_round(self) -> int:
        """Insert a round that has not been started."""
        opened = {"title": "Round", "opened_at": NOW, "changed_at": NOW}
        return self._insert(Round(policy=to_plain(RoundPolicy()) | {"salt": "00"}, **opened))

    def a_demand_code(self, maker: Viewer) -> str:
        """Insert a demand; return its code."""
        demand_id = self.a_demand(maker)
        return self.do(lambda: db.session.get_one(Demand, demand_id).code)

    def code_of_lot(self, lot_id: int) -> str:
        """Return a lot's code."""
        return self.do(lambda: db.session.get_one(Lot, lot_id).code)

    def email_of(self, viewer: Viewer) -> str:
        """Return the address with which a person signs in."""
        return self.do(lambda: db.session.get_one(User, viewer.user_id).email)

    def code_of(self, organization_id: int | None) -> str:
        """Return an organization's code."""
        return self.do(lambda: db.session.get_one(Organization, organization_id).code)

    def a_started_lot(self, producer: Viewer) -> int:
        """Begin to write down a lot."""
        return self.do(start_lot, {}, by=producer, now=NOW)

    def a_started_demand(self, maker: Viewer) -> int:
        """Begin to write down a demand."""
        return self.do(start_demand, {}, by=maker, now=NOW)

    def a_certificate(self, producer: Viewer) -> int:
        """Record a certificate of the producer's group."""
        terms = samples.a_certificate(number=f"PE-{next(self._numbers)}")
        return self.do(record_certificate, terms, by=producer, now=NOW)

    def _insert(self, row: Any) -> int:
        with self.app.app_context():
            db.session.add(row)
            return _committed(row)


def _committed(row: Any) -> int:
    """Commit; the row's number is read before, since afterwards it would be asked for again."""
    db.session.flush()
    number: int = row.id
    db.session.commit()
    return number


@dataclass(frozen=True)
class World:
    """The fictional market with everybody in it."""

    market: Market
    cast: Cast
