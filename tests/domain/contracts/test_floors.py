"""No change of a contract's price leads below a floor that no bid may break."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from marketplace.domain.certificates import Scheme
from marketplace.domain.contracts.clauses import Side
from marketplace.domain.contracts.floors import lowered_faults
from marketplace.domain.contracts.terms import ContractTerms
from marketplace.domain.money import Currency
from marketplace.domain.prices import Conversion, PriceKind, Terminal
from tests.domain.samples import MONTH, TODAY, YESTERDAY, some_references, some_terms, usd

FARMERS = Conversion(Decimal("3257.14"), Currency.USD, Decimal("3.5"), YESTERDAY)


def terms(price: str = "5650", **parts: Any) -> ContractTerms:
    return replace(some_terms(), price=usd(price), certificates=frozenset(), farm_gate=FARMERS, **parts)


def following(differential: str) -> ContractTerms:
    follows = {"price_kind": PriceKind.DIFFERENTIAL, "terminal": Terminal.NEW_YORK, "terminal_month": MONTH}
    return terms(differential=Decimal(differential), fixation_side=Side.MAKER, fixation_by=TODAY, **follows)


def faults(old: ContractTerms, new: ContractTerms) -> list[tuple[str, str | None]]:
    return [(each.code, each.field) for each in lowered_faults(old, new, references=some_references())]


def test_a_price_that_rises_or_falls_above_every_floor_is_free() -> None:
    assert faults(terms(), terms("5700")) == faults(terms(), terms("5000")) == []


@pytest.mark.parametrize(("price", "expected"), [("3257.14", []), ("3257.13", [("bid.below_farm_gate", "price")])])
def test_it_never_falls_below_what_the_farmers_are_paid(price: str, expected: list[tuple[str, str]]) -> None:
    assert faults(terms(), terms(price)) == expected


def test_without_a_farm_gate_only_certificates_set_a_floor() -> None:
    unsaid = replace(terms("100"), farm_gate=None, farm_gate_pen_kg=None)
    certified = replace(unsaid, certificates=frozenset({Scheme.FAIRTRADE}))
    assert (faults(terms(), unsaid), faults(terms(), certified)) == ([], [("price.below_fairtrade_floor", "price")])


def test_a_differential_is_judged_by_what_it_comes_to_today() -> None:
    assert faults(following("2500"), following("2400")) == []
    assert faults(following("2500"), following("-99999")) == [("bid.below_farm_gate", "differential")]


def test_what_lay_below_a_floor_already_may_rise() -> None:
    assert faults(terms("100"), terms("200")) == []
