"""A passport counts people and names none; it says the same in the same words, and names the one before it."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from marketplace.domain.lots import EudrStatus
from marketplace.domain.mass import Mass
from marketplace.domain.passports.body import (
    Brought,
    Evidence,
    Former,
    Identity,
    LotStage,
    Milestone,
    PassportSays,
    People,
    Quality,
    body_of,
    changed_parts,
    link_to,
    people_of,
    read_says,
    says_the_same,
)
from marketplace.domain.plots.register import Sex
from tests.domain import samples

AT = datetime(2026, 11, 23, 15, 0, 7, 250, tzinfo=UTC)
VOLUME = Mass.of(100)


def some_says() -> PassportSays:
    return PassportSays(
        lot=Identity(
            code="YANA-26-01",
            crop_year=2026,
            group="Yanayacu",
            producer=None,
            country="PE",
            region="UCA",
            province="Padre Abad",
            district="Irazola",
            altitude=(210, 300),
            varieties={"ccn_51": Decimal(100)},
            bags=60,
            bag_weight=Mass.of(50),
            is_fictional=True,
        ),
        people=None,
        journey=(Milestone(LotStage.HARVESTED, date(2026, 4, 1), date(2026, 6, 1)),),
        quality=Quality((samples.an_evaluation(comment="Turn it more often."),), samples.an_analysis()),
        price=None,
        certificates=(samples.a_certificate(),),
        evidence=Evidence(EudrStatus.READY, date(2026, 11, 1), 41, date(2026, 10, 1)),
    )


def brought(farmer: int, sex: Sex = Sex.MAN, *, grams: int = 10_000, district: str | None = "Irazola") -> Brought:
    return Brought(farmer, sex, district, grams)


def parsed(says: PassportSays, number: int = 1, former: Former | None = None) -> dict[str, object]:
    found: dict[str, object] = json.loads(body_of(says, number=number, former=former, issued_at=AT))
    return found


def test_a_body_says_its_number_its_second_and_what_it_replaces() -> None:
    body = parsed(some_says(), 2, Former(1, "ab"))
    assert body["issued_at"] == "2026-11-23T15:00:07Z"
    assert (body["number"], body["former"]) == (2, {"number": 1, "digest": "ab"})


def test_what_is_read_back_is_what_was_said_without_the_word_to_the_producer() -> None:
    read = read_says(parsed(some_says()))
    assert read.lot == some_says().lot
    assert [panel.comment for panel in read.quality.panels] == [None]
    assert read.quality.analysis == some_says().quality.analysis


def test_only_what_is_said_of_the_lot_counts_as_another_passport() -> None:
    body = parsed(some_says(), 7, Former(6, "ab"))
    assert says_the_same(body, some_says())
    assert not says_the_same(body, replace(some_says(), certificates=()))


def test_what_changed_is_named_part_by_part() -> None:
    later = replace(some_says(), certificates=(), evidence=replace(some_says().evidence, plots=42))
    assert changed_parts(parsed(some_says()), parsed(later, 2)) == ("certificates", "evidence")
    assert changed_parts(None, parsed(later)) == ()
    assert changed_parts({"says": None}, {"says": None}) == ()


def test_a_passport_is_linked_by_the_digest_of_its_bytes() -> None:
    body = body_of(some_says(), number=3, former=None, issued_at=AT)
    link = link_to(3, body)
    assert (link.number, len(link.digest)) == (3, 64)


def test_women_are_counted_by_what_they_brought() -> None:
    lines = [
        brought(1, Sex.WOMAN, grams=30_000),
        *(brought(each, grams=5_000, district="Curimaná") for each in range(2, 6)),
    ]
    assert people_of(lines, VOLUME) == People(
        Decimal("50.0"), 5, women=1, women_share=Decimal("60.0"), districts=("Curimaná", "Irazola")
    )


def test_of_few_farmers_no_share_is_told() -> None:
    lines = [brought(1, Sex.WOMAN), brought(1, Sex.WOMAN), brought(2)]
    assert people_of(lines, VOLUME) == People(Decimal("30.0"), 2)


def test_a_district_that_is_not_known_is_not_listed() -> None:
    found = people_of([brought(each, district=None) for each in range(5)], VOLUME)
    assert found is not None
    assert found.districts == ()


def test_more_than_the_lot_is_traced_as_the_whole_lot() -> None:
    found = people_of([brought(each, grams=90_000) for each in range(5)], VOLUME)
    assert found is not None
    assert found.traced_share == 100


def test_what_is_not_traced_counts_nobody() -> None:
    assert people_of([], VOLUME) is None
