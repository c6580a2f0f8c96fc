"""A group drafts, changes, sends, withdraws, revises and closes its lots; no rule is passed by."""

from dataclasses import replace
from decimal import Decimal

import pytest

from marketplace.domain.accounts import OrganizationKind, VerificationState
from marketplace.domain.certificates import Scheme
from marketplace.domain.errors import NotAllowed, NotFound, Refused, Stale
from marketplace.domain.lots import LotState, Visibility
from marketplace.domain.viewers import Level
from marketplace.models.base import db
from marketplace.models.rows.market.lots import Lot
from marketplace.services import lots as services
from tests.domain.samples import a_lot, a_stack, mass, usd
from tests.lot_desk import Desk
from tests.market import NOW, Market
from tests.races import race


@pytest.fixture
def desk(market: Market) -> Desk:
    return Desk(market)


def change(desk: Desk, lot_id: int, *, seen: int | None = None, **changes: object) -> None:
    terms = replace(desk.terms(lot_id), **changes)  # type: ignore[arg-type]
    desk.do(services.edit_lot, lot_id, terms, seen=seen, by=desk.seller, now=NOW)


def test_what_is_stated_is_kept_to_the_last_digit(desk: Desk) -> None:
    terms = a_lot(code="KEPT-1", bag_weight=mass("62.5"), price_stack=a_stack(), notes_en="Ünïcode 🍫")
    lot_id = desk.do(lambda: services.draft_lot(terms, by=desk.seller, now=NOW).id)
    assert desk.terms(lot_id) == terms


def test_a_draft_that_cannot_be_true_is_refused_with_every_reason(desk: Desk) -> None:
    with pytest.raises(Refused) as no:
        desk.draft(varieties={"native": Decimal(90)}, bag_weight=mass(500), minimum_bags=999)
    assert {each.code for each in no.value.reasons} == {
        "lot.varieties_not_whole",
        "lot.bag_weight_out_of_range",
        "lot.minimum_above_lot",
    }


def test_a_code_is_taken_once(desk: Desk) -> None:
    desk.draft(code="TWICE")
    with pytest.raises(Refused) as no:
        desk.draft(code="TWICE")
    assert no.value.code == "lot.code_taken"


def test_a_lot_is_found_by_the_words_of_both_languages_without_accents(desk: Desk) -> None:
    words = desk.row(desk.draft(region="HUC", notes_es="Con piña", varieties={"maranon": Decimal(100)})).search_text
    assert {"huanuco", "pina", "maranon", "organico", "organic", "yanayacu"} <= set(words.split())


def test_only_what_changed_is_written_into_the_history(desk: Desk) -> None:
    lot_id = desk.draft()
    change(desk, lot_id, minimum_bags=10)
    assert desk.history(lot_id) == ["lot.drafted"]


def test_a_draft_may_change_altogether(desk: Desk) -> None:
    lot_id = desk.draft()
    change(desk, lot_id, bags=80, region="UCA", price=usd(6000))
    assert (desk.terms(lot_id).bags, desk.terms(lot_id).region) == (80, "UCA")


def test_of_a_published_lot_only_the_offer_changes(desk: Desk) -> None:
    lot_id = desk.published()
    change(desk, lot_id, price=usd(5900))
    with pytest.raises(Refused) as no:
        change(desk, lot_id, bags=130)
    assert (no.value.code, desk.terms(lot_id).price.amount) == ("lot.field_fixed", Decimal(5900))


def test_the_price_of_a_published_lot_cannot_fall_through_a_floor(desk: Desk) -> None:
    lot_id = desk.published()
    with pytest.raises(Refused) as no:
        change(desk, lot_id, farm_gate_pen_kg=Decimal("8.59"))
    assert (no.value.code, desk.terms(lot_id).farm_gate_pen_kg) == ("price.farm_gate_below_reference", Decimal("13.2"))


def test_who_looked_at_an_older_version_is_told(desk: Desk) -> None:
    lot_id = desk.draft()
    seen = desk.row(lot_id).version
    change(desk, lot_id, bags=90, seen=seen)
    with pytest.raises(Stale):
        change(desk, lot_id, bags=95, seen=seen)


def test_promised_bags_stay_in_the_lot(desk: Desk) -> None:
    lot_id = desk.published()
    desk.market.an_allocation(desk.seller, desk.market.a_maker(), bags=20, lot_id=lot_id)
    with pytest.raises(Refused) as no:
        desk.do(services.withdraw_lot, lot_id, seen=None, by=desk.seller, now=NOW)
    assert no.value.code == "lot.bags_promised"


