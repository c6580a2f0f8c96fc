"""People say yes and no to the use of their data, see all of them, and are forgotten but for what the law keeps."""

import json
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from sqlalchemy import select, text

from marketplace.domain.deliveries.terms import CacaoForm
from marketplace.domain.errors import NotAllowed, NotFound, Refused
from marketplace.domain.events import SubjectKind
from marketplace.domain.files import FileKind, KeptFile
from marketplace.domain.ids import FarmerId
from marketplace.domain.lots import EudrStatus
from marketplace.domain.mass import Mass
from marketplace.domain.privacy.consents import ConsentWay, Purpose, Saying
from marketplace.domain.viewers import Level, Viewer
from marketplace.models.base import db
from marketplace.models.rows.people.accounts import User
from marketplace.models.rows.record.files import file_about
from marketplace.models.rows.traces.batches import Flow
from marketplace.models.rows.traces.deliveries import Delivery
from marketplace.models.rows.traces.farmers import Farmer
from marketplace.models.rows.traces.plots import Plot
from marketplace.models.rows.traces.statements import Pack
from marketplace.models.traces.consents import consents_of
from marketplace.models.traces.erasing import NOTHING
from marketplace.queries.privacy import get_account_data, get_farmer_data, list_ripe_erasures
from marketplace.services import privacy as services
from marketplace.services.deliveries.taking import void_delivery
from marketplace.services.evidence.packs import make_pack
from tests.land import a_farmer, a_plot
from tests.market import NOW, Market
from tests.proving import a_proven_lot
from tests.races import race
from tests.signing import PASSWORD, choose_password
from tests.tracing import a_delivery

YES = Saying(Purpose.CUSTOMS, is_given=True, way=ConsentWay.PAPER, said_on=NOW.date())
NO = Saying(Purpose.CUSTOMS, is_given=False, way=ConsentWay.SPOKEN, said_on=NOW.date())
CANARY = "Zoraida Canario Quispe"


@pytest.fixture
def group(market: Market) -> Viewer:
    return market.a_producer()


@pytest.fixture
def farmer_id(market: Market, group: Viewer) -> int:
    return a_farmer(market, group, name=CANARY, national_id="45871239", phone="942123456")


def farmer(market: Market, farmer_id: int) -> Farmer:
    return market.do(lambda: db.session.get_one(Farmer, farmer_id))


def test_what_was_said_last_counts(market: Market, group: Viewer, farmer_id: int) -> None:
    for saying, granted in ((YES, {Purpose.CUSTOMS}), (NO, set()), (YES, {Purpose.CUSTOMS})):
        market.do(services.record_consent, farmer_id, saying, by=group, now=NOW)
        found = market.do(lambda: consents_of([FarmerId(farmer_id)]))[FarmerId(farmer_id)]
        assert found & {Purpose.CUSTOMS} == granted


def test_nobody_agrees_tomorrow(market: Market, group: Viewer, farmer_id: int) -> None:
    tomorrow = Saying(Purpose.CUSTOMS, is_given=True, way=ConsentWay.PAPER, said_on=NOW.date() + timedelta(days=1))
    with pytest.raises(Refused, match=r"consent\.in_future"):
        market.do(services.record_consent, farmer_id, tomorrow, by=group, now=NOW)


def test_all_that_is_kept_of_a_farmer_is_handed_over(market: Market, group: Viewer, farmer_id: int) -> None:
    plot_id = a_plot(market, group, farmer_id=farmer_id)
    found = market.do(get_farmer_data, farmer_id, group, now=NOW)
    document = json.loads(json.dumps(found.document(NOW)))
    assert document["farmer"][0]["national_id"] == "45871239"
    assert [each["id"] for each in document["plots"]] == [plot_id]


def test_it_is_nobody_elses(market: Market, farmer_id: int) -> None:
    for stranger in (market.a_producer(), market.a_maker(), market.a_facilitator()):
        with pytest.raises(NotFound):
            market.do(get_farmer_data, farmer_id, stranger, now=NOW)


def test_an_erased_farmer_leaves_no_trace_of_the_person(market: Market, group: Viewer, farmer_id: int) -> None:
    plot_id = a_plot(market, group, farmer_id=farmer_id)
    market.do(services.erase_farmer, farmer_id, seen=None, by=group, now=NOW)
    assert CANARY not in everything(market)
    assert "45871239" not in everything(market)
    plot = market.do(lambda: db.session.get_one(Plot, plot_id))
    assert (plot.outline, plot.lon_span) == (None, None)


def test_why_a_receipt_was_voided_is_forgotten_with_the_person(market: Market, group: Viewer, farmer_id: int) -> None:
    number = a_delivery(market, group, FarmerId(farmer_id))
    market.do(void_delivery, number, f"{CANARY} came twice", seen=1, by=group, now=NOW)
    market.do(services.erase_farmer, farmer_id, seen=None, by=group, now=NOW)
    assert CANARY not in everything(market)


def test_nobody_is_erased_twice_or_spoken_for_afterwards(market: Market, group: Viewer, farmer_id: int) -> None:
    market.do(services.erase_farmer, farmer_id, seen=None, by=group, now=NOW)
    with pytest.raises(Refused, match=r"farmer\.erased"):
        market.do(services.erase_farmer, farmer_id, seen=None, by=group, now=NOW)
    with pytest.raises(Refused, match=r"farmer\.erased"):
        market.do(services.record_consent, farmer_id, YES, by=group, now=NOW)