def test_a_lot_is_sent_only_when_it_keeps_every_rule(desk: Desk) -> None:
    lot_id = desk.draft(farm_gate_pen_kg=None)
    with pytest.raises(Refused) as no:
        desk.do(services.submit_lot, lot_id, seen=None, by=desk.seller, now=NOW)
    assert {"lot.panel_missing", "lot.cadmium_missing", "lot.physical_missing", "lot.farm_gate_missing"} <= {
        each.code for each in no.value.reasons
    }


def test_a_claim_needs_a_certificate_for_the_whole_harvest(desk: Desk) -> None:
    lot_id = desk.measured(certificates=frozenset({Scheme.FAIRTRADE}))
    with pytest.raises(Refused) as no:
        desk.do(services.submit_lot, lot_id, seen=None, by=desk.seller, now=NOW)
    assert no.value.code == "certificate.not_held"


def test_an_unverified_group_prepares_but_does_not_send(market: Market) -> None:
    desk = Desk(market)
    kind = OrganizationKind.PRODUCER_GROUP
    unverified = market.a_person(market.an_organization(kind, state=VerificationState.UNVERIFIED))
    lot_id = desk.draft(by=unverified)
    with pytest.raises(NotAllowed) as no:
        desk.do(services.submit_lot, lot_id, seen=None, by=unverified, now=NOW)
    assert no.value.code == "act.verified_only"


def test_readers_look_on(desk: Desk) -> None:
    reader = desk.market.a_person(desk.seller.organization_id, Level.READER)
    with pytest.raises(NotAllowed) as no:
        desk.draft(by=reader)
    assert no.value.code == "act.readers_may_not"


def test_a_strangers_draft_does_not_exist(desk: Desk) -> None:
    lot_id = desk.draft()
    with pytest.raises(NotFound):
        desk.do(services.withdraw_lot, lot_id, seen=None, by=desk.market.a_producer(), now=NOW)


def test_a_strangers_public_lot_is_not_theirs_to_change(desk: Desk) -> None:
    lot_id = desk.published()
    with pytest.raises(NotAllowed) as no:
        desk.do(services.withdraw_lot, lot_id, seen=None, by=desk.market.a_producer(), now=NOW)
    assert no.value.code == "act.not_yours"


def test_a_lot_lives_from_draft_to_draft_again(desk: Desk) -> None:
    lot_id = desk.published()
    for step in (services.withdraw_lot, services.revise_lot, services.submit_lot):
        desk.do(step, lot_id, seen=None, by=desk.seller, now=NOW)
    assert desk.history(lot_id)[-3:] == ["lot.withdrawn", "lot.revised", "lot.submitted"]


def test_a_closed_lot_stays_closed(desk: Desk) -> None:
    lot_id = desk.published()
    desk.do(services.close_lot, lot_id, seen=None, by=desk.seller, now=NOW)
    with pytest.raises(Refused) as no:
        desk.do(services.revise_lot, lot_id, seen=None, by=desk.seller, now=NOW)
    assert (no.value.code, desk.row(lot_id).state) == ("lot.wrong_state", LotState.CLOSED)


def test_two_people_change_one_lot_and_the_second_is_told(desk: Desk) -> None:
    lot_id = desk.draft()
    seen = desk.row(lot_id).version
    works = [lambda bags=bags: change(desk, lot_id, bags=bags, seen=seen) for bags in (70, 90)]
    outcomes = race(desk.market, ("lots", lot_id), *works)
    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "Stale"]


def test_a_lot_withdrawn_while_a_bag_is_promised_keeps_its_word(desk: Desk) -> None:
    lot_id, maker = desk.published(), desk.market.a_maker()
    outcomes = race(
        desk.market,
        ("lots", lot_id),
        lambda: desk.market.an_allocation(desk.seller, maker, lot_id=lot_id),
        lambda: desk.do(services.withdraw_lot, lot_id, seen=None, by=desk.seller, now=NOW) and None,
    )
    row = desk.row(lot_id)
    assert isinstance(outcomes[1], Refused | None)
    assert (row.state is LotState.PUBLISHED) == bool(outcomes[1])


def test_a_private_lot_is_on_no_list(desk: Desk) -> None:
    lot_id = desk.published(visibility=Visibility.PRIVATE)
    assert not desk.do(lambda: db.session.get_one(Lot, lot_id).is_listed)