def test_only_an_owner_of_the_group_erases(market: Market, group: Viewer, farmer_id: int) -> None:
    member = market.a_person(group.organization_id, Level.MEMBER)
    with pytest.raises(NotAllowed):
        market.do(services.erase_farmer, farmer_id, seen=None, by=member, now=NOW)


def test_what_customs_may_ask_for_is_kept_until_its_day(market: Market, group: Viewer, farmer_id: int) -> None:
    market.do(stand_in_a_pack, market, group, farmer_id)
    market.do(services.record_consent, farmer_id, YES, by=group, now=NOW)
    market.do(services.erase_farmer, farmer_id, seen=None, by=group, now=NOW)
    assert market.do(lambda: consents_of([FarmerId(farmer_id)]))[FarmerId(farmer_id)] == frozenset()
    kept = farmer(market, farmer_id)
    until = NOW.date().replace(year=2031)
    assert (kept.name, kept.national_id, kept.kept_until) == (CANARY, None, until)
    later = NOW.replace(year=2031) + timedelta(days=1)
    assert [market.do(list_ripe_erasures, day) for day in (until, later.date())] == [[], [farmer_id]]
    assert not market.do(services.finish_erasure, FarmerId(farmer_id), now=NOW)
    assert market.do(services.finish_erasure, FarmerId(farmer_id), now=later)
    assert CANARY not in everything(market)


def test_a_pack_that_is_made_meanwhile_names_nobody_whom_the_erasure_overlooks(market: Market) -> None:
    lot = a_proven_lot(market)
    contract_id = market.an_approved_contract(lot.producer, market.a_maker(), lot_id=lot.lot_id)
    seen = {"seen": None, "by": lot.producer, "now": NOW}
    made, _erased = race(
        market,
        ("organizations", lot.producer.acting_for),
        partial(market.do, make_pack, contract_id, by=lot.producer, now=NOW),
        partial(market.do, services.erase_farmer, lot.farmers[0], **seen),
    )
    kept = farmer(market, lot.farmers[0])
    assert (kept.kept_until is not None) == (not isinstance(made, Refused))


def test_a_lot_loses_its_proof_with_the_last_of_a_farmers_plots(market: Market) -> None:
    lot = a_proven_lot(market)
    contract_id = market.an_approved_contract(lot.producer, market.a_maker(), lot_id=lot.lot_id)
    market.do(make_pack, contract_id, by=lot.producer, now=NOW)
    market.do(services.erase_farmer, lot.farmers[0], seen=None, by=lot.producer, now=NOW)
    assert (lot.status, "evidence.no_outline" in lot.gaps) == (EudrStatus.IN_PROGRESS, False)
    later = NOW.replace(year=2031) + timedelta(days=1)
    assert market.do(services.finish_erasure, lot.farmers[0], now=later)
    assert (lot.status, "evidence.no_outline" in lot.gaps) == (EudrStatus.IN_PROGRESS, True)


def test_an_account_is_handed_over_without_its_secret(market: Market, group: Viewer) -> None:
    document = json.dumps(market.do(get_account_data, group, NOW))
    assert "@" in document
    assert "argon2" not in document


def test_a_closed_account_is_forgotten(market: Market, group: Viewer) -> None:
    person = market.a_person(group.organization_id, Level.MEMBER)
    email = market.do(lambda: db.session.get_one(User, person.user_id).email)
    market.do(choose_password, person)
    market.do(services.erase_account, PASSWORD, by=person, now=NOW)
    assert email not in everything(market)
    assert market.do(lambda: db.session.scalars(select(User.name).where(User.id == person.user_id)).one()) == NOTHING


def test_the_last_owner_hands_over_first(market: Market, group: Viewer) -> None:
    market.do(choose_password, group)
    with pytest.raises(Refused, match=r"privacy\.hand_over_first"):
        market.do(services.erase_account, PASSWORD, by=group, now=NOW)


def test_nobody_closes_an_account_without_its_password(market: Market, group: Viewer) -> None:
    with pytest.raises(Refused, match=r"user\.password_wrong"):
        market.do(services.erase_account, "something else", by=group, now=NOW)


def stand_in_a_pack(market: Market, group: Viewer, farmer_id: int) -> None:
    """Let cacao of the farmer be in a lot under a contract, for which a pack was made today."""
    lot_id = market.a_lot(group)
    contract_id = market.a_contract(group, market.a_maker(), lot_id=lot_id)
    brought = Delivery(
        organization_id=group.organization_id,
        code="E-1",
        farmer_id=farmer_id,
        delivered_on=NOW.date(),
        form=CacaoForm.DRY,
        weight=Mass(Decimal(50)),
        note=f"{CANARY} came herself",
        created_at=NOW,
        changed_at=NOW,
    )
    kept = KeptFile("pack.zip", None, "pack.zip", FileKind.ZIP, 1, "0" * 64)
    file = file_about(kept, SubjectKind.CONTRACT, subject_id=contract_id, by=group, now=NOW)
    db.session.add_all([brought, file])
    db.session.flush()
    db.session.add(Flow(delivery_id=brought.id, lot_id=lot_id, weight=Mass(Decimal(50)), at=NOW))
    pack = {"digest": "0" * 64, "manifest": {}, "plots": 1, "producers": 1, "is_draft": False, "made_at": NOW}
    db.session.add(Pack(contract_id=contract_id, number=1, file_id=file.id, **pack))
    db.session.commit()


def everything(market: Market) -> str:
    """Write down the whole database as text."""

    def dump() -> str:
        tables = db.session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"))
        rows = (db.session.scalars(text(f'SELECT t::text FROM "{table}" t')) for table in list(tables))  # noqa: S608
        return "\n".join(row for found in rows for row in found)

    return market.do(dump)
